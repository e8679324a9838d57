"""Formats of the identifiers of JKN (domain facts, section 4). Pure checks: whether a number exists is asked elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Literal

PREFIKS_VA = "88888"
PREFIKS_VA_MANDIRI = "89888"


def digit(nilai: str, panjang: int) -> bool:
    return len(nilai) == panjang and nilai.isascii() and nilai.isdigit()


def nik_sah(nik: str) -> bool:
    """16 digits with a possible day (01-31, women 41-71) and month, and a serial above 0000."""
    if not digit(nik, 16):
        return False
    hari, bulan = int(nik[6:8]), int(nik[8:10])
    return (1 <= hari <= 31 or 41 <= hari <= 71) and 1 <= bulan <= 12 and nik[12:] != "0000"


def nik_cocok_tanggal_lahir(nik: str, lahir: date) -> bool:
    """DDMMYY of the NIK against the stated birth date, whatever the sex (+40 for women is taken off)."""
    hari = int(nik[6:8])
    return (hari - 40 if hari > 40 else hari, int(nik[8:10]), int(nik[10:12])) == (lahir.day, lahir.month, lahir.year % 100)


def nik_cocok_jenis_kelamin(nik: str, jenis_kelamin: Literal["L", "P"]) -> bool:
    """Women carry day + 40."""
    return (int(nik[6:8]) > 40) == (jenis_kelamin == "P")


def samarkan_nik(nik: str) -> str:
    """``3273••••••••0001``: what a page shows until asked for more."""
    return f"{nik[:4]}{'•' * 8}{nik[-4:]}"


def noka_sah(noka: str) -> bool:
    return digit(noka, 13)


def va_badan_usaha(kode_bu: str) -> str:
    """16 digits: bank prefix and the kode badan usaha padded to 11."""
    if not (kode_bu.isdigit() and len(kode_bu) <= 11):
        raise ValueError("kode badan usaha: digits, at most 11")
    return PREFIKS_VA + kode_bu.zfill(11)


def va_perorangan(noka: str) -> str:
    """Bank prefix and the last 11 digits of the NOKA (head of family for a VA keluarga)."""
    return PREFIKS_VA + noka[-11:]


def va_baku(va: str) -> str | None:
    """The account behind a number as a bank wrote it: 89888… (Mandiri) and 88888… with the same last 11 digits are one
    account, kept under 88888. None if it is no virtual account at all."""
    va = va.strip()
    if not digit(va, 16) or va[:5] not in (PREFIKS_VA, PREFIKS_VA_MANDIRI):
        return None
    return PREFIKS_VA + va[5:]


def kode_ppk_sah(kode: str) -> bool:
    """8 characters: 4 digits kab/kota, one letter or digit, 3 digits (``0301R001``)."""
    return (
        len(kode) == 8 and digit(kode[:4], 4) and kode[4].isascii() and kode[4].isalnum() and not kode[4].islower() and digit(kode[5:], 3)
    )


def nomor_sep(kode_ppk: str, tanggal: date, urut: int) -> str:
    """19 characters: kode PPK, MMYY, ``V``, serial of six."""
    return f"{kode_ppk}{tanggal:%m%y}V{urut:06d}"


def nomor_sep_sah(nomor: str) -> bool:
    return len(nomor) == 19 and kode_ppk_sah(nomor[:8]) and digit(nomor[8:12], 4) and nomor[12] == "V" and digit(nomor[13:], 6)
