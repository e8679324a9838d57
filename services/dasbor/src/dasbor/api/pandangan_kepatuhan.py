"""A Badan Usaha that has to register everybody: the gap, the compliance, what was imposed on it. Asked of kepesertaan each time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_kerja_sama import boleh_tulis, kantor, terjawab
from dasbor.kueri import badan_usaha
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

PELANGGARAN = "Belum mendaftarkan seluruh pekerja dan keluarganya"
TINGKAT = ((1, "1 · Teguran tertulis"), (2, "2 · Denda"), (3, "3 · Tidak mendapat pelayanan publik tertentu"))


async def kepatuhan(p: Pandangan, sesi: Sesi, id: str) -> Isi | None:
    kini = await p.kini()
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        bu = await badan_usaha.satu(conn, milik, id)
    if bu is None:
        return None

    def tanya(jalur: str, **params: str) -> Any:
        return p.layanan.tanya(sesi, "GET", "kepesertaan", jalur, kini, params=params)

    (kode_celah, celah), (kode_patuh, patuh), (kode_sanksi, sanksi) = await asyncio.gather(
        tanya(f"/v1/badan-usaha/{id}/kesenjangan"), tanya("/v1/kepatuhan", badan_usaha_id=id), tanya("/v1/sanksi", subjek=f"BU-{id}")
    )
    if not (terjawab(kode_celah, celah) and terjawab(kode_patuh, patuh) and terjawab(kode_sanksi, sanksi)):
        return None
    laporan: Mapping[str, Any] | None = next(iter(patuh["data"]), None)
    berlaku: Mapping[str, Any] | None = next(iter(sanksi["data"]), None)
    potong = p.tampilan.potong
    sel: dict[str, Markup | Sequence[Markup]] = {
        "celah": potong("kepatuhan_bagian.html", "celah", c=celah),
        "patuh": potong("kepatuhan_bagian.html", "patuh", k=laporan),
        "sanksi": potong("kepatuhan_bagian.html", "sanksi", s=berlaku),
    }
    tingkat = berlaku["tingkat"] if berlaku is not None else 0
    data = {
        "bu": bu, "boleh": boleh_tulis(sesi) and kantor(sesi), "ada_sanksi": berlaku is not None, "pelanggaran": PELANGGARAN,
        "berikut": [(str(n), nama) for n, nama in TINGKAT if n == tingkat + 1],
    }  # fmt: skip
    return Isi("kepatuhan.html", f"Kepatuhan {bu['nama']}", "badan-usaha", data, sel)
