"""Faskes, given/when/then: registration, contracts by date, classification, credentialing; the reference lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from dasar.ketentuan import KetentuanTidakAda
from dasar.penolakan import Ditolak
from faskes.domain import faskes as f
from faskes.domain.ketentuan import DAFTAR
from faskes.domain.kontrak import KontrakAkt, KontrakBpjs

KODE = "0301R001"
HARI = date(2016, 11, 1)
RS = f.DataFaskes(
    nama="RSUD Contoh",
    jenis="FKRTL",
    kelas_rs="B",
    sk_kelas=f.SkKelas("HK.02.03/I/1/2014", date(2014, 3, 3)),
    kepemilikan="PEMERINTAH",
    kabupaten_kota="Kota Medan",
    regional=3,
    kontrak_bpjs=(KontrakBpjs(date(2016, 1, 1), date(2017, 12, 31)),),
    kontrak_akt=(),
    lulus_kredensialing=True,
)
KLINIK = replace(RS, jenis="FKTP", kelas_rs=None, sk_kelas=None, kontrak_bpjs=())


def jalankan(*data: f.DataFaskes, hari: date = HARI) -> tuple[f.Faskes, list[f.Peristiwa]]:
    state, terakhir = f.BELUM_ADA, list[f.Peristiwa]()
    for d in data:
        terakhir = list(f.decide(f.TetapkanFaskes(KODE, d, hari), state))
        for e in terakhir:
            state = f.evolve(state, e)
    return state, terakhir


def tolak(*data: f.DataFaskes, kode_ppk: str = KODE) -> Ditolak:
    state, _ = jalankan(*data[:-1])
    with pytest.raises(Ditolak) as tertangkap:
        f.decide(f.TetapkanFaskes(kode_ppk, data[-1], HARI), state)
    return tertangkap.value


def test_the_first_put_registers_the_next_changes_and_the_same_again_is_nothing() -> None:
    _, pertama = jalankan(RS)
    _, kedua = jalankan(RS, replace(RS, kelas_rs="A"))
    _, ketiga = jalankan(RS, RS)
    assert [type(e) for e in pertama + kedua + ketiga] == [f.FaskesDidaftarkan, f.FaskesDiubah]


@pytest.mark.aturan("R-AKT-40")
def test_classification_goes_by_the_contracts_of_the_day() -> None:
    rs_q = replace(RS, kontrak_bpjs=(KontrakBpjs(date(2016, 12, 1)),), kontrak_akt=(KontrakAkt("akt-sentosa", date(2016, 1, 1)),))
    assert f.klasifikasi(rs_q, date(2016, 11, 30)) == "FASKES_AKT"
    assert f.klasifikasi(rs_q, date(2016, 12, 1)) == "IRISAN"


@pytest.mark.aturan("R-AKT-40")
@pytest.mark.parametrize(
    ("bpjs", "akt", "hasil"), [(True, False, "BPJS"), (True, True, "IRISAN"), (False, True, "FASKES_AKT"), (False, False, "NON_BPJS")]
)
def test_all_four_classes(bpjs: bool, akt: bool, hasil: str) -> None:
    data = replace(
        RS,
        kontrak_bpjs=(KontrakBpjs(HARI, HARI),) if bpjs else (),
        kontrak_akt=(KontrakAkt("akt-sentosa", HARI, HARI),) if akt else (),
    )
    assert f.klasifikasi(data, HARI) == hasil
    assert f.klasifikasi(data, date(2016, 11, 2)) == f.klasifikasi(data, date(2016, 10, 31)) == "NON_BPJS"


def test_an_insurer_sees_a_facility_through_its_own_contracts() -> None:
    data = replace(RS, kontrak_akt=(KontrakAkt("akt-sentosa", HARI),))
    assert (f.klasifikasi(data, HARI, "akt-sentosa"), f.klasifikasi(data, HARI, "akt-melati")) == ("IRISAN", "BPJS")


@pytest.mark.aturan("R-AKT-41")
def test_an_fktp_without_credentialing_gets_no_bpjs_contract() -> None:
    salah = tolak(replace(KLINIK, lulus_kredensialing=False, kontrak_bpjs=(KontrakBpjs(HARI),)))
    assert (salah.kode, salah.aturan, salah.status) == ("TIDAK_LULUS_KREDENSIALING", "R-AKT-41", 422)
    assert [g.penunjuk for g in salah.galat] == ["/kontrak_bpjs/0"]


@pytest.mark.aturan("R-AKT-41")
def test_a_contract_that_ran_before_credentialing_was_lost_may_end_but_not_grow() -> None:
    lama = replace(KLINIK, kontrak_bpjs=(KontrakBpjs(date(2016, 1, 1), date(2016, 12, 31)),))
    dipendekkan = replace(lama, lulus_kredensialing=False, kontrak_bpjs=(KontrakBpjs(date(2016, 1, 1), date(2016, 11, 30)),))
    assert jalankan(lama, dipendekkan)[1]
    assert tolak(lama, replace(dipendekkan, kontrak_bpjs=(KontrakBpjs(date(2016, 1, 1), date(2017, 1, 31)),))).aturan == "R-AKT-41"
    assert tolak(lama, replace(dipendekkan, kontrak_bpjs=(KontrakBpjs(date(2016, 1, 1)),))).aturan == "R-AKT-41"


@pytest.mark.aturan("R-AKT-41")
def test_the_akt_may_contract_a_clinic_that_bpjs_may_not() -> None:
    data = replace(KLINIK, lulus_kredensialing=False, kontrak_akt=(KontrakAkt("akt-sentosa", HARI),))
    assert f.klasifikasi(jalankan(data)[0].pada(HARI), HARI) == "FASKES_AKT"


@pytest.mark.parametrize(
    ("data", "penunjuk"),
    [
        (replace(KLINIK, kelas_rs="C"), "/kelas_rs"),
        (replace(KLINIK, sk_kelas=RS.sk_kelas), "/sk_kelas"),
        (replace(RS, kelas_rs="E"), "/kelas_rs"),
        (replace(RS, kelas_rs=None), "/kelas_rs"),
        (replace(RS, regional=6), "/regional"),
        (replace(RS, kontrak_bpjs=(KontrakBpjs(date(2017, 1, 1), date(2016, 12, 31)),)), "/kontrak_bpjs/0/sampai"),
        (replace(RS, kontrak_bpjs=(KontrakBpjs(date(2016, 6, 1)), KontrakBpjs(date(2016, 1, 1), date(2016, 6, 1)))), "/kontrak_bpjs/0"),
        (replace(RS, kontrak_bpjs=(KontrakBpjs(date(2016, 1, 1)), KontrakBpjs(date(2020, 1, 1)))), "/kontrak_bpjs/1"),
        (replace(RS, kontrak_akt=(KontrakAkt("a", HARI, HARI), KontrakAkt("b", HARI), KontrakAkt("a", HARI))), "/kontrak_akt/2"),
    ],
)
def test_bad_data_is_refused_with_the_field_named(data: f.DataFaskes, penunjuk: str) -> None:
    salah = tolak(data)
    assert salah.status == 422 and penunjuk in [g.penunjuk for g in salah.galat]


def test_a_bad_code_and_a_changed_kind_are_refused() -> None:
    assert tolak(RS, kode_ppk="301R001").galat[0].penunjuk == "/kode_ppk"
    assert tolak(RS, KLINIK).kode == "JENIS_FASKES_TETAP"


def test_contracts_that_touch_do_not_overlap_and_two_insurers_may_share_days() -> None:
    data = replace(
        RS,
        kontrak_bpjs=(KontrakBpjs(date(2017, 1, 1)), KontrakBpjs(date(2016, 1, 1), date(2016, 12, 31))),
        kontrak_akt=(KontrakAkt("a", HARI), KontrakAkt("b", HARI)),
    )
    assert jalankan(data)[1]


def test_a_hospital_without_a_decree_keeps_its_class_on_paper() -> None:
    assert jalankan(replace(RS, sk_kelas=None))[0].pada(HARI).kelas_rs == "B"


def test_class_goes_by_its_day_and_contracts_by_what_is_known_now() -> None:
    state, _ = jalankan(RS)
    baru = replace(RS, kelas_rs="A", kontrak_bpjs=(KontrakBpjs(date(2016, 1, 1), date(2016, 6, 30)),))
    for e in f.decide(f.TetapkanFaskes(KODE, baru, date(2017, 3, 1)), state):
        state = f.evolve(state, e)
    sebelum, sesudah = state.pada(date(2017, 2, 28)), state.pada(date(2017, 3, 1))
    assert (sebelum.kelas_rs, sesudah.kelas_rs) == ("B", "A")
    assert state.pada(date(2015, 1, 1)).kelas_rs == "B"
    assert f.klasifikasi(sebelum, date(2017, 2, 28)) == "NON_BPJS"


def test_every_list_names_its_text_and_exclusions_are_fifteen() -> None:
    assert set(DAFTAR) == {"kriteria-gawat-darurat", "kasus-non-spesialistik", "pengecualian"}
    for tabel in DAFTAR.values():
        assert all(b.sumber and b.nilai for b in tabel.baris)
    assert len(DAFTAR["pengecualian"].pada(HARI).nilai) == 15
    with pytest.raises(KetentuanTidakAda):
        DAFTAR["pengecualian"].pada(date(2013, 12, 31))
