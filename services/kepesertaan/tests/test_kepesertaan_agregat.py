"""Given events, when a command, then events: Badan Usaha, peserta, tugas, kartu. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from kepesertaan.domain import akses, badan_usaha, kartu, peserta, tugas, umk
from kepesertaan.domain import badan_usaha_pesan as bu
from kepesertaan.domain import peserta_pesan as ps
from kepesertaan.domain.formulir import Formulir, SuratKuasa

HARI = date(2016, 11, 7)


def ketika(modul: Any, perintah: Any, *sebelum: Any, awal: Any = None, decide: Callable[..., Any] | None = None) -> Sequence[Any]:
    """given ``sebelum`` when ``perintah`` then …"""
    keadaan = modul.AWAL if awal is None else awal
    for e in sebelum:
        keadaan = modul.evolve(keadaan, e)
    hasil: Sequence[Any] = (decide or modul.decide)(perintah, keadaan)
    return hasil


def ditolak(aturan: str | None, modul: Any, perintah: Any, *sebelum: Any) -> Ditolak:
    with pytest.raises(Ditolak) as tolak:
        ketika(modul, perintah, *sebelum)
    assert tolak.value.aturan == aturan, tolak.value
    return tolak.value


# -- Badan Usaha

KUASA = SuratKuasa("SK/1", date(2016, 11, 1), date(2017, 10, 31))
FORMULIR = Formulir(
    "PT A", "SWASTA", "123456789012345", "KC-PRIMA-JKT", "Kota Jakarta Selatan", "SWASTA", "LANGSUNG", "a@b.id", 10, "akt-x", "SELURUH",
    ("akt-x", "akt-y"), "akt-x", KUASA,
)  # fmt: skip
DAFTAR = bu.Daftarkan("B1", FORMULIR, "KC_PRIMA", True, "12345678", "RO-1", HARI)
TERDAFTAR = (
    bu.BadanUsahaDidaftarkan("B1", FORMULIR, "TERDAFTAR", (), HARI),
    bu.RelationshipOfficerDitunjuk("B1", "RO-1", "KC-PRIMA-JKT"),
    bu.DelegasiDitetapkan("B1", "akt-x", "SELURUH", "SK/1", date(2016, 11, 1), date(2017, 10, 31)),
    bu.VirtualAccountDiterbitkan("B1", "12345678", "8888800012345678"),
)
MULAI = bu.ImporDimulai("J1", "IMPOR_PESERTA")


def selesai(id: str = "J1", *, pekerja: int = 1, lain: frozenset[str] = frozenset()) -> bu.SelesaikanImpor:
    return bu.SelesaikanImpor(id, "IMPOR_PESERTA", 3, 2, 1, pekerja, tuple(f"{n:013d}" for n in range(2)), lain, HARI)


@pytest.mark.aturan("R-AKT-23", "R-AKT-24", "R-AKT-13")
def test_complete_documents_give_ro_delegation_and_account_at_once() -> None:
    assert ketika(badan_usaha, DAFTAR) == list(TERDAFTAR)
    assert ketika(badan_usaha, DAFTAR, *TERDAFTAR) == []


@pytest.mark.aturan("R-AKT-19", "R-AKT-22")
def test_missing_documents_are_named_and_nothing_is_entered_before_they_are_there() -> None:
    tanpa = replace(FORMULIR, daftar_akt=(), akt_ditunjuk=None, surat_kuasa=None)
    kurang = ("KURANG_LAMPIRAN_DAFTAR_AKT", "KURANG_SALINAN_SURAT_KUASA")
    didaftarkan = bu.BadanUsahaDidaftarkan("B1", tanpa, "BERKAS_TIDAK_LENGKAP", kurang, HARI)
    assert ketika(badan_usaha, replace(DAFTAR, formulir=tanpa)) == [didaftarkan]
    assert "KURANG_LAMPIRAN" in ditolak("R-AKT-22", badan_usaha, bu.MulaiImpor("J1", "IMPOR_PESERTA"), didaftarkan).alasan
    susulan = bu.LengkapiBerkas(("akt-x",), "akt-x", None, "12345678", "RO-1", HARI)
    [sebagian] = ketika(badan_usaha, susulan, didaftarkan)
    assert sebagian.kurang == ("KURANG_SALINAN_SURAT_KUASA",)
    lengkap = ketika(badan_usaha, replace(susulan, daftar_akt=None, akt_ditunjuk=None, surat_kuasa=KUASA), didaftarkan, sebagian)
    assert lengkap[0].keadaan == "TERDAFTAR" and list(lengkap[1:]) == list(TERDAFTAR[1:])


@pytest.mark.aturan("R-AKT-20")
def test_exactly_one_of_the_listed_akt_is_appointed_and_it_is_the_one_that_registers() -> None:
    for ubah in ({"akt_ditunjuk": None}, {"akt_ditunjuk": "akt-z"}, {"akt_ditunjuk": "akt-y"}, {"daftar_akt": ("akt-x", "akt-x")}):
        ditolak("R-AKT-20", badan_usaha, replace(DAFTAR, formulir=replace(FORMULIR, **ubah)))


@pytest.mark.aturan("R-AKT-17", "R-KEP-37", "R-AKT-12")
def test_which_office_takes_whom() -> None:
    ditolak("R-AKT-17", badan_usaha, replace(DAFTAR, jenis_kantor="KC"))
    sendiri = replace(FORMULIR, akt_id=None, cakupan=None, daftar_akt=(), akt_ditunjuk=None, surat_kuasa=None)
    ditolak("R-KEP-37", badan_usaha, replace(DAFTAR, formulir=sendiri))
    assert ketika(badan_usaha, replace(DAFTAR, formulir=replace(sendiri, jenis="BUMN")))
    assert ketika(badan_usaha, replace(DAFTAR, formulir=sendiri, jenis_kantor="KC"))


@pytest.mark.aturan("R-AKT-02")
def test_no_registration_by_an_akt_without_agreement_or_on_an_ended_surat_kuasa() -> None:
    ditolak("R-AKT-02", badan_usaha, replace(DAFTAR, pks_aktif=False))
    ditolak(
        "R-AKT-13", badan_usaha, replace(DAFTAR, formulir=replace(FORMULIR, surat_kuasa=replace(KUASA, berlaku_sampai=date(2016, 11, 6))))
    )


@pytest.mark.aturan("R-BYR-07")
def test_the_account_is_usable_once_a_worker_is_in_and_no_import_runs() -> None:
    aktif = bu.VirtualAccountDiaktifkan("B1", "8888800012345678", HARI)
    assert ketika(badan_usaha, selesai(), *TERDAFTAR, MULAI)[-1] == aktif
    assert aktif not in ketika(badan_usaha, selesai(pekerja=0), *TERDAFTAR, MULAI)
    kedua = bu.ImporDimulai("J2", "IMPOR_PESERTA")
    pertama = ketika(badan_usaha, selesai(lain=frozenset({"J2"})), *TERDAFTAR, MULAI, kedua)
    assert aktif not in pertama
    # the other one saw the first still running, but it is not any more
    assert ketika(badan_usaha, selesai("J2", pekerja=0, lain=frozenset({"J1"})), *TERDAFTAR, MULAI, kedua, *pertama)[-1] == aktif
    # an import that died does not hold the account back
    assert aktif in ketika(badan_usaha, selesai(), *TERDAFTAR, MULAI, kedua)
    assert ketika(badan_usaha, selesai(), *TERDAFTAR, MULAI, *pertama) == []


def test_what_an_import_did_is_announced_in_parts_of_five_hundred() -> None:
    banyak = replace(selesai(), nomor_kartu=tuple(f"{n:013d}" for n in range(1001)))
    massal = [e for e in ketika(badan_usaha, banyak, *TERDAFTAR, MULAI) if isinstance(e, bu.PesertaDidaftarkanMassal)]
    assert [(len(m.nomor_kartu), m.bagian, m.jumlah_bagian) for m in massal] == [(500, 1, 3), (500, 2, 3), (1, 3, 3)]


@pytest.mark.aturan("R-AKT-34")
def test_notice_of_two_months_a_day_later_is_late_and_processed() -> None:
    def akhir(pada: date) -> Any:
        return ketika(badan_usaha, bu.HentikanKerjaSama("akt-x", date(2017, 3, 31), "", pada), *TERDAFTAR)[0]

    assert (akhir(date(2017, 1, 31)).terlambat_hari, akhir(date(2017, 2, 1)).terlambat_hari) == (0, 1)
    berakhir = akhir(date(2017, 1, 31))
    assert ketika(badan_usaha, bu.HentikanKerjaSama("akt-x", date(2017, 3, 31), "", HARI), *TERDAFTAR, berakhir) == []
    ditolak("R-AKT-34", badan_usaha, bu.HentikanKerjaSama("akt-x", date(2017, 4, 30), "", HARI), *TERDAFTAR, berakhir)
    ditolak("R-AKT-13", badan_usaha, bu.HentikanKerjaSama("akt-z", date(2017, 3, 31), "", HARI), *TERDAFTAR)


# -- peserta

NOKA = "0001944358911"
DAFTAR_P = ps.Daftarkan(
    NOKA, "8888800012345678", "B1", "akt-x", "SWASTA", "PEKERJA", None, "PEKERJA", 1, None, "", "Kota Jakarta Selatan", None, True, "r",
    "u", None, date(2016, 11, 18),
)  # fmt: skip
[LAHIR] = peserta.decide(DAFTAR_P, peserta.AWAL)
TANDA = ps.TandaDiberikan(NOKA, "akt-x", "B1", date(2016, 12, 5), "J")
BERI = ps.BeriTanda("akt-x", date(2016, 12, 5), "2016-12", "J")


@pytest.mark.aturan("R-KIB-06", "R-STA-08")
def test_the_tanda_is_given_once_the_units_payment_covers_his_first_month() -> None:
    assert ketika(peserta, replace(BERI, lunas_sampai="2016-11"), LAHIR) == []
    assert ketika(peserta, BERI, LAHIR) == [TANDA]
    assert ketika(peserta, BERI, LAHIR, TANDA) == []
    tidak = replace(LAHIR, koordinasi_manfaat=False)
    assert ketika(peserta, BERI, tidak) == []


@pytest.mark.aturan("R-AKT-08")
def test_one_akt_only() -> None:
    tolak = ditolak("R-AKT-08", peserta, replace(BERI, akt_id="akt-y"), LAHIR, TANDA)
    assert tolak.kode == "SATU_AKT_SAJA"


@pytest.mark.aturan("R-KIB-10", "R-STA-09")
def test_leaving_ends_the_tanda_in_the_same_append() -> None:
    keluar = ps.Keluarkan(date(2017, 1, 15), "RESIGN", date(2017, 1, 15))
    hasil = ketika(peserta, keluar, LAHIR, TANDA)
    assert hasil == [
        ps.PesertaDikeluarkan(NOKA, "8888800012345678", date(2017, 1, 15), "2017-01", "RESIGN"),
        ps.TandaDihapus(NOKA, "akt-x", "B1", date(2017, 1, 15), "KELUAR"),
    ]
    assert ketika(peserta, keluar, LAHIR, TANDA, *hasil) == []
    ditolak(None, peserta, replace(keluar, berlaku=date(2017, 1, 16)), LAHIR, TANDA, *hasil)
    ditolak(None, peserta, replace(keluar, berlaku=date(2016, 11, 17)), LAHIR)
    # who leaves before his first bill is billed for no month
    cepat = ketika(peserta, ps.Keluarkan(date(2016, 11, 19), "", date(2016, 11, 19)), LAHIR)
    assert cepat[0].iuran_terakhir == "2016-11"


@pytest.mark.aturan("R-KEP-28")
def test_death_closes_from_its_day() -> None:
    mati = ketika(peserta, ps.CatatMeninggal(date(2016, 12, 14), date(2016, 12, 18)), LAHIR, TANDA)
    assert mati[0] == ps.PesertaMeninggal(NOKA, "8888800012345678", date(2016, 12, 14), "2016-12") and isinstance(mati[1], ps.TandaDihapus)
    p = peserta.AWAL
    for e in (LAHIR, TANDA, *mati):
        p = peserta.evolve(p, e)
    assert [p.anggota_pada(date(2016, 12, d)) for d in (14, 15)] == [True, False]
    assert (p.tanda_pada(date(2016, 12, 14)) is not None, p.tanda_pada(date(2016, 12, 15))) == (True, None)
    ditolak("R-KEP-28", peserta, ps.CatatMeninggal(date(2016, 12, 19), date(2016, 12, 18)), LAHIR)


@pytest.mark.aturan("R-KEP-32", "R-STA-12")
@pytest.mark.parametrize(("phk", "sampai"), [(date(2017, 3, 31), date(2017, 9, 30)), (date(2017, 8, 31), date(2018, 2, 28))])
def test_phk_keeps_cover_for_six_months(phk: date, sampai: date) -> None:
    hasil = ketika(peserta, ps.CatatPhk(phk, phk), LAHIR, TANDA)
    assert hasil[0].dijamin_sampai == sampai and isinstance(hasil[1], ps.TandaDihapus)


@pytest.mark.aturan("R-KEP-40", "R-KEP-42")
def test_a_new_wage_sets_the_class_from_the_month_it_is_billed() -> None:
    ubah = ps.UbahUpah("u2", 2, "R-KEP-40", None, date(2016, 12, 1), date(2016, 12, 21))
    assert ketika(peserta, ubah, LAHIR) == [
        ps.UpahDiubah(NOKA, "u2", "2017-02", None),
        ps.HakKelasDitetapkan(NOKA, 2, date(2017, 2, 1), "R-KEP-40"),
    ]
    assert ketika(peserta, replace(ubah, hak_kelas=1), LAHIR) == [ps.UpahDiubah(NOKA, "u2", "2017-02", None)]
    anak = replace(LAHIR, hubungan="ANAK")
    ditolak(None, peserta, ubah, anak)
    ikut = ps.TetapkanHakKelas(2, "R-KEP-42", date(2017, 2, 1))
    assert ketika(peserta, ikut, anak) == [ps.HakKelasDitetapkan(NOKA, 2, date(2017, 2, 1), "R-KEP-42")]
    assert ketika(peserta, ikut, replace(LAHIR, hubungan="KERABAT")) == []


@pytest.mark.aturan("R-KIB-01", "R-KIB-11", "R-AKT-39")
def test_nobody_without_a_number_has_a_tanda_and_the_end_of_cooperation_takes_it() -> None:
    assert ditolak(None, peserta, BERI).status == 404
    cabut = ps.CabutTanda("akt-x", date(2017, 3, 31), "KERJA_SAMA_BERAKHIR")
    hapus = ps.TandaDihapus(NOKA, "akt-x", "B1", date(2017, 3, 31), "KERJA_SAMA_BERAKHIR")
    assert ketika(peserta, cabut, LAHIR, TANDA) == [hapus]
    assert ketika(peserta, cabut, LAHIR, TANDA, hapus) == []
    # R-AKT-39: the next one begins the day after
    baru = replace(BERI, akt_id="akt-y", berlaku_dari=date(2017, 3, 1), lunas_sampai="2017-03")
    assert ketika(peserta, baru, LAHIR, TANDA, hapus)[0].berlaku_dari == date(2017, 4, 1)


# -- tugas, kartu, umk


@pytest.mark.aturan("R-KEP-35")
def test_a_tugas_is_made_once_and_settled_once() -> None:
    buat = tugas.BuatTugas("T", "SUDAH_TERDAFTAR", "RO", "RO-1", "KC-PRIMA-JKT", "B1", "akt-x", "J", 7, HARI)
    [dibuat] = ketika(tugas, buat)
    assert dibuat.jatuh_tempo == date(2016, 11, 14) and ketika(tugas, buat, dibuat) == []
    beres = tugas.SelesaikanTugas("DITOLAK", "", "kc-prima")
    [usai] = ketika(tugas, beres, dibuat)
    assert ketika(tugas, beres, dibuat, usai) == []
    ditolak(None, tugas, replace(beres, hasil="DIPINDAHKAN"), dibuat, usai)


@pytest.mark.aturan("R-KIB-04")
def test_a_design_is_proposed_decided_once_and_needed_for_a_card() -> None:
    def desain(perintah: Any, *sebelum: Any) -> list[Any]:
        d = kartu.DESAIN_AWAL
        for e in sebelum:
            d = kartu.evolve_desain(d, e)
        return list(kartu.decide_desain(perintah, d))

    ajukan = kartu.AjukanDesain("akt-x", "v2", "biru", None)
    [ajuan] = desain(ajukan)
    assert desain(ajukan, ajuan) == []
    putus = kartu.PutuskanDesain("v2", True, "", HARI)
    assert desain(putus, ajuan) == [kartu.DesainDisetujui("akt-x", "v2", HARI)]
    with pytest.raises(Ditolak):
        desain(replace(ajukan, keterangan="merah"), ajuan)
    with pytest.raises(Ditolak):
        desain(replace(putus, setuju=False), ajuan, kartu.DesainDisetujui("akt-x", "v2", HARI))
    for keadaan in (None, "DIAJUKAN", "DITOLAK"):
        with pytest.raises(Ditolak) as tolak:
            kartu.periksa_desain(keadaan)
        assert tolak.value.aturan == "R-KIB-04"
    kartu.periksa_desain("DISETUJUI")


@pytest.mark.aturan("R-IUR-12")
def test_umk_is_kept_per_year_and_place() -> None:
    tetapkan = umk.TetapkanUmk(2016, "Kota Denpasar", 2_007_000, "CONTOH")
    [e] = ketika(umk, tetapkan)
    assert ketika(umk, tetapkan, e) == [] and umk.kunci(2016, "Kota Denpasar") == "2016:Kota Denpasar"


# -- access

MILIK = akses.MilikSiapa("B1", "KC-PRIMA-JKT", "akt-x", (akses.RiwayatDelegasi("akt-x", date(2016, 11, 1), date(2017, 10, 31), None),))


@pytest.mark.aturan("R-AKT-13", "R-AKT-25", "R-AKT-35", "R-AKT-31")
def test_own_is_seen_ended_is_403_anothers_404() -> None:
    akt_x, hari = akses.Penanya(akt_id="akt-x"), date(2016, 12, 1)

    def status(
        penanya: akses.Penanya, milik: akses.MilikSiapa = MILIK, pada: date = hari, *, tulis: bool = False
    ) -> tuple[int, str | None]:
        try:
            (akses.periksa_tulis if tulis else akses.periksa_akses)(penanya, milik, pada, "Badan Usaha")
        except Ditolak as tolak:
            return tolak.status, tolak.aturan
        return 200, None

    assert status(akt_x) == status(akt_x, tulis=True) == (200, None)
    assert status(akses.Penanya(akt_id="akt-y")) == (404, None)
    assert status(akt_x, pada=date(2017, 11, 1)) == (403, "R-AKT-13")
    berakhir = replace(MILIK, delegasi=(replace(MILIK.delegasi[0], berakhir_pada=date(2017, 3, 31)),))
    assert status(akt_x, berakhir, date(2017, 3, 31)) == (200, None)
    assert status(akt_x, berakhir, date(2017, 4, 1)) == (403, "R-AKT-35")
    belum = replace(MILIK, delegasi=())
    assert (status(akt_x, belum), status(akt_x, belum, tulis=True)) == ((200, None), (403, "R-AKT-13"))
    assert status(akses.Penanya(badan_usaha_id="B1")) == (200, None)
    assert status(akses.Penanya(badan_usaha_id="B1"), tulis=True) == (403, "R-AKT-31")
    assert status(akses.Penanya(badan_usaha_id="B1"), berakhir, date(2017, 4, 1), tulis=True) == (200, None)
    assert status(akses.Penanya(badan_usaha_id="B2")) == (404, None)
    assert status(akses.Penanya(kode_ppk="0301R001", jenis_kantor="PUSAT")) == (404, None)
    assert status(akses.Penanya()) == (404, None)
