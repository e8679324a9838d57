"""The pages over HTTP: what they show, who sees what, odd input."""

from __future__ import annotations

import asyncio
from datetime import date
from urllib.parse import quote

import pytest
from chassis.testing import Harness
from dasbor.sesi import KUE
from shared_events import kepesertaan
from yarl import URL

from .conftest import SEMUA, Pena, Tamu, lipat
from .layanan_palsu import LayananLain
from .nama import ANAK1, BU1, BU2, JAKARTA, KLAIM1, KLAIM2, MELATI, NOKA1, NOKA2, SENTOSA, SEP1, SEP2, SEP_BIASA, VA1, VA2

MILIK_MELATI = (BU2, "PT Melati Jaya", VA2, NOKA2, KLAIM2, SEP2, "aju-akt-melati", "FPK-akt-melati", "Asuransi Melati")


async def test_semua_halaman_terbuka(tamu: Tamu) -> None:
    for jalur in SEMUA:
        status, isi, headers = await tamu.buka(jalur, tamu.sentosa)
        assert status == 200, jalur
        assert "<h1>" in isi, jalur
        assert headers["Cache-Control"] == "no-store"
        csp = headers["Content-Security-Policy"]
        assert "default-src 'none'" in csp
        assert "unsafe" not in csp
        assert " style=" not in isi, "the policy lets no inline style through"
        assert "<script>" not in isi
    status, isi, _ = await tamu.buka("/operasi", tamu.operasi)
    assert status == 200
    assert "Tertinggal per proyeksi" in isi


async def test_badan_usaha_menunjukkan_jawabannya(tamu: Tamu) -> None:
    _, isi, _ = await tamu.buka(f"/badan-usaha/{BU1}", tamu.sentosa)
    for teks in (
        "PT Cahaya Mandiri Tekstil",
        VA1,
        "Koordinasi manfaat",
        "Rp 48.216.400",
        "Lunas terlambat",
        "14 Feb 2017 09.12",
        "R-STA-06",
    ):
        assert teks in isi, teks
    _, isi, _ = await tamu.buka(f"/badan-usaha/{BU2}", tamu.melati)
    assert "Tidak aktif" in isi
    assert "Koordinasi manfaat</span>" not in isi  # the tanda is not in force while the cover is not (R-STA-09)
    assert "Menunggak" in isi


async def test_peserta_menunjukkan_masa_dari_layanan_status(tamu: Tamu, lain: LayananLain) -> None:
    ditanya = lain.ditanya
    _, isi, _ = await tamu.buka(f"/peserta/{ANAK1}?pada=2017-02-12&diketahui=2017-02-13T00:00", tamu.sentosa)
    for teks in ("11 Feb 2017", "13 Feb 2017", "Alasan TIDAK_AKTIF.", "R-STA-07", "Iuran diketahui lengkap sampai 13 Feb 2017", SEP1):
        assert teks in isi, teks
    assert {(r.path, r.query.get("pada"), r.query["diketahui"]) for r in ditanya} == {
        (f"/v1/status/{ANAK1}", "2017-02-12", "2017-02-13T00:00:00+07:00"),
        (f"/v1/status/{ANAK1}/riwayat", None, "2017-02-13T00:00:00+07:00"),
        (f"/v1/peserta/{ANAK1}", "2017-02-12", "2017-02-13T00:00:00+07:00"),
    }
    assert {r.headers["X-Waktu-Simulasi"][:16] for r in ditanya} == {"2017-02-14T02:12"}  # the newest moment recorded


async def test_klaim_berjumlah_tagihan(tamu: Tamu) -> None:
    _, isi, _ = await tamu.buka(f"/klaim/{KLAIM1}", tamu.sentosa)
    for teks in ("BPJS Rp 5.202.500", "AKT Rp 3.385.831", "Peserta Rp 0", "tagihan rumah sakit Rp 8.588.331", "R-KLM-13"):
        assert teks in isi, teks


async def test_akt_hanya_melihat_miliknya(tamu: Tamu) -> None:
    for jalur in SEMUA:
        _, isi, _ = await tamu.buka(jalur, tamu.sentosa)
        for rahasia in MILIK_MELATI:
            assert rahasia not in isi, (jalur, rahasia)
    for jalur in (f"/badan-usaha/{BU2}", f"/badan-usaha/{BU2}/peserta", f"/peserta/{NOKA2}", f"/klaim/{KLAIM2}", f"/klaim/{SEP2}"):
        status, isi, _ = await tamu.buka(jalur, tamu.sentosa)
        assert status == 404, jalur
        assert "Melati" not in isi
        status, _, _ = await tamu.buka("/hidup?halaman=" + quote(jalur, safe=""), tamu.sentosa)
        assert status == 404, jalur
    status, _, _ = await tamu.buka("/operasi", tamu.sentosa)
    assert status == 403
    status, _, _ = await tamu.buka("/hidup?halaman=/operasi", tamu.sentosa)
    assert status == 403


async def test_cari_hanya_di_antara_miliknya(tamu: Tamu) -> None:
    status, isi, _ = await tamu.buka("/cari", tamu.sentosa, "POST", data={"q": "siti"})
    assert status == 200
    assert NOKA1 in isi
    assert NOKA2 not in isi  # even though the answer it got named her
    badan_usaha = f"/badan-usaha/{BU1}"
    for q, ke in ((NOKA2, f"/peserta/{NOKA2}"), (SEP2, f"/klaim/{SEP2}"), (VA1, badan_usaha), ("89888" + VA1[5:], badan_usaha)):
        status, _, headers = await tamu.buka("/cari", tamu.sentosa, "POST", data={"q": q})
        assert (status, headers["Location"]) == (303, ke), q
    status, isi, _ = await tamu.buka("/cari", tamu.sentosa, "POST", data={"q": VA2})
    assert status == 200
    assert BU2 not in isi


async def test_aliran_hanya_miliknya(tamu: Tamu, h: Harness) -> None:
    for halaman in ("/", "/badan-usaha", "/iuran", "/klaim", "/tugas", f"/badan-usaha/{BU1}", f"/peserta/{ANAK1}", f"/klaim/{KLAIM1}"):
        teks = await _awal_aliran(h, halaman, tamu.sentosa)
        assert "event: " in teks, halaman
        for rahasia in MILIK_MELATI:
            assert rahasia not in teks, (halaman, rahasia)


async def _awal_aliran(h: Harness, halaman: str, kue: str, detik: float = 0.4) -> str:
    terima = b""
    async with h._session.get(h.url + "/hidup", params={"halaman": halaman}, headers={"Cookie": f"{KUE}={kue}"}) as jawab:
        assert jawab.status == 200
        assert jawab.headers["Content-Type"].startswith("text/event-stream")
        try:
            async with asyncio.timeout(detik):
                async for potong in jawab.content.iter_any():
                    terima += potong
        except TimeoutError:
            pass
    return terima.decode()


async def test_aliran_berakhir_bersama_sesi(h: Harness, tamu: Tamu) -> None:
    """The stream asks again who is there: when the session is over, nothing more is told."""
    kue = tamu.kue(SENTOSA, akt_id=SENTOSA, umur=1)
    async with h._session.get(h.url + "/hidup", headers={"Cookie": f"{KUE}={kue}"}) as jawab:
        assert jawab.status == 200
        await asyncio.sleep(1.1)
        async with h.rt.db.connection() as conn:
            await conn.execute("update jam set gerak = gerak + 1")
        async with asyncio.timeout(5):
            await jawab.content.read()  # the server ends it


async def test_pemberi_kerja_tidak_tahu_perawatan(tamu: Tamu) -> None:
    """A Badan Usaha sees its people and its bills, never that someone lay in hospital."""
    kue = tamu.kue("badan-usaha-a", badan_usaha_id=BU1)
    for jalur in ("/", "/badan-usaha", f"/badan-usaha/{BU1}", f"/peserta/{ANAK1}", f"/peserta/{NOKA1}", "/iuran", "/klaim", "/tugas"):
        status, isi, _ = await tamu.buka(jalur, kue)
        assert status == 200
        for rahasia in (SEP1, SEP_BIASA, KLAIM1, *MILIK_MELATI[:4]):
            assert rahasia not in isi, (jalur, rahasia)
    assert (await tamu.buka(f"/klaim/{KLAIM1}", kue))[0] == 404
    # an AKT learns of the stays it shares, not of those under plain JKN
    _, isi, _ = await tamu.buka(f"/peserta/{NOKA1}", tamu.sentosa)
    assert SEP_BIASA not in isi
    _, isi, _ = await tamu.buka(f"/peserta/{NOKA1}", tamu.operasi)
    assert SEP_BIASA in isi


@pytest.mark.parametrize("klaim_token", [{"kode_ppk": "0301R001"}, {"kode_bank": "BNI"}, {}])
async def test_peran_tanpa_halaman(tamu: Tamu, klaim_token: dict[str, str]) -> None:
    kue = tamu.kue("rs-a", **klaim_token)
    for jalur in (*SEMUA, "/operasi", "/hidup?halaman=/", "/hidup?halaman=/iuran"):
        status, isi, _ = await tamu.buka(jalur, kue)
        assert status == 403, jalur
        assert BU1 not in isi.replace(jalur, "")
    assert (await tamu.buka("/cari", kue, "POST", data={"q": "siti"}))[0] == 403
    assert (await tamu.buka("/cari", kue, "POST", data={"q": VA1}))[0] == 403


async def test_delegasi_yang_berakhir(h: Harness, tamu: Tamu) -> None:
    p = Pena()
    p.badan_usaha("bu-tiga", "8888800000055555", SENTOSA, JAKARTA, "PT Tiga")
    p.peserta("0001000000055", "bu-tiga", "8888800000055555", SENTOSA)
    async with h.rt.db.connection() as conn:
        await lipat(conn, p.records)
    assert (await tamu.buka("/badan-usaha/bu-tiga", tamu.sentosa))[0] == 200
    assert (await tamu.buka("/badan-usaha/bu-tiga", tamu.melati))[0] == 404
    p.records.clear()
    p.tulis("badan_usaha:bu-tiga", kepesertaan.DelegasiAktDiakhiri(
        badan_usaha_id="bu-tiga", akt_id=SENTOSA, berakhir_pada=date(2017, 2, 13)), "2017-02-13T09:00", SENTOSA)  # fmt: skip
    p.tulis("badan_usaha:bu-tiga", kepesertaan.DelegasiAktDitetapkan(
        badan_usaha_id="bu-tiga", akt_id=MELATI, cakupan="SELURUH", surat_kuasa_nomor="SK-9", berlaku_dari=date(2017, 2, 14)),
        "2017-02-13T09:00", MELATI)  # fmt: skip
    async with h.rt.db.connection() as conn:
        await lipat(conn, p.records)
    for jalur in ("/badan-usaha/bu-tiga", "/badan-usaha/bu-tiga/peserta", "/peserta/0001000000055"):
        assert (await tamu.buka(jalur, tamu.sentosa))[0] == 404
        assert (await tamu.buka(jalur, tamu.melati))[0] == 200
    _, isi, _ = await tamu.buka("/badan-usaha/bu-tiga", tamu.melati)
    assert "Asuransi Melati" in isi
    assert "SK-1" not in isi  # what concerned the former AKT stays between them


ANEH = (
    "", "x", "%00", "%FF", "%C3%28", "2016-99-99", "2016-02-30", "0000-00-00", "9999-12-31", "-1", "' or 1=1 --", "%F0%9F%98%80",
    "a" * 3000, "//[", "٢٠١٧-٠١-٠١",
)  # fmt: skip


async def test_tidak_pernah_500(tamu: Tamu) -> None:
    kue = tamu.operasi
    jalur = [f"/peserta/{NOKA1}?pada={a}" for a in ANEH]
    jalur += [f"/peserta/{NOKA1}?diketahui={a}" for a in (*ANEH, "2016-13-01T00:00", "2017-01-01T99:99")]
    jalur += [f"/badan-usaha/{BU1}/peserta?setelah={a}" for a in ANEH] + [f"/hidup?halaman={a}" for a in ANEH if a]
    jalur += [f"/{apa}/{a}" for apa in ("badan-usaha", "klaim", "peserta", "statis") for a in ANEH if a]
    jalur += [f"/badan-usaha/{a}/peserta" for a in ANEH if a] + [f"/masuk/kembali?code={a}&state={a}" for a in ANEH]
    for j in jalur:
        status, _, _ = await tamu.buka(j, kue)
        assert status < 500, (status, j)
    for a in (*ANEH, "\x00", "ab", "1" * 16, "1" * 13, "V" * 100):
        status, _, _ = await tamu.buka("/cari", kue, "POST", data={"q": a})
        assert status < 500, (status, a)
    status, _, _ = await tamu.buka(
        "/cari", kue, "POST", data=b"\xff\xfe=%zz", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert status < 500


async def test_tidak_dikenal_404(tamu: Tamu) -> None:
    for jalur in ("/badan-usaha/tidak-ada", "/badan-usaha/tidak-ada/peserta", "/peserta/9999999999999", "/peserta/abc", "/klaim/tidak-ada"):
        status, isi, _ = await tamu.buka(jalur, tamu.operasi)
        assert status == 404, jalur
        assert "Tidak ditemukan" in isi


async def _mentah(h: Harness, jalur: str) -> tuple[int, str]:
    """Sent as it stands: a client would tidy the dots away."""
    tujuan = URL(h.url)
    reader, writer = await asyncio.open_connection(tujuan.host, tujuan.port)
    writer.write(f"GET {jalur} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    jawab = (await reader.read()).decode("utf-8", "replace")
    writer.close()
    return int(jawab.split(" ", 2)[1]), jawab


async def test_berkas_statis(tamu: Tamu, h: Harness) -> None:
    status, _, headers = await tamu.buka("/statis/selaras.css?v=1", None)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    naik = (
        "../sesi.py", "..%2fsesi.py", "%2e%2e/sesi.py", "%2e%2e%2f%2e%2e%2fsesi.py", "vendor/../../sesi.py", "..%5csesi.py", "/etc/passwd",
        "%2fetc%2fpasswd", "", "vendor", "vendor/", "%00", "selaras.css%00",
    )  # fmt: skip
    for nama in naik:
        status, isi = await _mentah(h, "/statis/" + nama)
        assert status in (400, 404), nama
        assert "import" not in isi
        assert "root:" not in isi


async def test_berkas_belum_lengkap(h: Harness, tamu: Tamu) -> None:
    """A form that lacks a document is its AKT's to complete, and says which one; no delegation stands yet."""
    p = Pena()
    p.tulis("badan_usaha:bu-empat", kepesertaan.BadanUsahaDidaftarkan(
        badan_usaha_id="bu-empat", nama="PT Empat", jenis="PT", kantor_cabang=JAKARTA, kabupaten_kota="3171", sub_segmen="BU_SWASTA",
        akt_id=SENTOSA, cakupan="SELURUH", keadaan="BERKAS_TIDAK_LENGKAP", kurang=("KURANG_LAMPIRAN_DAFTAR_AKT",)),
        "2016-11-07T09:00", SENTOSA)  # fmt: skip
    async with h.rt.db.connection() as conn:
        await lipat(conn, p.records)
    for jalur in ("/", "/badan-usaha/bu-empat"):
        _, isi, _ = await tamu.buka(jalur, tamu.sentosa)
        assert "lampiran daftar AKT" in isi, jalur
    assert "Asuransi Sentosa" in isi
    assert (await tamu.buka("/badan-usaha/bu-empat", tamu.melati))[0] == 404
