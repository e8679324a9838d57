"""How numbers and dates read in Bahasa Indonesia (the words of the style guide)."""

from __future__ import annotations

from datetime import date, datetime

from chassis.problems import SINGKATAN, title
from dasar.tanggal import WIB, Periode
from dasar.uang import rupiah

from dasbor.kata_proses import KEJADIAN, MENUNGGU

TETAP = "\N{NO-BREAK SPACE}"
"""An amount and a date stay on one line."""
BULAN_PENDEK = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def rp(nilai: int | None) -> str:
    """``Rp 48.216.400``; a dash where there is no number yet."""
    return "–" if nilai is None else rupiah(nilai).replace(" ", TETAP)


def angka(nilai: int | None) -> str:
    return "–" if nilai is None else f"{nilai:,}".replace(",", ".")


def tanggal(nilai: date | str | None) -> str:
    """``5 Des 2016``."""
    if nilai is None:
        return "–"
    hari = date.fromisoformat(nilai[:10]) if isinstance(nilai, str) else nilai
    if isinstance(hari, datetime):
        hari = hari.astimezone(WIB).date()
    return TETAP.join((str(hari.day), BULAN_PENDEK[hari.month - 1], str(hari.year)))


def waktu(nilai: datetime | str | None) -> str:
    """``14 Feb 2017 09.12``, WIB."""
    if nilai is None:
        return "–"
    saat = (datetime.fromisoformat(nilai) if isinstance(nilai, str) else nilai).astimezone(WIB)
    return f"{tanggal(saat)}{TETAP}{saat:%H.%M}"


def bulan(periode: str | None) -> str:
    """``2016-12`` -> ``Desember 2016``."""
    return "–" if periode is None else Periode.baca(periode).nama


def bulan_pendek(periode: str | None) -> str:
    if periode is None:
        return "–"
    p = Periode.baca(periode)
    return f"{BULAN_PENDEK[p.bulan - 1]} {p.tahun}"


KATA = {
    "TERDAFTAR": "Terdaftar", "AKTIF": "Aktif", "MENUNGGAK": "Menunggak", "TIDAK_AKTIF": "Tidak aktif", "PHK": "PHK",
    "PINDAH_SEGMEN": "Pindah segmen", "MENINGGAL": "Meninggal", "BERKAS_TIDAK_LENGKAP": "Berkas tidak lengkap",
    "DIAJUKAN": "Diajukan", "DIKEMBALIKAN": "Dikembalikan", "DITOLAK": "Ditolak", "DIVERIFIKASI": "Diverifikasi", "DIBAYAR": "Dibayar",
    "KEDALUWARSA": "Kedaluwarsa", "LUNAS": "Lunas", "LUNAS_TERLAMBAT": "Lunas terlambat", "TERBIT": "Belum dibayar",
    "KURANG_BAYAR": "Kurang bayar", "SELURUH": "seluruhnya", "SEBAGIAN": "sebagian", "PEKERJA": "Pekerja", "INTI": "Keluarga inti",
    "TAMBAHAN": "Keluarga tambahan", "KERABAT": "Kerabat", "NIK_TIDAK_DITEMUKAN": "NIK tidak ditemukan",
    "SUDAH_TERDAFTAR": "Sudah terdaftar", "ATM": "ATM", "EDC": "EDC", "PPOB": "PPOB", "RITL": "Rawat inap", "RJTL": "Rawat jalan",
    "BELUM_TERDAFTAR": "Belum terdaftar", "BERIKUTNYA": "Berikutnya", "TIDAK_JADI": "Tidak dijalankan", "BUKAN_PESERTA": "Bukan peserta",
    "BAGIAN_SELESAI": "Bagian Anda selesai", "BUMN": "BUMN atau BUMD", "LAIN": "Lainnya",
    "MENUNGGU_DOKUMEN": "Menunggu surat pengesahan", "MENUNGGU_VALIDASI_DIVRE": "Menunggu validasi Divre", "DIPROSES": "Sedang didaftarkan",
    "DIPERIKSA": "Sedang diperiksa",
}  # fmt: skip
NADA = {
    "AKTIF": "baik", "LUNAS": "baik", "DIBAYAR": "baik", "DIVERIFIKASI": "baik", "PHK": "info", "TERDAFTAR": "info", "DIAJUKAN": "info",
    "TERBIT": "info", "MENUNGGAK": "awas", "LUNAS_TERLAMBAT": "awas", "KURANG_BAYAR": "awas", "DIKEMBALIKAN": "awas",
    "BERKAS_TIDAK_LENGKAP": "awas", "SELESAI": "baik", "BAGIAN_SELESAI": "baik",
    "PATUH": "baik", "DISETUJUI": "baik", "BERJALAN": "info", "BERIKUTNYA": "info",
    "DIPERIKSA": "info", "MENUNGGU_VALIDASI_KC": "info", "MENUNGGU_VALIDASI_DIVRE": "info", "DIPROSES": "info", "DITARIK": "biasa",
    "MENUNGGU_DOKUMEN": "awas", "MENUNGGU": "info", "TERKIRIM": "baik",
    "BELUM": "biasa", "BELUM_JATUH_TEMPO": "info", "TERBUKA": "info", "TERTAHAN": "awas", "BELUM_PATUH": "awas", "TIDAK_JADI": "awas",
}  # fmt: skip


def kata(kode: str | None) -> str:
    """A code of the API as people say it."""
    if not kode:
        return "–"
    return KATA.get(kode) or title(kode)


def kata_kecil(kode: str | None) -> str:
    """The same inside a sentence; abbreviations stay as they are (NIK tidak ditemukan)."""
    teks = kata(kode)
    return teks if teks[:2].isupper() else teks[:1].lower() + teks[1:]


def berkas(kode: str) -> str:
    """``KURANG_LAMPIRAN_DAFTAR_AKT`` -> ``lampiran daftar AKT``."""
    kata_kata = kode.removeprefix("KURANG_").split("_")
    return " ".join(k if k in SINGKATAN else k.lower() for k in kata_kata)


def nada(kode: str | None) -> str:
    """Tone of a state chip: baik, awas, buruk, info."""
    return NADA.get(kode or "", "buruk" if kode else "info")


SARINGAN = {
    "rp": rp, "berkas": berkas,
    "angka": angka, "tanggal": tanggal, "waktu": waktu, "bulan": bulan, "bulan_pendek": bulan_pendek, "kata": kata,
    "kata_kecil": kata_kecil, "nada": nada,
    "langkah": lambda kode: KEJADIAN.get(kode) or kata_kecil(kode),
    "menunggu": lambda kode: MENUNGGU.get(kode or "") or kata_kecil(kode),
}  # fmt: skip
