"""Family recap over HTTP: documents first, then a job."""

from __future__ import annotations

from typing import Annotated

from chassis.auth import Principal, requires
from chassis.context import Context
from chassis.http import command_context
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.models import StrictModel
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.lampiran import penglihat
from kepesertaan.api.model import JalurId, Noka
from kepesertaan.domain.rekap import Anggota, Dokumen, periksa_dokumen
from kepesertaan.pekerjaan import REKAP_KELUARGA, MasukanRekap
from kepesertaan.simpanan import Simpanan

Rujukan = Annotated[str | None, Field(max_length=500, description="Rujukan salinan; `sha256:…` dari /v1/berkas")]


class AnggotaIsi(StrictModel):
    nomor_kartu: Noka
    nomor_kartu_pekerja: Noka = Field(description="Pekerja Badan Usaha ini, kepala keluarganya")


class DokumenIsi(StrictModel):
    identitas_jkn: Rujukan = None
    kartu_keluarga: Rujukan = None
    salinan_polis: Rujukan = None


class RekapIsi(StrictModel):
    """The recap in the set format, with what was shown (R-KIB-08)."""

    anggota: Annotated[tuple[AnggotaIsi, ...], Field(min_length=1, max_length=5000)]
    dokumen: DokumenIsi


def router(rt: Runtime, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(prefix="/v1/badan-usaha", tags=["peserta"])

    @r.post(
        "/{badan_usaha_id}/rekap-keluarga",
        status_code=202,
        response_model=AcceptedJob,
        summary="Ajukan keluarga di tempat lain",
    )
    async def rekap(
        badan_usaha_id: JalurId, isi: RekapIsi, p: Principal = requires("kepesertaan:tulis"), ctx: Context = command_context()
    ) -> Response:
        """They stay with their own employer and carry the flag of this Badan Usaha's AKT once they are active (R-KIB-07, R-KIB-09)."""
        async with rt.db.connection() as conn:
            await akses.badan_usaha(conn, p, badan_usaha_id, tulis=True)
            akt_id = await pembaca.akt_koordinasi(conn, badan_usaha_id, akses.hari(ctx))
            await simpanan.periksa(conn, penglihat(p), {f"/dokumen/{n}": teks for n, teks in isi.dokumen.model_dump().items()})
        if akt_id is None:
            raise Ditolak("DELEGASI_TIDAK_ADA", "Badan Usaha ini tidak bekerja sama dengan AKT pada hari ini.", aturan="R-AKT-13")
        periksa_dokumen(Dokumen(isi.dokumen.identitas_jkn, isi.dokumen.kartu_keluarga, isi.dokumen.salinan_polis))
        anggota = {a.nomor_kartu: Anggota(a.nomor_kartu, a.nomor_kartu_pekerja) for a in isi.anggota}
        masukan = MasukanRekap(badan_usaha_id, tuple(anggota.values()))
        return job_reply(await rt.accept_job(ctx, REKAP_KELUARGA, masukan, subject=badan_usaha_id, akt_id=akt_id, total=len(anggota)))

    return r
