"""Unit and Penyimpangan, given/when/then: what is published about a cover, when, and that the same is never published twice."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from dasar.tanggal import Periode
from status.domain import penyimpangan as s
from status.domain import unit as u
from status.domain.buku import susun
from status.domain.catatan import CatatanPeserta, CatatanUnit
from status.domain.nilai import Fakta
from status.domain.peserta import lipat
from status.domain.riwayat import riwayat

VA = "8888800000012345"
BU = u.Pemilik(VA, "BU1", None, "akt-sentosa")


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks if 'T' in teks else teks + 'T09:00:00'}+07:00")


def tagihan(periode: str, dicatat: str) -> CatatanUnit:
    return CatatanUnit("TAGIHAN", saat(dicatat), f"T{periode}", periode, tanggal=Periode.baca(periode).hari(10))


def lunas(periode: str, waktu: str, dicatat: str | None = None) -> CatatanUnit:
    return CatatanUnit("LUNAS", saat(dicatat or waktu), f"L{periode}-{waktu}", periode, waktu=saat(waktu))


def catat(c: CatatanUnit, ditutup: str | None = None) -> u.Catat:
    return u.Catat(BU, (c,), date.fromisoformat(ditutup) if ditutup else None)


def tinjau(hari: str) -> u.TinjauHari:
    return u.TinjauHari(date.fromisoformat(hari))


def jalankan(*perintah: u.Perintah, dari: u.Unit = u.AWAL) -> tuple[u.Unit, list[u.TanggunganBerubah]]:
    """The state after all commands and what the last one published."""
    state, terbit = dari, list[u.TanggunganBerubah]()
    for c in perintah:
        hasil = u.decide(c, state)
        terbit = [e for e in hasil if isinstance(e, u.TanggunganBerubah)]
        for e in hasil:
            state = u.evolve(state, e)
    return state, terbit


def inti(terbit: list[u.TanggunganBerubah]) -> list[tuple[str, str, str | None, str | None]]:
    return [(e.keadaan, str(e.dari), str(e.sampai) if e.sampai else None, e.lunas_sampai) for e in terbit]


DES = catat(tagihan("2016-12", "2016-11-21"))
DES_LUNAS = catat(lunas("2016-12", "2016-12-05"))
JAN = catat(tagihan("2017-01", "2016-12-21"))
FEB = catat(tagihan("2017-02", "2017-01-21"))


def test_a_bill_alone_publishes_nothing_and_the_first_payment_does() -> None:
    assert jalankan(DES)[1] == []
    state, terbit = jalankan(DES, DES_LUNAS)
    assert inti(terbit) == [("AKTIF", "2016-12-05", "2017-01-10", "2016-12")]
    assert terbit[0].aktif and {"R-STA-03", "R-STA-08"} <= {d.aturan for d in terbit[0].dasar}
    assert jalankan(JAN, dari=state)[1] == []  # its due day is the one that was told already


@pytest.mark.aturan("R-AKT-35")
@pytest.mark.parametrize(
    ("kini", "siapa"), [({}, "akt-sentosa"), ({"BU9": None}, "akt-sentosa"), ({"BU1": "akt-melati"}, "akt-melati"), ({"BU1": None}, None)]
)
def test_a_missed_day_is_told_to_the_akt_of_the_day_after_it(kini: dict[str, str | None], siapa: str | None) -> None:
    state, _ = jalankan(DES, DES_LUNAS, JAN)
    state, [terbit] = jalankan(u.TinjauHari(date(2017, 1, 10), kini), dari=state)
    assert (terbit.keadaan, terbit.pemilik.akt_id) == ("MENUNGGAK", siapa)
    assert jalankan(catat(lunas("2017-01", "2017-01-12")), dari=state)[1][0].pemilik == BU  # then iuran says it again


@pytest.mark.aturan("R-IUR-18")
def test_a_first_month_paid_in_advance_is_told_with_its_first_day() -> None:
    _, terbit = jalankan(DES, catat(lunas("2016-12", "2016-11-25")))
    assert inti(terbit) == [("AKTIF", "2016-12-01", "2017-01-10", "2016-12")]


@pytest.mark.aturan("R-STA-06", "R-STA-13")
def test_closed_days_worsen_the_cover_in_two_steps() -> None:
    state, _ = jalankan(DES, DES_LUNAS, JAN)
    assert state.tenggat == date(2017, 1, 10)
    state, terbit = jalankan(tinjau("2017-01-10"), dari=state)
    assert inti(terbit) == [("MENUNGGAK", "2017-01-11", "2017-02-10", "2016-12")]
    state, terbit = jalankan(FEB, tinjau("2017-02-10"), dari=state)
    assert inti(terbit) == [("TIDAK_AKTIF", "2017-02-11", None, "2016-12")]
    assert jalankan(tinjau("2017-02-10"), dari=state)[1] == []


def test_paying_both_late_restores_from_that_day_in_two_steps() -> None:
    state, _ = jalankan(DES, DES_LUNAS, JAN, tinjau("2017-01-10"), FEB, tinjau("2017-02-10"))
    state, terbit = jalankan(catat(lunas("2017-01", "2017-02-14")), dari=state)
    assert inti(terbit) == [("MENUNGGAK", "2017-02-14", "2017-03-10", "2017-01")]
    state, terbit = jalankan(catat(lunas("2017-02", "2017-02-14")), dari=state)
    assert inti(terbit) == [("AKTIF", "2017-02-14", "2017-03-10", "2017-02")]
    assert state.tenggat is None


@pytest.mark.aturan("R-STA-10")
def test_a_payment_that_arrives_late_restores_from_the_day_it_was_made() -> None:
    state, _ = jalankan(DES, DES_LUNAS, JAN, tinjau("2017-01-10"), FEB, tinjau("2017-02-10"))
    telat = [catat(lunas(p, "2017-02-10T19:00:00", "2017-02-14"), "2017-02-13") for p in ("2017-01", "2017-02")]
    _, terbit = jalankan(*telat, dari=state)
    assert inti(terbit) == [("AKTIF", "2017-02-10", "2017-03-10", "2017-02")]


def test_paying_in_time_moves_only_the_end() -> None:
    state, _ = jalankan(DES, DES_LUNAS, JAN)
    assert inti(jalankan(catat(lunas("2017-01", "2017-01-05")), dari=state)[1]) == [("AKTIF", "2016-12-05", "2017-02-10", "2017-01")]


def test_a_day_closed_after_the_late_payment_was_known_only_tells_since_when() -> None:
    state, _ = jalankan(DES, DES_LUNAS, JAN, catat(lunas("2017-01", "2017-01-18", "2017-01-20"), "2017-01-09"))
    assert inti(jalankan(tinjau("2017-01-09"), dari=state)[1]) == []
    assert inti(jalankan(tinjau("2017-01-10"), dari=state)[1]) == [("AKTIF", "2017-01-18", "2017-02-10", "2017-01")]


def test_the_same_fact_twice_is_nothing() -> None:
    state, _ = jalankan(DES, DES_LUNAS)
    assert list(u.decide(DES_LUNAS, state)) == []
    assert list(u.decide(tinjau("2016-12-10"), u.AWAL)) == []


def test_a_first_payment_taken_back_is_told() -> None:
    state, _ = jalankan(DES, DES_LUNAS)
    batal = CatatanUnit("BUKA", saat("2016-12-07"), "B", "2016-12", waktu=saat("2016-12-07"))
    _, terbit = jalankan(catat(batal), dari=state)
    assert [(e.keadaan, e.aktif, e.lunas_sampai) for e in terbit] == [("TERDAFTAR", False, None)]


def test_every_deadline_of_an_unpaid_bill_is_looked_at() -> None:
    state, _ = jalankan(DES, DES_LUNAS, catat(tagihan("2019-01", "2018-12-21")))
    tenggat: list[date] = []
    while (t := state.tenggat) is not None and len(tenggat) < 10:
        tenggat.append(t)
        state, _ = jalankan(u.TinjauHari(t), dari=state)
    assert tenggat == [date(2019, 1, 10), date(2019, 1, 31), date(2019, 2, 10)]
    assert state.diumumkan.dari == date(2019, 2, 1)


# --- one person


def test_history_is_made_of_whole_periods_without_holes() -> None:
    orang = CatatanPeserta(
        "DAFTAR",
        saat("2016-11-15"),
        "P",
        va=VA,
        badan_usaha_id="BU1",
        segmen="PPU",
        hak_kelas=1,
        dari=date(2016, 11, 15),
        periode="2016-12",
    )
    fakta = (DES, DES_LUNAS, JAN, FEB, catat(lunas("2017-01", "2017-02-14")), catat(lunas("2017-02", "2017-02-14")))
    buku = susun([c for p in fakta for c in p.catatan])
    masa = riwayat(Fakta(lipat([orang]), {VA: buku}, date(2017, 2, 19)), date(2017, 2, 20))
    assert [(m.jawaban.keadaan, str(m.dari), str(m.sampai)) for m in masa] == [
        ("TERDAFTAR", "2016-11-15", "2016-12-04"),
        ("AKTIF", "2016-12-05", "2017-01-10"),
        ("MENUNGGAK", "2017-01-11", "2017-02-10"),
        ("TIDAK_AKTIF", "2017-02-11", "2017-02-13"),
        ("AKTIF", "2017-02-14", "None"),
    ]


def _orang(*perintah: s.Perintah) -> tuple[s.Penyimpangan, list[s.Peristiwa]]:
    state, hasil = s.AWAL, list[s.Peristiwa]()
    for c in perintah:
        hasil = list(s.decide(c, state))
        for e in hasil:
            state = s.evolve(state, e)
    return state, hasil


PHK = s.CatatPhk("0001944358911", "akt-sentosa", date(2014, 3, 31), date(2014, 9, 30), "E1")
MATI = s.CatatMeninggal("0001944358911", None, date(2014, 5, 2), "E2")


@pytest.mark.aturan("R-STA-12", "R-KEP-32")
def test_phk_is_told_with_its_end_and_the_end_when_it_comes() -> None:
    state, hasil = _orang(PHK)
    assert isinstance(hasil[0], s.PesertaBerubah)
    assert (hasil[0].keadaan, hasil[0].aktif, hasil[0].dari, hasil[0].sampai) == ("PHK", True, date(2014, 4, 1), date(2014, 9, 30))
    assert list(s.decide(PHK, state)) == [] and list(s.decide(s.AkhiriPhk(date(2014, 9, 29)), state)) == []
    _, akhir = _orang(PHK, s.AkhiriPhk(date(2014, 9, 30)))
    assert isinstance(akhir[0], s.PesertaBerubah)
    assert (akhir[0].keadaan, akhir[0].aktif, akhir[0].dari) == ("TIDAK_AKTIF", False, date(2014, 10, 1))


@pytest.mark.aturan("R-KEP-34")
def test_a_new_unit_ends_phk_silently() -> None:
    state, hasil = _orang(PHK, s.CatatUnitBaru(date(2014, 6, 15)))
    assert [type(e) for e in hasil] == [s.PhkDiakhiri] and state.akhir_phk is None
    assert list(s.decide(s.AkhiriPhk(date(2014, 9, 30)), state)) == []
    assert list(s.decide(s.CatatUnitBaru(date(2014, 6, 15)), s.AWAL)) == []


@pytest.mark.aturan("R-STA-13")
def test_nothing_is_told_of_the_dead_any_more() -> None:
    state, hasil = _orang(PHK, MATI)
    assert [e.keadaan for e in hasil if isinstance(e, s.PesertaBerubah)] == ["MENINGGAL"]
    assert list(s.decide(PHK, state)) == [] and list(s.decide(MATI, state)) == []
