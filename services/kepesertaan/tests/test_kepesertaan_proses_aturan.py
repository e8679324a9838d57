"""The process between a Badan Usaha and its AKT as a decision: what it waits for, what it refuses, in which order it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from dasar.penolakan import Ditolak
from kepesertaan.domain import badan_usaha as bu
from kepesertaan.domain import badan_usaha_pesan as bp
from kepesertaan.domain import peserta as ps
from kepesertaan.domain import proses_akt as domain
from kepesertaan.domain import proses_akt_pesan as pesan
from kepesertaan.domain.formulir import Formulir
from kepesertaan.domain.peserta_pesan import CabutTanda, CatatMeninggal, CatatPhk, Keluarkan, PesertaPerintah, TandaDihapus
from kepesertaan.domain.tanda import Tanda, sebatas_kerja_sama

AKHIR, MULAI, PADA = date(2017, 3, 31), date(2017, 4, 1), date(2017, 1, 31)
SERAH = pesan.Penyerahan("akt-y", "PB/1", "SELURUH", "SK/2", MULAI, None, "tagihan@y.id")


def jalan(*perintah: pesan.ProsesPerintah) -> domain.Proses:
    p = domain.AWAL
    for satu in perintah:
        for e in domain.decide(satu, p):
            p = domain.evolve(p, e)
    return p


MULAI_PERALIHAN = pesan.MulaiPeralihan(pesan.PeralihanDimulai("p1", "B1", "akt-x", "akt-y", AKHIR, PADA))
DAFTAR = pesan.TerimaDaftar("LAMA", ("0001000000001",), PADA)
SERAHKAN = pesan.Serahkan(SERAH, True, True, PADA)


@pytest.mark.aturan("R-AKT-36")
def test_step_b_is_blocked_without_the_list_and_goes_on_with_a_reason() -> None:
    p = jalan(MULAI_PERALIHAN)
    assert domain.berikutnya(p, AKHIR) is None
    assert domain.berikutnya(p, MULAI) == domain.Langkah("TAHAN", "DAFTAR_PESERTA_BELUM_ADA")
    tertahan = jalan(MULAI_PERALIHAN, pesan.Tahan("DAFTAR_PESERTA_BELUM_ADA", MULAI))
    assert tertahan.keadaan == "TERTAHAN"
    diteruskan = domain.evolve(tertahan, domain.decide(pesan.Lanjutkan(False, None, "AKT lama tidak menjawab", "kc", MULAI), tertahan)[0])
    assert (diteruskan.keadaan, domain.berikutnya(diteruskan, MULAI)) == ("BERJALAN", domain.Langkah("CABUT"))
    assert domain.berikutnya(jalan(MULAI_PERALIHAN, DAFTAR), MULAI) == domain.Langkah("CABUT")


@pytest.mark.aturan("R-AKT-38")
def test_the_new_akt_needs_an_active_pks() -> None:
    p = jalan(MULAI_PERALIHAN)
    with pytest.raises(Ditolak) as tolak:
        domain.decide(pesan.Serahkan(SERAH, False, True, PADA), p)
    assert (tolak.value.kode, tolak.value.aturan) == ("PKS_TIDAK_AKTIF", "R-AKT-38")
    assert domain.decide(SERAHKAN, p)


@pytest.mark.aturan("R-AKT-39")
@pytest.mark.parametrize(("mulai", "boleh"), [(AKHIR, False), (MULAI, True)])
def test_the_new_cooperation_never_overlaps_the_old(mulai: date, boleh: bool) -> None:
    p = jalan(MULAI_PERALIHAN)
    serah = pesan.Serahkan(pesan.Penyerahan("akt-y", "PB/1", "SELURUH", "SK/2", mulai, None), True, True, PADA)
    if boleh:
        assert domain.decide(serah, p)
    else:
        with pytest.raises(Ditolak, match="TUMPANG_TINDIH"):
            domain.decide(serah, p)


@pytest.mark.aturan("R-AKT-30", "R-AKT-39")
def test_it_is_not_finished_before_all_three_updates_and_the_flags() -> None:
    p = jalan(MULAI_PERALIHAN, DAFTAR, SERAHKAN, pesan.Catat(pesan.TandaLamaDicabut("p1", 1, (), (), MULAI)))
    for jenis in domain.PEMBARUAN:
        assert domain.berikutnya(p, MULAI) == domain.Langkah(jenis)
        assert p.keadaan == "BERJALAN"
        p = domain.evolve(p, domain.decide(pesan.Catat(pesan.PembaruanDicatat("p1", jenis, MULAI)), p)[0])
    assert domain.berikutnya(p, MULAI) == domain.Langkah("TANDA")
    p = domain.evolve(p, domain.decide(pesan.Catat(pesan.TandaBaruDiberikan("p1", 1, 0, (), MULAI)), p)[0])
    assert (p.keadaan, domain.berikutnya(p, MULAI)) == ("SELESAI", None)
    with pytest.raises(Ditolak, match="PROSES_SUDAH_BERAKHIR"):
        domain.decide(pesan.Hentikan("terlambat", "kc", MULAI), p)


@pytest.mark.aturan("R-AKT-30")
def test_a_missing_email_holds_it_until_it_is_given() -> None:
    serah = pesan.Penyerahan("akt-y", "PB/1", "SELURUH", "SK/2", PADA, None)
    p = jalan(pesan.MulaiDelegasi("p2", "B1", serah, True, True, PADA), pesan.Catat(pesan.PembaruanDicatat("p2", "PROFIL", PADA)))
    assert domain.berikutnya(p, PADA) == domain.Langkah("TAHAN", "EMAIL_TAGIHAN_BELUM_ADA")
    p = domain.evolve(p, domain.decide(pesan.Tahan("EMAIL_TAGIHAN_BELUM_ADA", PADA), p)[0])
    p = domain.evolve(p, domain.decide(pesan.Lanjutkan(False, "a@b.id", None, "kc", PADA), p)[0])
    assert (p.keadaan, domain.berikutnya(p, PADA)) == ("BERJALAN", domain.Langkah("EMAIL_TAGIHAN"))


@pytest.mark.aturan("R-AKT-28")
def test_an_akts_own_notice_waits_for_the_office_to_have_the_surat_kuasa() -> None:
    p = jalan(pesan.MulaiDelegasi("p2", "B1", SERAH, True, False, PADA))
    assert domain.berikutnya(p, MULAI) == domain.Langkah("TAHAN", "MENUNGGU_KONFIRMASI")
    p = domain.evolve(p, domain.decide(pesan.Lanjutkan(True, None, None, "kc", PADA), p)[0])
    assert domain.berikutnya(p, PADA) is None  # its first day has not come
    assert domain.berikutnya(p, MULAI) == domain.Langkah("PROFIL")


def test_a_stopped_process_does_nothing_more_and_tells_both() -> None:
    p = jalan(MULAI_PERALIHAN)
    berhenti = domain.decide(pesan.Hentikan("batal", "kc", PADA), p)
    assert [e.untuk for e in berhenti if isinstance(e, pesan.ProsesDihentikan)] == ["akt-x", "akt-y"]
    for e in berhenti:
        p = domain.evolve(p, e)
    assert domain.berikutnya(p, MULAI) is None
    assert domain.decide(pesan.Catat(pesan.TandaLamaDicabut("p1", 1, (), (), MULAI)), p) == []


@pytest.mark.aturan("R-AKT-08")
def test_a_badan_usaha_delegates_to_one_akt_at_a_time() -> None:
    f = Formulir("PT", "SWASTA", "", "KC-BANDUNG", "Kota Bandung", "SWASTA", "LANGSUNG", "", 10)
    state = bu.AWAL
    for e in bu.decide(bp.Daftarkan("B1", f, "KC", False, "10000001", "RO-1", PADA), state):
        state = bu.evolve(state, e)
    pertama = bp.TetapkanDelegasi("akt-x", "SELURUH", "SK/1", PADA, AKHIR)
    for e in bu.decide(pertama, state):
        state = bu.evolve(state, e)
    assert bu.decide(pertama, state) == []
    with pytest.raises(Ditolak, match="SATU_AKT_SAJA"):
        bu.decide(bp.TetapkanDelegasi("akt-y", "SELURUH", "SK/2", AKHIR, None), state)
    assert bu.decide(bp.TetapkanDelegasi("akt-y", "SELURUH", "SK/2", MULAI, None), state)


ANGGOTA = ps.Peserta("0001", "TERDAFTAR", "V", "B1", "akt-x", kelas=((PADA, 1),), iuran_mulai="2017-02", berlaku_dari=PADA)
BERTANDA = replace(ANGGOTA, tanda=(Tanda("akt-x", "B1", PADA),))


@pytest.mark.aturan("R-KIB-11", "R-AKT-37")
@pytest.mark.parametrize(
    "pergi", [lambda h: Keluarkan(h, "MENGUNDURKAN_DIRI", h), lambda h: CatatPhk(h, h), lambda h: CatatMeninggal(h, h)]
)
@pytest.mark.parametrize(
    ("hari", "sampai"), [(AKHIR - timedelta(days=1), AKHIR - timedelta(days=1)), (AKHIR, AKHIR), (MULAI, AKHIR), (date(2017, 4, 9), AKHIR)]
)
def test_who_leaves_before_step_b_has_come_to_him_had_the_flag_no_longer_than_the_cooperation(
    pergi: Callable[[date], PesertaPerintah], hari: date, sampai: date
) -> None:
    peristiwa = sebatas_kerja_sama(ps.decide(pergi(hari), BERTANDA), BERTANDA, AKHIR)
    assert [e.berakhir_pada for e in peristiwa if isinstance(e, TandaDihapus)] == [sampai]
    p = BERTANDA
    for e in peristiwa:
        p = ps.evolve(p, e)
    # he himself was a member until his own last day; step b finds nothing left to end
    assert (p.berakhir_pada, p.tanda[-1].berakhir_pada) == (hari, sampai)
    assert ps.decide(CabutTanda("akt-x", AKHIR, "PERALIHAN_AKT"), p) == []


@pytest.mark.aturan("R-KIB-10")
def test_a_cooperation_that_goes_on_or_ended_before_the_flag_shortens_nothing() -> None:
    keluar = ps.decide(Keluarkan(MULAI, "MENGUNDURKAN_DIRI", MULAI), BERTANDA)
    assert sebatas_kerja_sama(keluar, BERTANDA, None) == keluar
    tanpa = ps.decide(Keluarkan(MULAI, "MENGUNDURKAN_DIRI", MULAI), ANGGOTA)
    assert sebatas_kerja_sama(tanpa, ANGGOTA, AKHIR) == tanpa
    # never a last day before the first
    baru = replace(ANGGOTA, tanda=(Tanda("akt-x", "B1", MULAI),))
    [_, hapus] = sebatas_kerja_sama(ps.decide(Keluarkan(MULAI, "MENGUNDURKAN_DIRI", MULAI), baru), baru, AKHIR)
    assert isinstance(hapus, TandaDihapus) and hapus.berakhir_pada == MULAI
