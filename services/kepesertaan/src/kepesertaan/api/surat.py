"""Letters and lists about a Badan Usaha: their words are in ``cetak/templat``, what they say is read here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import orjson
from chassis.auth import Principal, requires
from chassis.jobs_api import visible
from chassis.jobs_failed import FailedTable, OpenRows
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from dasar.tanggal import hari_wib
from fastapi import APIRouter, Query
from starlette.responses import Response

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.kesenjangan import kini
from kepesertaan.api.model import JalurId
from kepesertaan.api.unduh import ISI_UNDUH, Bentuk, surat, unduh
from kepesertaan.catatan import catat
from kepesertaan.pekerjaan import IMPOR_PESERTA, MUTASI_IMPOR
from kepesertaan.sandi import Sandi

SURAT: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}
ORANG_SURAT = 5_000
HALAMAN = 500
DI_TEMPAT_LAIN = "KELUARGA_DI_TEMPAT_LAIN"
"""Of a worker's family, registered under another employer (R-KIB-07)."""
KOLOM_TANDA = ("nomor_kartu", "nama", "hubungan", "hak_kelas", "akt", "sejak")
_IMPOR = "select kind, state, business_time, total, result, akt_id, client from jobs where id = $1 and kind = any($2) and subject = $3"
_SEBAB = """
select code, reason, count(*) as jumlah from job_failures where job_id = $1
group by code, reason order by jumlah desc, code, reason limit 100
"""
_GAGAL = "select row, column_name, code, reason from job_failures where job_id = $1 and row > $2 order by row limit $3"
# an AKT reads the flags it gave, not those of whoever was before it (R-AKT-25); what somebody is to another employer is not of this list
_TANDA = """
select p.nomor_kartu, case when p.badan_usaha_id = $1 then p.hubungan else $6 end as hubungan, p.hak_kelas, p.tanda_akt_id,
  p.tanda_dari, p.rahasia, k.kunci, coalesce(a.nama, p.tanda_akt_id) as akt
from peserta p left join kunci_peserta k using (nomor_kartu) left join akt a on a.akt_id = p.tanda_akt_id
where p.tanda_badan_usaha_id = $1 and p.tanda_akt_id is not null and ($2::text is null or p.tanda_akt_id = $2)
  and (p.tanda_akt_id, p.nomor_kartu) > ($3, $4)
order by p.tanda_akt_id, p.nomor_kartu limit $5
"""
_DITINJAU = """
select p.nomor_kartu, p.hubungan, p.tinjauan_sebab, p.tinjauan_bulan, p.rahasia, k.kunci
from peserta p left join kunci_peserta k using (nomor_kartu)
where p.badan_usaha_id = $1 and p.tinjauan_sebab is not null order by p.nomor_kartu limit $2
"""


def router(rt: Runtime, sandi: Sandi, buka_gagal: OpenRows) -> APIRouter:
    r = APIRouter(prefix="/v1/badan-usaha/{badan_usaha_id}", tags=["surat"])
    baca = requires("kepesertaan:baca")

    @r.get("/surat/pendaftaran", response_class=Response, responses=SURAT, summary="Jawaban atas pendaftaran Badan Usaha (PDF)")
    async def pendaftaran(badan_usaha_id: JalurId, p: Principal = baca) -> Response:
        """What is missing, or that it is registered: virtual account, Relationship Officer, who acts for it (R-AKT-22, R-AKT-24)."""
        async with rt.db.connection() as conn:
            bu = await akses.badan_usaha(conn, p, badan_usaha_id)
            data = await _kop(conn, bu, badan_usaha_id) | {
                "kurang": orjson.loads(bu["kurang"]),
                "kabupaten_kota": bu["kabupaten_kota"],
                "jumlah_pekerja": bu["jumlah_pekerja"],
                "virtual_account": bu["virtual_account"],
                "relationship_officer": bu["relationship_officer"],
                "delegasi": await _delegasi(conn, badan_usaha_id),
            }
        return await surat(rt.offload, "jawaban_badan_usaha", data, f"jawaban-pendaftaran-{badan_usaha_id}")

    @r.get("/impor/{pekerjaan_id}/surat", response_class=Response, responses=SURAT, summary="Jawaban atas berkas peserta atau mutasi (PDF)")
    async def impor(badan_usaha_id: JalurId, pekerjaan_id: UUID, p: Principal = baca) -> Response:
        """How many rows were done, how many refused and why; after an import also how many workers are still missing (R-AKT-21)."""
        async with rt.db.connection() as conn:
            bu, job = await _impor(conn, p, badan_usaha_id, pekerjaan_id)
            sebab = await conn.fetch(_SEBAB, pekerjaan_id)
            hasil = orjson.loads(job["result"])
            data = await _kop(conn, bu, str(pekerjaan_id)) | {
                "diterima": str(hari_wib(job["business_time"])),
                "jumlah": job["total"],
                "jumlah_pekerja": bu["jumlah_pekerja"],
                "sebab": [{"kode": s["code"], "alasan": s["reason"], "jumlah": s["jumlah"]} for s in sebab],
                "jenis": job["kind"],
                **hasil,
            }
        return await surat(rt.offload, "jawaban_impor", data, f"jawaban-impor-{pekerjaan_id}")

    @r.get("/impor/{pekerjaan_id}/baris-gagal", response_class=Response, responses=ISI_UNDUH, summary="Baris yang ditolak")
    async def baris_gagal(
        badan_usaha_id: JalurId, pekerjaan_id: UUID, bentuk: Annotated[Bentuk, Query()] = "pdf", p: Principal = baca
    ) -> Response:
        """CSV and XLSX with the columns as they came, to be corrected and sent again; the PDF without them."""
        async with rt.db.connection() as conn:
            bu, job = await _impor(conn, p, badan_usaha_id, pekerjaan_id)
            kop = await _kop(conn, bu, str(pekerjaan_id)) | {"diterima": str(hari_wib(job["business_time"]))}
        nama = f"baris-gagal-{pekerjaan_id}"
        if bentuk == "pdf":
            halaman, kolom = _gagal(rt, pekerjaan_id), ["baris", "kolom", "kode", "alasan"]
        else:
            tabel = FailedTable(rt.db, pekerjaan_id, buka_gagal)
            asal = await tabel.columns()
            halaman, kolom = tabel.rows(asal), [*asal, "kode", "alasan"]
        return await unduh(rt.offload, bentuk, nama, kolom, halaman, lambda baris: ("baris_gagal", kop | {"baris": baris}))

    @r.get("/kesenjangan/surat", response_class=Response, responses=SURAT, summary="Pemberitahuan kesenjangan (PDF)")
    async def kesenjangan(badan_usaha_id: JalurId, p: Principal = baca) -> Response:
        """To the Badan Usaha, as long as there is a gap (R-AKT-16)."""
        async with rt.db.connection() as conn:
            bu = await akses.badan_usaha(conn, p, badan_usaha_id)
            beda = await kini(conn, bu)
            kop = await _kop(conn, bu, badan_usaha_id)
        if beda.kesenjangan <= 0:
            raise Ditolak("TIDAK_ADA_KESENJANGAN", "Seluruh pekerja Badan Usaha ini sudah terdaftar.", aturan="R-AKT-16")
        akhir = beda.terakhir
        data = kop | beda.model_dump(mode="json", exclude={"terakhir", "pemberitahuan", "badan_usaha_id"})
        data |= {"tugas": None if akhir is None else akhir.tugas_id, "periode": None if akhir is None else akhir.periode}
        return await surat(rt.offload, "kesenjangan", data, f"kesenjangan-{badan_usaha_id}")

    @r.get("/tinjauan/surat", response_class=Response, responses=SURAT, summary="Pemberitahuan berakhirnya tanggungan (PDF)")
    async def tinjauan(badan_usaha_id: JalurId, p: Principal = baca) -> Response:
        """Whom the monthly review found: age, study, end of cover without iuran (R-KEP-16, R-KEP-32). Names are opened and noted."""
        async with rt.db.transaction() as conn:
            bu = await akses.badan_usaha(conn, p, badan_usaha_id)
            baris = await conn.fetch(_DITINJAU, badan_usaha_id, ORANG_SURAT)
            if not baris:
                raise Ditolak(
                    "TIDAK_ADA_TINJAUAN", "Tidak ada peserta Badan Usaha ini yang akan berakhir tanggungannya.", aturan="R-KEP-16"
                )
            await catat(conn, p.sub, "Surat berakhirnya tanggungan", [b["nomor_kartu"] for b in baris])
            data = await _kop(conn, bu, badan_usaha_id)
        data["baris"] = [
            [b["nomor_kartu"], _nama(sandi, b), b["hubungan"], b["tinjauan_sebab"], b["tinjauan_bulan"]] for b in baris
        ]  # fmt: skip
        return await surat(rt.offload, "habis_usia", data, f"tinjauan-{badan_usaha_id}")

    @r.get("/daftar-tanda", response_class=Response, responses=ISI_UNDUH, summary="Daftar tanda koordinasi manfaat")
    async def daftar_tanda(badan_usaha_id: JalurId, bentuk: Annotated[Bentuk, Query()] = "csv", p: Principal = baca) -> Response:
        """Who bears a tanda through the Badan Usaha: its people, and of their families those registered elsewhere (R-KIB-07); an AKT's own
        only. Names are opened and noted."""
        async with rt.db.connection() as conn:
            bu = await akses.badan_usaha(conn, p, badan_usaha_id)
            kop = await _kop(conn, bu, badan_usaha_id) | {"pada": str(akses.hari_ini())}
        halaman = _tanda(rt, sandi, p, badan_usaha_id)
        nama = f"tanda-{badan_usaha_id}"
        return await unduh(rt.offload, bentuk, nama, KOLOM_TANDA, halaman, lambda baris: ("daftar_tanda", kop | {"baris": baris}))

    return r


async def _kop(conn: asyncpg.Connection, bu: Mapping[str, Any], rujukan: str) -> dict[str, Any]:
    berlaku = (await pembaca.milik(conn, bu)).berlaku(akses.hari_ini())
    akt = None if berlaku is None else await _nama_akt(conn, berlaku.akt_id)
    return {
        "kantor": bu["kantor_cabang"],
        "tanggal": str(akses.hari_ini()),
        "rujukan": rujukan,
        "badan_usaha": bu["nama"],
        "kepada_akt": akt,
    }


async def _nama_akt(conn: asyncpg.Connection, akt_id: str) -> str:
    return await conn.fetchval("select nama from akt where akt_id = $1", akt_id) or akt_id


async def _delegasi(conn: asyncpg.Connection, badan_usaha_id: str) -> dict[str, Any] | None:
    d = await conn.fetchrow(
        "select * from delegasi where badan_usaha_id = $1 and (berakhir_pada is null or berakhir_pada >= $2)"
        " and (berlaku_sampai is null or berlaku_sampai >= $2) order by urut desc limit 1",
        badan_usaha_id,
        akses.hari_ini(),
    )
    if d is None:
        return None
    akhir = min((t for t in (d["berlaku_sampai"], d["berakhir_pada"]) if t is not None), default=None)
    return {
        "akt": await _nama_akt(conn, d["akt_id"]),
        "cakupan": d["cakupan"],
        "surat_kuasa": d["surat_kuasa_nomor"],
        "dari": str(d["berlaku_dari"]),
        "sampai": None if akhir is None else str(akhir),
    }


async def _impor(
    conn: asyncpg.Connection, p: Principal, badan_usaha_id: str, pekerjaan_id: UUID
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    bu = await akses.badan_usaha(conn, p, badan_usaha_id)
    job = await conn.fetchrow(_IMPOR, pekerjaan_id, [IMPOR_PESERTA, MUTASI_IMPOR], badan_usaha_id)
    if job is None or not visible(p, job["akt_id"], job["client"]):
        raise tidak_ditemukan("Pekerjaan")
    if job["state"] != "SELESAI":
        raise Ditolak("PEKERJAAN_BELUM_SELESAI", "Berkas ini masih diproses; lihat kemajuannya pada pekerjaan.")
    return bu, job


async def _gagal(rt: Runtime, pekerjaan_id: UUID) -> AsyncIterator[Sequence[Sequence[str]]]:
    setelah = -1
    while True:
        async with rt.db.connection() as conn:
            baris = await conn.fetch(_GAGAL, pekerjaan_id, setelah, HALAMAN)
        if not baris:
            return
        setelah = baris[-1]["row"]
        yield [[str(b["row"]), b["column_name"], b["code"], b["reason"]] for b in baris]


async def _tanda(rt: Runtime, sandi: Sandi, p: Principal, badan_usaha_id: str) -> AsyncIterator[Sequence[Sequence[str]]]:
    setelah = ("", "")
    while True:
        async with rt.db.transaction() as conn:
            baris = await conn.fetch(_TANDA, badan_usaha_id, p.akt_id, *setelah, HALAMAN, DI_TEMPAT_LAIN)
            await catat(conn, p.sub, "Daftar tanda koordinasi manfaat", [b["nomor_kartu"] for b in baris])
        if not baris:
            return
        setelah = (baris[-1]["tanda_akt_id"], baris[-1]["nomor_kartu"])
        yield [
            [b["nomor_kartu"], _nama(sandi, b), b["hubungan"], str(b["hak_kelas"]), b["akt"], b["tanda_dari"].isoformat()] for b in baris
        ]  # fmt: skip


def _nama(sandi: Sandi, b: Mapping[str, Any]) -> str:
    """Empty for who is forgotten."""
    isi = sandi.buka(b["kunci"], b["rahasia"])
    return "" if isi is None else str(isi["nama"])
