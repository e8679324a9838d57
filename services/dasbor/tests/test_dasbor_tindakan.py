"""What a form does: one call in the name of whoever pressed; done leads on, refused stays and says why; nothing from elsewhere."""

from __future__ import annotations

from io import BytesIO
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import FormData
from pydantic import BaseModel

from .borang_orang import BORANG_ORANG
from .conftest import Tamu
from .kepesertaan_palsu import tolak
from .layanan_palsu import LayananLain
from .nama import BU1, BU2, IMPOR1, JAKARTA, MELATI, NOKA1, PROSES1, SENTOSA

BU, PROSES = f"/badan-usaha/{BU1}", f"/badan-usaha/{BU1}/peralihan/{PROSES1}"
API = f"/v1/badan-usaha/{BU1}"
KUASA = {"pemberitahuan": "PB/1", "cakupan": "SELURUH", "surat_kuasa": "SK/2", "berlaku_dari": "2017-02-11", "email_tagihan": "a@b.id"}
DIBACA = {
    "pemberitahuan": "PB/1", "cakupan": "SELURUH", "email_tagihan": "a@b.id",
    "surat_kuasa": {"nomor": "SK/2", "berlaku_dari": "2017-02-11", "berlaku_sampai": None, "berkas": None},
}  # fmt: skip
# page, what is typed, where it is sent, what is sent (of its fields those named), where it leads
BORANG: list[tuple[str, dict[str, str], str, dict[str, Any], str]] = [
    (f"{BU}/kerja-sama", {"tindakan": "mulai-peralihan", "berakhir_pada": "2017-04-30", "akt_baru": MELATI,
                            "nomor_kartu": f"{NOKA1}\r\n\r\n"},
     f"{API}/peralihan-akt", {"akt_baru": MELATI, "berakhir_pada": "2017-04-30", "alasan": "", "nomor_kartu": [NOKA1]}, PROSES),
    (f"{BU}/kerja-sama", {"tindakan": "mulai-kerja-sama", "akt_id": MELATI, **KUASA},
     f"{API}/delegasi", {"akt_id": MELATI, **DIBACA, "nomor_kartu": []}, PROSES),
    (PROSES, {"tindakan": "serahkan", "akt_id": "", **KUASA, "nomor_kartu": f"{NOKA1}, {NOKA1}"},
     f"{API}/peralihan-akt/{PROSES1}/penyerahan", {"akt_id": None, **DIBACA, "nomor_kartu": [NOKA1, NOKA1]}, PROSES),
    (PROSES, {"tindakan": "daftar-lama", "nomor_kartu": NOKA1},
     f"{API}/peralihan-akt/{PROSES1}/daftar-peserta", {"sisi": "LAMA", "nomor_kartu": [NOKA1]}, PROSES),
    (PROSES, {"tindakan": "daftar-baru", "nomor_kartu": NOKA1},
     f"{API}/peralihan-akt/{PROSES1}/daftar-peserta", {"sisi": "BARU", "nomor_kartu": [NOKA1]}, PROSES),
    (PROSES, {"tindakan": "teruskan", "konfirmasi": "ya", "tanpa_daftar": "hilang"},
     f"{API}/peralihan-akt/{PROSES1}/lanjutan", {"konfirmasi": True, "email_tagihan": "", "tanpa_daftar": "hilang"}, PROSES),
    (PROSES, {"tindakan": "teruskan"},
     f"{API}/peralihan-akt/{PROSES1}/lanjutan", {"konfirmasi": False, "email_tagihan": "", "tanpa_daftar": None}, PROSES),
    (PROSES, {"tindakan": "hentikan", "alasan": "AKT bubar"},
     f"{API}/peralihan-akt/{PROSES1}/penghentian", {"alasan": "AKT bubar"}, PROSES),
    *BORANG_ORANG,
    (f"{BU}/kepatuhan", {"tindakan": "kenakan", "tingkat": "1", "pelanggaran": "Belum lengkap"},
     "/v1/sanksi", {"badan_usaha_id": BU1, "tingkat": 1, "pelanggaran": "Belum lengkap", "nomor_kartu": None}, f"{BU}/kepatuhan"),
    (f"{BU}/kepatuhan", {"tindakan": "cabut", "alasan": "dipenuhi"},
     f"/v1/sanksi/BU-{BU1}/pencabutan", {"alasan": "dipenuhi"}, f"{BU}/kepatuhan"),
    ("/tugas/tu-1", {"hasil": "DATA_DIPERBAIKI", "catatan": "sudah"},
     "/v1/tugas/tu-1/penyelesaian", {"hasil": "DATA_DIPERBAIKI", "catatan": "sudah"}, "/tugas"),
    ("/tugas/tu-1", {"tindakan": "ambil"}, "/v1/tugas/tu-1/pengambilan", {}, "/tugas/tu-1"),
    ("/desain-kartu", {"tindakan": "ajukan", "versi": "2017.1", "keterangan": "biru"},
     "/v1/kartu-identitas-bersama/desain", {"versi": "2017.1", "keterangan": "biru"}, "/desain-kartu"),
    ("/desain-kartu", {"tindakan": "tolak", "akt_id": SENTOSA, "versi": "v2", "alasan": "logo"},
     f"/v1/kartu-identitas-bersama/desain/{SENTOSA}/v2/persetujuan", {"setuju": False, "alasan": "logo"}, "/desain-kartu"),
]  # fmt: skip


def prima(tamu: Tamu) -> str:
    """An office that may all of this; operations, for the pages of webhooks."""
    return tamu.kue("kc-prima", scope="kepesertaan:baca kepesertaan:tulis operasi", kantor=JAKARTA, jenis_kantor="KC_PRIMA")


@pytest.mark.parametrize(("halaman", "isian", "jalur", "isi", "ke"), BORANG)
async def test_borang_menjadi_satu_perintah(
    tamu: Tamu, lain: LayananLain, halaman: str, isian: dict[str, str], jalur: str, isi: dict[str, Any], ke: str
) -> None:
    kunci = str(uuid4())
    status, _, headers = await tamu.buka(halaman, prima(tamu), "POST", data={**isian, "kunci": kunci})
    assert status == 303, headers
    assert headers["Location"].split("?")[0] == ke
    [(dikirim, model)] = lain.kepesertaan.diterima
    assert isinstance(model, BaseModel)
    dibaca = model.model_dump(mode="json")
    assert (dikirim, {k: dibaca[k] for k in isi}) == (jalur, isi)
    assert lain.kepesertaan.kunci == [kunci]  # pressing twice does it once
    assert lain.ditanya[-1].headers["X-Waktu-Simulasi"][:16] == "2017-02-14T02:12"
    _, teks, _ = await tamu.buka(headers["Location"], prima(tamu))
    assert 'class="pesan baik" role="status"' in teks
    await tamu.buka(halaman, prima(tamu), "POST", data={**isian, "kunci": "x\r\ny"})
    assert lain.kepesertaan.kunci[-1] is None  # what is no key of ours is not sent on


@pytest.mark.parametrize("nomor", range(len(BORANG)))
async def test_yang_ditolak_berkata_mengapa(tamu: Tamu, lain: LayananLain, nomor: int) -> None:
    halaman, isian, *_ = BORANG[nomor]
    lain.kepesertaan.penolakan = tolak(
        409, "Tidak boleh <b>begitu</b>.", "R-AKT-34", errors=[{"pointer": "/akt_baru", "detail": "Harus AKT lain."}]
    )
    status, teks, _ = await tamu.buka(halaman, prima(tamu), "POST", data=isian)
    assert status == 409
    assert 'role="alert"' in teks
    assert "Tidak boleh &lt;b&gt;begitu&lt;/b&gt;." in teks
    assert '<span class="aturan">R-AKT-34</span>' in teks
    assert "<strong>AKT baru</strong>: Harus AKT lain." in teks


async def test_yang_diketik_tidak_hilang(tamu: Tamu, lain: LayananLain) -> None:
    lain.kepesertaan.penolakan = tolak(422, "Tidak.")
    ketik = {"tindakan": "hentikan", "alasan": 'dua "AKT" <i>'}
    _, teks, _ = await tamu.buka(PROSES, prima(tamu), "POST", data=ketik)
    assert teks.count("dua &#34;AKT&#34; &lt;i&gt;") == 1  # in its own form, and in no other
    lain.mati.add("peralihan-akt")
    status, teks, _ = await tamu.buka(PROSES, prima(tamu), "POST", data=ketik)
    assert status == 503
    assert "Sedang tidak dapat dijawab." in teks


@pytest.mark.parametrize("situs", ["cross-site", "same-site"])
async def test_dari_situs_lain_tidak_ada_yang_terjadi(tamu: Tamu, lain: LayananLain, situs: str) -> None:
    for halaman, isian, *_ in BORANG:
        status, _, _ = await tamu.buka(halaman, prima(tamu), "POST", data=isian, headers={"Sec-Fetch-Site": situs})
        assert status == 403, halaman
    status, _, _ = await tamu.buka(f"{BU}/impor", prima(tamu), "POST", data={"berkas": "x"}, headers={"Sec-Fetch-Site": situs})
    assert status == 403
    assert lain.ditanya == []


async def test_tanpa_sesi_kembali_ke_halamannya(tamu: Tamu, lain: LayananLain) -> None:
    for halaman, isian, *_ in BORANG:
        status, _, headers = await tamu.buka(halaman, None, "POST", data=isian)
        assert (status, headers["Location"].startswith("/masuk?ke=")) == (303, True)
    assert lain.ditanya == []


async def test_jalur_tidak_keluar_dari_tempatnya(tamu: Tamu, lain: LayananLain) -> None:
    """An id that would lead to another route of the service is no id."""
    aneh = [f"/tugas/{a}" for a in ("%2e%2e", "..%2f..%2fakt", "x%3fy=1", "%23", "a%20b", "a" * 200)]
    for halaman in aneh:
        status, _, _ = await tamu.buka(halaman, prima(tamu), "POST", data={"hasil": "DITOLAK"})
        assert status in (404, 405), halaman  # a client tidies some of them away before they are sent
    for akt in ("../..", "x/y", "..", ""):
        isian = {"tindakan": "setujui", "akt_id": akt, "versi": "v2"}
        assert (await tamu.buka("/desain-kartu", prima(tamu), "POST", data=isian))[0] == 404, akt
    assert lain.kepesertaan.diterima == []


async def test_nomor_kartu_yang_salah_disebut_barisnya(tamu: Tamu, lain: LayananLain) -> None:
    isian = {"tindakan": "daftar-lama", "nomor_kartu": f"{NOKA1}\n{NOKA1}\n123"}
    status, teks, _ = await tamu.buka(PROSES, prima(tamu), "POST", data=isian)
    assert status == 422
    assert "<strong>Baris 3</strong>: bukan nomor kartu" in teks
    banyak = {"tindakan": "daftar-lama", "nomor_kartu": "\n".join([NOKA1] * 10_001)}
    _, teks, _ = await tamu.buka(PROSES, prima(tamu), "POST", data=banyak)
    assert "Paling banyak 10.000 nomor" in teks
    assert lain.kepesertaan.diterima == []


@pytest.mark.parametrize(("ke", "apa"), [("impor", "peserta"), ("mutasi", "mutasi")])
async def test_berkas_dikirim_sebagaimana_adanya(tamu: Tamu, lain: LayananLain, ke: str, apa: str) -> None:
    isi = b"\xef\xbb\xbfnik;nama\r\n" + bytes(range(256)) * 8000
    form = FormData()
    form.add_field("kunci", str(uuid4()))
    form.add_field("berkas", BytesIO(isi), filename="C:\\rahasia\\daftar gaji.csv", content_type="text/csv")
    status, _, headers = await tamu.buka(f"{BU}/{ke}", tamu.kue(SENTOSA, akt_id=SENTOSA), "POST", data=form)
    assert (status, headers["Location"]) == (303, f"{BU}/{ke}/{IMPOR1}?kabar=impor-diterima")
    assert lain.kepesertaan.berkas == isi
    assert lain.kepesertaan.diterima == [(f"{API}/{apa}:impor", "text/csv")]
    for kosong in ({"kunci": "x"}, {"berkas": "bukan berkas"}):
        status, teks, _ = await tamu.buka(f"{BU}/{ke}", tamu.sentosa, "POST", data=kosong)
        assert status == 422
        assert "Pilih dahulu berkas" in teks
    form = FormData()
    form.add_field("berkas", BytesIO(), filename="", content_type="application/octet-stream")  # as a browser sends an empty field
    assert (await tamu.buka(f"{BU}/{ke}", tamu.sentosa, "POST", data=form))[0] == 422
    assert len(lain.kepesertaan.diterima) == 1


async def test_unduhan_diteruskan(tamu: Tamu, lain: LayananLain) -> None:
    status, isi, headers = await tamu.buka(f"{BU}/sanksi.csv", tamu.sentosa)
    assert (status, isi) == (200, f"subjek,kode_layanan\nBU-{BU1},IMB\n")
    assert headers["Content-Disposition"] == f'attachment; filename="sanksi-BU-{BU1}.csv"'
    assert headers["Content-Type"].startswith("text/csv")
    assert (await tamu.buka(f"/pekerjaan/{IMPOR1}/gagal.csv", tamu.sentosa))[1] == "nik,kode\n1,NIK_TIDAK_SAH\n"
    assert (await tamu.buka(f"/badan-usaha/{BU2}/sanksi.csv", tamu.sentosa))[0] == 404
    for apa, bentuk in product(("peserta", "mutasi"), ("xlsx", "csv")):
        status, isi, headers = await tamu.buka(f"/impor-{apa}/templat.{bentuk}", tamu.sentosa)
        assert (status, isi, headers["Content-Disposition"]) == (200, bentuk, f'attachment; filename="templat-{apa}.{bentuk}"')
    assert {r.headers["X-Waktu-Simulasi"][:10] for r in lain.ditanya} == {"2017-02-14"}  # files are of the day that is played as well
    for tiada in ("peserta/templat.pdf", "klaim/templat.csv"):
        assert (await tamu.buka(f"/impor-{tiada}", tamu.sentosa))[0] == 404
    ditanya = len(lain.ditanya)
    for aneh in ("..", "x", "%2e%2e%2f", "a" * 300):
        assert (await tamu.buka(f"/pekerjaan/{aneh}/gagal.csv", tamu.sentosa))[0] == 404
    assert len(lain.ditanya) == ditanya
    assert (await tamu.buka(f"{BU}/sanksi.csv", None))[0] == 303
