"""A whole peserta file: every row by itself, rows of the same person, and the order of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kepesertaan.domain.berkas import Aturan, BarisPeserta, Cacat, baca_baris, kunci_identitas


def periksa_berkas(
    isi: Sequence[tuple[int, Mapping[str, str]]], aturan: Aturan, urutkan: Callable[[BarisPeserta], tuple[object, ...]]
) -> tuple[list[BarisPeserta], list[Cacat]]:
    """All rows of a file: the sound ones in order of work, and the refused ones.

    The first row with a number counts, later ones are refused whatever became of the first: two rows of one person that differ
    are for people to look at. A row whose number cannot be its own (birth date, sex) claims it from nobody.
    """
    baik: list[BarisPeserta] = []
    cacat: list[Cacat] = []
    pertama: dict[str, int] = {}
    for nomor, baris in isi:
        hasil = baca_baris(nomor, baris, aturan)
        if isinstance(hasil, Cacat) and hasil.kolom == "nik":
            cacat.append(hasil)
            continue
        kunci = kunci_identitas((baris.get("jenis_identitas") or "NIK").strip().upper() or "NIK", (baris.get("nik") or "").strip())
        if (asal := pertama.setdefault(kunci, nomor)) != nomor:
            cacat.append(Cacat(nomor, "nik", "GANDA_DALAM_BERKAS", f"Orang ini sudah ada pada baris {asal} berkas yang sama."))
        elif isinstance(hasil, Cacat):
            cacat.append(hasil)
        else:
            baik.append(hasil)
    baik.sort(key=urutkan)
    return baik, cacat
