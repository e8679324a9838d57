"""Family changes of one person, newborns, the monthly review: pure, with the catalogue's examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from kepesertaan.domain import kelahiran, keluarga, mutasi_keluarga, peserta
from kepesertaan.domain import mutasi_pesan as mp
from kepesertaan.domain import peserta_pesan as ps

LAHIR = date(1995, 7, 15)
SEHARI = timedelta(days=1)


def daftar(**ubah: Any) -> ps.Daftarkan:
    awal = ps.Daftarkan(
        nomor_kartu="0000000000002", virtual_account="8888800000000001", badan_usaha_id="B1", akt_id="akt-x", sub_segmen="SWASTA",
        hubungan="ANAK", nomor_kartu_pekerja="0000000000001", kategori="INTI", hak_kelas=1, kelas_dipilih=None, golongan="",
        kabupaten_kota_kerja=None, kode_fktp=None, koordinasi_manfaat=False, rahasia="r", upah_tersandi=None, pekerjaan_id=None,
        pada=date(2015, 1, 5),
    )  # fmt: skip
    return replace(awal, **ubah)


def jadi(*langkah: Any, dari: peserta.Peserta = peserta.AWAL) -> peserta.Peserta:
    for perintah in langkah:
        for e in peserta.decide(perintah, dari):
            dari = peserta.evolve(dari, e)
    return dari


def ditolak(kode: str, perintah: Any, p: peserta.Peserta) -> Ditolak:
    with pytest.raises(Ditolak) as tolak:
        peserta.decide(perintah, p)
    assert tolak.value.kode == kode
    return tolak.value


def tinjau(periode: str, lahir: date = LAHIR) -> mp.TinjauAnak:
    return mp.TinjauAnak(periode, lahir, "J-" + periode, date.fromisoformat(f"{periode}-28") + timedelta(days=4))


def nama(peristiwa: Sequence[Any]) -> list[str]:
    return [type(e).__name__ for e in peristiwa]


# -- the ages


@pytest.mark.aturan("R-KEP-15", "R-KEP-16")
def test_the_first_day_outside_by_age_and_statement() -> None:
    pada = date(2016, 6, 30)
    assert keluarga.batas_usia(LAHIR, None, pada) == (date(2016, 7, 15), "UMUR_21")
    assert keluarga.batas_usia(LAHIR, date(2016, 7, 14), pada) == (date(2016, 7, 15), "UMUR_21")
    assert keluarga.batas_usia(LAHIR, date(2016, 7, 15), pada) == (date(2016, 7, 16), "KETERANGAN_KULIAH")
    # with proof inti until 2020-07-14
    assert keluarga.batas_usia(LAHIR, date(2020, 12, 31), pada) == (date(2020, 7, 15), "UMUR_25")
    assert keluarga.batas_usia(LAHIR, date(2020, 7, 13), pada) == (date(2020, 7, 14), "KETERANGAN_KULIAH")
    # who is born on a leap day is older from 1 March
    assert keluarga.batas_usia(date(1996, 2, 29), None, pada)[0] == date(2017, 3, 1)
    assert keluarga.kuliah_berlaku(date(2016, 7, 1)) == date(2017, 6, 30)
    # the same tests as at registration
    for hari in (date(2016, 7, 14), date(2016, 7, 15)):
        memenuhi = keluarga.anak_memenuhi(keluarga.DataAnak(LAHIR, False, False, False), hari)
        assert memenuhi is (hari < keluarga.batas_usia(LAHIR, None, hari)[0])


@pytest.mark.aturan("R-KEP-15", "R-KEP-16")
def test_a_child_is_told_at_least_a_month_before_and_leaves_on_the_eve_of_his_birthday() -> None:
    anak = jadi(daftar())
    assert peserta.decide(tinjau("2016-04"), anak) == []
    [kabar] = peserta.decide(tinjau("2016-05"), anak)
    assert kabar == mp.AkanHabisUsia("0000000000002", "UMUR_21", "2016-07", "2016-05", "J-2016-05")
    diberi_tahu = peserta.evolve(anak, kabar)
    assert peserta.decide(tinjau("2016-05"), diberi_tahu) == [], "once in a review"
    [keluar] = peserta.decide(tinjau("2016-06"), diberi_tahu)
    assert (keluar.berakhir_pada, keluar.alasan) == (date(2016, 7, 14), "HABIS_USIA")
    habis = peserta.evolve(diberi_tahu, keluar)
    assert habis.anggota_pada(date(2016, 7, 14)) and not habis.anggota_pada(date(2016, 7, 15))
    assert peserta.decide(tinjau("2016-07"), habis) == [] and habis.keluarga.tinjauan is None


@pytest.mark.aturan("R-KEP-16")
def test_a_student_of_22_without_a_current_statement_is_told_and_leaves_at_the_end_of_the_next_month() -> None:
    # registered at 20, so that no statement was asked for; the review comes for the first time when he is 22
    anak = jadi(daftar())
    [kabar] = peserta.decide(tinjau("2017-09"), anak)
    assert (kabar.sebab, kabar.bulan) == ("UMUR_21", "2017-09")
    [keluar] = peserta.decide(tinjau("2017-10"), peserta.evolve(anak, kabar))
    assert keluar.berakhir_pada == date(2017, 10, 31), "late found is not made up for backwards"
    # with a statement of the day of registration: it counts for a year, and then another is asked for
    surat = jadi(daftar(pada=date(2017, 8, 1), kuliah_sampai=date(2018, 7, 31)))
    assert peserta.decide(tinjau("2018-05"), surat) == []
    [lagi] = peserta.decide(tinjau("2018-06"), surat)
    assert (lagi.sebab, lagi.bulan) == ("KETERANGAN_KULIAH", "2018-08")
    # registered past 21 before statements were recorded: he must have shown one
    assert peserta.decide(tinjau("2018-05"), jadi(daftar(pada=date(2017, 8, 1)))) == []


@pytest.mark.aturan("R-KEP-16")
@pytest.mark.parametrize(("pada", "dari"), [(date(2016, 7, 10), date(2016, 7, 15)), (date(2016, 7, 20), date(2016, 7, 20))])
def test_a_statement_keeps_the_child_and_brings_him_back(pada: date, dari: date) -> None:
    anak = jadi(daftar(), tinjau("2016-05"))
    terus = jadi(mp.CatatKeteranganKuliah(date(2016, 6, 20), date(2016, 6, 20)), dari=anak)
    assert terus.keluarga.tinjauan is None and terus.keluarga.kuliah_sampai == date(2017, 6, 19)
    assert peserta.decide(tinjau("2016-06"), terus) == []
    habis = jadi(tinjau("2016-06"), dari=anak)
    assert habis.keadaan == "KELUAR"
    kembali = jadi(mp.CatatKeteranganKuliah(pada, pada), dari=habis)
    assert (kembali.keadaan, kembali.kategori, kembali.berlaku_dari, kembali.iuran_mulai) == ("TERDAFTAR", "INTI", dari, "2016-08")
    assert peserta.decide(mp.CatatKeteranganKuliah(pada, pada), kembali) == []
    # of a child who left for another reason it brings nobody back
    keluar = jadi(ps.Keluarkan(date(2016, 6, 30), "PEKERJA_KELUAR", date(2016, 6, 10)), dari=anak)
    ditolak("BUKAN_ANGGOTA_LAGI", mp.CatatKeteranganKuliah(pada, pada), keluar)
    ditolak("TANGGAL_TIDAK_SAH", mp.CatatKeteranganKuliah(pada + SEHARI, pada), anak)


@pytest.mark.aturan("R-KEP-15")
def test_marriage_and_work_end_it_whatever_the_age() -> None:
    anak = jadi(daftar())
    nikah = mp.LepaskanAnak("NIKAH", date(2016, 1, 10), "KELUAR", date(2016, 1, 12))
    [keluar] = peserta.decide(nikah, anak)
    assert (keluar.berakhir_pada, keluar.alasan) == (date(2016, 1, 9), "NIKAH"), "married 10 January: out from that date"
    assert peserta.decide(nikah, peserta.evolve(anak, keluar)) == []
    bekerja = jadi(mp.LepaskanAnak("BEKERJA", date(2016, 2, 1), "KELUAR", date(2016, 1, 12)), dari=anak)
    assert bekerja.berakhir_pada == date(2016, 1, 31)
    assert ditolak("BUKAN_ANAK", nikah, jadi(daftar(hubungan="ISTRI"))).aturan == "R-KEP-15"
    # neither is brought back by a statement of study
    ditolak("BUKAN_ANGGOTA_LAGI", mp.CatatKeteranganKuliah(date(2016, 3, 1), date(2016, 3, 1)), bekerja)


@pytest.mark.aturan("R-KEP-17", "R-KEP-16")
@pytest.mark.parametrize(("pada", "mulai"), [(date(2016, 1, 20), "2016-02"), (date(2016, 1, 21), "2016-03")])
def test_a_child_past_its_age_may_stay_as_keluarga_tambahan(pada: date, mulai: str) -> None:
    anak = jadi(daftar())
    [tambahan] = peserta.decide(mp.LepaskanAnak("NIKAH", date(2016, 1, 10), "TAMBAHAN", pada), anak)
    assert (tambahan.kategori, tambahan.berlaku_dari, tambahan.iuran_mulai, tambahan.aturan) == (
        "TAMBAHAN", date(2016, 1, 10), mulai, "R-KEP-17",
    )  # fmt: skip
    sesudah = peserta.evolve(anak, tambahan)
    assert [mutasi_keluarga.kategori_pada(sesudah, h) for h in (date(2016, 1, 9), date(2016, 1, 10))] == ["INTI", "TAMBAHAN"]
    assert peserta.decide(mp.JadikanTambahan(date(2016, 3, 1), date(2016, 2, 1)), sesudah) == []
    # who pays for himself is not reviewed any more
    assert peserta.decide(tinjau("2018-01"), sesudah) == []
    # also after the review let him go
    habis = jadi(tinjau("2016-05"), tinjau("2016-06"), dari=anak)
    kembali = jadi(mp.JadikanTambahan(date(2016, 7, 15), date(2016, 7, 10)), dari=habis)
    assert (kembali.kategori, kembali.berlaku_dari, kembali.iuran_mulai) == ("TAMBAHAN", date(2016, 7, 15), "2016-08")
    ditolak("BUKAN_ANAK", mp.JadikanTambahan(date(2016, 3, 1), date(2016, 2, 1)), jadi(daftar(hubungan="AYAH")))


@pytest.mark.aturan("R-KEP-28")
def test_divorce_is_recorded_on_the_spouse_who_leaves() -> None:
    istri = jadi(daftar(hubungan="ISTRI"))
    [keluar] = peserta.decide(mp.Ceraikan(date(2016, 8, 14), date(2016, 8, 20)), istri)
    assert (keluar.berakhir_pada, keluar.alasan) == (date(2016, 8, 14), "CERAI")
    for bukan in ("PEKERJA", "ANAK", "MERTUA"):
        ditolak("BUKAN_PASANGAN", mp.Ceraikan(date(2016, 8, 14), date(2016, 8, 20)), jadi(daftar(hubungan=bukan)))


# -- six months without iuran


@pytest.mark.aturan("R-KEP-32")
@pytest.mark.parametrize("sebab", ["PHK", "CACAT_TOTAL"])
def test_cacat_total_is_covered_six_months_like_phk_and_told_once_before_they_end(sebab: Any) -> None:
    orang = jadi(daftar(hubungan="PEKERJA", kategori="PEKERJA", pada=date(2014, 1, 5)))
    jamin = ps.CatatPhk(date(2014, 3, 31), date(2014, 3, 31), sebab)
    dijamin = jadi(jamin, dari=orang)
    assert (dijamin.keadaan, dijamin.dijamin_sampai) == (sebab, date(2014, 9, 30))
    assert peserta.decide(jamin, dijamin) == []
    lain: Any = "PHK" if sebab == "CACAT_TOTAL" else "CACAT_TOTAL"
    ditolak("BUKAN_ANGGOTA_LAGI", replace(jamin, sebab=lain), dijamin)
    # first day without cover is 1 October: told when August is reviewed, a month before
    assert nama(peserta.decide(mp.TinjauJaminan("2014-07", "J"), dijamin)) == []
    [kabar] = peserta.decide(mp.TinjauJaminan("2014-08", "J"), dijamin)
    assert kabar == mp.JaminanAkanBerakhir("0000000000002", "2014-08", "J")
    assert peserta.decide(mp.TinjauJaminan("2014-09", "J"), peserta.evolve(dijamin, kabar)) == []
    assert nama(peserta.decide(mp.TinjauJaminan("2014-09", "J"), dijamin)) == ["JaminanAkanBerakhir"], "found late is still told"
    assert peserta.decide(mp.TinjauJaminan("2014-10", "J"), dijamin) == [], "there is nothing left to tell"
    assert peserta.decide(mp.TinjauJaminan("2014-08", "J"), orang) == []


# -- newborns

PPU = kelahiran.Induk("PPU", date(2014, 1, 1), "2014-02")


@pytest.mark.aturan("R-KEP-19")
def test_child_one_to_three_of_a_ppu_is_covered_from_birth_however_late_it_is_entered() -> None:
    assert kelahiran.sejak(PPU, "INTI", date(2014, 8, 20), date(2014, 8, 29)) == kelahiran.Sejak(date(2014, 8, 20), "2014-08", "R-KEP-19")
    assert kelahiran.sejak(PPU, "INTI", date(2014, 8, 20), date(2015, 8, 20)).berlaku_dari == date(2014, 8, 20)
    # not before the worker himself is
    assert kelahiran.sejak(PPU, "INTI", date(2014, 1, 10), date(2014, 1, 11)) == kelahiran.Sejak(date(2014, 1, 10), "2014-02", "R-KEP-19")
    for lahir, pada in ((date(2013, 12, 31), date(2014, 1, 2)), (date(2014, 8, 21), date(2014, 8, 20))):
        with pytest.raises(Ditolak) as tolak:
            kelahiran.sejak(PPU, "INTI", lahir, pada)
        assert tolak.value.aturan == "R-KEP-19"


@pytest.mark.aturan("R-KEP-20")
def test_other_newborns_need_a_policy_and_have_one_from_perpres_82_on() -> None:
    for induk, kategori in ((replace(PPU, segmen="PBPU"), "INTI"), (replace(PPU, segmen="BP"), "INTI"), (PPU, "TAMBAHAN")):
        for lahir in (date(2014, 8, 20), date(2018, 12, 17)):
            with pytest.raises(Ditolak) as tolak:
                kelahiran.sejak(induk, kategori, lahir, lahir + timedelta(days=5))
            assert (tolak.value.kode, tolak.value.aturan) == ("PERLU_KEBIJAKAN", "R-KEP-20")
        baru = date(2018, 12, 18)
        for hari, dari, mulai in ((28, baru, "2018-12"), (29, date(2019, 1, 16), "2019-02")):
            sejak = kelahiran.sejak(induk, kategori, baru, baru + timedelta(days=hari))
            assert (sejak.berlaku_dari, sejak.iuran_mulai) == (dari, mulai), "within 28 days from birth, later not"
    # the 28 days are of every newborn, the PPU's first too
    assert kelahiran.sejak(PPU, "INTI", date(2019, 1, 1), date(2019, 3, 1)).berlaku_dari == date(2019, 3, 1)


@pytest.mark.aturan("R-KEP-11")
def test_only_the_very_young_are_registered_without_nik() -> None:
    kelahiran.periksa_tanpa_nik(date(2016, 11, 30), date(2017, 2, 28))
    with pytest.raises(Ditolak) as tolak:
        kelahiran.periksa_tanpa_nik(date(2016, 11, 30), date(2017, 3, 1))
    assert tolak.value.kode == "NIK_KOSONG"


@pytest.mark.aturan("R-KEP-28")
def test_who_left_before_or_is_covered_without_iuran_can_die_too() -> None:
    orang = jadi(daftar(hubungan="PEKERJA", kategori="PEKERJA"))
    keluar = jadi(ps.Keluarkan(date(2015, 3, 31), "", date(2015, 3, 10)), dari=orang)
    mati = jadi(ps.CatatMeninggal(date(2015, 8, 14), date(2015, 8, 20)), dari=keluar)
    assert (mati.keadaan, mati.berakhir_pada, mati.iuran_terakhir, mati.meninggal_pada) == (
        "MENINGGAL", date(2015, 3, 31), "2015-03", date(2015, 8, 14),
    )  # fmt: skip
    assert peserta.decide(ps.CatatMeninggal(date(2015, 8, 14), date(2015, 8, 21)), mati) == []
    ditolak("BUKAN_ANGGOTA_LAGI", ps.CatatMeninggal(date(2015, 8, 15), date(2015, 8, 21)), mati)
    # on the last day of a leaving that was still to come
    besok = jadi(
        ps.Keluarkan(date(2015, 9, 30), "", date(2015, 8, 10)), ps.CatatMeninggal(date(2015, 8, 14), date(2015, 8, 20)), dari=orang
    )
    assert (besok.berakhir_pada, besok.iuran_terakhir) == (date(2015, 8, 14), "2015-08")
    for hari, sampai in ((date(2015, 9, 29), date(2015, 9, 29)), (date(2015, 12, 1), date(2015, 9, 30))):
        phk = jadi(ps.CatatPhk(date(2015, 3, 31), date(2015, 3, 31)), ps.CatatMeninggal(hari, hari), dari=orang)
        assert (phk.keadaan, phk.keadaan_hidup, phk.dijamin_sampai) == ("MENINGGAL", "PHK", sampai)
