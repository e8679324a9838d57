"""Which page stands behind an address: for the page itself, and for its live cells."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
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


class Petunjuk:
    def __init__(self, pandangan: Pandangan) -> None:
        self._p = pandangan
        self._tetap: dict[str, Callable[[Sesi], Awaitable[Isi]]] = {
            "/": pandangan.ringkasan, "/badan-usaha": pandangan.daftar_badan_usaha, "/peserta": pandangan.cari_peserta,
            "/iuran": pandangan.iuran, "/klaim": pandangan.papan_klaim, "/operasi": pandangan.operasi,
        }  # fmt: skip

    async def isi(self, sesi: Sesi, alamat: str) -> Isi | None:
        """None: no such page, or not this viewer's. What is odd in a query counts as not said."""
        p = self._p
        try:
            terurai = urlsplit(alamat[:PANJANG])
        except ValueError:
            return None
        jalur = unquote(terurai.path)
        q = {nama: nilai[-1] for nama, nilai in parse_qs(terurai.query).items()}
        if jalur in self._tetap:
            return await self._tetap[jalur](sesi)
        if jalur == "/peralihan":
            return await daftar_peralihan(p, sesi)
        if jalur == "/tugas":
            return await tugas(p, sesi, q)
        if m := re.fullmatch(rf"/tugas/({ID})", jalur):
            return await satu_tugas(p, sesi, m[1])
        if jalur == "/desain-kartu":
            return await desain(p, sesi)
        if m := re.fullmatch(rf"/badan-usaha/({ID})", jalur):
            return await p.badan_usaha(sesi, m[1])
        if m := re.fullmatch(rf"/badan-usaha/({ID})/peserta", jalur):
            return await anggota(p, sesi, m[1], q)
        if m := re.fullmatch(rf"/badan-usaha/({ID})/impor", jalur):
            return await impor(p, sesi, m[1])
        if m := re.fullmatch(rf"/badan-usaha/({ID})/mutasi", jalur):
            return await berkas_mutasi(p, sesi, m[1])
        if m := re.fullmatch(rf"/badan-usaha/({ID})/(?:impor|mutasi)/({UUID})", jalur):
            return await satu_impor(p, sesi, m[1], m[2])
        if m := re.fullmatch(rf"/badan-usaha/({ID})/kerja-sama", jalur):
            return await kerja_sama(p, sesi, m[1])
        if m := re.fullmatch(rf"/badan-usaha/({ID})/peralihan/({ID})", jalur):
            return await peralihan(p, sesi, m[1], m[2])
        if m := re.fullmatch(rf"/badan-usaha/({ID})/kepatuhan", jalur):
            return await kepatuhan(p, sesi, m[1])
        if m := re.fullmatch(rf"/badan-usaha/({ID})/pindah", jalur):
            return await pindah(p, sesi, m[1])
        if m := re.fullmatch(rf"/peserta/({NOKA})/mutasi", jalur):
            return await mutasi(p, sesi, m[1])
        if m := re.fullmatch(rf"/peserta/({NOKA})/keluarga", jalur):
            return await keluarga(p, sesi, m[1], q.get("baru", ""))
        if jalur == "/keluarga/baru":
            return await keluarga_baru(p, sesi)
        if m := re.fullmatch(rf"/keluarga/({ID})", jalur):
            return await keluarga_mandiri(p, sesi, m[1])
        if jalur == "/kepatuhan":
            return await kepatuhan_semua(p, sesi, q)
        if jalur == "/migrasi":
            return await migrasi(p, sesi, q)
        if m := re.fullmatch(rf"/migrasi/({ID})", jalur):
            return await satu_migrasi(p, sesi, m[1])
        if jalur == "/webhook":
            return await webhook(p, sesi)
        if m := re.fullmatch(rf"/webhook/({UUID})", jalur):
            return await satu_webhook(p, sesi, m[1], q)
        if m := re.fullmatch(rf"/klaim/({ID})", jalur):
            return await p.klaim(sesi, m[1])
        if m := re.fullmatch(rf"/peserta/({NOKA})", jalur):
            return await peserta(p, sesi, m[1], _hari(q.get("pada", "")), _saat(q.get("diketahui", "")))
        return None

    async def tidak_ada(self, _: Sesi) -> Isi | None:
        return None
