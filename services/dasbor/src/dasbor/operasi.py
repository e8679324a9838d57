"""The operations page: how far behind each service is, read from its /metrics."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from typing import Any

from chassis.service import Runtime
from chassis.settings import PORTS
from dasar.penolakan import Ditolak
from markupsafe import Markup
from prometheus_client.parser import text_string_to_metric_families

from dasbor.format import angka, tanggal
from dasbor.layanan import Layanan
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi, Tampilan


async def operasi(rt: Runtime, tampilan: Tampilan, layanan: Layanan, sesi: Sesi) -> Isi:
    if not sesi.seluruhnya:
        raise Ditolak("BUKAN_UNTUK_PERAN_INI", "Halaman operasi untuk kantor BPJS dan petugas operasi.", status=403)
    nama = sorted(PORTS)
    teks = dict(zip(nama, await asyncio.gather(*(layanan.ukuran(n) for n in nama)), strict=True))
    ukuran = {n: _baca(t) if t is not None else None for n, t in teks.items()}
    konsumen = [(n, k, v) for n, u in ukuran.items() if u for k, v in sorted(u["konsumen"].items())]
    async with rt.db.connection() as conn:
        hari = await conn.fetch("select topic, min(tanggal) as sampai from day_marks_read group by topic order by topic")
    kosong = tampilan.potong("baris.html", "kosong", kolom=2, pesan="Belum ada hari yang ditutup.")
    sel: dict[str, Markup | Sequence[Markup]] = {
        "layanan": [tampilan.potong("bagian.html", "proses", nama=n, d=u) for n, u in ukuran.items()],
        "konsumen": [
            Markup('<tr><td>{}</td><td>{}</td><td class="num">{}</td></tr>').format(n, k, angka(round(v))) for n, k, v in konsumen
        ],
        "hari": [
            Markup("<tr><td>{}</td><td>{}</td></tr>").format(h["topic"].rsplit(".", 1)[-1], tanggal(h["sampai"])) for h in hari
        ] or [kosong],
    }  # fmt: skip
    return Isi("operasi.html", "Operasi", "operasi", {}, sel)


def _baca(teks: str) -> dict[str, Any] | None:
    """None too when the service's database is away: its figures are then not numbers."""
    nilai: dict[str, float] = {}
    konsumen: dict[str, float] = {}
    for keluarga in text_string_to_metric_families(teks):
        for s in keluarga.samples:
            if s.name == "selaras_consumer_lag_records":
                konsumen[s.labels["consumer"]] = s.value
            elif s.name == "selaras_jobs":
                nilai[f"jobs:{s.labels['state']}"] = s.value
            else:
                nilai[s.name] = s.value
    if any(math.isnan(v) for v in (nilai.get("selaras_outbox_size", 0), nilai.get("jobs:GAGAL", 0))):
        return None
    return {
        "tertinggal": round(sum(konsumen.values())), "antrean": round(nilai.get("selaras_outbox_size", 0)),
        "umur_antrean": round(nilai.get("selaras_outbox_age_seconds", 0), 1), "diparkir": round(nilai.get("selaras_parked_records", 0)),
        "pekerjaan": round(nilai.get("jobs:BERJALAN", 0)), "gagal": round(nilai.get("jobs:GAGAL", 0)), "konsumen": konsumen,
    }  # fmt: skip
