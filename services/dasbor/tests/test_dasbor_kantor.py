"""What an office of BPJS sees: the Badan Usaha it deals with, and the claims filed to it."""

from __future__ import annotations

from .conftest import Tamu
from .nama import BANDUNG, BU1, BU2, JAKARTA, KLAIM1, KLAIM2, NOKA1, NOKA2, SURABAYA


async def test_kantor_cabang_melihat_kantornya(tamu: Tamu) -> None:
    jakarta = tamu.kue("kc-prima", kantor=JAKARTA, jenis_kantor="KC_PRIMA")
    bandung = tamu.kue("kc-biasa", kantor=BANDUNG, jenis_kantor="KC")
    for kue, milik, lain in ((jakarta, (BU1, NOKA1, KLAIM1), (BU2, NOKA2, KLAIM2)), (bandung, (BU2, NOKA2, KLAIM2), (BU1, NOKA1, KLAIM1))):
        for jalur in ("/badan-usaha/{}", "/peserta/{}", "/klaim/{}"):
            i = ("/badan-usaha/{}", "/peserta/{}", "/klaim/{}").index(jalur)
            assert (await tamu.buka(jalur.format(milik[i]), kue))[0] == 200
            assert (await tamu.buka(jalur.format(lain[i]), kue))[0] == 404
        for jalur in ("/", "/badan-usaha", "/iuran", "/klaim", "/tugas"):
            _, isi, _ = await tamu.buka(jalur, kue)
            assert not any(x in isi for x in lain), jalur
    _, isi, _ = await tamu.buka("/badan-usaha", tamu.operasi)
    assert BU1 in isi
    assert BU2 in isi


async def test_kantor_tujuan_pengajuan_melihat_klaimnya(tamu: Tamu) -> None:
    """Filed to Surabaya, though the Badan Usaha is Bandung's: KlaimDiajukan v2 says so (R-VER-02)."""
    surabaya = tamu.kue("kc-prima-sby", kantor=SURABAYA, jenis_kantor="KC_PRIMA")
    assert (await tamu.buka(f"/klaim/{KLAIM2}", surabaya))[0] == 200
    assert (await tamu.buka(f"/klaim/{KLAIM1}", surabaya))[0] == 404
    assert (await tamu.buka(f"/badan-usaha/{BU2}", surabaya))[0] == 404
    _, isi, _ = await tamu.buka("/klaim", surabaya)
    assert KLAIM2 in isi and KLAIM1 not in isi
