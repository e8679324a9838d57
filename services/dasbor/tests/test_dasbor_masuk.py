"""Sessions over HTTP: no way in without one, none forged, no way out to elsewhere, forms of our own pages only."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from chassis.crypto import seal
from chassis.testing import Harness
from dasbor.api import masuk
from dasbor.sesi import KUE, KUE_MASUK, Penjaga
from starlette.responses import Response

from .conftest import SEMUA, Tamu
from .layanan_palsu import LayananLain
from .nama import NOKA1, SENTOSA


async def test_tanpa_sesi_ke_pintu_masuk(tamu: Tamu, h: Harness) -> None:
    for jalur in (*SEMUA, "/operasi", "/hidup"):
        status, _, headers = await tamu.buka(jalur, None)
        assert (status, headers["Location"]) == (303, "/masuk?ke=" + quote(jalur, safe=""))
    baik = tamu.sentosa
    penjaga = Penjaga(h.process.rt.settings)
    token = h.issuer.token(SENTOSA, "status:baca", akt_id=SENTOSA)
    rusak = [
        baik[:-3] + ("AAA" if not baik.endswith("AAA") else "BBB"), baik[5:], "x", "ü", "%00", "A" * 4000,
        tamu.kue(SENTOSA, akt_id=SENTOSA, umur=-5),  # the cookie is over
        tamu.kue(SENTOSA, akt_id=SENTOSA, ttl=-60),  # its token is over
        seal(h.process.rt.settings.master_key(), {"token": token, "sampai": 9e12}, aad=KUE),  # another key of ours
        seal(penjaga._kunci, {"token": token, "sampai": 9e12}, aad=KUE_MASUK),  # another cookie of ours
        seal(penjaga._kunci, {"token": token + "x", "sampai": 9e12}, aad=KUE),
    ]  # fmt: skip
    for kue in rusak:
        status, _, _ = await tamu.buka("/", kue)
        assert status == 303, kue[:20]


async def test_kue_terkunci_untuk_situs_ini(h: Harness) -> None:
    response = Response()
    Penjaga(h.process.rt.settings).tulis(response, KUE, {"token": "rahasia"}, 60)
    kue = response.headers["set-cookie"]
    assert "HttpOnly" in kue
    assert "SameSite=lax" in kue
    assert "rahasia" not in kue
    aman = h.process.rt.settings.model_copy(update={"url_dasbor": "https://dasbor.selaras.id"})
    response = Response()
    Penjaga(aman).tulis(response, KUE, {"token": "x"}, 60)
    assert "Secure" in response.headers["set-cookie"]


async def test_pengalihan_hanya_ke_halaman_sendiri(h: Harness, tamu: Tamu, monkeypatch: pytest.MonkeyPatch) -> None:
    async def penerbit(_: Any) -> dict[str, str]:
        return {"authorization_endpoint": "http://127.0.0.1:8106/authorize"}

    monkeypatch.setattr(masuk, "_penerbit", penerbit)
    penjaga = Penjaga(h.process.rt.settings)
    for ke, jadi in (
        ("/klaim", "/klaim"), ("/peserta/1?pada=2017-02-12", "/peserta/1?pada=2017-02-12"), ("//jahat.example", "/"),
        ("/\\jahat.example", "/"), ("https://jahat.example", "/"), ("/\t/jahat.example", "/"),
        ("javascript:alert(1)", "/"), ("", "/"), ("/" + "a" * 5000, "/"),
        ("/\r\nSet-Cookie: a=b", "/"), ("/ü", "/"),
    ):  # fmt: skip
        status, _, headers = await tamu.buka("/masuk?ke=" + quote(ke, safe=""), None)
        assert status == 303
        assert headers["Location"].startswith("http://127.0.0.1:8106/authorize?")
        segel = headers["Set-Cookie"].split(";", 1)[0].split("=", 1)[1].strip('"')

        class Permintaan:
            cookies = {KUE_MASUK: segel}  # noqa: RUF012

        assert (penjaga.baca(Permintaan(), KUE_MASUK) or {})["ke"] == jadi, ke  # type: ignore[arg-type]


async def test_kembali_tanpa_permintaan_masuk(tamu: Tamu) -> None:
    for jalur in ("/masuk/kembali", "/masuk/kembali?code=a&state=b", "/masuk/kembali?code=&state=", "/masuk/kembali?state=%00"):
        status, _, _ = await tamu.buka(jalur, None)
        assert status == 400, jalur


async def test_formulir_situs_lain_ditolak(tamu: Tamu) -> None:
    for jalur in ("/keluar", "/cari", f"/peserta/{NOKA1}/identitas"):
        for situs in ("cross-site", "same-site"):
            status, _, headers = await tamu.buka(jalur, tamu.sentosa, "POST", data={"q": "x"}, headers={"Sec-Fetch-Site": situs})
            assert status == 403
            assert "Set-Cookie" not in headers
        status, _, _ = await tamu.buka(jalur, tamu.sentosa, "GET")
        assert status in (303, 404, 405), "a link never does what a form does"
    status, _, headers = await tamu.buka("/keluar", tamu.sentosa, "POST", headers={"Sec-Fetch-Site": "same-origin"})
    assert status == 303
    assert 'selaras_sesi=""' in headers["Set-Cookie"]


async def test_identitas_diminta_dan_tidak_disimpan(tamu: Tamu, h: Harness, lain: LayananLain) -> None:
    ditanya = lain.ditanya
    status, isi, _ = await tamu.buka(f"/peserta/{NOKA1}/identitas", tamu.sentosa, "POST", headers={"HX-Request": "true"})
    assert status == 200
    assert "Siti &lt;b&gt;Aminah" in isi
    assert "3273••••••••0001" in isi
    assert "<html" not in isi
    _, isi, headers = await tamu.buka(f"/peserta/{NOKA1}/identitas", tamu.sentosa, "POST")  # without JavaScript: a whole page
    assert "<h1>" in isi
    assert "Siti" in isi
    assert headers["Cache-Control"] == "no-store"
    assert all(r.headers["Authorization"].startswith("Bearer ") for r in ditanya), "asked with the viewer's own token"
    for tabel in ("peserta", "riwayat"):
        assert "Siti" not in repr(await h.fetch(f"select * from {tabel}"))  # noqa: S608
    lain.dilupakan.add(NOKA1)
    status, isi, _ = await tamu.buka(f"/peserta/{NOKA1}/identitas", tamu.sentosa, "POST", headers={"HX-Request": "true"})
    assert status == 200 and "(dilupakan)" in isi and "Siti" not in isi
    lain.dilupakan.clear()
    for noka in ("1", "abc", "0" * 14):
        assert (await tamu.buka(f"/peserta/{noka}/identitas", tamu.sentosa, "POST"))[0] == 404
