"""Cards, letters and lists of kepesertaan in the isolation matrix (see ``isolasi_rute``)."""

from __future__ import annotations

from .isolasi_bentuk import Rute

BU = "/v1/badan-usaha/{badan_usaha_id}"
KIB = "/v1/kartu-identitas-bersama"
KERTAS: dict[str, Rute] = {
    f"POST {KIB}/desain": Rute("- - 403 403 403", lambda _: {"versi": "desain-b"}, baru=True),
    "POST /v1/kartu-identitas-bersama/desain/{akt_id}/{versi}/persetujuan": Rute("403 403 403 403 403", lambda _: {"setuju": False}),
    "GET /v1/kartu-identitas-bersama/desain": Rute("200 200 200 200 200"),
    f"GET {KIB}/desain/{{akt_id}}/{{versi}}/contoh": Rute("200 404 200 200 200"),
    "POST /v1/kartu-identitas-bersama": Rute(
        "- 409 403 403 403", lambda v: {"nomor_kartu": [v["nomor_kartu"]], "versi_desain": v["versi"]}
    ),
    "GET /v1/kartu-identitas-bersama/{nomor_kib}": Rute("200 404 200 200 200"),
    "GET /v1/kartu-identitas-bersama": Rute("200 200 200 200 200"),
    f"POST {KIB}/{{nomor_kib}}/pencabutan": Rute("- 404 - - 403", lambda _: {"alasan": "HILANG"}),
    f"GET {KIB}/{{nomor_kib}}/dokumen": Rute("200 404 403 403 403"),
    f"POST {KIB}/cetak": Rute("- 409 403 403 403", lambda _: {}),
    f"GET {KIB}/cetak/{{pekerjaan_id}}": Rute("200 404 403 403 403", jalur={"pekerjaan_id": "cetak"}),
    f"POST {KIB}:periksa": Rute("200 200 200 200 200", lambda _: {"kode": "bukan kode"}),
    "GET /v1/impor-peserta/templat": Rute("200 200 200 200 200"),
    "GET /v1/impor-mutasi/templat": Rute("200 200 200 200 200"),
    f"GET {BU}/surat/pendaftaran": Rute("200 404 404 200 200"),
    f"GET {BU}/impor/{{pekerjaan_id}}/surat": Rute("409 404 404 409 409", jalur={"pekerjaan_id": "impor"}),
    f"GET {BU}/impor/{{pekerjaan_id}}/baris-gagal": Rute("409 404 404 409 409", jalur={"pekerjaan_id": "impor"}),
    f"GET {BU}/kesenjangan/surat": Rute("200 404 404 200 200"),
    f"GET {BU}/tinjauan/surat": Rute("409 404 404 409 409"),
    f"GET {BU}/daftar-tanda": Rute("200 404 404 200 200"),
    f"GET {KIB}/kunci-publik": Rute("200 200 200 200 200"),
}
