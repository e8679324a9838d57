"""A family that pays for itself, and what its routes and those of identities are asked with: nobody's but the office's."""

from __future__ import annotations

from typing import Any

from .isolasi_meja import JAKARTA, Meja

NIK = "3174011505850007"
_KEPALA = {
    "nik": NIK, "nomor_kk": "3174010101100007", "nama": "Siti", "tanggal_lahir": "1985-05-15", "jenis_kelamin": "L",
    "hubungan": "KEPALA_KELUARGA",
}  # fmt: skip
KELUARGA: dict[str, Any] = {
    "segmen": "PBPU", "kelas": 2, "kantor_cabang": JAKARTA, "kabupaten_kota": "Kota Jakarta Selatan", "anggota": [_KEPALA],
}  # fmt: skip
SEPAKAT = {"jenis": "NIP_KARYAWAN", "nomor_surat": "S/1", "berlaku_dari": "2017-01-01"}
IDENTITAS_LAMA = {"skema": "JAMKESMAS", "kantor_cabang": JAKARTA, "data": [{"nomor": "1", "nik": NIK}]}


async def keluarga(m: Meja) -> str:
    m.nilai["jenis_identitas"] = SEPAKAT["jenis"]
    m.tetangga.penduduk[NIK] = {"nama": "SITI", "tanggal_lahir": "1985-05-15", "jenis_kelamin": "L"}
    id: str = (await m.buat("kc-prima", "POST", "/v1/keluarga", KELUARGA, saat="2016-12-07T10:00"))["keluarga_id"]
    return id
