"""A Badan Usaha and its AKT: delegation, who may do what, and the change of AKT step by step. Asked of kepesertaan each time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from dasar.penolakan import Ditolak
from markupsafe import Markup

from dasbor.api.pandangan import Pandangan
from dasbor.kata_proses import langkah, wewenang
from dasbor.kueri import badan_usaha
from dasbor.kueri.lingkup import PROSES_MILIK
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

_PROSES = f"""
select t.*, b.nama, k.keadaan_kini
from (select distinct on (proses_id) * from proses_akt t where {PROSES_MILIK} order by proses_id, urutan desc) t
left join badan_usaha b using (badan_usaha_id)
-- an AKT that leaves is told no more once its flags have ended: its part is done
cross join lateral (
  select case when $1::text is not null and t.langkah = 'B_TANDA_DICABUT' then 'BAGIAN_SELESAI' else t.keadaan end as keadaan_kini) k
order by k.keadaan_kini not in ('TERTAHAN', 'BERJALAN'), t.pada desc, t.proses_id limit 200
"""  # noqa: S608 - conditions of ours


def terjawab(kode: int, isi: Mapping[str, Any]) -> bool:
    """False: not this viewer's. What is wrong otherwise is told as it was answered."""
    if kode == 200:
        return True
    if kode == 404:
        return False
    raise Ditolak("BELUM_TERJAWAB", str(isi.get("detail") or "Belum dapat ditanyakan."), status=kode if 400 <= kode < 500 else 503)


async def kerja_sama(p: Pandangan, sesi: Sesi, id: str) -> Isi | None:
    kini = await p.kini()
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        bu = await badan_usaha.satu(conn, milik, id)
        nama = {a["akt_id"]: a["nama"] for a in await conn.fetch("select akt_id, nama from akt where nama is not null")}
    if bu is None:
        return None
    (kode, isi), (kode_proses, proses) = await asyncio.gather(
        p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/badan-usaha/{id}", kini),
        p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/badan-usaha/{id}/peralihan-akt", kini),
    )
    if not terjawab(kode, isi) or not terjawab(kode_proses, proses):
        return None
    hari = milik.hari.isoformat()
    delegasi = sorted(isi["delegasi"], key=lambda d: str(d["berlaku_dari"]), reverse=True)
    berlaku = next((d for d in delegasi if _berlaku(d, hari)), None)
    berjalan = any(x["keadaan"] in ("BERJALAN", "TERTAHAN") for x in proses["data"])
    potong = p.tampilan.potong
    kosong = p.kosong(5, "Belum pernah ada delegasi. Surat kuasa diserahkan AKT di Kantor Cabang Prima.")
    kosong_proses = p.kosong(4, "Belum ada proses. Peralihan AKT yang dimulai muncul di sini dengan langkah-langkahnya.")
    sel: dict[str, Markup | Sequence[Markup]] = {
        "delegasi-kini": potong("kerja_sama_bagian.html", "kini", d=berlaku, nama=nama),
        "wewenang": [potong("kerja_sama_bagian.html", "wewenang", w=w) for w in wewenang(berlaku["cakupan"] if berlaku else None)],
        "delegasi": p.baris("kerja_sama_bagian.html", "delegasi", "d", delegasi, kosong, nama=nama, hari=hari),
        "proses": [potong("kerja_sama_bagian.html", "proses", id=id, s=x, langkah=langkah(x), nama=nama) for x in proses["data"]]
        or [kosong_proses],
    }
    boleh = boleh_tulis(sesi) and (sesi.akt_id is not None or kantor(sesi)) and not berjalan
    data = {"bu": bu, "mulai_peralihan": boleh and berlaku is not None, "mulai_kerja_sama": boleh and berlaku is None and kantor(sesi)}
    return Isi("kerja_sama.html", f"Kerja sama {bu['nama']}", "badan-usaha", data, sel)


async def peralihan(p: Pandangan, sesi: Sesi, id: str, proses_id: str) -> Isi | None:
    """Also for an AKT that deals with the Badan Usaha no more, or not yet: kepesertaan shows each its own side."""
    kini = await p.kini()
    await p.milik(sesi)  # who has no pages is told so here too
    kode, x = await p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/badan-usaha/{id}/peralihan-akt/{proses_id}", kini)
    if not terjawab(kode, x):
        return None
    async with p.rt.db.connection() as conn:
        nama = {a["akt_id"]: a["nama"] for a in await conn.fetch("select akt_id, nama from akt where nama is not null")}
        nama_bu = await conn.fetchval("select nama from badan_usaha where badan_usaha_id = $1", id)
        milik = await badan_usaha.satu(conn, await p.milik(sesi), id)
    semua = langkah(x)
    potong = p.tampilan.potong
    sel: dict[str, Markup | Sequence[Markup]] = {
        "keadaan": potong("bagian.html", "cip", kode=x["keadaan"]),
        "menunggu": potong("kerja_sama_bagian.html", "menunggu", s=x),
        "langkah": [potong("kerja_sama_bagian.html", "langkah", n=n) for n in semua],
        "ringkas": potong("kerja_sama_bagian.html", "ringkas", s=x, nama=nama),
        "beda": potong("kerja_sama_bagian.html", "beda", s=x),
    }
    berjalan = x["keadaan"] in ("BERJALAN", "TERTAHAN") and boleh_tulis(sesi)
    selesai, akt = set(x["langkah_selesai"]), sesi.akt_id
    data = {
        "id": id, "proses_id": proses_id, "nama_bu": nama_bu or id, "alamat_bu": milik is not None, "s": x, "lewat_kantor": kantor(sesi),
        "boleh_kantor": berjalan and kantor(sesi),
        "boleh_serah": berjalan and "C" not in selesai and x["mulai"] is None and (kantor(sesi) or akt == x["akt_baru"]),
        "boleh_daftar_lama": berjalan and x["jenis"] == "PERALIHAN" and "B" not in selesai and (kantor(sesi) or akt == x["akt_lama"]),
        "boleh_daftar_baru": berjalan and x["mulai"] is not None and "E" not in selesai and (kantor(sesi) or akt == x["akt_baru"]),
    }  # fmt: skip
    judul = "Peralihan AKT" if x["jenis"] == "PERALIHAN" else "Awal kerja sama"
    return Isi("peralihan.html", f"{judul} {nama_bu or id}", "badan-usaha", {**data, "judul_proses": judul}, sel)


def kantor(sesi: Sesi) -> bool:
    return sesi.principal.jenis_kantor is not None


def boleh_tulis(sesi: Sesi) -> bool:
    return sesi.principal.has("kepesertaan:tulis")


def _berlaku(d: Mapping[str, Any], hari: str) -> bool:
    akhir = min(t for t in (d["berlaku_sampai"], d["berakhir_pada"], "9999-12-31") if t)
    return bool(d["berlaku_dari"] <= hari <= akhir)


async def daftar_peralihan(p: Pandangan, sesi: Sesi) -> Isi:
    """Where an AKT finds a change it comes to, or leaves: the Badan Usaha's own pages are not its any more, or not yet."""
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        rows = await conn.fetch(_PROSES, *milik.args)
    kosong = p.kosong(4, "Belum ada proses. Peralihan AKT dimulai di halaman kerja sama sebuah badan usaha.")
    sel = {"proses": p.baris("kerja_sama_bagian.html", "baris_proses", "s", rows, kosong)}
    return Isi("peralihan_daftar.html", "Peralihan AKT", "badan-usaha", {}, sel)
