"""Which page stands behind an address: for the page itself, and for its live cells."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import parse_qs, unquote, urlsplit

from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_anggota import anggota
from dasbor.api.pandangan_desain import desain
from dasbor.api.pandangan_impor import berkas_mutasi, impor, satu_impor
from dasbor.api.pandangan_kepatuhan import kepatuhan
from dasbor.api.pandangan_kepatuhan_semua import kepatuhan_semua
from dasbor.api.pandangan_kerja_sama import daftar_peralihan, kerja_sama, peralihan
from dasbor.api.pandangan_migrasi import migrasi, satu_migrasi
from dasbor.api.pandangan_mutasi import keluarga, keluarga_baru, keluarga_mandiri, mutasi, pindah
from dasbor.api.pandangan_peserta import peserta
from dasbor.api.pandangan_tugas import satu_tugas, tugas
from dasbor.api.pandangan_webhook import satu_webhook, webhook
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

NOKA = r"[0-9]{13}"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ID = r"[0-9a-zA-Z-]{1,64}"
PANJANG = 2000


def _hari(teks: str) -> date | None:
    try:
        return date.fromisoformat(teks) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", teks) else None
    except ValueError:
        return None


def _saat(teks: str) -> str:
    """A moment as ``datetime-local`` sends it; what is none counts as not said."""
    try:
        return teks if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", teks) and datetime.fromisoformat(teks) else ""
    except ValueError:
        return ""


Q = Mapping[str, str]
Rute = Callable[[Pandangan, Sesi, Sequence[str], Q], Awaitable[Isi | None]]
"""With what the pattern caught, and the query."""

BU, ORANG = rf"/badan-usaha/({ID})", rf"/peserta/({NOKA})"
RUTE: Sequence[tuple[str, Rute]] = (
    (r"/", lambda p, s, c, q: p.ringkasan(s)),
    (r"/badan-usaha", lambda p, s, c, q: p.daftar_badan_usaha(s)),
    (BU, lambda p, s, c, q: p.badan_usaha(s, c[0])),
    (rf"{BU}/peserta", lambda p, s, c, q: anggota(p, s, c[0], q)),
    (rf"{BU}/impor", lambda p, s, c, q: impor(p, s, c[0])),
    (rf"{BU}/mutasi", lambda p, s, c, q: berkas_mutasi(p, s, c[0])),
    (rf"{BU}/(?:impor|mutasi)/({UUID})", lambda p, s, c, q: satu_impor(p, s, c[0], c[1])),
    (rf"{BU}/kerja-sama", lambda p, s, c, q: kerja_sama(p, s, c[0])),
    (rf"{BU}/peralihan/({ID})", lambda p, s, c, q: peralihan(p, s, c[0], c[1])),
    (rf"{BU}/kepatuhan", lambda p, s, c, q: kepatuhan(p, s, c[0])),
    (rf"{BU}/pindah", lambda p, s, c, q: pindah(p, s, c[0])),
    (r"/peralihan", lambda p, s, c, q: daftar_peralihan(p, s)),
    (r"/kepatuhan", lambda p, s, c, q: kepatuhan_semua(p, s, q)),
    (r"/peserta", lambda p, s, c, q: p.cari_peserta(s)),
    (ORANG, lambda p, s, c, q: peserta(p, s, c[0], _hari(q.get("pada", "")), _saat(q.get("diketahui", "")))),
    (rf"{ORANG}/mutasi", lambda p, s, c, q: mutasi(p, s, c[0])),
    (rf"{ORANG}/keluarga", lambda p, s, c, q: keluarga(p, s, c[0], q.get("baru", ""))),
    (r"/keluarga/baru", lambda p, s, c, q: keluarga_baru(p, s)),
    (rf"/keluarga/({ID})", lambda p, s, c, q: keluarga_mandiri(p, s, c[0])),
    (r"/migrasi", lambda p, s, c, q: migrasi(p, s, q)),
    (rf"/migrasi/({ID})", lambda p, s, c, q: satu_migrasi(p, s, c[0])),
    (r"/tugas", lambda p, s, c, q: tugas(p, s, q)),
    (rf"/tugas/({ID})", lambda p, s, c, q: satu_tugas(p, s, c[0])),
    (r"/desain-kartu", lambda p, s, c, q: desain(p, s)),
    (r"/webhook", lambda p, s, c, q: webhook(p, s)),
    (rf"/webhook/({UUID})", lambda p, s, c, q: satu_webhook(p, s, c[0], q)),
    (r"/iuran", lambda p, s, c, q: p.iuran(s)),
    (r"/klaim", lambda p, s, c, q: p.papan_klaim(s)),
    (rf"/klaim/({ID})", lambda p, s, c, q: p.klaim(s, c[0])),
    (r"/operasi", lambda p, s, c, q: p.operasi(s)),
)
"""The first that fits: a fixed address stands before one that catches it."""


class Petunjuk:
    def __init__(self, pandangan: Pandangan) -> None:
        self._p = pandangan

    async def isi(self, sesi: Sesi, alamat: str) -> Isi | None:
        """None: no such page, or not this viewer's. What is odd in a query counts as not said."""
        try:
            terurai = urlsplit(alamat[:PANJANG])
        except ValueError:
            return None
        jalur = unquote(terurai.path)
        q = {nama: nilai[-1] for nama, nilai in parse_qs(terurai.query).items()}
        for pola, rute in RUTE:
            if cocok := re.fullmatch(pola, jalur):
                return await rute(self._p, sesi, cocok.groups(), q)
        return None

    async def tidak_ada(self, _: Sesi) -> Isi | None:
        return None
