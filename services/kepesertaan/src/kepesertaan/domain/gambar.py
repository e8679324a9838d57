"""The picture of a card design: what a printer can use, told by its first bytes alone."""

from __future__ import annotations

from collections.abc import Iterator

from dasar.penolakan import Ditolak, Galat

from kepesertaan.domain.lampiran import GAMBAR

GAMBAR_TERBESAR = 1024 * 1024
SISI_TERPANJANG = 4_000
"""Pixels; a card at 1,200 a inch. A picture is unpacked to print it, so that few bytes may not become many."""
_PNG = b"\x89PNG\r\n\x1a\n"
_TANPA_ISI = frozenset(range(0xD0, 0xDA)) | {0x01}
_UKURAN_JPEG = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def periksa_gambar(media: str, isi: bytes) -> None:
    if media not in GAMBAR:
        raise _tolak("GAMBAR_TIDAK_DITERIMA", "Gambar desain harus PNG atau JPEG.")
    if len(isi) > GAMBAR_TERBESAR:
        raise _tolak("GAMBAR_TERLALU_BESAR", f"Gambar desain paling besar {GAMBAR_TERBESAR // 1024} KiB.")
    sisi = ukuran(isi)
    if sisi is None or min(sisi) < 1:
        raise tidak_terbaca()
    if max(sisi) > SISI_TERPANJANG:
        raise _tolak("GAMBAR_TERLALU_BESAR", f"Sisi gambar desain paling panjang {SISI_TERPANJANG} piksel.")


def tidak_terbaca() -> Ditolak:
    return _tolak("GAMBAR_TIDAK_TERBACA", "Gambar desain tidak dapat dibaca.")


def ukuran(isi: bytes) -> tuple[int, int] | None:
    """(width, height) of a PNG or JPEG; None if its head is broken."""
    if isi.startswith(_PNG):
        return (_angka(isi, 16, 4), _angka(isi, 20, 4)) if isi[12:16] == b"IHDR" and len(isi) >= 24 else None
    mulai = next((di for tanda, di in _bagian_jpeg(isi) if tanda in _UKURAN_JPEG), len(isi))
    return None if mulai + 7 > len(isi) else (_angka(isi, mulai + 5, 2), _angka(isi, mulai + 3, 2))


def _angka(isi: bytes, di: int, panjang: int) -> int:
    return int.from_bytes(isi[di : di + panjang], "big")


def _bagian_jpeg(isi: bytes) -> Iterator[tuple[int, int]]:
    """(marker, start of its segment) up to the picture itself."""
    di = 2
    while di + 1 < len(isi) and isi[di] == 0xFF:
        tanda = isi[di + 1]
        if tanda == 0xFF:  # any number of fill bytes before a marker
            di += 1
            continue
        di += 2
        if tanda not in _TANPA_ISI:
            yield tanda, di
            di += max(_angka(isi, di, 2), 2)


def _tolak(kode: str, alasan: str) -> Ditolak:
    return Ditolak(kode, alasan, aturan="R-KIB-04", status=422, galat=(Galat("/berkas", alasan, kode),))
