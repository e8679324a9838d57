"""The life of a SEP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from dasar.tanggal import WIB
from klaim.domain.penjaminan import Kib
from klaim.domain.sep import KOSONG, Sep, decide, evolve
from klaim.domain.sep_peristiwa import (
    MENOLAK,
    TIDAK_DIPINDAH,
    CatatPemindahan,
    CobDikoreksi,
    KoreksiCob,
    PesertaPulang,
    Pulangkan,
    SepCommand,
    SepDibatalkan,
    SepEvent,
    SepTerbit,
    StatusSepDitetapkan,
    TerbitkanSep,
    TerbitkanSuratJaminan,
    TetapkanStatus,
)

Pembuat = Callable[..., Any]
NOMOR = "0301R0011216V000001"
SORE = datetime(2016, 12, 10, 15, tzinfo=WIB)


def jalan(state: Sep, *commands: SepCommand) -> tuple[Sep, list[SepEvent]]:
    semua: list[SepEvent] = []
    for c in commands:
        for e in decide(c, state):
            state = evolve(state, e)
            semua.append(e)
    return state, semua


@pytest.fixture
def terbit(permintaan: Pembuat, status: Pembuat) -> Sep:
    return jalan(KOSONG, TerbitkanSep(NOMOR, permintaan(), status(), "tersandi"))[0]


def test_sep_terbit_menyimpan_jawaban_status_dan_alasannya(permintaan: Pembuat, status: Pembuat) -> None:
    _, (e,) = jalan(KOSONG, TerbitkanSep(NOMOR, permintaan(), status(), "tersandi"))
    assert isinstance(e, SepTerbit) and e.cob and e.akt_id == "akt-sentosa" and e.rahasia == "tersandi" and e.dasar


def test_sep_yang_ditolak_menyebut_aturannya(permintaan: Pembuat, status: Pembuat, faskes: Pembuat) -> None:
    with pytest.raises(Ditolak) as tolak:
        decide(TerbitkanSep(NOMOR, permintaan(faskes=faskes(kontrak_bpjs=())), status(), None), KOSONG)
    assert tolak.value.aturan == "R-PLY-06" and tolak.value.status == 409


def test_pulang_sekali_dan_boleh_diulang(terbit: Sep) -> None:
    pulang, events = jalan(terbit, Pulangkan(date(2016, 12, 10), SORE), Pulangkan(date(2016, 12, 10), SORE))
    assert events == [PesertaPulang(date(2016, 12, 10))] and pulang.keadaan == "PULANG"
    with pytest.raises(Ditolak, match="SUDAH_PULANG"):
        decide(Pulangkan(date(2016, 12, 9), SORE), pulang)


@pytest.mark.parametrize("hari", [date(2016, 12, 5), date(2016, 12, 11)])
def test_tanggal_pulang_di_luar_episode(terbit: Sep, hari: date) -> None:
    with pytest.raises(Ditolak) as tolak:
        decide(Pulangkan(hari, SORE), terbit)
    assert tolak.value.status == 422


@pytest.mark.aturan("R-PLY-11")
def test_episode_akt_tidak_dapat_beralih_ke_jkn(terbit: Sep) -> None:
    with pytest.raises(Ditolak) as tolak:
        decide(KoreksiCob(False, None, frozenset()), terbit)
    assert tolak.value.aturan == "R-PLY-11"


@pytest.mark.aturan("R-KLM-11", "R-KIB-13")
def test_sep_tanpa_flag_dikoreksi_dengan_kib(permintaan: Pembuat, status: Pembuat) -> None:
    jkn = jalan(KOSONG, TerbitkanSep(NOMOR, permintaan(kib=None, kib_ditunjukkan=False), status(), None))[0]
    assert not jkn.cob
    kib = Kib("KIB-1", jkn.nomor_kartu, "akt-sentosa", True)
    baik, events = jalan(jkn, KoreksiCob(True, kib, frozenset({"akt-sentosa"})))
    assert isinstance(events[0], CobDikoreksi) and baik.cob and baik.akt_id == "akt-sentosa"
    with pytest.raises(Ditolak, match="KIB_TIDAK_SAH"):
        decide(KoreksiCob(True, Kib("KIB-2", jkn.nomor_kartu, "akt-melati", True), frozenset({"akt-melati"})), jkn)


@pytest.mark.aturan("R-PLY-13", "R-PLY-15", "R-PLY-16")
def test_pemindahan_hanya_untuk_gawat_darurat_tanpa_kontrak(terbit: Sep, permintaan: Pembuat, status: Pembuat, faskes: Pembuat) -> None:
    with pytest.raises(Ditolak, match="BUKAN_GAWAT_DARURAT_TANPA_KONTRAK"):
        decide(CatatPemindahan(MENOLAK, SORE), terbit)
    p = permintaan(faskes=faskes(kontrak_bpjs=()), gawat_darurat=True, kriteria_gawat_darurat="MENGANCAM_NYAWA", rujukan=None)
    darurat = jalan(KOSONG, TerbitkanSep(NOMOR, p, status(), None))[0]
    with pytest.raises(Ditolak, match="BIAYA_GAWAT_DARURAT_WAJIB"):
        decide(CatatPemindahan(TIDAK_DIPINDAH, SORE), darurat)
    dicatat, _ = jalan(darurat, CatatPemindahan(TIDAK_DIPINDAH, SORE, biaya_gawat_darurat=4_000_000))
    assert dicatat.pemindahan is not None and dicatat.pemindahan.biaya_gawat_darurat == 4_000_000
    with pytest.raises(Ditolak, match="PEMINDAHAN_SUDAH_DICATAT"):
        decide(CatatPemindahan(MENOLAK, SORE), dicatat)


@pytest.mark.aturan("R-PLY-09", "R-PLY-10")
def test_surat_jaminan_hanya_dari_akt_peserta(terbit: Sep) -> None:
    ada, _ = jalan(terbit, TerbitkanSuratJaminan("akt-sentosa", "SJ-1", date(2016, 12, 6)))
    assert ada.surat_jaminan is not None
    with pytest.raises(Ditolak) as tolak:
        decide(TerbitkanSuratJaminan("akt-melati", "SJ-2", date(2016, 12, 6)), terbit)
    assert tolak.value.status == 404


def test_status_yang_tertunda_ditetapkan_kemudian(permintaan: Pembuat, status: Pembuat) -> None:
    p = permintaan(gawat_darurat=True, kriteria_gawat_darurat="MENGANCAM_NYAWA", rujukan=None)
    menunggu = jalan(KOSONG, TerbitkanSep(NOMOR, p, None, None))[0]
    assert menunggu.keadaan == "MENUNGGU_STATUS"
    pulang = jalan(menunggu, Pulangkan(date(2016, 12, 10), SORE))[0]
    assert pulang.keadaan == "MENUNGGU_STATUS"
    baik, events = jalan(pulang, TetapkanStatus(p, status()), TetapkanStatus(p, status()))
    assert len(events) == 1 and isinstance(events[0], StatusSepDitetapkan) and baik.keadaan == "PULANG" and baik.cob
    batal, events = jalan(menunggu, TetapkanStatus(p, status(aktif=False, keadaan="TIDAK_AKTIF")))
    assert isinstance(events[0], SepDibatalkan) and batal.keadaan == "DIBATALKAN"
