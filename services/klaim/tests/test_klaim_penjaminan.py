"""Tabel I of Perdir 47/2016: who is guaranteed, by whom, and why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from klaim.domain.alasan import Alasan
from klaim.domain.faskes import Kontrak
from klaim.domain.penjaminan import Kib, putuskan

Pembuat = Callable[..., Any]


def kode(putusan: Any) -> tuple[str | None, str | None]:
    return (putusan.ditolak.kode, putusan.ditolak.aturan) if putusan.ditolak else (None, None)


def aturan(putusan: Any) -> set[str]:
    return {a.aturan for a in putusan.dasar}


@pytest.mark.aturan("R-PLY-04", "R-PLY-07", "R-KIB-13")
def test_rawat_inap_dengan_rujukan_dan_kib_adalah_cob(permintaan: Pembuat, status: Pembuat) -> None:
    putusan = putuskan(permintaan(), status())
    assert putusan.dijamin and putusan.cob and putusan.akt_id == "akt-sentosa" and putusan.hak_kelas == 2
    assert {"R-PLY-04", "R-PLY-07", "R-KIB-13"} <= aturan(putusan)


@pytest.mark.aturan("R-KIB-12")
def test_tanpa_kib_menjadi_jkn_biasa(permintaan: Pembuat, status: Pembuat) -> None:
    putusan = putuskan(permintaan(kib=None, kib_ditunjukkan=False), status())
    assert putusan.dijamin and not putusan.cob and putusan.akt_tanda == "akt-sentosa"
    assert [a.kode for a in putusan.dasar if a.aturan == "R-KIB-12"] == ["KIB_TIDAK_DITUNJUKKAN"]


@pytest.mark.aturan("R-KIB-12")
@pytest.mark.parametrize("kib", [None, Kib("K", "0000000000001", "akt-sentosa", True), Kib("K", "0001944358911", "akt-sentosa", False)])
def test_kib_yang_tidak_sah_ditolak(permintaan: Pembuat, status: Pembuat, kib: Kib | None) -> None:
    assert kode(putuskan(permintaan(kib=kib), status())) == ("KIB_TIDAK_SAH", "R-KIB-12")


@pytest.mark.aturan("R-PLY-03")
def test_rawat_jalan_bukan_cob(permintaan: Pembuat, status: Pembuat) -> None:
    putusan = putuskan(permintaan(jenis_pelayanan="RJTL"), status())
    assert putusan.dijamin and not putusan.cob and "R-PLY-03" in aturan(putusan)


@pytest.mark.aturan("R-PLY-06", "R-PLY-26")
def test_terencana_di_rumah_sakit_tanpa_kontrak_ditolak(permintaan: Pembuat, status: Pembuat, faskes: Pembuat) -> None:
    assert kode(putuskan(permintaan(faskes=faskes(kontrak_bpjs=())), status())) == ("FASKES_TANPA_KONTRAK", "R-PLY-06")


@pytest.mark.aturan("R-PLY-06", "R-PLY-17")
def test_gawat_darurat_di_rumah_sakit_tanpa_kontrak_dijamin_tanpa_rujukan(permintaan: Pembuat, status: Pembuat, faskes: Pembuat) -> None:
    p = permintaan(faskes=faskes(kontrak_bpjs=()), gawat_darurat=True, kriteria_gawat_darurat="MENGANCAM_NYAWA", rujukan=None)
    putusan = putuskan(p, status())
    assert putusan.dijamin and putusan.cob and "R-PLY-17" in aturan(putusan)


@pytest.mark.aturan("R-PLY-18")
@pytest.mark.parametrize(("masuk", "hasil"), [(date(2016, 11, 30), None), (date(2016, 12, 1), "R-PLY-18")])
def test_kontrak_yang_berakhir_kemarin(
    permintaan: Pembuat, status: Pembuat, faskes: Pembuat, rujukan: Pembuat, masuk: date, hasil: str | None
) -> None:
    f = faskes(kontrak_bpjs=(Kontrak(date(2016, 1, 1), date(2016, 11, 30)),))
    assert kode(putuskan(permintaan(faskes=f, tanggal_masuk=masuk, rujukan=rujukan(tanggal=date(2016, 11, 28))), status()))[1] == hasil


@pytest.mark.aturan("R-PLY-01")
def test_rjtp_di_faskes_akt_tidak_pernah_dijamin(permintaan: Pembuat, status: Pembuat, fktp: Pembuat) -> None:
    p = permintaan(
        faskes=fktp(bpjs=False, akt="akt-sentosa"), jenis_pelayanan="RJTP", gawat_darurat=True, kriteria_gawat_darurat="MENGANCAM_NYAWA"
    )
    assert kode(putuskan(p, status())) == ("FASKES_TANPA_KONTRAK", "R-PLY-01")
    assert putuskan(permintaan(faskes=fktp(), jenis_pelayanan="RJTP", rujukan=None), status()).dijamin


@pytest.mark.aturan("R-PLY-02")
def test_ritp_di_faskes_akt_hanya_gawat_darurat(permintaan: Pembuat, status: Pembuat, fktp: Pembuat) -> None:
    p = permintaan(faskes=fktp(bpjs=False, akt="akt-sentosa"), jenis_pelayanan="RITP")
    assert kode(putuskan(p, status())) == ("FASKES_TANPA_KONTRAK", "R-PLY-02")
    darurat = permintaan(
        faskes=fktp(bpjs=False, akt="akt-sentosa"), jenis_pelayanan="RITP", gawat_darurat=True, kriteria_gawat_darurat="MENGANCAM_NYAWA"
    )
    putusan = putuskan(darurat, status())
    assert putusan.dijamin and not putusan.cob


@pytest.mark.aturan("R-PLY-05")
def test_kasus_non_spesialistik_bukan_cob(permintaan: Pembuat, status: Pembuat) -> None:
    assert kode(putuskan(permintaan(diagnosa_awal="J06.9"), status())) == ("KASUS_NON_SPESIALISTIK", "R-PLY-05")


@pytest.mark.aturan("R-PLY-07", "R-PLY-22")
@pytest.mark.parametrize(("jenis", "rule"), [("RITL", "R-PLY-07"), ("RJTL", "R-PLY-22")])
def test_tanpa_rujukan_dan_bukan_gawat_darurat_ditolak(permintaan: Pembuat, status: Pembuat, jenis: str, rule: str) -> None:
    assert kode(putuskan(permintaan(rujukan=None, jenis_pelayanan=jenis), status())) == ("RUJUKAN_WAJIB", rule)


@pytest.mark.aturan("R-PLY-08")
def test_rujukan_fktp_akt_hanya_untuk_peserta_akt_itu(permintaan: Pembuat, status: Pembuat, rujukan: Pembuat, fktp: Pembuat) -> None:
    sendiri = rujukan(asal="FKTP_AKT", faskes=fktp(bpjs=False, akt="akt-sentosa"))
    lain = rujukan(asal="FKTP_AKT", faskes=fktp(bpjs=False, akt="akt-melati"))
    assert putuskan(permintaan(rujukan=sendiri), status()).cob
    assert kode(putuskan(permintaan(rujukan=lain), status())) == ("RUJUKAN_BUKAN_AKT_PESERTA", "R-PLY-08")


@pytest.mark.aturan("R-PLY-24")
def test_rujukan_fktp_akt_tidak_membuka_jkn_biasa(permintaan: Pembuat, status: Pembuat, rujukan: Pembuat, fktp: Pembuat) -> None:
    p = permintaan(rujukan=rujukan(asal="FKTP_AKT", faskes=fktp(bpjs=False, akt="akt-sentosa")), kib=None, kib_ditunjukkan=False)
    assert kode(putuskan(p, status())) == ("RUJUKAN_WAJIB", "R-PLY-24")


@pytest.mark.aturan("R-PLY-24")
@pytest.mark.parametrize(
    ("tanggal", "hasil"), [(date(2016, 9, 7), None), (date(2016, 9, 6), "RUJUKAN_KEDALUWARSA"), (date(2016, 12, 7), "RUJUKAN_TIDAK_SAH")]
)
def test_masa_berlaku_rujukan(permintaan: Pembuat, status: Pembuat, rujukan: Pembuat, tanggal: date, hasil: str | None) -> None:
    assert kode(putuskan(permintaan(rujukan=rujukan(tanggal=tanggal)), status()))[0] == hasil


@pytest.mark.aturan("R-PLY-12")
@pytest.mark.parametrize("kriteria", [None, "DEMAM_RINGAN"])
def test_gawat_darurat_harus_memenuhi_kriteria(permintaan: Pembuat, status: Pembuat, kriteria: str | None) -> None:
    p = permintaan(gawat_darurat=True, kriteria_gawat_darurat=kriteria)
    assert kode(putuskan(p, status())) == ("BUKAN_GAWAT_DARURAT", "R-PLY-12")


@pytest.mark.aturan("R-PLY-25")
def test_gawat_darurat_di_rumah_sakit_bpjs_tanpa_rujukan(permintaan: Pembuat, status: Pembuat) -> None:
    p = permintaan(gawat_darurat=True, kriteria_gawat_darurat="PENURUNAN_KESADARAN", rujukan=None)
    assert "R-PLY-25" in aturan(putuskan(p, status()))


@pytest.mark.aturan("R-PLY-26")
def test_dijamin_jkk_ditolak(permintaan: Pembuat, status: Pembuat) -> None:
    assert kode(putuskan(permintaan(dijamin_jkk=True), status())) == ("DIJAMIN_JKK", "R-PLY-26")


@pytest.mark.aturan("R-PLY-21")
def test_jenis_pelayanan_yang_tidak_dikenal(permintaan: Pembuat, status: Pembuat) -> None:
    assert kode(putuskan(permintaan(jenis_pelayanan="SPA"), status())) == ("JENIS_PELAYANAN_TIDAK_DIKENAL", "R-PLY-21")


@pytest.mark.aturan("R-KEP-09")
@pytest.mark.parametrize(("masuk", "kode_"), [(date(2013, 12, 31), "SEBELUM_JKN"), (date(2014, 1, 1), None)])
def test_sebelum_jkn(
    permintaan: Pembuat, status: Pembuat, rujukan: Pembuat, faskes: Pembuat, fktp: Pembuat, masuk: date, kode_: str | None
) -> None:
    p = permintaan(
        tanggal_masuk=masuk,
        gawat_darurat=True,
        kriteria_gawat_darurat="MENGANCAM_NYAWA",
        rujukan=None,
        faskes=faskes(kontrak_bpjs=(Kontrak(date(2013, 1, 1)),)),
    )
    assert kode(putuskan(p, status()))[0] == kode_


@pytest.mark.aturan("R-KIB-15", "R-AKT-45", "R-PLY-19")
def test_skema_2014_sampai_30_oktober_2016(permintaan: Pembuat, status: Pembuat, rujukan: Pembuat) -> None:
    lama = permintaan(tanggal_masuk=date(2016, 10, 30), rujukan=rujukan(tanggal=date(2016, 10, 29)), kib=None, kib_ditunjukkan=False)
    assert not putuskan(lama, status()).cob
    naik = permintaan(
        tanggal_masuk=date(2016, 10, 30), rujukan=rujukan(tanggal=date(2016, 10, 29)), kib=None, kib_ditunjukkan=False, naik_kelas="VIP"
    )
    assert putuskan(naik, status()).cob and "R-KIB-15" in aturan(putuskan(naik, status()))
    baru = permintaan(tanggal_masuk=date(2016, 10, 31), rujukan=rujukan(tanggal=date(2016, 10, 29)))
    assert putuskan(baru, status()).cob


@pytest.mark.aturan("R-AKT-02")
def test_tanpa_pks_menjadi_jkn_biasa(permintaan: Pembuat, status: Pembuat) -> None:
    putusan = putuskan(permintaan(pks_aktif=frozenset()), status())
    assert putusan.dijamin and not putusan.cob and "R-AKT-02" in aturan(putusan)


@pytest.mark.aturan("R-STA-06")
def test_status_tidak_aktif_ditolak_dengan_alasan_status(permintaan: Pembuat, status: Pembuat) -> None:
    dasar = (Alasan("R-STA-06", "Iuran Januari 2017 belum dibayar.", "R-STA-06", "Perdir 47/2016 III.D.1.b"),)
    tidak = status(aktif=False, keadaan="TIDAK_AKTIF", alasan="Iuran menunggak satu bulan.", dasar=dasar, tanda_aktif=False)
    putusan = putuskan(permintaan(), tidak)
    assert kode(putusan) == ("STATUS_TIDAK_AKTIF", "R-STA-06")
    assert putusan.ditolak is not None and "TIDAK_AKTIF" in putusan.ditolak.penjelasan


def test_gawat_darurat_tanpa_status_menunggu(permintaan: Pembuat) -> None:
    p = permintaan(gawat_darurat=True, kriteria_gawat_darurat="MENGANCAM_NYAWA", rujukan=None)
    putusan = putuskan(p, None)
    assert putusan.dijamin and putusan.menunggu_status and not putusan.cob
    with pytest.raises(ValueError, match="planned"):
        putuskan(permintaan(), None)


@pytest.mark.aturan("R-KEP-38")
@pytest.mark.parametrize(
    ("segmen", "naik", "harap"),
    [
        ("PBI", "II", ("KELAS_PBI_MUTLAK", "R-KEP-38")),
        ("PBI", "YA", ("KELAS_PBI_MUTLAK", "R-KEP-38")),
        ("PBI", "III", (None, None)),
        ("PBI", None, (None, None)),
        ("PPU", "II", (None, None)),
        (None, "II", (None, None)),
    ],
)
def test_kelas_pbi_mutlak(permintaan: Pembuat, status: Pembuat, segmen: str | None, naik: str | None, harap: Any) -> None:
    assert kode(putuskan(permintaan(naik_kelas=naik), status(segmen=segmen, hak_kelas=3))) == harap


@pytest.mark.aturan("R-KEP-38")
def test_pbi_gawat_darurat_dirawat_di_kelas_tiga(permintaan: Pembuat, status: Pembuat) -> None:
    darurat = permintaan(gawat_darurat=True, kriteria_gawat_darurat="MENGANCAM_NYAWA", naik_kelas="II")
    putusan = putuskan(darurat, status(segmen="PBI", hak_kelas=3))
    assert putusan.dijamin and putusan.kelas_tetap and putusan.hak_kelas == 3 and "R-KEP-38" in aturan(putusan)
