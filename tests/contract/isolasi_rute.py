"""Every route of every service: how it is asked about a resource of A, and what each kind of client has to be answered.

``kode`` holds, in this order: A (whose it is), B (another AKT), an ordinary KC of another place, KC Prima, operations. A dash: not
asked, because it would change what the next question is about (that A may is shown by the seeding).
"""

from __future__ import annotations

from typing import Any

from .isolasi_benih import NIK, PDF, PT, formulir_bu, formulir_kolektif, isi_akt, isi_faskes, isi_klaim, isi_pks, isi_sep, orang, tabel
from .isolasi_bentuk import Isi, Rute
from .isolasi_keluarga import IDENTITAS_LAMA, KELUARGA, SEPAKAT
from .isolasi_kertas import KERTAS
from .isolasi_meja import JAKARTA, A, B


def _id(nama: str) -> dict[str, str]:
    return {"id": nama}


def bersama(pekerjaan: str) -> dict[str, Rute]:
    """What chassis gives every service. Parked records are the operator's; a job is seen by who it concerns."""
    return {
        "GET /v1/pekerjaan/{id}": Rute(pekerjaan, jalur=_id("pekerjaan_id")),
        "GET /v1/pekerjaan/{id}/gagal.csv": Rute(pekerjaan, jalur=_id("pekerjaan_id")),
        "GET /v1/parkir": Rute("403 403 403 403 200"),
        "GET /v1/parkir/{id}": Rute("403 403 403 403 404", jalur=_id("parkir")),
        "POST /v1/parkir/{id}/putar-ulang": Rute("403 403 403 403 404", jalur=_id("parkir")),
        "POST /v1/parkir/{id}/buang": Rute("403 403 403 403 404", lambda _: {"alasan": "tidak berlaku lagi"}, jalur=_id("parkir")),
    }


TUTUP_HARI = {"POST /v1/tutup-hari": Rute("403 403 403 403 202", lambda _: {"tanggal": "2017-01-19"})}
MUTASI: Isi = lambda _: {"jenis": "KELUAR", "berlaku": "2017-01-31"}  # noqa: E731
BU = "/v1/badan-usaha/{badan_usaha_id}"
KOLEKTIF, MIGRASI = f"{BU}/pendaftaran-kolektif/{{kolektif_id}}", "/v1/migrasi/{migrasi_id}"
PROSES = f"{BU}/peralihan-akt/{{proses_id}}"
HUKUM, ADUAN = "/v1/sanksi/{subjek}", "/v1/pengaduan/{nomor}"
REKAP, REKAP_PEKERJA = {"dokumen": {}}, {"nomor_kartu_pekerja": "0009999999998"}
LUPA = "/v1/peserta/{nomor_kartu}/pelupaan"
BELUM = {"GET /v1/peserta/{nomor_kartu}/belum-selesai": Rute("403 403 403 403 200")}
SANKSI = {"tingkat": 2, "pelanggaran": "uji"}
PENYERAHAN = {"pemberitahuan": "PB/1", "cakupan": "SELURUH", "surat_kuasa": {"nomor": "SK/2", "berlaku_dari": "2017-07-01"}}
PENGGANTI = f"{BU}/identitas-pengganti/{{jenis}}"
_PENGGANTI = {"jenis": "jenis_identitas"}
SEP, KLAIM, AJU, FPK = "/v1/sep/{nomor}", "/v1/klaim/{klaim_id}", "/v1/pengajuan/{pengajuan_id}", "/v1/fpk/{nomor}"
WEBHOOK = "/v1/webhook/{webhook_id}"
_SEP = {"nomor": "nomor_sep"}
_FPK = {"nomor": "nomor_fpk"}
_KELUAR = {"nik": NIK, "jenis": "KELUAR", "berlaku": "2017-01-31"}
_ORANG = {n: str(v) for n, v in orang("", NIK).items() if n != "badan_usaha_id"}

RUTE: dict[str, dict[str, Rute]] = {
    "dasbor": bersama("403 403 403 403 200"),
    "faskes": bersama("403 403 403 403 200")
    | TUTUP_HARI
    | {
        "PUT /v1/faskes/{kode_ppk}": Rute("403 403 403 403 403", lambda _: isi_faskes(None)),
        "GET /v1/faskes/{kode_ppk}": Rute("200 200 200 200 200"),
        "GET /v1/faskes": Rute("200 200 200 200 200"),
        "GET /v1/referensi/{daftar}": Rute("200 200 200 200 200"),
    },
    "kepesertaan": bersama("200 404 200 200 200")
    | TUTUP_HARI
    | KERTAS
    | {
        "PUT /v1/akt/{akt_id}": Rute("403 403 403 403 403", lambda _: isi_akt("Nama Lain")),
        "POST /v1/akt/{akt_id}/pks": Rute("403 403 403 403 403", lambda _: isi_pks("lain")),
        "GET /v1/akt": Rute("200 200 200 200 200", terbuka=("akt_id", "rekening")),
        "GET /v1/akt/{akt_id}": Rute("200 404 200 200 200"),
        "PUT /v1/umk": Rute("403 403 403 403 403", lambda _: {"tahun": 2017, "kabupaten_kota": "X", "nilai": 1, "sumber": "X"}),
        "GET /v1/umk": Rute("200 200 200 200 200", query="tahun=2016"),
        "POST /v1/badan-usaha": Rute("- 403 403 - 403", lambda _: formulir_bu(A, PT, "000000000000009")),
        f"POST {BU}/berkas": Rute("- 404 404 - 403", lambda _: {"daftar_akt": [B]}),
        f"POST {BU}/penghentian-kerja-sama": Rute("- 404 404 - 403", lambda _: {"berakhir_pada": "2017-06-30"}),
        f"POST {BU}/delegasi": Rute("- 404 404 - 403", lambda _: PENYERAHAN),
        f"POST {BU}/peralihan-akt": Rute("- 404 404 - 403", lambda _: {"berakhir_pada": "2017-06-30"}),
        f"POST {BU}/rekap-keluarga": Rute(
            "- 404 404 - 403", lambda v: REKAP | {"anggota": [{"nomor_kartu": v["nomor_kartu"]} | REKAP_PEKERJA]}
        ),
        "GET /v1/kepatuhan": Rute("200 200 200 200 200"),
        f"GET {BU}/kesenjangan": Rute("200 404 404 200 200"),
        f"GET {BU}/tinjauan": Rute("200 404 404 200 200"),
        "POST /v1/tinjauan:jalankan": Rute("403 403 403 403 409", lambda _: {"periode": "2998-12"}),
        f"GET {BU}/peralihan-akt": Rute("200 404 404 200 200"),
        f"GET {PROSES}": Rute("200 404 404 200 200"),
        f"POST {PROSES}/daftar-peserta": Rute("- 404 404 - 403", lambda v: {"sisi": "LAMA", "nomor_kartu": [v["nomor_kartu"]]}),
        f"POST {PROSES}/penyerahan": Rute("403 404 404 - 403", lambda _: PENYERAHAN),
        f"POST {PROSES}/lanjutan": Rute("403 404 404 - 403", lambda _: {}),
        f"POST {PROSES}/penghentian": Rute("403 404 404 - 403", lambda _: {"alasan": "batal"}),
        f"GET {BU}": Rute("200 404 404 200 200"),
        "GET /v1/badan-usaha": Rute("200 200 200 200 200"),
        f"POST {BU}/peserta:impor": Rute("- 404 404 - 403", berkas=lambda _: {"berkas": tabel([_ORANG])}),
        f"POST {BU}/mutasi:impor": Rute("- 404 404 - 403", berkas=lambda _: {"berkas": tabel([_KELUAR])}),
        "POST /v1/peserta": Rute("- 404 404 - 403", lambda v: orang(v["badan_usaha_id"], NIK)),
        "GET /v1/peserta/{nomor_kartu}": Rute("200 404 404 200 200"),
        "GET /v1/peserta": Rute("200 404 404 200 200", query="badan_usaha_id={badan_usaha_id}"),
        "POST /v1/peserta:cari": Rute("200 200 200 200 200", lambda v: {"nomor_kartu": v["nomor_kartu"]}),
        "POST /v1/peserta:identitas": Rute("200 200 200 200 200", lambda v: {"nomor_kartu": [v["nomor_kartu"]]}),
        "POST /v1/kunci:ambil": Rute("403 403 403 403 403", lambda v: {"nomor_kartu": [v["nomor_kartu"]]}),
        "POST /v1/peserta/{nomor_kartu}/mutasi": Rute("- 404 404 - 403", MUTASI),
        f"GET {LUPA}": Rute("403 404 404 403 200"),
        f"POST {LUPA}": Rute("403 404 404 403 403", lambda _: {"alasan": "PERMINTAAN_PESERTA"}),
        f"POST {LUPA}/persetujuan": Rute("403 403 403 403 403"),
        f"POST {LUPA}/pembatalan": Rute("403 404 404 403 403"),
        "POST /v1/berkas": Rute("- - - - 403", berkas=lambda _: {"berkas": PDF}, baru=True),
        "GET /v1/berkas/{sha256}": Rute("200 404 404 200 200"),
        f"POST {BU}/pendaftaran-kolektif": Rute("- 404 404 - 403", lambda _: formulir_kolektif()),
        f"GET {BU}/pendaftaran-kolektif": Rute("200 404 404 200 200"),
        f"GET {KOLEKTIF}": Rute("200 404 404 200 200"),
        f"POST {KOLEKTIF}/dokumen": Rute("- 404 404 - 403", lambda _: {"formulir": [{"baris": 1, "dokumen": {}}]}),
        f"POST {KOLEKTIF}/penarikan": Rute("- 404 404 - 403", lambda _: {"baris": [1], "alasan": "uji"}),
        "POST /v1/migrasi": Rute("- 404 404 - 403", berkas=lambda v: {"berkas": tabel([_ORANG]), "badan_usaha_id": v["badan_usaha_id"]}),
        "GET /v1/migrasi": Rute("200 200 200 200 200"),
        f"GET {MIGRASI}": Rute("200 404 404 200 200"),
        f"POST {MIGRASI}/dokumen": Rute("- 404 404 - 403", lambda _: {"surat_pengesahan": f"sha256:{'0' * 64}"}),
        f"POST {MIGRASI}/validasi-kc": Rute("403 403 403 403 403", lambda _: {"setuju": False, "catatan": "uji"}),
        f"POST {MIGRASI}/validasi-divre": Rute("403 403 403 403 403", lambda _: {"setuju": False, "catatan": "uji"}),
        f"POST {MIGRASI}/penarikan": Rute("- 404 404 - 403", lambda _: {"alasan": "uji"}),
        "GET /v1/peserta/{nomor_kartu}/dokumen": Rute("200 404 404 200 200"),
        "GET /v1/dokumen-pendukung": Rute("200 200 200 200 200"),
        "GET /v1/tugas": Rute("200 200 200 200 200"),
        "POST /v1/sanksi": Rute("403 404 404 - 403", lambda v: SANKSI | {"badan_usaha_id": v["badan_usaha_id"]}),
        f"POST {HUKUM}/pencabutan": Rute("403 404 404 - 403", lambda _: {"alasan": "dipenuhi"}),
        "GET /v1/sanksi": Rute("200 200 200 200 200"),
        f"GET {HUKUM}/ekspor": Rute("200 404 404 200 200"),
        "POST /v1/pengaduan": Rute("403 404 404 - 403", lambda v: {"nomor_kartu": v["nomor_kartu"], "kanal": "LISAN", "isi": "uji"}),
        f"POST {ADUAN}/tindak-lanjut": Rute("404 404 404 - 403", lambda _: {"keadaan": "DIPROSES"}, jalur={"nomor": "pengaduan"}),
        "GET /v1/pengaduan": Rute("200 200 200 200 200"),
        f"GET {ADUAN}": Rute("404 404 404 200 200", jalur={"nomor": "pengaduan"}),
        "POST /v1/pengaduan:periksa": Rute("404 404 404 404 404", lambda v: {"nomor": v["pengaduan"], "nik": "3174011505850002"}),
        "POST /v1/keluarga": Rute("403 403 403 - 403", lambda _: KELUARGA, baru=True),
        "GET /v1/keluarga/{keluarga_id}": Rute("404 404 404 200 200"),
        "POST /v1/peserta/{nomor_kartu}/kartu-jkn": Rute("403 404 404 - 403"),
        "POST /v1/peserta/{nomor_kartu}/kartu-jkn/kehilangan": Rute("- 404 404 - 403", lambda _: {"hilang_pada": "2017-01-05"}),
        "POST /v1/identitas-lama": Rute("403 403 - - 403", lambda _: IDENTITAS_LAMA, baru=True),
        f"POST {BU}/identitas-pengganti": Rute("403 404 404 - 403", lambda _: SEPAKAT),
        f"POST {PENGGANTI}/pengakhiran": Rute("403 404 404 404 403", lambda _: {"berakhir_pada": "2017-01-31"}, jalur=_PENGGANTI),
        f"POST {PENGGANTI}/daftar": Rute(
            "409 404 404 409 403", lambda v: {"data": [{"nomor": "778", "nomor_kartu": v["nomor_kartu"]}]}, jalur=_PENGGANTI
        ),
        "POST /v1/kelayakan:periksa": Rute("403 403 200 200 200", lambda _: {"jenis_identitas": "ASKES", "nomor": "1"}),
        "GET /v1/tugas/{tugas_id}": Rute("200 404 404 200 200"),
        "POST /v1/tugas/{tugas_id}/pengambilan": Rute("403 404 404 - 403"),
        "POST /v1/tugas/{tugas_id}/penyelesaian": Rute("403 404 404 - 403", lambda _: {"hasil": "DITOLAK"}),
    },
    "iuran": bersama("200 404 200 200 200")
    | TUTUP_HARI
    | BELUM
    | {
        "POST /v1/tagihan:terbitkan": Rute("403 403 403 403 409", lambda _: {"periode": "2017-01"}),
        "GET /v1/tagihan": Rute("200 200 200 200 200", query="virtual_account={virtual_account}"),
        "GET /v1/tagihan/{id}": Rute("200 404 404 200 200", jalur=_id("tagihan_id")),
        "GET /v1/tagihan/{id}/baris": Rute("200 404 404 200 200", jalur=_id("tagihan_id")),
        "POST /v1/pembayaran": Rute("403 403 403 403 403", lambda v: _bayar(v["virtual_account"])),
        "POST /v1/pembayaran/{id}/pembatalan": Rute("403 403 403 403 403", lambda _: {"alasan": "salah"}, jalur=_id("pembayaran_id")),
        "GET /v1/pembayaran": Rute("200 404 404 200 200", query="virtual_account={virtual_account}"),
        "GET /v1/pembayaran/{id}": Rute("200 404 404 200 200", jalur=_id("pembayaran_id")),
        "POST /v1/berkas-bank": Rute("403 403 - - -", berkas=lambda v: {"berkas": tabel([_bayar(v["virtual_account"])])}),
        "POST /v1/penerimaan-akt": Rute(
            "- 404 403 403 403",
            lambda v: {"virtual_account": v["virtual_account"], "nominal": 1, "diterima_pada": "2017-01-20T08:00:00+07:00"},
        ),
        "GET /v1/penerimaan-akt": Rute("200 404 404 200 200", query="virtual_account={virtual_account}"),
        "GET /v1/virtual-account/{va}": Rute("200 404 404 200 200"),
        "GET /v1/virtual-account/{va}/buku": Rute("200 404 404 200 200"),
        "POST /v1/virtual-account/{va}/bayar-di-muka": Rute("- 404 404 - 403", lambda _: {"mulai": "2017-02", "bulan": 3}),
        "GET /v1/neraca": Rute("403 403 403 403 200"),
        "GET /v1/titipan": Rute("403 403 403 403 200"),
        "POST /v1/titipan/{id}/pengalihan": Rute(
            "403 403 403 403 -", lambda v: {"virtual_account": v["virtual_account"]}, jalur=_id("titipan_id")
        ),
        "GET /v1/hitung-iuran": Rute("200 200 200 200 200", query="periode=2017-01&upah_pokok=5000000&umk=3100000"),
    },
    "status": bersama("403 403 403 403 200")
    | TUTUP_HARI
    | {
        "GET /v1/status/{nomor_kartu}": Rute("200 404 200 200 200"),
        "POST /v1/status:periksa": Rute("200 200 200 200 200", lambda v: {"nomor_kartu": [v["nomor_kartu"]]}),
        "GET /v1/status/{nomor_kartu}/riwayat": Rute("200 404 200 200 200"),
        "POST /v1/status:simulasi": Rute(
            "200 200 200 200 200",
            lambda v: {"nomor_kartu": [v["nomor_kartu"]], "batas_tunggakan": [{"berlaku_dari": "2016-11-01", "cara": "SATU_BULAN"}]},
        ),
    },
    "klaim": bersama("200 404 200 200 200")
    | TUTUP_HARI
    | BELUM
    | {
        "POST /v1/penjaminan:periksa": Rute("403 403 403 200 403", lambda v: isi_sep(v["nomor_kartu"], v["nomor_kib"])),
        "POST /v1/sep": Rute("403 403 403 - 403", lambda v: isi_sep(v["nomor_kartu"], v["nomor_kib"])),
        f"GET {SEP}": Rute("200 404 200 200 200", jalur=_SEP),
        "GET /v1/sep": Rute("200 200 200 200 200", query="nomor_kartu={nomor_kartu}"),
        f"POST {SEP}/pulang": Rute("403 403 403 - 403", lambda _: {"tanggal_pulang": "2016-12-11"}, jalur=_SEP),
        f"POST {SEP}/pemindahan": Rute(
            "403 403 403 - 403", lambda _: {"hasil": "MENOLAK", "stabil_pada": "2016-12-07T08:00:00+07:00"}, jalur=_SEP
        ),
        f"POST {SEP}/koreksi-cob": Rute("403 403 403 - 403", lambda _: {"cob": True}, jalur=_SEP),
        f"POST {SEP}/surat-jaminan": Rute("- 404 403 403 403", lambda _: {"nomor": "SJ-1"}, jalur=_SEP),
        "POST /v1/tarif:impor": Rute("403 403 403 403 403", berkas=lambda _: {"berkas": b"kode_inacbg"}),
        "POST /v1/klaim:impor": Rute("- 422 403 403 403", berkas=lambda v: {"berkas": v["nomor_sep"].encode(), "nilai": b"nomor_sep"}),
        "POST /v1/verifikasi:impor": Rute("403 403 403 - 403", berkas=lambda v: {"berkas": b"nomor_sep,hasil\r\nX,LAYAK"}),
        f"GET {KLAIM}": Rute("200 404 404 200 200"),
        "GET /v1/klaim": Rute("200 200 200 200 200", query="nomor_sep={nomor_sep}"),
        "GET /v1/daftar-kerja": Rute("403 403 403 200 403"),
        "POST /v1/klaim": Rute("- 404 403 403 403", lambda v: isi_klaim(v["nomor_sep"], v["nomor_kartu"])),
        f"POST {KLAIM}/dokumen": Rute("- 404 403 403 403", lambda _: {"dokumen": [{"kode": "KIB", "tanggal": "2016-12-10"}]}),
        f"POST {KLAIM}/verifikasi": Rute("403 403 403 - 403", lambda _: {"hasil": "LAYAK"}),
        "POST /v1/pengajuan": Rute(
            "- 404 403 403 403",
            lambda v: {"bulan_pelayanan": "2016-12", "kantor_cabang": JAKARTA, "rangkap_fpk": 3, "klaim_id": [v["klaim_id"]]},
        ),
        f"GET {AJU}": Rute("200 404 404 200 200"),
        "GET /v1/pengajuan": Rute("200 200 200 200 200"),
        f"POST {AJU}/kelengkapan": Rute("403 403 403 - 403", lambda _: {}),
        f"POST {AJU}/umpan-balik": Rute("403 403 403 - 403"),
        f"POST {AJU}/fpk": Rute("403 403 403 - 403"),
        f"GET {FPK}": Rute("200 404 404 200 200", jalur=_FPK),
        "GET /v1/fpk": Rute("200 200 200 200 200"),
        f"POST {FPK}/persetujuan": Rute("403 403 403 403 403", jalur=_FPK),
        f"POST {FPK}/pembayaran": Rute("403 403 403 403 403", lambda _: {}, jalur=_FPK),
        "GET /v1/utilization-review": Rute("200 200 200 200 200", query="bulan=2016-12"),
        "GET /v1/cash-forecast": Rute("403 403 200 200 200"),
        "POST /v1/permintaan-dana": Rute("403 403 403 - 403", lambda _: {"sampai": "2017-03-01"}),
        "GET /v1/permintaan-dana": Rute("403 403 200 200 200"),
    },
    "notifikasi": bersama("200 404 403 403 200")
    | TUTUP_HARI
    | {
        "POST /v1/webhook": Rute("- - 403 403 403", lambda _: {"url": "http://127.0.0.1:9/melati", "jenis": ["*"]}, baru=True),
        "GET /v1/webhook": Rute("200 200 403 403 200"),
        f"GET {WEBHOOK}": Rute("200 404 403 403 200"),
        f"DELETE {WEBHOOK}": Rute("- 404 403 403 403"),
        f"POST {WEBHOOK}/rotasi": Rute("- 404 403 403 403"),
        f"POST {WEBHOOK}/kirim-ulang": Rute("- 404 403 403 403", lambda _: {}),
        f"POST {WEBHOOK}/uji": Rute("- 404 403 403 403"),
        f"GET {WEBHOOK}/pengiriman": Rute("200 404 403 403 200"),
        "GET /v1/peristiwa": Rute("200 200 403 403 403"),
    },
}


def _bayar(va: str) -> dict[str, Any]:
    return {
        "virtual_account": va, "nominal": 1, "waktu_bayar": "2017-01-20T08:00:00+07:00", "bank": "BNI", "kanal": "TELLER",
        "referensi_bank": "R-X",
    }  # fmt: skip


ASING: dict[str, str] = {
    # the same shape, and nothing of that name anywhere
    "badan_usaha_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd0", "proses_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd9",
    "subjek": "BU-01a20d31-0000-71f3-8fd4-7abe9e52fcd0", "pengaduan": "PGD-209901-999999",
    "virtual_account": "8888800000077777", "va": "8888800000077777",
    "nomor_kartu": "0009999999999", "tugas_id": "tugas-tidak-ada", "versi": "desain-tidak-ada", "nomor_kib": "KIB9999999999",
    "id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd1", "tagihan_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd2",
    "pembayaran_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd3", "titipan_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd4",
    "pekerjaan_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd5", "nomor_sep": "0301R0011216V009999",
    "klaim_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd6", "pengajuan_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd7",
    "nomor_fpk": "FPK-201701-999999", "webhook_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcd8", "kode_ppk": "0301R009",
    "daftar": "tidak_ada", "cetak": "01a20d31-0000-71f3-8fd4-7abe9e52fcda", "akt_id": "akt-tidak-ada", "parkir": "9999",
    "keluarga_id": "KEL-0009999999999",
    "sha256": "0" * 64, "kolektif_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcdb", "migrasi_id": "01a20d31-0000-71f3-8fd4-7abe9e52fcdc",
}  # fmt: skip
"""A value of each kind that names nothing: what A's thing must look like to B."""
