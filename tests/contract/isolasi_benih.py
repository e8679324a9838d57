"""What A (akt-sentosa) has in each service, made by the service's own routes and commands. B and C have nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any

from chassis.context import Context
from chassis.crypto import seal
from shared_events import faskes as f
from shared_events import iuran as i
from shared_events import kepesertaan as k

from .isolasi_keluarga import keluarga
from .isolasi_meja import JAKARTA, A, B, Meja, pada

RS, FKTP = "0301R001", "0301P001"
PT = "PT Rahasia Sentosa Abadi"
NAMA_A = "Asuransi Sentosa Raya"
NIK, NIK_ASING = "3174011505850001", "3174011505850009"
NOKA = "0001944358911"
VA = "8888800000012345"
BU = "bu-rahasia-sentosa"
PDF = b"%PDF-1.7 surat kuasa PT Rahasia Sentosa Abadi"


def tabel(baris: Sequence[Mapping[str, Any]]) -> bytes:
    aliran = io.StringIO(newline="")
    tulis = csv.DictWriter(aliran, list(baris[0]))
    tulis.writeheader()
    tulis.writerows(baris)
    return aliran.getvalue().encode()


def orang(bu: str, nik: str, nama: str = "Budi Rahasia") -> dict[str, Any]:
    return {
        "badan_usaha_id": bu, "nik": nik, "nomor_kk": "3174010101100001", "nama": nama, "tempat_lahir": "Jakarta",
        "tanggal_lahir": "1985-05-15", "jenis_kelamin": "L", "hubungan": "PEKERJA", "status_kawin": "KAWIN", "bekerja": "Y",
        "upah_pokok": 5_000_000, "tunjangan_tetap": 0, "kabupaten_kota_kerja": "Kota Jakarta Selatan", "koordinasi_manfaat": "Y",
    }  # fmt: skip


def kolom_lengkap() -> dict[str, str]:
    """A line of the peserta file."""
    kosong = {"nik_pekerja": "", "golongan": "", "tanggal_mulai_kerja": ""}
    return {n: str(v) for n, v in orang("", NIK).items() if n != "badan_usaha_id"} | kosong


def formulir_kolektif() -> dict[str, Any]:
    """One form, without a document."""
    return {"formulir": [{n: v for n, v in orang("", NIK).items() if n != "badan_usaha_id"}]}


def formulir_bu(akt: str, nama: str, npwp: str) -> dict[str, Any]:
    return {
        "nama": nama, "jenis": "SWASTA", "npwp": npwp, "kantor_cabang": JAKARTA, "kabupaten_kota": "Kota Jakarta Selatan",
        "sub_segmen": "f", "akt_id": akt, "cakupan": "SELURUH", "daftar_akt": [akt], "akt_ditunjuk": akt,
        "surat_kuasa": {"nomor": "SK/1", "berlaku_dari": "2016-11-01", "berlaku_sampai": "2017-10-31"},
        "rute_pembayaran": "LANGSUNG", "email_tagihan": "iuran@contoh.id", "jumlah_pekerja": 10,
    }  # fmt: skip


def isi_akt(nama: str) -> dict[str, Any]:
    return {"nama": nama, "jenis_produk": ["INDEMNITY"], "rekening": {"bank": "BNI", "nomor": "0123456789", "nama": nama}}


def isi_pks(akt: str) -> dict[str, Any]:
    return {
        "nomor": f"PKS/{akt}", "berlaku_dari": "2016-11-01", "berlaku_sampai": "2017-10-31", "versi_naskah": "2016.1",
        "bentuk_kerja_sama": ["KOORDINASI_MANFAAT", "KEPESERTAAN"], "manfaat": ["RITL"],
    }  # fmt: skip


async def kepesertaan(m: Meja) -> None:
    from kepesertaan.domain.peserta_pesan import BeriTanda
    from kepesertaan.model.peserta import PESERTA

    for akt, nama in ((A, NAMA_A), (B, "Asuransi Melati")):
        await m.buat("kantor-pusat", "PUT", f"/v1/akt/{akt}", isi_akt(nama), saat="2016-11-01T09:00")
        await m.buat("kantor-pusat", "POST", f"/v1/akt/{akt}/pks", isi_pks(akt), saat="2016-11-01T09:00")
    await m.buat(
        "kantor-pusat", "PUT", "/v1/umk",
        {"tahun": 2016, "kabupaten_kota": "Kota Jakarta Selatan", "nilai": 3_100_000, "sumber": "CONTOH"}, saat="2016-11-01T09:00",
    )  # fmt: skip
    surat = await m.buat(A, "POST", "/v1/berkas", saat="2016-11-07T10:00", berkas={"berkas": PDF})
    formulir = formulir_bu(A, PT, "000000000000001")
    formulir["surat_kuasa"]["berkas"] = surat["berkas"]
    bu = await m.buat(A, "POST", "/v1/badan-usaha", formulir, saat="2016-11-07T10:00")
    m.tetangga.penduduk[NIK] = {"nama": "BUDI RAHASIA", "tanggal_lahir": "1985-05-15", "jenis_kelamin": "L"}
    id = bu["badan_usaha_id"]
    satu = await m.buat(A, "POST", "/v1/peserta", orang(id, NIK), saat="2016-11-15T09:00")
    asing = await m.minta(A, "POST", "/v1/peserta", orang(id, NIK_ASING, "Tono Rahasia"), saat=pada("2016-11-15T09:00"))
    assert asing.status == 422, asing.body
    (tugas,) = (await m.buat(A, "GET", "/v1/tugas", saat="2016-11-15T10:00"))["data"]
    noka = satu["nomor_kartu"]
    ctx = Context("matriks", "benih", None, b"", pada("2016-12-05T10:00"), "benih")
    await m.h.rt.commands.execute(PESERTA, noka, BeriTanda(A, date(2016, 12, 5), "2016-12", None), ctx=ctx)
    desain = "desain-rahasia-1"
    await m.buat(A, "POST", "/v1/kartu-identitas-bersama/desain", {"versi": desain}, saat="2016-11-10T09:00")
    await m.buat(
        "kantor-pusat", "POST", f"/v1/kartu-identitas-bersama/desain/{A}/{desain}/persetujuan", {"setuju": True}, saat="2016-11-11T09:00"
    )
    kartu = await m.buat(A, "POST", "/v1/kartu-identitas-bersama", {"nomor_kartu": [noka], "versi_desain": desain}, saat="2016-12-06T09:00")
    cetak = await m.buat(A, "POST", "/v1/kartu-identitas-bersama/cetak", {}, saat="2016-12-06T09:00")
    await m.kerjakan()
    impor = await m.buat(
        A, "POST", f"/v1/badan-usaha/{id}/peserta:impor", saat="2016-12-06T09:00",
        berkas={"berkas": tabel([kolom_lengkap()])},
    )  # fmt: skip
    proses = await m.buat(A, "POST", f"/v1/badan-usaha/{id}/peralihan-akt", {"berakhir_pada": "2017-06-30"}, saat="2016-12-07T09:00")
    teguran = {"badan_usaha_id": id, "tingkat": 1, "pelanggaran": "uji"}
    sanksi = await m.buat("kc-prima", "POST", "/v1/sanksi", teguran, saat="2016-12-07T10:00")
    aduan = {"nomor_kartu": noka, "kanal": "LISAN", "isi": "Kartu belum diterima."}
    pengaduan = await m.buat("kc-prima", "POST", "/v1/pengaduan", aduan, saat="2016-12-07T10:00")
    kolektif = await m.buat(A, "POST", f"/v1/badan-usaha/{id}/pendaftaran-kolektif", formulir_kolektif(), saat="2016-12-08T09:00")
    banyak = {"berkas": tabel([kolom_lengkap()] * 1001), "badan_usaha_id": id}
    migrasi = await m.buat(A, "POST", "/v1/migrasi", saat="2016-12-08T09:00", berkas=banyak)
    m.simpan(
        kolektif_id=kolektif["kolektif_id"], migrasi_id=migrasi["migrasi_id"], keluarga_id=await keluarga(m),
        badan_usaha_id=id, sha256=surat["sha256"], proses_id=proses["proses_id"], subjek=sanksi["subjek"], pengaduan=pengaduan["nomor"],
        virtual_account=bu["virtual_account"], nomor_kartu=noka, tugas_id=tugas["tugas_id"], versi=desain,
        nomor_kib=kartu["data"][0]["nomor_kib"], impor=impor["pekerjaan_id"], cetak=cetak["pekerjaan_id"], nama=PT,
        orang="Budi Rahasia", rekening=NAMA_A,
    )  # fmt: skip


async def _akt(m: Meja) -> None:
    for akt, nama in ((A, NAMA_A), (B, "Asuransi Melati")):
        await m.dengar(f"akt:{akt}", k.AktDidaftarkan(
            akt_id=akt, nama=nama, jenis_produk=("INDEMNITY",), rekening=k.Rekening(bank="BNI", nomor="0123456789", nama=nama)),
            "2016-11-01T09:00", akt)  # fmt: skip
        await m.dengar(f"akt:{akt}", k.PksDisepakati(
            akt_id=akt, nomor=f"PKS-{akt}", versi_naskah="2016.1", berlaku_dari=date(2016, 11, 1), berlaku_sampai=date(2017, 10, 31),
            bentuk_kerja_sama=("KEPESERTAAN", "IURAN"), manfaat=("RITL",)), "2016-11-01T09:00", akt)  # fmt: skip


async def _unit(m: Meja) -> None:
    """A Badan Usaha of A with one worker, as kepesertaan tells it."""
    await _akt(m)
    kunci = m.tetangga.kunci
    m.tetangga.kenal(NOKA, A)
    s = f"badan_usaha:{BU}"
    await m.dengar(s, k.BadanUsahaDidaftarkan(
        badan_usaha_id=BU, nama=PT, jenis="SWASTA", kantor_cabang=JAKARTA, kabupaten_kota="Kota Jakarta Selatan", sub_segmen="SWASTA",
        akt_id=A, cakupan="SELURUH", keadaan="TERDAFTAR"), "2016-11-07T09:00", A)  # fmt: skip
    await m.dengar(s, k.DelegasiAktDitetapkan(
        badan_usaha_id=BU, akt_id=A, cakupan="SELURUH", surat_kuasa_nomor="SK/1", berlaku_dari=date(2016, 11, 1)),
        "2016-11-07T09:00", A)  # fmt: skip
    await m.dengar(s, k.VirtualAccountDiterbitkan(virtual_account=VA, jenis_unit="BADAN_USAHA", badan_usaha_id=BU), "2016-11-07T09:00", A)
    await m.dengar(s, k.VirtualAccountDiaktifkan(virtual_account=VA, badan_usaha_id=BU, sejak=date(2016, 11, 15)), "2016-11-15T10:00", A)
    await m.dengar(f"peserta:{NOKA}", k.PesertaDidaftarkan(
        nomor_kartu=NOKA, virtual_account=VA, badan_usaha_id=BU, segmen="PPU", sub_segmen="SWASTA", hubungan="PEKERJA",
        kategori="PEKERJA", hak_kelas=1, iuran_mulai="2016-12", berlaku_dari=date(2016, 12, 1),
        kabupaten_kota_kerja="Kota Jakarta Selatan", rahasia=seal(kunci[NOKA], {"nama": "Budi Rahasia"}),
        upah_tersandi=seal(kunci[NOKA], {"upah_pokok": 5_000_000, "tunjangan_tetap": 0})), "2016-11-15T10:00", A)  # fmt: skip
    await m.dengar(
        "umk:2016", k.UmkDitetapkan(tahun=2016, kabupaten_kota="Kota Jakarta Selatan", nilai=3_100_000, sumber="CONTOH"), "2016-11-01T09:00"
    )
    m.simpan(nama=PT, badan_usaha_id=BU, virtual_account=VA, va=VA, nomor_kartu=NOKA)


async def iuran(m: Meja) -> None:
    from iuran.pekerjaan import TERBITKAN_TAGIHAN, MasukanTerbitkan

    await _unit(m)
    ctx = Context("operasi", "benih", None, b"", pada("2016-11-21T08:00"), "benih")
    await m.h.rt.accept_job(ctx, TERBITKAN_TAGIHAN, MasukanTerbitkan("2016-12"))
    await m.kerjakan()
    (tagihan,) = (await m.buat(A, "GET", f"/v1/tagihan?virtual_account={VA}", saat="2016-12-01T09:00"))["data"]
    bayar = {
        "virtual_account": VA, "nominal": tagihan["jumlah"], "waktu_bayar": "2016-12-05T10:00:00+07:00", "bank": "BNI",
        "kanal": "TELLER", "referensi_bank": "REF-RAHASIA-1",
    }  # fmt: skip
    dibayar = await m.buat("bank-bni", "POST", "/v1/pembayaran", bayar, saat="2016-12-05T10:00")
    terima = {"virtual_account": VA, "nominal": 1_000_000, "diterima_pada": "2016-12-05T09:00:00+07:00"}
    diterima = await m.buat(A, "POST", "/v1/penerimaan-akt", terima, saat="2016-12-05T10:00")
    asing = bayar | {"virtual_account": "8888800000099999", "referensi_bank": "REF-RAHASIA-2"}
    pekerjaan = await m.buat("bank-bni", "POST", "/v1/berkas-bank", saat="2016-12-06T10:00", berkas={"berkas": tabel([asing])})
    await m.kerjakan()
    (titipan,) = (await m.buat("operasi", "GET", "/v1/titipan", saat="2016-12-06T11:00"))["data"]
    m.simpan(
        tagihan_id=tagihan["tagihan_id"], pembayaran_id=dibayar["pembayaran_id"], penerimaan_id=diterima["penerimaan_id"],
        berkas_bank=pekerjaan["pekerjaan_id"], titipan_id=titipan["titipan_id"], referensi="REF-RAHASIA-1",
    )  # fmt: skip


async def status(m: Meja) -> None:
    await _unit(m)
    await m.dengar(f"rekening:{VA}", i.TagihanDiterbitkan(
        virtual_account=VA, badan_usaha_id=BU, tagihan_id="t-1", periode="2016-12", jatuh_tempo=date(2016, 12, 10), jumlah=250_000,
        pemberi_kerja=200_000, pekerja=50_000, pemerintah=0, jumlah_peserta=1), "2016-11-21T08:00", A)  # fmt: skip
    await m.dengar(f"rekening:{VA}", i.IuranDiterima(
        virtual_account=VA, badan_usaha_id=BU, pembayaran_id="p-1", nominal=250_000, waktu_bayar=pada("2016-12-05T10:00"), bank="BNI",
        kanal="TELLER", referensi_bank="r", dialokasikan=(i.Alokasi(tagihan_id="t-1", periode="2016-12", nominal=250_000),),
        lunas_sampai="2016-12"), "2016-12-05T10:00", A)  # fmt: skip


async def klaim(m: Meja) -> None:
    kontrak = [{"dari": "2016-01-01", "sampai": "2017-12-31"}]
    for kode, jenis in ((RS, "FKRTL"), (FKTP, "FKTP")):
        await m.dengar(f"faskes:{kode}", f.FaskesDidaftarkan.model_validate({
            "kode_ppk": kode, "nama": f"Faskes {kode}", "jenis": jenis, "kelas_rs": "B" if jenis == "FKRTL" else None,
            "sk_kelas": {"nomor": "SK", "tanggal": "2014-03-03"} if jenis == "FKRTL" else None, "kepemilikan": "PEMERINTAH",
            "kabupaten_kota": "Kota Medan", "regional": 3, "kontrak_bpjs": kontrak, "kontrak_akt": []}), "2016-11-01T09:00")  # fmt: skip
    await _akt(m)
    m.tetangga.kenal(NOKA, A)
    kib = "KIB-RAHASIA-1"
    await m.dengar(f"kib:{kib}", k.KartuIdentitasBersamaDiterbitkan(
        nomor_kib=kib, nomor_kartu=NOKA, akt_id=A, versi_desain="1", diterbitkan_pada=date(2016, 12, 5)),
        "2016-12-05T10:00", A)  # fmt: skip
    await m.dengar(f"peserta:{NOKA}", k.TandaKoordinasiManfaatDiberikan(
        nomor_kartu=NOKA, akt_id=A, badan_usaha_id=BU, berlaku_dari=date(2016, 12, 5)), "2016-12-05T10:05", A)  # fmt: skip
    tarif = {
        "kode_inacbg": "E-4-10-I", "deskripsi": "uji", "regional": 3, "kelas_rs": "C", "kepemilikan": "PEMERINTAH", "kelas_rawat": 2,
        "tarif": 4_459_300, "berlaku_dari": "2016-10-26", "sumber": "CONTOH",
    }  # fmt: skip
    pekerjaan = await m.buat("kantor-pusat", "POST", "/v1/tarif:impor", saat="2016-11-01T09:00", berkas={"berkas": tabel([tarif])})
    await m.kerjakan()
    nomor: list[str] = []
    klaim_id: list[str] = []
    for masuk, pulang in (("2016-12-06", "2016-12-10"), ("2016-12-16", "2016-12-20")):
        sep = await m.buat("rs-a", "POST", "/v1/sep", isi_sep(NOKA, kib) | {"tanggal_masuk": masuk}, saat=f"{masuk}T10:00")
        nomor.append(sep["nomor_sep"])
        await m.buat("rs-a", "POST", f"/v1/sep/{nomor[-1]}/pulang", {"tanggal_pulang": pulang}, saat=f"{pulang}T15:00")
        isi = isi_klaim(nomor[-1], NOKA) | {"tanggal_masuk": masuk, "tanggal_pulang": pulang}
        isi["dokumen"] = [
            {"kode": d, "tanggal": pulang, "penandatangan": "dr. Uji" if d == "RESUME_MEDIS" else ""}
            for d in ("KIB", "RUJUKAN", "SEP", "SPRI", "RESUME_MEDIS", "BUKTI_PELAYANAN")
        ]
        klaim_id.append((await m.buat(A, "POST", "/v1/klaim", isi, saat="2017-01-08T09:00"))["klaim_id"])
    ajukan = {"bulan_pelayanan": "2016-12", "kantor_cabang": JAKARTA, "rangkap_fpk": 3}
    satu = (await m.buat(A, "POST", "/v1/pengajuan", ajukan | {"klaim_id": klaim_id[:1]}, saat="2017-01-09T09:00"))["pengajuan_id"]
    dua = (await m.buat(A, "POST", "/v1/pengajuan", ajukan | {"klaim_id": klaim_id[1:]}, saat="2017-01-09T09:00"))["pengajuan_id"]
    for p in (satu, dua):
        await m.buat("kc-prima", "POST", f"/v1/pengajuan/{p}/kelengkapan", {}, saat="2017-01-09T10:00")
    await m.buat("kc-prima", "POST", f"/v1/klaim/{klaim_id[0]}/verifikasi", {"hasil": "LAYAK"}, saat="2017-01-12T09:00")
    await m.buat("kc-prima", "POST", f"/v1/pengajuan/{satu}/umpan-balik", saat="2017-01-16T09:00")
    fpk = (await m.buat("kc-prima", "POST", f"/v1/pengajuan/{satu}/fpk", saat="2017-01-17T09:00"))["data"][0]["nomor_fpk"]
    dana = await m.buat("kc-prima", "POST", "/v1/permintaan-dana", {"sampai": "2017-03-01"}, saat="2017-01-17T09:00")
    m.simpan(
        nomor_sep=nomor[0], nomor_sep_2=nomor[1], klaim_id=klaim_id[0], klaim_id_2=klaim_id[1], pengajuan_id=dua, pengajuan_id_1=satu,
        nomor_fpk=fpk, nomor_kartu=NOKA, nomor_kib=kib, tarif=pekerjaan["pekerjaan_id"], permintaan_id=dana["permintaan_id"],
        nama=NAMA_A, akt=A,
    )  # fmt: skip


def isi_sep(noka: str, kib: str | None) -> dict[str, Any]:
    return {
        "nomor_kartu": noka, "kode_ppk": RS, "tanggal_masuk": "2016-12-06", "jenis_pelayanan": "RITL", "diagnosa_awal": "E11.6",
        "gawat_darurat": False, "rujukan": {"asal": "FKTP_BPJS", "kode_faskes": FKTP, "nomor": "R-1", "tanggal": "2016-12-05"},
        "nomor_kib": kib,
    }  # fmt: skip


def isi_klaim(sep: str, noka: str) -> dict[str, Any]:
    return {
        "nomor_sep": sep, "nomor_kartu": noka, "tanggal_masuk": "2016-12-06", "tanggal_pulang": "2016-12-10", "kode_inacbg": "E-4-10-I",
        "versi_inacbg": "5.1", "diagnosa": ["E11.6"], "dpjp": "dr. Uji", "tagihan_rs": 9_000_000, "nilai_diajukan": 6_000_000,
        "dijamin_polis": 3_000_000, "dibayar_ke_rs": 9_000_000, "tanggal_bayar_rs": "2016-12-30",
    }  # fmt: skip


def isi_faskes(akt: str | None) -> dict[str, Any]:
    return {
        "nama": "RSUD Contoh", "jenis": "FKRTL", "kelas_rs": "B", "sk_kelas": {"nomor": "SK", "tanggal": "2014-03-03"},
        "kepemilikan": "PEMERINTAH", "kabupaten_kota": "Kota Medan", "regional": 3, "kontrak_bpjs": [{"dari": "2016-01-01"}],
        "kontrak_akt": [{"akt_id": akt, "dari": "2016-01-01"}] if akt else [], "berlaku_dari": "2016-01-01",
    }  # fmt: skip


async def faskes(m: Meja) -> None:
    await m.buat("kantor-pusat", "PUT", f"/v1/faskes/{RS}", isi_faskes(A), saat="2016-11-01T09:00")
    m.simpan(akt=A)
    m.nilai |= {"kode_ppk": RS, "daftar": "kriteria-gawat-darurat"}


async def notifikasi(m: Meja) -> None:
    url = "http://127.0.0.1:9/rahasia-sentosa"
    dibuat = await m.buat(A, "POST", "/v1/webhook", {"url": url, "jenis": ["*"]}, saat="2016-11-01T09:00")
    await m.dengar(f"badan_usaha:{BU}", k.BadanUsahaDidaftarkan(
        badan_usaha_id=BU, nama=PT, jenis="SWASTA", kantor_cabang=JAKARTA, kabupaten_kota="Kota Jakarta Selatan", sub_segmen="SWASTA",
        akt_id=A, cakupan="SELURUH", keadaan="TERDAFTAR"), "2016-11-07T09:00", A)  # fmt: skip
    (kirim,) = (await m.buat(A, "GET", f"/v1/webhook/{dibuat['webhook_id']}/pengiriman", saat="2016-11-07T10:00"))["data"]
    m.simpan(
        webhook_id=dibuat["webhook_id"], url=url, rahasia=dibuat["rahasia"], badan_usaha_id=BU, akt=A, pesan=str(kirim["pesan_id"]),
    )  # fmt: skip


async def dasbor(m: Meja) -> None:
    """Its pages have tests of their own (services/dasbor/tests); its few API routes are the operator's."""
    m.simpan(akt=A)


BENIH: dict[str, Callable[[Meja], Awaitable[None]]] = {
    "kepesertaan": kepesertaan, "iuran": iuran, "status": status, "klaim": klaim, "faskes": faskes, "notifikasi": notifikasi,
    "dasbor": dasbor,
}  # fmt: skip
