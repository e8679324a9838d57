"""Designs of the Kartu Identitas Bersama: proposed by an AKT, decided by Kantor Pusat (R-KIB-04)."""

from __future__ import annotations

from dasar.penolakan import Ditolak

from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_kerja_sama import boleh_tulis, kantor, terjawab
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

URUT = ("DIAJUKAN", "DISETUJUI", "DITOLAK")


async def desain(p: Pandangan, sesi: Sesi) -> Isi | None:
    await p.milik(sesi)
    if sesi.akt_id is None and not kantor(sesi):
        raise Ditolak("BUKAN_UNTUK_PERAN_INI", "Desain kartu diajukan AKT dan diputuskan BPJS Kesehatan.", status=403)
    kode, isi = await p.layanan.tanya(sesi, "GET", "kepesertaan", "/v1/kartu-identitas-bersama/desain", await p.kini())
    if not terjawab(kode, isi):
        return None
    async with p.rt.db.connection() as conn:
        nama = {a["akt_id"]: a["nama"] for a in await conn.fetch("select akt_id, nama from akt where nama is not null")}
    baris = sorted(isi["data"], key=lambda d: (URUT.index(d["keadaan"]) if d["keadaan"] in URUT else 9, d["akt_id"], d["versi"]))
    kosong = p.kosong(4, "Belum ada desain. AKT mengajukannya di halaman ini, BPJS Kesehatan memutuskan sebelum kartu terbit.")
    sel = {"desain": p.baris("desain_bagian.html", "baris", "d", baris, kosong, nama=nama)}
    data = {
        "ajukan": sesi.akt_id is not None and boleh_tulis(sesi),
        "menunggu": [d for d in baris if d["keadaan"] == "DIAJUKAN"] if sesi.principal.at("PUSAT") and _boleh_putus(sesi) else [],
        "nama": nama,
    }
    return Isi("desain_kartu.html", "Desain kartu", "desain-kartu", data, sel)


def _boleh_putus(sesi: Sesi) -> bool:
    return sesi.principal.has("persetujuan:tulis")
