"""The names of the story that the tests are told in."""

from __future__ import annotations

from datetime import datetime

from dasar.tanggal import WIB

SENTOSA, MELATI = "akt-sentosa", "akt-melati"
BU1, BU2 = "bu-satu", "bu-dua"
VA1, VA2 = "8888800000012345", "8888800000067890"
NOKA1, ANAK1, NOKA2 = "0001000000011", "0001000000022", "0001000000033"
KLAIM1, KLAIM2 = "klaim-satu", "klaim-dua"
SEP1, SEP2, SEP_BIASA = "0301R0011216V000001", "0301R0011216V000002", "0301R0011216V000003"
JAKARTA, BANDUNG, SURABAYA = "KC-PRIMA-JKT", "KC-BANDUNG", "KC-PRIMA-SBY"
KEPALA1, PASANGAN1, BARU1 = "0001000000077", "0001000000088", "0001000000099"
KELUARGA1 = f"KEL-{KEPALA1}"
AKHIR = datetime(2017, 2, 14, 9, 12, tzinfo=WIB)
PROSES1, IMPOR1 = "01a20dcf-eef5-7259-b614-ea25c5842def", "f0da8878-7bb0-5c29-b1e8-6db8143d3321"
