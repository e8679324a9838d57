"""Writers of the published file formats: peserta, Dukcapil, bank, documents and values of klaim."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from selaras.cerita.eklaim import dpjp
from selaras.cerita.orang import KOLOM_PESERTA, Orang
from selaras.cerita.pembangkit import BarisBerkas
from selaras.cerita.rencana_rawat import Rawat

KOLOM_DUKCAPIL = ("nik", "nama", "tanggal_lahir", "jenis_kelamin")
KOLOM_MUTASI = ("nik", "jenis", "berlaku", "sebab", "upah_pokok", "tunjangan_tetap", "alamat", "telepon")
KOLOM_BANK = ("virtual_account", "nominal", "waktu_bayar", "bank", "kanal", "referensi_bank")
KOLOM_DOKUMEN = ("nomor_sep", "kode", "tanggal", "penandatangan")
KOLOM_NILAI = ("nomor_sep", "nilai_diajukan", "dijamin_polis", "dibayar_ke_rs", "tanggal_bayar_rs")


def csv_teks(kolom: Sequence[str], baris: Iterable[Mapping[str, object]], *, pemisah: str = ",") -> str:
    aliran = io.StringIO(newline="")
    tulis = csv.DictWriter(aliran, kolom, delimiter=pemisah, lineterminator="\r\n")
    tulis.writeheader()
    tulis.writerows(baris)
    return aliran.getvalue()


def berkas_peserta(baris: Iterable[BarisBerkas], *, pemisah: str = ",", bom: bool = False) -> bytes:
    """Excel writes semicolons and a byte order mark where the locale is Indonesian; both must be taken."""
    return csv_teks(KOLOM_PESERTA, (b.isi for b in baris), pemisah=pemisah).encode("utf-8-sig" if bom else "utf-8")


def berkas_dukcapil(penduduk: Iterable[Orang]) -> bytes:
    return csv_teks(KOLOM_DUKCAPIL, ({k: o.baris()[k] for k in KOLOM_DUKCAPIL} for o in penduduk)).encode()


def berkas_mutasi(pekerja: Sequence[Orang], berlaku: date) -> bytes:
    """Some of what an AKT reports in a month: a raise, a new address, somebody who leaves."""
    naik, alamat, keluar = pekerja
    baris: list[dict[str, object]] = [
        {"nik": naik.nik, "jenis": "UBAH_UPAH", "upah_pokok": (naik.upah_pokok or 0) + 500_000, "tunjangan_tetap": naik.tunjangan_tetap},
        {"nik": alamat.nik, "jenis": "UBAH_DATA", "alamat": "Jalan Melur Nomor 5", "telepon": "081200000005"},
        {"nik": keluar.nik, "jenis": "KELUAR", "sebab": "MENGUNDURKAN_DIRI"},
    ]
    return csv_teks(KOLOM_MUTASI, (b | {"berlaku": berlaku.isoformat()} for b in baris)).encode()


def berkas_bank(pembayaran: Iterable[tuple[str, int, datetime, str, str, str]]) -> bytes:
    """(virtual account, rupiah, time of payment, bank, channel, reference)"""
    return csv_teks(
        KOLOM_BANK, (dict(zip(KOLOM_BANK, (va, n, waktu.isoformat(), *lain), strict=True)) for va, n, waktu, *lain in pembayaran)
    ).encode()


# What a COB claim must carry (R-KLM-07, R-KLM-08): planned stays with referral and order, emergencies with the bill's detail.
DOKUMEN_TERENCANA = ("KIB", "RUJUKAN", "SEP", "SPRI", "RESUME_MEDIS", "BUKTI_PELAYANAN")
DOKUMEN_DARURAT = ("KIB", "SEP", "RESUME_MEDIS", "BUKTI_PELAYANAN", "RINCIAN_TAGIHAN")


def berkas_dokumen(rawat: Iterable[tuple[Rawat, str]]) -> bytes:
    """(stay, its SEP): one line a document; the one that is missing is simply not there."""
    baris = (
        {"nomor_sep": sep, "kode": kode, "tanggal": r.pulang, "penandatangan": penandatangan(r, kode)}
        for r, sep in rawat
        for kode in (DOKUMEN_DARURAT if r.darurat else DOKUMEN_TERENCANA)
        if kode != r.tanpa_dokumen
    )
    return csv_teks(KOLOM_DOKUMEN, baris).encode()


def penandatangan(rawat: Rawat, kode: str) -> str:
    if kode in ("RESUME_MEDIS", "SPRI"):
        return dpjp(rawat)
    return {"BUKTI_PELAYANAN": "PESERTA", "RINCIAN_TAGIHAN": "PETUGAS_RS"}.get(kode, "")


def berkas_nilai(rawat: Iterable[tuple[Rawat, str]], dibayar_pada: date) -> bytes:
    """What the AKT files, what its policy covers, and that it paid the hospital in full (R-KLM-20)."""
    baris = (
        {
            "nomor_sep": sep,
            "nilai_diajukan": r.diajukan,
            "dijamin_polis": r.dijamin_polis,
            "dibayar_ke_rs": r.tagihan_rs,
            "tanggal_bayar_rs": dibayar_pada.isoformat(),
        }
        for r, sep in rawat
    )
    return csv_teks(KOLOM_NILAI, baris).encode()
