"""The part of kepesertaan about single people and families, read and answered by its own models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from aiohttp import web
from kepesertaan.api.keluarga import KeluargaIsi, KeluargaJawaban
from kepesertaan.api.mutasi_isi import Kelahiran, MutasiJawaban, Pindah, Sederhana
from kepesertaan.api.pendaftaran import PesertaIsi, PesertaTerdaftar
from pydantic import Field

from .nama import BARU1, JAKARTA, KELUARGA1, KEPALA1, PASANGAN1

Terima = Callable[[Any, Callable[[Any], web.Response]], Any]
MUTASI = Annotated[Sederhana | Kelahiran | Pindah, Field(discriminator="jenis")]
_MULAI = {"segmen": "PBPU", "hak_kelas": 2, "iuran_mulai": "2017-02", "berlaku_dari": "2017-02-14", "keadaan": "TERDAFTAR"}
ANGGOTA = [
    {"nomor_kartu": n, "hubungan": h, **_MULAI}
    for n, h in ((KEPALA1, "KEPALA_KELUARGA"), (PASANGAN1, "ISTRI"))
]  # fmt: skip
KELUARGA: dict[str, Any] = {
    "keluarga_id": KELUARGA1, "segmen": "PBPU", "sub_segmen": "", "kelas": 2, "kantor_cabang": JAKARTA,
    "virtual_account": "8888801000000077", "keadaan_va": "AKTIF", "lunas_sampai": None, "anggota": ANGGOTA,
}  # fmt: skip
BARU = {"nomor_kartu": BARU1, "kategori": "INTI", "hak_kelas": 1, "iuran_mulai": "2017-03", "tidak_berubah": False}


def pasang(app: web.Application, terima: Terima, jawab: Callable[..., web.Response]) -> None:
    def mutasi(isi: Any) -> web.Response:
        if isinstance(isi, Kelahiran):
            return jawab(PesertaTerdaftar, BARU, 201)
        satu = {
            "nomor_kartu": BARU1, "jenis": isi.jenis, "keadaan": "TERDAFTAR", "hak_kelas": 1, "iuran_terakhir": None,
            "nomor_kartu_terdampak": [BARU1],
        }  # fmt: skip
        return jawab(MutasiJawaban, satu)

    async def keluarga(_: web.Request) -> web.Response:
        return jawab(KeluargaJawaban, KELUARGA)

    app.router.add_get(f"/v1/keluarga/{KELUARGA1}", keluarga)
    app.router.add_post("/v1/keluarga", terima(KeluargaIsi, lambda _: jawab(KeluargaJawaban, KELUARGA, 201)))
    app.router.add_post("/v1/peserta", terima(PesertaIsi, lambda _: jawab(PesertaTerdaftar, BARU, 201)))
    app.router.add_post("/v1/peserta/{noka}/mutasi", terima(MUTASI, mutasi))
