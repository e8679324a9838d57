"""Forms about single people, families, migrations and webhooks: page, what is typed, where it is sent, what is sent, where it leads."""

from __future__ import annotations

from typing import Any

from .nama import ANAK1, BARU1, BU1, JAKARTA, KELUARGA1, MIGRASI1, NOKA1, WEBHOOK1

MUTASI, KELUARGA, PINDAH = f"/peserta/{NOKA1}/mutasi", f"/peserta/{NOKA1}/keluarga", f"/badan-usaha/{BU1}/pindah"
_API, _ANAK = f"/v1/peserta/{NOKA1}/mutasi", f"/v1/peserta/{ANAK1}/mutasi"
_SITI = {"nik": "3174014203900001", "nama": "Siti Aminah", "tanggal_lahir": "1990-03-02", "jenis_kelamin": "P"}
_BUDI = {"nik": "3174010203880001", "nama": "Budi", "tanggal_lahir": "1988-03-02", "jenis_kelamin": "L"}
KELUARGA_BARU = {
    "tindakan": "daftar", "orang": "2", "segmen": "PBPU", "kelas": "2", "sub_segmen": "", "nomor_kk": "3174010101010001",
    "kantor_cabang": JAKARTA, "kabupaten_kota": "Kota Contoh", "alamat": "Jalan Satu 1",
    **{f"{n}-1": v for n, v in (_BUDI | {"hubungan": "KEPALA_KELUARGA"}).items()},
    **{f"{n}-2": v for n, v in (_SITI | {"hubungan": "ISTRI", "status_kawin": "KAWIN"}).items()},
}  # fmt: skip
_SAMA = {
    "nomor_kk": "3174010101010001", "alamat": "Jalan Satu 1", "telepon": "", "email": "", "tempat_lahir": "", "status_kawin": "",
    "kode_fktp": "", "akta_adopsi": "", "jenis_identitas": "NIK", "tanggal_mulai_kerja": "", "kontrak_sampai": "",
}  # fmt: skip
BORANG_ORANG: list[tuple[str, dict[str, str], str, dict[str, Any], str]] = [
    (MUTASI, {"tindakan": "data", "jenis": "UBAH_DATA", "berlaku": "2017-02-14", "nama": "Budi S", "telepon": "", "email": "b@s.id"},
     _API, {"jenis": "UBAH_DATA", "berlaku": "2017-02-14", "data": {
         "nama": "Budi S", "alamat": None, "telepon": None, "email": "b@s.id", "nomor_kk": None, "kode_fktp": None}}, MUTASI),
    (MUTASI, {"tindakan": "upah", "jenis": "UBAH_UPAH", "berlaku": "2017-03-01", "upah_pokok": "Rp 4.500.000", "tunjangan_tetap": "250000",
              "golongan": "", "kabupaten_kota_kerja": "Kota Contoh"},
     _API, {"jenis": "UBAH_UPAH", "upah_pokok": 4_500_000, "tunjangan_tetap": 250_000, "golongan": None,
            "kabupaten_kota_kerja": "Kota Contoh"}, MUTASI),
    (MUTASI, {"tindakan": "akhir", "jenis": "KELUAR", "berlaku": "2017-02-28", "alasan": "pensiun"},
     _API, {"jenis": "KELUAR", "berlaku": "2017-02-28", "alasan": "pensiun"}, MUTASI),
    (MUTASI, {"tindakan": "akhir", "jenis": "PHK", "berlaku": "2017-02-28", "alasan": "tidak ikut"},
     _API, {"jenis": "PHK", "berlaku": "2017-02-28"}, MUTASI),
    (MUTASI, {"tindakan": "kawin", "jenis": "NIKAH", "berlaku": "2017-02-01"}, _API, {"jenis": "NIKAH", "menjadi": "KELUAR"}, MUTASI),
    (f"/peserta/{ANAK1}/mutasi", {"tindakan": "ikut", "jenis": "KETERANGAN_KULIAH", "berlaku": "2017-02-01"},
     _ANAK, {"jenis": "KETERANGAN_KULIAH", "berlaku": "2017-02-01"}, f"/peserta/{ANAK1}/mutasi"),
    (f"/peserta/{ANAK1}/mutasi", {"tindakan": "nik", "jenis": "LENGKAPI_NIK", "berlaku": "2017-02-01", "nik": "3174014203160001"},
     _ANAK, {"jenis": "LENGKAPI_NIK", "nik": "3174014203160001"}, f"/peserta/{ANAK1}/mutasi"),
    (KELUARGA, {"tindakan": "tambah", "badan_usaha_id": BU1, "hubungan": "ISTRI", **_SITI, "nik_pekerja": "3174010203880001",
                "status_kawin": "KAWIN", "koordinasi_manfaat": "", "kelas_dipilih": "", "bekerja": "Y"},
     "/v1/peserta", {"badan_usaha_id": BU1, "hubungan": "ISTRI", **_SITI, "nik_pekerja": "3174010203880001", "status_kawin": "KAWIN",
                     "koordinasi_manfaat": "", "kelas_dipilih": None, "bekerja": "Y", "akta_adopsi": ""}, KELUARGA),
    (KELUARGA, {"tindakan": "lahir", "nama": "Bayi Ny Siti", "berlaku": "2017-02-10", "jenis_kelamin": "P", "anak_ke": "2", "nik": ""},
     _API, {"jenis": "KELAHIRAN", "berlaku": "2017-02-10", "anak": {
         "nama": "Bayi Ny Siti", "jenis_kelamin": "P", "tempat_lahir": "", "nik": None, "anak_ke": 2, "kode_fktp": None}}, KELUARGA),
    (KELUARGA, {"tindakan": "akhiri", "nomor_kartu": ANAK1, "jenis": "BEKERJA", "berlaku": "2017-02-10"},
     _ANAK, {"jenis": "BEKERJA", "berlaku": "2017-02-10", "menjadi": "KELUAR"}, KELUARGA),
    (PINDAH, {"tindakan": "pindah", "nomor_kartu": f"{BARU1[:4]} {BARU1[4:]}", "nik": "3174014203900001", "berlaku": "2017-03-01",
              "upah_pokok": "5.000.000", "tunjangan_tetap": "", "golongan": "", "kabupaten_kota_kerja": "Kota Contoh",
              "koordinasi_manfaat": "T"},
     f"/v1/peserta/{BARU1}/mutasi", {"jenis": "PINDAH", "badan_usaha_id": BU1, "nik": "3174014203900001", "upah_pokok": 5_000_000,
                                     "koordinasi_manfaat": False}, f"/badan-usaha/{BU1}/peserta"),
    ("/keluarga/baru", KELUARGA_BARU, "/v1/keluarga", {
        "segmen": "PBPU", "sub_segmen": "", "kelas": 2, "kantor_cabang": JAKARTA, "kabupaten_kota": "Kota Contoh", "pensiun": None,
        "anggota": [_SAMA | _BUDI | {"hubungan": "KEPALA_KELUARGA"}, _SAMA | _SITI | {"hubungan": "ISTRI", "status_kawin": "KAWIN"}],
    }, f"/keluarga/{KELUARGA1}"),
    ("/keluarga/baru", KELUARGA_BARU | {
        "orang": "1", "segmen": "BP", "sub_segmen": "c", "kelas": "", "pensiun_pokok": "Rp 3.000.000", "golongan": "III"},
     "/v1/keluarga", {"segmen": "BP", "sub_segmen": "c", "kelas": None, "anggota": [_SAMA | _BUDI | {"hubungan": "KEPALA_KELUARGA"}],
                      "pensiun": {"pensiun_pokok": 3_000_000, "tunjangan_keluarga": 0, "golongan": "III"}}, f"/keluarga/{KELUARGA1}"),
    (f"/migrasi/{MIGRASI1}", {"tindakan": "kc", "putusan": "setuju", "catatan": ""},
     f"/v1/migrasi/{MIGRASI1}/validasi-kc", {"setuju": True, "catatan": ""}, f"/migrasi/{MIGRASI1}"),
    (f"/migrasi/{MIGRASI1}", {"tindakan": "divre", "putusan": "tolak", "catatan": "foto tertukar"},
     f"/v1/migrasi/{MIGRASI1}/validasi-divre", {"setuju": False, "catatan": "foto tertukar"}, f"/migrasi/{MIGRASI1}"),
    (f"/webhook/{WEBHOOK1}", {"tindakan": "ulang", "sejak": ""},
     f"/v1/webhook/{WEBHOOK1}/kirim-ulang", {"sejak": None, "hanya_gagal": None}, f"/webhook/{WEBHOOK1}"),
    (f"/webhook/{WEBHOOK1}", {"tindakan": "ulang", "sejak": "2017-02-01T08:00", "hanya_gagal": "Y"},
     f"/v1/webhook/{WEBHOOK1}/kirim-ulang", {"sejak": "2017-02-01T08:00:00+07:00", "hanya_gagal": True}, f"/webhook/{WEBHOOK1}"),
    (f"/webhook/{WEBHOOK1}", {"tindakan": "uji"}, f"/v1/webhook/{WEBHOOK1}/uji", {}, f"/webhook/{WEBHOOK1}"),
]  # fmt: skip
