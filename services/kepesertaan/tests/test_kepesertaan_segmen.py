"""Segments outside employment, their first month, the card and what else proves a peserta: the rules by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from kepesertaan.domain import identitas, identitas_kartu, keluarga_mandiri, peserta
from kepesertaan.domain import peserta_pesan as ps
from kepesertaan.domain.segmen import Kepesertaan, Pilihan, boleh_masuk, mulai, mulai_baru, tetapkan
from kepesertaan.domain.segmen_pesan import Pindahkan
from kepesertaan.domain.segmen_pindah import sebagaimana

HARI = date(2014, 5, 5)
VA, VA2 = "8888801000000001", "8888800000000021"
NOKA = "0001000000001"


def pilihan(segmen: Any, sub: str = "", kelas: int | None = None, golongan: str = "", pensiun: bool = False) -> Kepesertaan:
    return tetapkan(Pilihan(segmen, sub, kelas, golongan, pensiun), HARI)


def kode(jalan: Any) -> str:
    with pytest.raises(Ditolak) as tolak:
        jalan()
    return tolak.value.kode


@pytest.mark.aturan("R-KEP-04", "R-KEP-41")
@pytest.mark.parametrize("kelas", [1, 2, 3])
def test_a_pbpu_has_the_class_he_pays_for(kelas: int) -> None:
    assert pilihan("PBPU", kelas=kelas) == Kepesertaan("PBPU", "", kelas, kelas, "R-KEP-41", True)
    assert kode(lambda: pilihan("PBPU")) == "KELAS_KOSONG"
    assert kode(lambda: pilihan("PBPU", pensiun=True, kelas=kelas)) == "PENSIUN_BUKAN_UNTUK_SEGMEN_INI"


@pytest.mark.aturan("R-KEP-05", "R-KEP-39")
def test_sub_segments_of_bp() -> None:
    assert [pilihan("BP", h, 1).sub_segmen for h in "abf"] == ["INVESTOR", "PEMBERI_KERJA", "BUKAN_PEKERJA_LAIN"]
    assert [(pilihan("BP", h).sub_segmen, pilihan("BP", h).membayar) for h in "de"] == [
        ("VETERAN", False),
        ("PERINTIS_KEMERDEKAAN", False),
    ]
    assert [pilihan("BP", "c", golongan=g, pensiun=True).hak_kelas for g in ("I/a", "II/d", "III/a", "IV/e")] == [2, 2, 1, 1]
    for salah in ("g", "", "PNS"):
        assert kode(lambda s=salah: pilihan("BP", s, 1)) == "SUB_SEGMEN_TIDAK_DIKENAL"
    assert kode(lambda: pilihan("PBPU", "a", 1)) == "SUB_SEGMEN_TIDAK_DIKENAL"
    assert kode(lambda: pilihan("BP", "c", golongan="V", pensiun=True)) == "PENSIUN_KOSONG"
    assert kode(lambda: pilihan("BP", "c", 1, "III/a", True)) == kode(lambda: pilihan("BP", "d", 1)) == "KELAS_BUKAN_PILIHAN"


@pytest.mark.aturan("R-KEP-38")
def test_a_pbi_is_class_three_whatever_is_asked() -> None:
    assert [pilihan("PBI", kelas=k).hak_kelas for k in (None, 3)] == [3, 3]
    assert [kode(lambda k=k: pilihan("PBI", kelas=k)) for k in (1, 2)] == ["KELAS_PBI_MUTLAK"] * 2
    assert not pilihan("PBI").membayar


def orang(segmen: Any = "PPU", *, dari: date = date(2014, 1, 1), bulan: str = "2014-01", kelas: int = 1) -> peserta.Peserta:
    daftar = ps.Daftarkan(
        NOKA, VA2, "B1" if segmen == "PPU" else "", None, "", "PEKERJA", None, "PEKERJA", kelas, None, "", None, None, False, "r", None,
        None, dari, segmen=segmen, keluarga_id=None if segmen == "PPU" else f"KEL-{NOKA}", iuran_mulai=bulan,
    )  # fmt: skip
    return lipat(peserta.AWAL, daftar)


def lipat(p: peserta.Peserta, *perintah: Any) -> peserta.Peserta:
    for c in perintah:
        for e in peserta.decide(c, p):
            p = peserta.evolve(p, e)
    return p


def pindah(segmen: Any, bulan: str, dari: date, kelas: int = 1, va: str = VA, bu: str = "") -> Pindahkan:
    keluarga = None if bu else f"KEL-{NOKA}"
    return Pindahkan(
        va, bu, keluarga, None, segmen, "", "KEPALA_KELUARGA", None, "INTI", kelas, "R-KEP-41", None, "", bulan, dari, None, False, None
    )  # fmt: skip


@pytest.mark.aturan("R-KEP-02")
def test_pbi_to_the_last_of_march_ppu_from_the_first_of_april() -> None:
    p = lipat(orang("PBI", kelas=3), pindah("PPU", "2014-04", date(2014, 4, 1), 2, VA, "B2"))
    hari = {t: sebagaimana(p, t) for t in (date(2013, 12, 31), date(2014, 1, 1), date(2014, 3, 31), date(2014, 4, 1))}
    assert [(h.segmen, h.virtual_account, h.berakhir_pada) for h in hari.values()] == [
        ("PBI", VA2, date(2014, 3, 31)),
        ("PBI", VA2, date(2014, 3, 31)),
        ("PBI", VA2, date(2014, 3, 31)),
        ("PPU", VA, None),
    ]
    assert [p.kelas_pada(t) for t in (date(2014, 3, 31), date(2014, 4, 1))] == [3, 2]
    assert hari[date(2014, 3, 31)].iuran_terakhir == "2014-03" and p.iuran_mulai == "2014-04", "each month has one payer"
    assert peserta.decide(pindah("PPU", "2014-04", date(2014, 4, 1), 2, VA, "B2"), p) == []
    # neither on the day he came in nor for a month another has paid
    for bulan, dari in (("2014-05", date(2014, 4, 1)), ("2014-03", date(2014, 5, 1))):
        assert kode(lambda b=bulan, d=dari: peserta.decide(pindah("PBPU", b, d), p)) == "TANGGAL_TIDAK_SAH"


@pytest.mark.aturan("R-KEP-33", "R-KEP-34")
def test_after_phk_pbi_on_the_day_the_six_months_are_over() -> None:
    p = lipat(orang(), ps.CatatPhk(date(2014, 3, 31), date(2014, 3, 31)))
    assert (p.keadaan, p.dijamin_sampai) == ("PHK", date(2014, 9, 30))
    for pada, harap in (
        (date(2014, 6, 1), date(2014, 10, 1)),
        (date(2014, 10, 1), date(2014, 10, 1)),
        (date(2014, 11, 7), date(2014, 11, 7)),
    ):
        assert mulai(p, pada, "PBI", tidak_mampu=True) == (f"{harap:%Y-%m}", harap)
    assert kode(lambda: mulai(p, date(2014, 10, 1), "PBI", tidak_mampu=False)) == "PERNYATAAN_TIDAK_MAMPU_BELUM_ADA"
    # who pays for himself need not wait, and the cover after PHK ends the day before
    bulan, dari = mulai(p, date(2014, 6, 15), "PBPU", tidak_mampu=False)
    assert (bulan, dari) == ("2014-06", date(2014, 6, 15))
    sesudah = lipat(p, pindah("PBPU", bulan, dari))
    assert sebagaimana(sesudah, date(2014, 6, 14)).dijamin_sampai == date(2014, 6, 14)
    pbi = lipat(p, pindah("PBI", "2014-10", date(2014, 10, 1), 3))
    assert [sebagaimana(pbi, t).segmen for t in (date(2014, 9, 30), date(2014, 10, 1))] == ["PPU", "PBI"]


@pytest.mark.aturan("R-KEP-02", "R-KEP-35")
def test_who_may_come_into_a_family() -> None:
    keluarga = f"KEL-{NOKA}"
    pbi, ppu = orang("PBI"), orang()
    pbpu = orang("PBPU")
    keluar = lipat(ppu, ps.Keluarkan(date(2014, 3, 31), "", date(2014, 3, 31)))
    mati = lipat(ppu, ps.CatatMeninggal(date(2014, 3, 31), date(2014, 3, 31)))
    assert [boleh_masuk(p, "KEL-lain") for p in (pbi, ppu, pbpu, keluar, mati)] == [True, False, False, True, False]
    assert boleh_masuk(pbpu, keluarga)
    # an open stay gives the next month; one that ended the day after, but no month twice
    assert mulai(pbi, date(2014, 3, 10), "PBPU", tidak_mampu=False) == ("2014-04", date(2014, 4, 1))
    assert mulai(None, date(2014, 3, 31), "PBPU", tidak_mampu=False) == ("2014-03", date(2014, 3, 31))
    dari = mulai(keluar, date(2014, 4, 2), "PBPU", tidak_mampu=False)
    assert dari == (str(max("2014-04", f"2014-{int((keluar.iuran_terakhir or '')[5:]) + 1:02d}")), date(2014, 4, 2))


@pytest.mark.aturan("R-KEP-20")
def test_a_child_born_into_a_family_that_pays_for_itself() -> None:
    kepala, keluarga = orang("PBPU", dari=date(2014, 1, 1)), f"KEL-{NOKA}"

    def baru(lahir: date, pada: date, hubungan: str = "ANAK", id: str = keluarga) -> tuple[str, date]:
        return mulai_baru(hubungan, lahir, kepala, id, pada)

    # the example: before the law of 2018 there is no cover from birth, only from the day of registration
    assert baru(date(2014, 8, 20), date(2014, 8, 25)) == ("2014-08", date(2014, 8, 25))
    assert baru(date(2018, 12, 17), date(2018, 12, 20)) == ("2018-12", date(2018, 12, 20))
    lahir = date(2019, 1, 31)
    assert baru(lahir, date(2019, 2, 28)) == ("2019-01", lahir), "the 28th day"
    assert baru(lahir, date(2019, 3, 1)) == ("2019-03", date(2019, 3, 1))
    for lain in (baru(lahir, date(2019, 2, 1), "LAINNYA"), baru(lahir, date(2019, 2, 1), id="KEL-lain")):
        assert lain == ("2019-02", date(2019, 2, 1))
    assert mulai_baru("ANAK", lahir, None, keluarga, date(2019, 2, 1)) == ("2019-02", date(2019, 2, 1))


@pytest.mark.aturan("R-KEP-27")
def test_no_card_before_the_first_month_is_paid() -> None:
    daftar = keluarga_mandiri.DaftarkanKeluarga("K", VA, pilihan("PBPU", kelas=3), "KC", "X", NOKA, HARI, HARI)
    baru = lipat_keluarga(daftar)
    assert keluarga_mandiri.decide(daftar, baru) == [] and baru.keadaan_va == "AKTIF"
    sebelum = lipat_keluarga(daftar, keluarga_mandiri.CatatTanggungan("2014-04", HARI))
    for belum in (baru, sebelum):
        assert kode(partial(keluarga_mandiri.periksa_kartu, belum, "2014-05")) == "BELUM_BAYAR"
    bayar = [keluarga_mandiri.CatatTanggungan(bulan, HARI) for bulan in ("2014-04", "2014-05", "2014-05", "2014-04")]
    lunas = lipat_keluarga(daftar, *bayar)
    assert keluarga_mandiri.decide(bayar[0], keluarga_mandiri.AWAL) == [], "a family nobody registered here"
    assert lunas.lunas_sampai == "2014-05", "an older word changes nothing"
    keluarga_mandiri.periksa_kartu(lunas, "2014-05")
    pbi = lipat_keluarga(replace(daftar, kepesertaan=pilihan("PBI")))
    keluarga_mandiri.periksa_kartu(pbi, "2014-05")
    assert pbi.keadaan_va == "MENUNGGU"


def lipat_keluarga(*perintah: Any) -> keluarga_mandiri.Keluarga:
    k = keluarga_mandiri.AWAL
    for c in perintah:
        for e in keluarga_mandiri.decide(c, k):
            k = keluarga_mandiri.evolve(k, e)
    return k


@pytest.mark.aturan("R-KEP-29")
def test_a_lost_card_warns_from_the_day_it_was_lost_until_there_is_a_new_one() -> None:
    k = identitas_kartu.AWAL
    hilang = date(2016, 9, 1)
    for c in (identitas_kartu.TerbitkanKartuJkn(NOKA, HARI), identitas_kartu.LaporkanHilang(NOKA, hilang, hilang)):
        for e in identitas_kartu.decide(c, k):
            k = identitas_kartu.evolve(k, e)
    assert identitas_kartu.decide(identitas_kartu.LaporkanHilang(NOKA, hilang, hilang), k) == []
    besok = identitas_kartu.LaporkanHilang(NOKA, date(2016, 9, 2), hilang)
    assert kode(lambda: identitas_kartu.decide(besok, identitas_kartu.AWAL)) == "TANGGAL_TIDAK_SAH"
    d = identitas.Ditunjukkan("NOKA", True, NOKA, aktif=True, kartu_terbit=True, hilang_pada=k.hilang_pada)
    for hari, warn in ((date(2016, 8, 31), []), (hilang, ["KARTU_DILAPORKAN_HILANG"]), (date(2016, 9, 2), ["KARTU_DILAPORKAN_HILANG"])):
        hasil = identitas.layak(d, hari)
        assert (hasil.layak, hasil.perlu_cocok_nik, [w.kode for w in hasil.peringatan]) == (True, bool(warn), warn)
    [baru] = identitas_kartu.decide(identitas_kartu.TerbitkanKartuJkn(NOKA, date(2016, 9, 3)), k)
    assert (identitas_kartu.evolve(k, baru).ke, identitas_kartu.evolve(k, baru).hilang_pada) == (2, None)


@pytest.mark.aturan("R-KEP-31")
def test_an_agreement_holds_from_its_first_to_its_last_day() -> None:
    k = identitas.AWAL
    for c in (
        identitas.SepakatiIdentitas("A", "NIP_KARYAWAN", "S/1", HARI, None),
        identitas.AkhiriKesepakatan("NIP_KARYAWAN", date(2014, 6, 30)),
    ):
        for e in identitas.decide(c, k):
            k = identitas.evolve(k, e)
    ada = k.jenis("NIP_KARYAWAN")
    assert ada is not None and ada.berlaku_sampai == date(2014, 6, 30)
    assert identitas.decide(identitas.AkhiriKesepakatan("NIP_KARYAWAN", date(2014, 7, 31)), k) == [], "an end is not put off"
    assert kode(lambda: identitas.decide(identitas.AkhiriKesepakatan("KTA", HARI), k)) == "TIDAK_DITEMUKAN"
    for jenis in ("NOKA", "NIK", "JAMKESMAS"):
        c = identitas.SepakatiIdentitas("A", jenis, "S/1", HARI, None)
        assert kode(lambda c=c: identitas.decide(c, identitas.AWAL)) == "JENIS_TIDAK_SAH"
    d = identitas.Ditunjukkan("NIP_KARYAWAN", True, NOKA, aktif=True)
    assert identitas.layak(d, HARI).layak and not identitas.layak(replace(d, disepakati=False), HARI).layak
    assert [w.kode for w in identitas.layak(replace(d, kartu_terbit=True), HARI).peringatan] == ["KARTU_SUDAH_TERBIT"]
    assert identitas.layak(replace(d, aktif=False), HARI).kode == "STATUS_TIDAK_AKTIF"
