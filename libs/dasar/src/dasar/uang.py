"""Money is an integer number of rupiah. Percentages are exact fractions, never floats."""

from __future__ import annotations

from fractions import Fraction


def persen(angka: str) -> Fraction:
    """``persen("0,5")`` or ``persen("0.5")`` -> 1/200."""
    return Fraction(angka.replace(",", ".")) / 100


def bagian(dasar: int, tarif: Fraction) -> int:
    """A share of a base in rupiah, rounded half up (R-IUR-22). ``bagian(3_333_333, persen("4")) == 133_333``."""
    if dasar < 0:
        raise ValueError("dasar must not be negative")
    hasil = dasar * tarif
    return (2 * hasil.numerator + hasil.denominator) // (2 * hasil.denominator)


def rupiah(jumlah: int) -> str:
    """``rupiah(48216400) == "Rp 48.216.400"``."""
    tanda = "-" if jumlah < 0 else ""
    return f"{tanda}Rp {abs(jumlah):,}".replace(",", ".")
