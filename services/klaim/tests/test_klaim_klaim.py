"""The life of a claim, from the file's row to the money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from klaim.domain.dokumen import Dokumen, periksa
from klaim.domain.harga import Batas, batas
from klaim.domain.klaim import KOSONG, Klaim, decide, evolve, kedaluwarsa
from klaim.domain.klaim_peristiwa import (
    AjukanKlaim,
    BayarKlaim,
    KlaimCommand,
    KlaimDiajukan,
    KlaimDibayar,
    KlaimDikembalikan,
    KlaimDiverifikasi,
    KlaimEvent,
    KlaimKedaluwarsa,
    KlaimLengkap,
    MasukkanFpk,
    Nilai,
    NyatakanKelengkapan,
    TambahDokumen,
    VerifikasiKlaim,
)

Pembuat = Callable[..., Any]
AJUKAN = AjukanKlaim("p-1", "KC-PRIMA-JKT", date(2017, 1, 9), True)
LENGKAPI = NyatakanKelengkapan(date(2017, 1, 9), date(2017, 2, 21))


def jalan(state: Klaim, *commands: KlaimCommand) -> tuple[Klaim, list[KlaimEvent]]:
    semua: list[KlaimEvent] = []
    for c in commands:
        for e in decide(c, state):
            state = evolve(state, e)
            semua.append(e)
    return state, semua


def ditolak(command: KlaimCommand, state: Klaim = KOSONG) -> tuple[str, str | None]:
    with pytest.raises(Ditolak) as tolak:
        decide(command, state)
    return tolak.value.kode, tolak.value.aturan


@pytest.mark.aturan("R-VER-07", "R-VER-10", "R-BAY-07", "R-AKT-07")
def test_dari_berkas_sampai_dibayar(siapkan: Pembuat, kasus: Pembuat, tarif: Pembuat) -> None:
    verifikasi = VerifikasiKlaim("LAYAK", "kc-prima", date(2017, 1, 12), kasus(), tarif(5_000_000))
    k, events = jalan(
        KOSONG,
        siapkan(),
        AJUKAN,
        LENGKAPI,
        verifikasi,
        MasukkanFpk("FPK-1"),
        BayarKlaim("FPK-1", date(2017, 1, 20), Batas(5_000_000, None)),
    )
    assert [type(e).__name__ for e in events] == [
        "KlaimDisiapkan",
        "KlaimDiajukan",
        "KlaimLengkap",
        "KlaimDiverifikasi",
        "KlaimMasukFpk",
        "KlaimDibayar",
    ]
    assert k.keadaan == "DIBAYAR" and k.bpjs == 5_000_000 and (k.bpjs or 0) + (k.akt or 0) + (k.peserta or 0) == 12_000_000
    assert decide(BayarKlaim("FPK-1", date(2017, 1, 21), Batas(5_000_000, None)), k) == []


@pytest.mark.aturan("R-KLM-21", "R-BAY-04")
@pytest.mark.parametrize(
    ("pulang", "hari_terakhir"),
    [
        (date(2016, 11, 30), date(2017, 5, 30)),
        (date(2016, 8, 31), date(2017, 2, 28)),
        (date(2016, 12, 28), date(2017, 6, 28)),
        (date(2016, 5, 15), date(2016, 11, 15)),
    ],
)
def test_hari_terakhir_mengajukan(siapkan: Pembuat, sep: Pembuat, pulang: date, hari_terakhir: date) -> None:
    assert kedaluwarsa(pulang) == hari_terakhir
    masuk = date(2016, 5, 1)
    draf, _ = jalan(KOSONG, siapkan(sep=sep(tanggal_masuk=masuk, tanggal_pulang=pulang), tanggal_masuk=masuk, tanggal_pulang=pulang))
    (tepat,) = decide(replace(AJUKAN, tanggal=hari_terakhir), draf)
    assert isinstance(tepat, KlaimDiajukan)
    lewat, (e,) = jalan(draf, replace(AJUKAN, tanggal=date.fromordinal(hari_terakhir.toordinal() + 1)))
    assert e == KlaimKedaluwarsa(date.fromordinal(hari_terakhir.toordinal() + 1), hari_terakhir)
    assert lewat.keadaan == "KEDALUWARSA" and lewat.bpjs is None
    assert decide(AJUKAN, lewat) == []


@pytest.mark.aturan("R-KLM-11", "R-KIB-13")
def test_sep_tanpa_flag(siapkan: Pembuat, sep: Pembuat) -> None:
    assert ditolak(siapkan(sep=sep(cob=False, akt_id=None))) == ("SEP_TANPA_FLAG", "R-KLM-11")


@pytest.mark.aturan("R-KLM-05", "R-PLY-03")
def test_rawat_jalan_tidak_dapat_diajukan(siapkan: Pembuat, sep: Pembuat) -> None:
    assert ditolak(siapkan(sep=sep(jenis_pelayanan="RJTL", cob=False, akt_id=None)))[0] == "JENIS_KLAIM_TIDAK_DAPAT_DIAJUKAN"
    assert ditolak(siapkan(rawat_inap=False)) == ("JENIS_KLAIM_TIDAK_DAPAT_DIAJUKAN", "R-KLM-05")


def test_sep_akt_lain_sama_dengan_tidak_dikenal(siapkan: Pembuat) -> None:
    assert ditolak(siapkan(akt_id="akt-melati")) == ("SEP_TIDAK_DIKENAL", None)


@pytest.mark.parametrize(
    ("ubah", "kode"),
    [
        ({"nomor_kartu": "0000000000001"}, "KARTU_TIDAK_COCOK"),
        ({"tanggal_masuk": date(2016, 12, 5)}, "TANGGAL_MASUK_TIDAK_COCOK"),
        ({"tanggal_pulang": date(2016, 12, 11)}, "TANGGAL_PULANG_TIDAK_COCOK"),
    ],
)
def test_baris_yang_tidak_cocok_dengan_sep(siapkan: Pembuat, ubah: dict[str, Any], kode: str) -> None:
    assert ditolak(siapkan(**ubah))[0] == kode


def test_sep_yang_belum_pulang(siapkan: Pembuat, sep: Pembuat) -> None:
    assert ditolak(siapkan(sep=sep(tanggal_pulang=None, keadaan="TERBIT")))[0] == "BELUM_PULANG"


@pytest.mark.aturan("R-KLM-22")
def test_satu_sep_satu_klaim(siapkan: Pembuat, kasus: Pembuat, tarif: Pembuat) -> None:
    diajukan, _ = jalan(KOSONG, siapkan(), AJUKAN)
    assert decide(siapkan(), diajukan) == []
    assert ditolak(siapkan(sidik="lain"), diajukan) == ("SUDAH_DIAJUKAN", "R-KLM-22")
    dibayar = replace(diajukan, keadaan="DIBAYAR")
    assert ditolak(siapkan(sidik="lain"), dibayar) == ("SUDAH_DIBAYAR", "R-KLM-22")


@pytest.mark.aturan("R-KLM-01")
def test_tanpa_pks_pada_tanggal_pelayanan(siapkan: Pembuat) -> None:
    draf, _ = jalan(KOSONG, siapkan())
    assert ditolak(replace(AJUKAN, pks_berlaku=False), draf) == ("PKS_TIDAK_BERLAKU", "R-KLM-01")


@pytest.mark.aturan("R-KLM-31", "R-KLM-32", "R-VER-08")
def test_yang_kurang_dikembalikan_dan_boleh_diajukan_lagi(siapkan: Pembuat) -> None:
    cmd = siapkan()
    tanpa = replace(cmd, dokumen=tuple(d for d in cmd.dokumen if d.kode != "RESUME_MEDIS"))
    kembali, events = jalan(KOSONG, tanpa, AJUKAN, LENGKAPI)
    assert isinstance(events[-1], KlaimDikembalikan) and [a.kode for a in events[-1].alasan] == ["KURANG_RESUME_MEDIS"]
    lagi, events = jalan(
        kembali,
        TambahDokumen("akt-sentosa", (Dokumen("RESUME_MEDIS", date(2017, 1, 25), True),)),
        replace(AJUKAN, pengajuan_id="p-2", tanggal=date(2017, 2, 9)),
        NyatakanKelengkapan(date(2017, 2, 10), date(2017, 3, 24)),
    )
    assert isinstance(events[1], KlaimDiajukan) and events[1].pengajuan_ke == 2
    assert isinstance(events[2], KlaimLengkap) and lagi.keadaan == "LENGKAP"


@pytest.mark.aturan("R-KLM-07", "R-KLM-08", "R-KIB-14", "R-VER-06")
def test_dokumen_yang_diminta() -> None:
    def kurang(gawat: bool, *ada: str) -> list[str]:
        dokumen = [Dokumen(k, date(2016, 12, 10), True) for k in ada]
        return [a.kode for a in periksa("K-4-17-I", dokumen, gawat_darurat=gawat, tagihan_rs=10, dibayar_ke_rs=10)]

    assert kurang(True, "KIB", "SEP", "RESUME_MEDIS", "BUKTI_PELAYANAN") == []
    assert kurang(True, "KIB", "SEP", "BUKTI_PELAYANAN") == ["KURANG_RESUME_MEDIS"]
    assert kurang(False, "SEP", "RESUME_MEDIS", "BUKTI_PELAYANAN") == ["KURANG_KIB", "KURANG_RUJUKAN", "KURANG_SPRI"]


@pytest.mark.aturan("R-KLM-08")
def test_resume_bukan_dpjp(siapkan: Pembuat) -> None:
    cmd = siapkan()
    salah = tuple(replace(d, oleh_dpjp=False) if d.kode == "RESUME_MEDIS" else d for d in cmd.dokumen)
    _, events = jalan(KOSONG, replace(cmd, dokumen=salah), AJUKAN, LENGKAPI)
    assert isinstance(events[-1], KlaimDikembalikan) and events[-1].alasan[0].kode == "RESUME_BUKAN_DPJP"


@pytest.mark.aturan("R-KLM-09")
@pytest.mark.parametrize(("kode", "diminta"), [("K-1-13-I", True), ("K-4-17-I", False)])
def test_laporan_operasi_hanya_untuk_cbg_bedah(siapkan: Pembuat, kode: str, diminta: bool) -> None:
    _, events = jalan(KOSONG, siapkan(kode_inacbg=kode), AJUKAN, LENGKAPI)
    assert isinstance(events[-1], KlaimDikembalikan if diminta else KlaimLengkap)


@pytest.mark.aturan("R-KLM-20")
def test_asuransi_belum_membayar_rumah_sakit(siapkan: Pembuat) -> None:
    cmd = siapkan()
    _, events = jalan(KOSONG, replace(cmd, nilai=replace(cmd.nilai, dibayar_ke_rs=11_999_999)), AJUKAN, LENGKAPI)
    assert isinstance(events[-1], KlaimDikembalikan) and events[-1].alasan[0].kode == "BUKTI_PEMBAYARAN_RS"


@pytest.mark.aturan("R-VER-07")
def test_verifikasi_sebelum_lengkap_ditolak(siapkan: Pembuat, kasus: Pembuat, tarif: Pembuat) -> None:
    diajukan, _ = jalan(KOSONG, siapkan(), AJUKAN)
    assert ditolak(VerifikasiKlaim("LAYAK", "v", date(2017, 1, 12), kasus(), tarif()), diajukan) == ("BELUM_LENGKAP", "R-VER-07")


def test_tidak_layak_dan_dikembalikan(siapkan: Pembuat, kasus: Pembuat) -> None:
    lengkap, _ = jalan(KOSONG, siapkan(), AJUKAN, LENGKAPI)
    tolak, _ = jalan(lengkap, VerifikasiKlaim("TIDAK_LAYAK", "v", date(2017, 1, 12), kasus(), None))
    assert (tolak.keadaan, tolak.bpjs, tolak.akt, tolak.peserta) == ("DITOLAK", 0, 6_000_000, 6_000_000)
    kembali, _ = jalan(lengkap, VerifikasiKlaim("DIKEMBALIKAN", "v", date(2017, 1, 12), kasus(), None))
    assert kembali.keadaan == "DIKEMBALIKAN"
    assert ditolak(VerifikasiKlaim("ENTAH", "v", date(2017, 1, 12), kasus(), None), lengkap)[0] == "HASIL_TIDAK_DIKENAL"


@pytest.mark.aturan("R-BAY-03")
def test_koreksi_tarif_sesudah_verifikasi_menurunkan_pembayaran(siapkan: Pembuat, kasus: Pembuat, tarif: Pembuat) -> None:
    fpk, events = jalan(
        KOSONG,
        siapkan(),
        AJUKAN,
        LENGKAPI,
        VerifikasiKlaim("LAYAK", "v", date(2017, 1, 12), kasus(), tarif(5_000_000)),
        MasukkanFpk("FPK-1"),
    )
    assert isinstance(events[3], KlaimDiverifikasi)
    (dibayar,) = decide(BayarKlaim("FPK-1", date(2017, 1, 20), Batas(4_900_000, None)), fpk)
    assert isinstance(dibayar, KlaimDibayar) and dibayar.nominal == 4_900_000
    assert dibayar.nominal + dibayar.akt + dibayar.peserta == 12_000_000


MASUK_2024 = date(2024, 9, 1)


def _fpk_2024(siapkan: Pembuat, kasus: Pembuat, tarif: Pembuat, **nilai: int) -> Klaim:
    """Verified under KMK 1366/2024 by a tariff of 10 million: BPJS 75 %, the AKT up to 125 %."""
    kasus_2024 = kasus(tanggal_masuk=MASUK_2024, **nilai)
    isi = Nilai(nilai["diajukan"], nilai["dijamin_polis"], nilai["tagihan_rs"], date(2024, 9, 9))
    disiapkan = siapkan(tagihan_rs=nilai["tagihan_rs"], nilai=isi)
    verifikasi = VerifikasiKlaim("LAYAK", "v", date(2024, 10, 12), kasus_2024, tarif(10_000_000))
    return jalan(KOSONG, disiapkan, AJUKAN, LENGKAPI, verifikasi, MasukkanFpk("FPK-1"))[0]


@pytest.mark.aturan("R-BAY-03")
@pytest.mark.parametrize(
    ("kini", "bpjs", "akt", "peserta"),
    [
        (10_000_000, 7_500_000, 12_500_000, 5_000_000),  # as verified
        (12_000_000, 7_500_000, 12_500_000, 5_000_000),  # raised since: no more than verified
        (9_999_999, 7_499_999, 12_499_999, 5_000_002),  # one rupiah less: each by its own share, rounded half up
        (8_000_000, 6_000_000, 10_000_000, 9_000_000),  # 75 % and 125 % of the tariff of now, not of the one of then
    ],
)
def test_tarif_yang_turun_menurunkan_bagian_bpjs_dan_plafon_akt(
    siapkan: Pembuat, kasus: Pembuat, tarif: Pembuat, kini: int, bpjs: int, akt: int, peserta: int
) -> None:
    fpk = _fpk_2024(siapkan, kasus, tarif, tagihan_rs=25_000_000, diajukan=20_000_000, dijamin_polis=20_000_000)
    assert (fpk.bpjs, fpk.akt, fpk.peserta) == (7_500_000, 12_500_000, 5_000_000)
    (dibayar,) = decide(BayarKlaim("FPK-1", date(2024, 11, 20), batas(MASUK_2024, kini)), fpk)
    assert isinstance(dibayar, KlaimDibayar)
    assert (dibayar.nominal, dibayar.akt, dibayar.peserta) == (bpjs, akt, peserta)


@pytest.mark.aturan("R-BAY-03")
def test_plafon_akt_turun_walau_bagian_bpjs_tetap(siapkan: Pembuat, kasus: Pembuat, tarif: Pembuat) -> None:
    """BPJS bears what was filed, under both tariffs; the AKT's 125 % shrink all the same."""
    fpk = _fpk_2024(siapkan, kasus, tarif, tagihan_rs=20_000_000, diajukan=5_000_000, dijamin_polis=20_000_000)
    assert (fpk.bpjs, fpk.akt, fpk.peserta) == (5_000_000, 12_500_000, 2_500_000)
    (dibayar,) = decide(BayarKlaim("FPK-1", date(2024, 11, 20), batas(MASUK_2024, 8_000_000)), fpk)
    assert isinstance(dibayar, KlaimDibayar) and (dibayar.nominal, dibayar.akt, dibayar.peserta) == (5_000_000, 10_000_000, 5_000_000)


@pytest.mark.aturan("R-BAY-03")
def test_batas_menurut_skema_hari_masuk() -> None:
    assert batas(date(2016, 12, 6), 4_900_000) == Batas(4_900_000, None)
    assert batas(date(2024, 8, 31), 10_000_000) == Batas(10_000_000, None)
    assert batas(MASUK_2024, 10_000_000) == Batas(7_500_000, 12_500_000)
