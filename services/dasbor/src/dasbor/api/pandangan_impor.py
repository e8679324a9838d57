"""Files of a Badan Usaha (people, or their mutasi): sending one, those before, and one while it runs with the rows that come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_kerja_sama import boleh_tulis, terjawab
from dasbor.kueri import badan_usaha
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

_SELESAI = """
select dicatat_pada, isi from riwayat where subjek = $1 and jenis = 'ImporPesertaSelesai'
  and ($2::text is null or akt_id is null or akt_id = $2)
order by dicatat_pada desc, peristiwa_id desc limit 50
"""


async def impor(p: Pandangan, sesi: Sesi, id: str) -> Isi | None:
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        bu = await badan_usaha.satu(conn, milik, id)
        rows = await conn.fetch(_SELESAI, f"badan_usaha:{id}", milik.akt_id)
    if bu is None:
        return None
    kosong = p.kosong(5, "Belum ada berkas yang selesai diimpor. Kirim yang pertama di samping.")
    sel = {"impor": p.baris("impor_bagian.html", "lalu", "r", rows, kosong, id=id)}
    return Isi("impor.html", f"Impor {bu['nama']}", "badan-usaha", {"bu": bu, "boleh": boleh_tulis(sesi)}, sel)


async def berkas_mutasi(p: Pandangan, sesi: Sesi, id: str) -> Isi | None:
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        bu = await badan_usaha.satu(conn, milik, id)
    if bu is None:
        return None
    return Isi("mutasi_berkas.html", f"Mutasi {bu['nama']}", "badan-usaha", {"bu": bu, "boleh": boleh_tulis(sesi)}, {})


async def satu_impor(p: Pandangan, sesi: Sesi, id: str, pekerjaan_id: str) -> Isi | None:
    milik = await p.milik(sesi)
    async with p.rt.db.connection() as conn:
        bu = await badan_usaha.satu(conn, milik, id)
    if bu is None:
        return None
    kode, k = await p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/pekerjaan/{pekerjaan_id}", await p.kini())
    if not terjawab(kode, k):
        return None
    potong = p.tampilan.potong
    sel: dict[str, Markup | Sequence[Markup]] = {
        "keadaan": potong("impor_bagian.html", "keadaan", k=k),
        "maju": potong("impor_bagian.html", "maju", k=k),
        "gagal": _gagal(p, k),
        "unduh": potong("impor_bagian.html", "unduh", k=k),
    }
    nama = "Mutasi" if k["jenis"] == "MUTASI_IMPOR" else "Impor"
    return Isi("impor_satu.html", f"{nama} {bu['nama']}", "badan-usaha", {"bu": bu, "k": k}, sel)


def _gagal(p: Pandangan, k: Mapping[str, Any]) -> list[Markup]:
    pesan = "Belum ada baris yang kembali." if k["keadaan"] == "BERJALAN" else "Tidak ada baris yang kembali."
    return p.baris("impor_bagian.html", "gagal", "b", k["baris_gagal"], p.kosong(4, pesan))
