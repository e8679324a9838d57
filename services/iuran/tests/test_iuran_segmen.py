"""Who pays outside employment: by sub segment of BP, for PBI, for families; and one payer a month for who changes segment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from chassis.crypto import new_key, seal
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from iuran.domain.hitung import Orang, Upah, hitung_orang
from shared_events import kepesertaan as k


def baris(
    sub_segmen: str, periode: str, kategori: str = "INTI", kepala: str | None = None, upah: Upah | None = None, kelas: int = 1
) -> Any:
    b = hitung_orang(Orang("0000000000001", "BP", kategori, sub_segmen, kelas, kepala), upah, Periode.baca(periode))
    return None if b is None else (b.pemerintah, b.pekerja, b.pemberi_kerja, {a.aturan for a in b.dasar})


@pytest.mark.aturan("R-KEP-05", "R-IUR-17")
def test_the_sub_segment_of_bp_says_who_pays() -> None:
    # the example: a veteran in May 2014, an investor of class I
    assert baris("d", "2014-05") == (64_787, 0, 0, {"R-IUR-17"})  # 5% x 45% x 2.879.400, half up
    assert baris("a", "2014-05") == (0, 59_500, 0, {"R-IUR-13"})
    assert baris("VETERAN", "2014-12")[0] == 64_787 and baris("VETERAN", "2015-01")[0] == 68_675  # another salary table
    assert baris("PERINTIS_KEMERDEKAAN", "2014-05") == baris("e", "2014-05") == baris("d", "2014-05")
    assert baris("d", "2014-05", kepala="0000000000009") is None, "one line a family"
    for huruf in "bf":
        assert baris(huruf, "2014-05") == baris("a", "2014-05")


@pytest.mark.aturan("R-KEP-05", "R-IUR-03")
def test_a_pensioner_and_pemerintah_share_his_iuran() -> None:
    assert baris("PENERIMA_PENSIUN", "2014-05", "PEKERJA", upah=Upah(2_000_000, 200_000)) == (66_000, 44_000, 0, {"R-IUR-07", "R-IUR-03"})
    assert baris("c", "2014-05", "INTI", kepala="0000000000009") is None
    with pytest.raises(Ditolak, match="pensiun"):
        baris("c", "2014-05", "PEKERJA")


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


async def keluarga(
    d: Any, nomor: int, segmen: str, sub_segmen: str = "", *, kelas: int = 3, orang: int = 1, upah: int | None = None
) -> Any:
    """(account, card numbers) of a family as kepesertaan tells it."""
    noka = [f"{nomor:010d}{n:03d}" for n in range(orang)]
    va, id = f"88888{noka[0][-11:]}", f"KEL-{noka[0]}"
    terdaftar = k.KeluargaDidaftarkan(keluarga_id=id, virtual_account=va, segmen=segmen, kelas=kelas, sub_segmen=sub_segmen)
    aktif = k.VirtualAccountDiaktifkan(virtual_account=va, keluarga_id=id, sejak=date(2016, 12, 1))
    for e in (terdaftar, aktif):
        await d.h.bus.publish(f"keluarga:{id}", e, at=saat("2016-12-01T09:00:00"))
    for n, nomor_kartu in enumerate(noka):
        kunci = d.kepesertaan.kunci[nomor_kartu] = new_key()
        await d.h.bus.publish(
            f"peserta:{nomor_kartu}",
            k.PesertaDidaftarkan(
                nomor_kartu=nomor_kartu, virtual_account=va, keluarga_id=id, segmen=segmen, sub_segmen=sub_segmen,
                hubungan="KEPALA_KELUARGA" if n == 0 else "ANAK", nomor_kartu_pekerja=None if n == 0 else noka[0],
                kategori="PEKERJA" if upah is not None and n == 0 else "INTI", hak_kelas=kelas,
                kelas_dipilih=kelas if segmen == "PBPU" else None, iuran_mulai="2016-12", berlaku_dari=date(2016, 12, 1),
                rahasia=seal(kunci, {"nama": "x"}),
                upah_tersandi=seal(kunci, {"upah_pokok": upah, "tunjangan_tetap": 0}) if upah is not None and n == 0 else None,
            ),
            at=saat("2016-12-01T09:00:00"),
        )  # fmt: skip
    return va, noka


@pytest.mark.aturan("R-KEP-02", "R-KEP-04", "R-KEP-05")
async def test_each_unit_is_billed_by_its_segment_and_a_month_has_one_payer(dunia: Any) -> None:
    d = dunia
    await d.umk(3_100_000, 2017)
    mandiri, _ = await keluarga(d, 1, "PBPU", kelas=2, orang=3)
    veteran, _ = await keluarga(d, 2, "BP", "VETERAN", kelas=1, orang=2)
    pensiun, _ = await keluarga(d, 3, "BP", "PENERIMA_PENSIUN", kelas=2, orang=2, upah=2_000_000)
    pbi, [noka] = await keluarga(d, 4, "PBI")
    bu = await d.badan_usaha()
    kunci = d.kepesertaan.kunci[noka]
    pindah = k.PesertaDipindahkan(
        nomor_kartu=noka, dari_virtual_account=pbi, ke_virtual_account=bu, ke_badan_usaha_id=f"BU{int(bu[5:])}", iuran_mulai="2017-01",
        berlaku_dari=date(2017, 1, 1), segmen="PPU", sub_segmen="SWASTA", hubungan="PEKERJA", kategori="PEKERJA",
        upah_tersandi=seal(kunci, {"upah_pokok": 5_000_000, "tunjangan_tetap": 0}), kabupaten_kota_kerja="Kota Jakarta Selatan",
    )  # fmt: skip
    await d.h.bus.publish(f"peserta:{noka}", pindah, at=saat("2016-12-10T09:00:00"))
    await d.tutup_kepesertaan(date(2016, 12, 20))
    assert (await d.terbitkan("2016-12", "2016-12-21T08:00:00"))["gagal"] == 0
    assert (await d.terbitkan("2017-01", "2016-12-21T08:00:00"))["gagal"] == 0

    async def bagian(va: str, periode: str) -> Any:
        t = await d.tagihan(va, periode)
        return None if t is None else (t["pemerintah"], t["pekerja"], t["pemberi_kerja"], t["sisa"], t["keadaan"])

    assert await bagian(mandiri, "2016-12") == (0, 3 * 51_000, 0, 3 * 51_000, "TERBIT")
    assert await bagian(veteran, "2016-12") == (68_675, 0, 0, 0, "LUNAS")
    assert await bagian(pensiun, "2016-12") == (60_000, 40_000, 0, 40_000, "TERBIT")
    assert await bagian(pbi, "2016-12") == (23_000, 0, 0, 0, "LUNAS")
    assert (await bagian(bu, "2016-12"), await bagian(pbi, "2017-01")) == (None, None)
    assert await bagian(bu, "2017-01") == (0, 50_000, 200_000, 250_000, "TERBIT")
    lunas = await d.bayar(mandiri, 3 * 51_000, "2016-12-22T10:00:00", "KEL1")
    assert lunas.status == 201, lunas.body
    [diterima] = [e for nama, e in await d.peristiwa(mandiri) if nama == "TagihanLunas"]
    assert (diterima.keluarga_id, diterima.badan_usaha_id, diterima.periode) == (f"KEL-{1:010d}000", None, "2016-12")


@pytest.mark.aturan("R-KEP-27")
async def test_a_new_family_can_pay_as_soon_as_all_its_people_are_known(dunia: Any) -> None:
    d, id, va = dunia, f"KEL-{9:010d}000", f"88888{9:08d}000"
    baru = k.KeluargaDidaftarkan(
        keluarga_id=id, virtual_account=va, segmen="PBPU", kelas=3, berlaku_dari=date(2016, 12, 25), jumlah_peserta=2
    )
    await d.h.bus.publish(f"keluarga:{id}", baru, at=saat("2016-12-25T09:00:00"))

    async def pekerjaan() -> Any:
        return await d.h.fetch("select state from jobs where kind = 'TAGIHAN_PERTAMA' and subject = $1", id)

    [job] = await d.h.until(pekerjaan)
    assert (job["state"], await d.tagihan(va)) == ("BERJALAN", None), "nobody of the family is known yet"
    assert (await keluarga(d, 9, "PBPU", kelas=3, orang=2))[0] == va
    tagihan = await d.h.until(lambda: d.tagihan(va))
    assert (tagihan["jumlah"], tagihan["jatuh_tempo"], tagihan["keadaan"]) == (2 * 25_500, "2017-01-24", "TERBIT")
    assert (await d.bayar(va, 2 * 25_500, "2016-12-26T10:00:00", "KEL9")).status == 201
    [lunas] = [e for nama, e in await d.peristiwa(va) if nama == "TagihanLunas"]
    assert (lunas.periode, lunas.keluarga_id) == ("2016-12", id)
    await d.tutup_kepesertaan(date(2016, 12, 27))
    await d.terbitkan("2016-12", "2016-12-28T08:00:00")
    assert (await d.tagihan(va))["keadaan"] == "LUNAS", "the month's run bills nobody twice"
    # told of a change, or of a family that begins in a later month, nothing is billed here
    nanti = baru.model_copy(update={"keluarga_id": "KEL-X", "virtual_account": "8888800000099999", "berlaku_dari": date(2017, 1, 1)})
    ubah = baru.model_copy(update={"keluarga_id": "KEL-Y", "virtual_account": "8888800000099998", "jumlah_peserta": None})
    for e in (nanti, ubah):
        await d.h.bus.publish(f"keluarga:{e.keluarga_id}", e, at=saat("2016-12-28T09:00:00"))
    await d.tutup_kepesertaan(date(2016, 12, 29))
    assert [r["subject"] for r in await d.h.fetch("select subject from jobs where kind = 'TAGIHAN_PERTAMA'")] == [id]
