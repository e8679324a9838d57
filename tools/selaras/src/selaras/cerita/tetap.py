"""Fixed names of the story: clients, offices, what each Badan Usaha fills in."""

from __future__ import annotations

from typing import Any

SENTOSA = "akt-sentosa"
MELATI = "akt-melati"
AKT = (SENTOSA, MELATI)
NAMA_AKT = {SENTOSA: "PT Asuransi Sentosa Contoh", MELATI: "PT Asuransi Melati Contoh"}
TIGA = "badan-usaha-3"
NAMA_BU = {SENTOSA: "PT Badan Usaha Satu Contoh", MELATI: "PT Badan Usaha Dua Contoh", TIGA: "PT Badan Usaha Tiga Contoh"}
KODE_BU = {SENTOSA: "00012345", MELATI: "00012346", TIGA: "00012347"}
PENDAFTAR = {SENTOSA: SENTOSA, MELATI: MELATI, TIGA: MELATI}
"""A Badan Usaha by its key (that of the AKT it came by, but for the third) -> the AKT that registered it."""
PUSAT = "kantor-pusat"
KC_PRIMA = "kc-prima"
PENYETUJU = "kc-prima-persetujuan"
KANTOR = "KC-PRIMA-JKT"
BANK = "bank-bni"
OPERASI = "operasi"
BU_SENDIRI = "badan-usaha-a"
"""The login of a Badan Usaha itself; which one, the token request names."""
JENIS_PRODUK = {SENTOSA: ["INDEMNITY", "MANAGED_CARE"], MELATI: ["CASH_PLAN"]}
BENTUK = ["KOORDINASI_MANFAAT", "KEPESERTAAN", "SOSIALISASI", "PENGUMPULAN_IURAN", "SISTEM_INFORMASI"]


def isi_akt(akt: str) -> dict[str, Any]:
    return {
        "nama": NAMA_AKT[akt],
        "rekening": {"bank": "BNI", "nomor": f"01234567{AKT.index(akt)}", "nama": NAMA_AKT[akt]},
        "jenis_produk": JENIS_PRODUK[akt],
    }


def isi_pks(akt: str, sampai: str) -> dict[str, Any]:
    return {
        "nomor": f"PKS/{AKT.index(akt) + 1}/XI/2016",
        "berlaku_dari": "2016-11-01",
        "berlaku_sampai": sampai,
        "versi_naskah": "2016.1",
        "bentuk_kerja_sama": BENTUK,
        "manfaat": ["RITL"],
    }


def isi_badan_usaha(akt: str, jumlah_pekerja: int) -> dict[str, Any]:
    return {
        "nama": NAMA_BU[akt],
        "jenis": "SWASTA",
        "npwp": f"01234567800{AKT.index(akt)}000",
        "kode_bu": KODE_BU[akt],
        "kantor_cabang": KANTOR,
        "kabupaten_kota": "Kota Jakarta Selatan",
        "sub_segmen": "f",
        "akt_id": akt,
        "cakupan": "SELURUH",
        "daftar_akt": [akt],
        "akt_ditunjuk": akt,
        "surat_kuasa": {
            "nomor": f"SK/{AKT.index(akt) + 1}/2016",
            "berlaku_dari": "2016-11-01",
            "berlaku_sampai": "2017-10-31",
            "berkas": "surat-kuasa.pdf",
        },
        "rute_pembayaran": "LANGSUNG",
        "email_tagihan": f"iuran@badan-usaha-{AKT.index(akt) + 1}.contoh.id",
        "jumlah_pekerja": jumlah_pekerja,
    }
