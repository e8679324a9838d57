"""Words of a name are looked for among those the asker sees, also after somebody moved or took another name."""

from __future__ import annotations

from datetime import date
from typing import Any

from chassis.context import Context
from kepesertaan.domain.segmen_pesan import Pindahkan
from kepesertaan.model.peserta import PESERTA

Panggung = Any


async def test_a_name_is_found_by_who_sees_the_person(panggung: Panggung) -> None:
    h, p = panggung.h, panggung
    asal, tujuan = (await p.daftar_bu())["badan_usaha_id"], (await p.daftar_bu("akt-melati"))["badan_usaha_id"]
    baris = next(b for b in p.bahan.sentosa if b.cacat is None and b.orang.pekerja)
    assert (await p.impor(asal, [baris]))["gagal"] == 0
    [ada] = await p.cari(baris.orang.nik)
    noka, kata = ada["nomor_kartu"], baris.orang.nama.split()[0]

    async def ditemukan(who: str, nama: str) -> bool:
        jawab = await h.call("POST", "/v1/peserta:cari", who=who, json={"nama": nama}, at=p.waktu("2016-11-20T09:00"))
        assert jawab.status == 200, jawab.body
        return noka in {b["nomor_kartu"] for b in jawab.json()["data"]}

    def kantor(kode: str, jenis: str) -> str:
        token: str = h.token(kode, "kepesertaan:baca", kantor=kode, jenis_kantor=jenis)
        return token

    siapa = {
        "sentosa": p.akt(), "melati": p.akt("akt-melati"), "bu": h.token("bu", "kepesertaan:baca", badan_usaha_id=asal), "pusat": p.pusat(),
        "kc": kantor("KC-PRIMA-JKT", "KC_PRIMA"), "kc lain": kantor("KC-BANDUNG", "KC"),
    }  # fmt: skip

    async def oleh(nama: str) -> set[str]:
        return {k for k, token in siapa.items() if await ditemukan(token, nama)}

    assert await oleh(kata) == await oleh(kata[:3]) == await oleh(baris.orang.nama) == {"sentosa", "bu", "pusat", "kc"}
    assert await oleh("Xyzzy") == set()
    ubah = {"jenis": "UBAH_DATA", "berlaku": "2016-11-20", "data": {"nama": "Xyzzy Baru"}}
    assert (await h.call("POST", f"/v1/peserta/{noka}/mutasi", who=p.akt(), json=ubah, at=p.waktu("2016-11-20T09:00"))).status == 200
    assert (await oleh("Xyzzy"), await oleh(kata)) == ({"sentosa", "bu", "pusat", "kc"}, set())

    orang, _ = await h.rt.commands.load(PESERTA, noka)
    pindah = Pindahkan(
        virtual_account="8888800000009999", badan_usaha_id=tujuan, keluarga_id=None, akt_id="akt-melati", segmen="PPU", sub_segmen="SWASTA",
        hubungan="PEKERJA", nomor_kartu_pekerja=None, kategori="PEKERJA", golongan="", hak_kelas=orang.kelas[-1][1],
        aturan_kelas="R-KEP-40", kelas_dipilih=None, iuran_mulai="2017-01", berlaku_dari=date(2016, 12, 1), kabupaten_kota_kerja=None,
        koordinasi_manfaat=True, upah_tersandi=orang.upah_tersandi,
    )  # fmt: skip
    ctx = Context("uji", "uji", None, b"", p.waktu("2016-11-20T10:00"), "uji")
    await h.rt.commands.execute(PESERTA, noka, pindah, ctx=ctx)
    assert await oleh("Xyzzy") == {"melati", "pusat", "kc"}
