"""KELAHIRAN: the child of a worker is registered from his card, by the rules of a row and those of newborns (R-KEP-19, R-KEP-20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chassis.auth import Principal
from chassis.commands import Outcome
from chassis.context import Context
from chassis.crypto import unseal
from chassis.service import Runtime
from dasar.penolakan import Ditolak

from kepesertaan.api import akses
from kepesertaan.api.mutasi_isi import Kelahiran
from kepesertaan.api.pendaftaran import daftarkan_baris, tolak
from kepesertaan.domain.berkas import Cacat, baca_baris
from kepesertaan.domain.kelahiran import Induk, periksa_tanpa_nik, sejak
from kepesertaan.domain.pendaftaran import Diterima
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.kunci import kunci_peserta
from kepesertaan.sandi import Sandi


async def daftarkan(
    rt: Runtime, sandi: Sandi, dukcapil: Dukcapil, p: Principal, induk: Mapping[str, Any], isi: Kelahiran, ctx: Context
) -> Outcome[None]:
    pada = akses.hari(ctx)
    if (ulang := await rt.commands.replay(ctx)) is not None:
        return ulang
    orang_tua = Induk(induk["segmen"], induk["berlaku_dari"], induk["iuran_mulai"])
    if induk["segmen"] != "PPU":
        sejak(orang_tua, "INTI", isi.berlaku, pada)  # refuses where no policy is there
        raise Ditolak("GUNAKAN_PENDAFTARAN_KELUARGA", "Daftarkan bayi peserta mandiri pada keluarganya.", aturan="R-KEP-20", status=409)
    if induk["hubungan"] != "PEKERJA" or induk["keadaan"] != "TERDAFTAR":
        raise Ditolak("BUKAN_PEKERJA", "Kelahiran dicatat pada kartu pekerja yang masih terdaftar.", status=409)
    if isi.anak.nik is None:
        periksa_tanpa_nik(isi.berlaku, pada)
    async with rt.db.connection() as conn:
        bu = await akses.badan_usaha(conn, p, induk["badan_usaha_id"], tulis=True)
        masukan = await akses.masukan_impor(conn, p, bu)
        identitas = unseal(await kunci_peserta(conn, sandi, induk["nomor_kartu"]), induk["rahasia"])
    kolom = {
        "jenis_identitas": "NIK" if isi.anak.nik else "BAYI",
        "nik": isi.anak.nik or f"{induk['nomor_kartu']}-{isi.berlaku.isoformat()}-{isi.anak.anak_ke}",
        "nik_pekerja": identitas["nik"],
        "nomor_kk": identitas["nomor_kk"],
        "alamat": identitas["alamat"],
        "hubungan": "ANAK",
        "nama": isi.anak.nama,
        "tempat_lahir": isi.anak.tempat_lahir,
        "tanggal_lahir": isi.berlaku.isoformat(),
        "jenis_kelamin": isi.anak.jenis_kelamin,
        "kode_fktp": isi.anak.kode_fktp or "",
        # who takes part takes his child along; the AKT of a partial delegation may enter no other
        "koordinasi_manfaat": "Y" if induk["koordinasi_manfaat"] else "T",
    }
    baris = baca_baris(0, kolom, replace(masukan.aturan(pada), bayi=True))
    if isinstance(baris, Cacat):
        raise tolak(baris)

    def lahir(diterima: Diterima) -> Diterima:
        return replace(diterima, sejak=sejak(orang_tua, diterima.kategori, isi.berlaku, pada))

    return await daftarkan_baris(rt, sandi, dukcapil, baris, masukan, ctx, pada, lahir)
