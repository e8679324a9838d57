"""The status of everybody of a Badan Usaha at once: one person answering right does not show that the others do."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from selaras.cerita.harapan import HarapanGagal, sama
from selaras.cerita.mengapa import mengapa
from selaras.cerita.panggilan import sampai
from selaras.cerita.panggung import Langkah, Panggung


def noka_semua(p: Panggung, akt: str) -> list[str]:
    return sorted(p.catatan.noka[o.nik] for o in p.bahan.orang(akt))


async def periksa_semua(p: Panggung, lk: Langkah, akt: str, pada: str, keadaan: str) -> list[dict[str, Any]]:
    """Asks ``status:periksa`` for all of them until every one has that state; who has another one is counted when it does not come."""
    noka = noka_semua(p, akt)
    terakhir: Counter[str] = Counter()
    mulai = time.perf_counter()

    async def tanya() -> list[dict[str, Any]] | None:
        isi = (await p.post(akt, "status", "/v1/status:periksa", {"pada": pada, "nomor_kartu": noka})).isi
        sama(f"tidak ditemukan pada {pada}", isi["tidak_ditemukan"], [])
        sama(f"semua orang {akt} dijawab pada {pada}", sorted(s["nomor_kartu"] for s in isi["data"]), noka)
        terakhir.clear()
        terakhir.update(s["keadaan"] for s in isi["data"])
        return isi["data"] if set(terakhir) == {keadaan} else None

    try:
        semua = await sampai(f"status {len(noka)} orang {akt} pada {pada} menjadi {keadaan}", tanya)
    except HarapanGagal as gagal:
        raise HarapanGagal(f"{gagal}; jawaban terakhir {dict(terakhir)}") from gagal
    sama(f"aktif atau tidak pada {pada}, semua orang {akt}", {s["aktif"] for s in semua}, {keadaan in ("AKTIF", "MENUNGGAK")})
    ms = (time.perf_counter() - mulai) * 1000
    lk.catat(f"status:periksa {len(noka)} orang {akt}", f"semuanya {keadaan} pada {pada}", mengapa(*semua), ms=ms, jumlah=len(noka))
    return semua
