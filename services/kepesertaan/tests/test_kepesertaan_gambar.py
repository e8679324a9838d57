"""The picture of a card design: what is taken, and that it is on the paper."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pypdf
import pytest
from dasar.penolakan import Ditolak
from kepesertaan.cetak.kartu import CONTOH, cetak, dapat_dicetak
from kepesertaan.domain.gambar import GAMBAR_TERBESAR, SISI_TERPANJANG, periksa_gambar, ukuran
from PIL import Image

Panggung = Any
SAAT = datetime(2016, 12, 6, 3, tzinfo=UTC)
KIB = "/v1/kartu-identitas-bersama"


def gambar(bentuk: str = "PNG", sisi: tuple[int, int] = (60, 40), **simpan: Any) -> bytes:
    isi = io.BytesIO()
    Image.new("RGB", sisi, (200, 30, 30)).save(isi, bentuk, **simpan)
    return isi.getvalue()


@pytest.mark.aturan("R-KIB-04")
def test_the_size_of_a_picture_stands_in_its_head() -> None:
    for bentuk, simpan in (("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True})):
        isi = gambar(bentuk, (61, 40), **simpan)
        assert ukuran(isi) == (61, 40)
        for n in range(len(isi) // 4):  # cut off anywhere it is small, or nothing
            assert ukuran(isi[:n]) in (None, (61, 40))
    isi_exif = Image.Exif()
    isi_exif[0x010E] = "x" * 500
    assert ukuran(gambar("JPEG", (7, 9), exif=isi_exif)) == (7, 9)
    acak = random.Random(7)
    for _ in range(2_000):
        awal = acak.choice((b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"\xff\xd8\xff"))
        ukuran(awal + acak.randbytes(acak.randrange(60)))


@pytest.mark.aturan("R-KIB-04")
@pytest.mark.parametrize(
    ("media", "isi", "kode"),
    [
        ("image/png", gambar(sisi=(SISI_TERPANJANG, 1)), None),
        ("image/png", gambar(sisi=(SISI_TERPANJANG + 1, 1)), "GAMBAR_TERLALU_BESAR"),
        ("image/png", gambar().ljust(GAMBAR_TERBESAR, b" "), None),
        ("image/png", gambar().ljust(GAMBAR_TERBESAR + 1, b" "), "GAMBAR_TERLALU_BESAR"),
        ("application/pdf", b"%PDF-1.7", "GAMBAR_TIDAK_DITERIMA"),
        ("image/jpeg", b"\xff\xd8\xff\xe0 foto", "GAMBAR_TIDAK_TERBACA"),
    ],
)
def test_what_a_printer_cannot_use_is_refused(media: str, isi: bytes, kode: str | None) -> None:
    if kode is None:
        periksa_gambar(media, isi)
        return
    with pytest.raises(Ditolak, match=kode):
        periksa_gambar(media, isi)


def test_one_picture_is_in_the_file_once_and_only_on_cards_of_its_design() -> None:
    isi = gambar("JPEG", (300, 200))
    polos, berisi = cetak([CONTOH] * 3, SAAT), cetak([CONTOH] * 3, SAAT, {"contoh": isi, "lain": isi})
    banyak = [len(h.images) for h in pypdf.PdfReader(io.BytesIO(berisi)).pages]
    assert banyak == [n + 1 for n in (len(h.images) for h in pypdf.PdfReader(io.BytesIO(polos)).pages)]
    assert berisi.count(b"/DCTDecode") == 1, "as it came, and once"
    assert cetak([CONTOH], SAAT, {"lain": isi}) == cetak([CONTOH], SAAT)
    assert dapat_dicetak(isi, SAAT)
    rusak = gambar("PNG", (300, 200))
    assert not dapat_dicetak(rusak[: len(rusak) // 2], SAAT)


async def unggah(p: Panggung, who: str, isi: bytes) -> str:
    form = aiohttp.FormData()
    form.add_field("berkas", io.BytesIO(isi), filename="desain.png")
    rujukan: str = (await p.h.call("POST", "/v1/berkas", who=who, at=p.waktu("2016-12-06T08:00"), data=form)).json()["berkas"]
    return rujukan


@pytest.mark.aturan("R-KIB-04")
async def test_a_design_names_its_picture(panggung: Panggung) -> None:
    p, akt, at = panggung, panggung.akt(), panggung.waktu("2016-12-06T09:00")

    async def ajukan(versi: str, berkas: str, who: str = akt) -> tuple[int, str | None]:
        jawab = await p.h.call("POST", f"{KIB}/desain", who=who, at=at, json={"versi": versi, "berkas": berkas})
        isi = jawab.json()
        return jawab.status, isi["errors"][0]["code"] if "errors" in isi and isi["errors"][0].get("code") else isi.get("type")

    merah = await unggah(p, akt, gambar())
    assert (await ajukan("v1", merah))[0] == 201
    assert (await ajukan("v2", "Lemari 3"))[0] == 201
    status, _ = await ajukan("v1", merah, p.akt("akt-melati"))
    assert status == 422, "another AKT's picture is none"
    # who decides sees what will be printed, before there is a card; another AKT nothing of it
    contoh = [await p.h.call("GET", f"{KIB}/desain/akt-sentosa/{v}/contoh", who=p.pusat(), at=at) for v in ("v1", "v2", "v9")]
    assert [c.status for c in contoh] == [200, 200, 404]
    assert [len(pypdf.PdfReader(io.BytesIO(c.body)).pages[0].images) for c in contoh[:2]] == [2, 1]
    lain = await p.h.call("GET", f"{KIB}/desain/akt-sentosa/v1/contoh", who=p.akt("akt-melati"), at=at)
    assert lain.status == 404
    utuh = gambar("PNG", (64, 64))
    for n, buruk in enumerate((b"%PDF-1.7 desain", b"\x89PNG\r\n\x1a\n foto", utuh[: len(utuh) - 20])):
        assert (await ajukan(f"x{n}", await unggah(p, akt, buruk)))[0] == 422, n
