"""The proofs of `make kekacauan` can fail: each finds the violation that is planted for it, in data that else holds."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
import pytest
from selaras.kekacauan.jalan import hakimi
from selaras.kekacauan.jurnal import Balasan, Jurnal, Perintah
from selaras.kekacauan.pembuktian.data import Catatan, JawabanTersimpan, Pekerjaan, Peristiwa, Toko
from selaras.kekacauan.penerima import PenerimaKacau
from selaras.lokal.susunan import LAYANAN
from selaras.penerima import Kiriman
from shared_events import iuran as publik

VA, T1, P1 = "8888800000012345", "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
UNIT = {"virtual_account": VA, "badan_usaha_id": "BU", "keluarga_id": None, "akt_id": "akt-sentosa"}
SAAT = "2016-12-05T10:00:00+07:00"


@dataclass
class Dunia:
    jurnal: Jurnal
    toko: dict[str, Toko]
    topik: dict[str, list[Catatan]]
    penerima: PenerimaKacau

    def temuan(self) -> list[str]:
        return hakimi(self.jurnal, self.toko, self.topik, self.penerima)

    @property
    def iuran(self) -> Toko:
        return self.toko["iuran"]

    def ganti(self, toko: Toko, n: int, **ubah: Any) -> None:
        toko.peristiwa[n] = replace(toko.peristiwa[n], **ubah)


def _jawab(j: Jurnal, toko: Toko, jenis: str, klien: str, isi: Any, status: int = 201, **ciri: Any) -> Perintah:
    """A command that was sent, took effect and was answered."""
    p = j.catat(jenis, klien, "POST", toko.layanan, "/v1/x", b"{}", ciri)
    teks = orjson.dumps(isi)
    p.percobaan = 1
    p.balasan.append(Balasan(status, teks, 1.0, 2.0, sampai=True))
    toko.jawaban.append(JawabanTersimpan(klien, "POST /v1/x", p.kunci, status, teks))
    return p


def _peristiwa(toko: Toko, stream: str, jenis: str, isi: dict[str, Any], p: Perintah | None = None, umum: Any = None) -> None:
    versi, urutan = toko.stream.get(stream, (0, 0))
    meta: dict[str, Any] = {"client": "job:x", "causation_id": f"{stream}{versi}"}
    if p is not None:
        meta = {"client": p.klien, "correlation_id": f"k{p.nomor}", "traceparent": f"00-{p.jejak}-0000000000000001-01"}
    id = str(UUID(int=len(toko.peristiwa) + 1 + 1000 * LAYANAN.index(toko.layanan)))
    tampil = (None, None, None, None) if umum is None else (urutan + 1, umum.ce_type(), umum.model_dump_json().encode(), "akt-sentosa")
    toko.peristiwa.append(Peristiwa(stream, versi + 1, id, jenis, orjson.dumps(isi), meta, *tampil))
    toko.stream[stream] = (versi + 1, urutan + (umum is not None))


def _utuh() -> Dunia:
    """A small night in which everything went well: one person, one bill, one payment over it, one file of a bank."""
    j, toko = Jurnal(1), {nama: Toko(nama) for nama in LAYANAN}
    iuran, kepesertaan = toko["iuran"], toko["kepesertaan"]
    daftar = _jawab(j, kepesertaan, "daftar", "akt-sentosa", {"nomor_kartu": "K1", "tidak_berubah": False}, nik="N1", bu="BU")
    _peristiwa(kepesertaan, "peserta:K1", "PesertaDidaftarkan", {}, daftar)
    rek, siapa = f"rekening:{VA}", {"virtual_account": VA, "badan_usaha_id": "BU"}
    uang = {"pemberi_kerja": 80, "pekerja": 20, "pemerintah": 0}
    lain = {"tagihan_id": T1, "periode": "2016-12", "jatuh_tempo": "2016-12-10", "jumlah_peserta": 1}
    terbit = publik.TagihanDiterbitkan.model_validate({**siapa, **lain, **uang, "jumlah": 100})
    _peristiwa(iuran, rek, "TagihanDiterbitkan", {"unit": UNIT, **lain, **uang}, None, terbit)
    isi = {"pembayaran_id": P1, "dialokasikan": [{"tagihan_id": T1, "periode": "2016-12", "nominal": 100}], "kelebihan": 7}
    bayar = _jawab(j, iuran, "bayar", "bank-bni", isi, referensi="R1", nominal=107, va=VA)
    dicatat = {**isi, "nominal": 107, "waktu_bayar": SAAT, "bank": "BNI", "kanal": "ATM", "referensi_bank": "R1"}
    _peristiwa(iuran, rek, "PembayaranDicatat", {"unit": UNIT, **dicatat}, bayar, publik.IuranDiterima.model_validate({**siapa, **dicatat}))
    lunas = {"tagihan_id": T1, "periode": "2016-12", "jumlah": 100, "lunas_pada": SAAT, "pembayaran_id": P1}
    _peristiwa(iuran, rek, "TagihanDilunasi", {"unit": UNIT, **lunas}, bayar, publik.TagihanLunas.model_validate({**siapa, **lunas}))
    _jawab(j, iuran, "berkas_bank", "bank-bni", {"pekerjaan_id": "J1"}, 202, bayaran=[("R1", 107, VA)])
    iuran.pekerjaan["J1"] = Pekerjaan("J1", "berkas", "SELESAI", 0)
    iuran.tabel = {
        "buku_besar": [
            {"event_id": e, "akun": akun, "virtual_account": va, "nominal": n}
            for e, akun, va, n in (
                ("a", "PIUTANG_IURAN", VA, 100), ("a", "PENDAPATAN_IURAN", None, -100), ("b", "KAS_BANK", None, 107),
                ("b", "PIUTANG_IURAN", VA, -100), ("b", "KELEBIHAN_IURAN", VA, -7),
            )
        ],
        "tagihan": [{"tagihan_id": T1, "virtual_account": VA, "jumlah": 100, "terbayar": 100, "keadaan": "LUNAS"}],
        "pembayaran": [{"pembayaran_id": P1, "virtual_account": VA, "nominal": 107, "kelebihan": 7, "batal": False}],
        "saldo_va": [{"virtual_account": VA, "tunggakan": 0, "kredit": 7}],
        "titipan": [],
    }  # fmt: skip
    toko["status"].dibaca["status.v1", "iuran"] = {rek: 3}
    topik: dict[str, list[Catatan]] = {nama: [] for nama in LAYANAN}
    penerima = PenerimaKacau(random.Random(1))
    for n, p in enumerate(p for p in iuran.peristiwa if p.urutan is not None):
        kepala = {"ce_id": p.id, "ce_type": p.jenis_publik, "ce_subject": p.stream, "ce_sequence": str(p.urutan), "ce_aktid": p.akt_id}
        catatan = Catatan(0, n, p.stream.encode(), {k: (v or "").encode() for k, v in kepala.items()}, p.isi_publik or b"")
        topik["iuran"].append(catatan)
        data = {"subjek": p.stream, "urutan": n + 1, "nomor_peristiwa": n + 1}
        penerima.diterima.append(Kiriman("akt-sentosa", p.id, "x", data, f"isi {n}".encode()))
    return Dunia(j, toko, topik, penerima)


UTUH = _utuh()


def _isi(p: Peristiwa, **ubah: Any) -> bytes:
    return orjson.dumps({**p.urai(), **ubah})


def _dua_kali(d: Dunia) -> None:
    p = d.iuran.peristiwa[1]
    meta = {**p.metadata, "correlation_id": "lain"}
    d.ganti(d.iuran, 2, metadata=meta)


def _tanpa_akibat(d: Dunia) -> None:
    d.toko["kepesertaan"].peristiwa.clear()
    d.toko["kepesertaan"].stream = {"peserta:K1": (0, 0)}


def _separuh(d: Dunia) -> None:
    """The client never got an answer, and of the command's answer nothing is stored; its events are there all the same."""
    d.jurnal.perintah[0].balasan.clear()
    d.toko["kepesertaan"].jawaban.clear()


def _hilang(d: Dunia) -> None:
    _tanpa_akibat(d)
    d.toko["kepesertaan"].jawaban.clear()


def _jawaban_lain(d: Dunia) -> None:
    d.jurnal.perintah[1].balasan.append(Balasan(201, b"{}", 3.0, 4.0, sampai=False))


def _lalu_ditolak(d: Dunia) -> None:
    d.jurnal.perintah[1].balasan.append(Balasan(409, b"{}", 3.0, 4.0, sampai=True))


def _referensi_ganda(d: Dunia) -> None:
    isi = d.iuran.peristiwa[1].urai()
    _peristiwa(d.iuran, "rekening:lain", "PembayaranDicatat", isi)


def _topik(d: Dunia, n: int, **ubah: Any) -> None:
    d.topik["iuran"][n] = replace(d.topik["iuran"][n], **ubah)


def _tukar(d: Dunia) -> None:
    a, b = d.topik["iuran"][:2]
    d.topik["iuran"][:2] = [replace(b, offset=0), replace(a, offset=1)]


def _asing(d: Dunia) -> None:
    c = d.topik["iuran"][2]
    d.topik["iuran"].append(replace(c, offset=9, kepala={**c.kepala, "ce_sequence": b"4", "ce_id": b"asing"}))


def _webhook(d: Dunia, n: int, **ubah: Any) -> None:
    d.penerima.diterima[n] = replace(d.penerima.diterima[n], **ubah)


RUSAK: dict[str, tuple[Callable[[Dunia], Any], str]] = {
    "done twice": (_dua_kali, "berakibat 2 kali"),
    "answer without effect": (_tanpa_akibat, "tersimpan 201 tanpa akibat"),
    "half effect of a command nobody was told of": (_separuh, "tanpa jawaban tersimpan"),
    "acknowledged and lost": (_hilang, "diakui 201, tetapi tidak ada akibatnya"),
    "another answer than the stored one": (
        lambda d: d.iuran.jawaban.__setitem__(0, replace(d.iuran.jawaban[0], isi=b"{}")),
        "tersimpan 201",
    ),
    "two answers of one key": (_jawaban_lain, "dua jawaban berhasil yang berbeda"),
    "done, then refused": (_lalu_ditolak, "sudah berhasil, lalu dijawab 409"),
    "a 500": (lambda d: d.jurnal.perintah[0].balasan.append(Balasan(500, b"", 3.0, 4.0, True)), "dijawab 500"),
    "a command nobody sent": (lambda d: d.iuran.jawaban.append(JawabanTersimpan("bank-bni", "", "x", 201, b"")), "tidak pernah dikirim"),
    "a reference paid twice": (_referensi_ganda, "tercatat 2 kali"),
    "another sum than was sent": (
        lambda d: d.ganti(d.iuran, 1, isi=_isi(d.iuran.peristiwa[1], nominal=108, kelebihan=8)),
        "tercatat 108 untuk 8888800000012345, yang tidak pernah dikirim",
    ),
    "two people, one card": (
        lambda d: _jawab(d.jurnal, d.toko["kepesertaan"], "daftar", "a", {"nomor_kartu": "K1", "tidak_berubah": True}, nik="N2"),
        "diberikan kepada 2 orang",
    ),
    "a job that never ended": (lambda d: d.iuran.pekerjaan.update(J1=Pekerjaan("J1", "b", "BERJALAN", 0)), "pekerjaannya BERJALAN"),
    "a job that was lost": (lambda d: d.iuran.pekerjaan.clear(), "pekerjaannya hilang"),
    "a bank file's row lost": (lambda d: d.jurnal.perintah[2].ciri["bayaran"].append(("R2", 1, VA)), "tidak tercatat"),
    "never published": (lambda d: d.topik["iuran"].pop(), "tidak pernah sampai ke topik"),
    "published out of order": (_tukar, "melompat dari 0 ke 2"),
    "other bytes on the topic": (lambda d: _topik(d, 1, isi=b"{}"), "isi berbeda dari toko"),
    "a record of nobody": (_asing, "urutan 4 tidak ada di toko"),
    "a hole in a stream": (lambda d: d.ganti(d.iuran, 2, versi=5), "berlubang atau berganda dalam versinya"),
    "a stream's head behind": (lambda d: d.iuran.stream.update({f"rekening:{VA}": (2, 2)}), "kepala rekening"),
    "an id twice": (lambda d: d.ganti(d.toko["iuran"], 2, id=d.iuran.peristiwa[1].id), "id ganda"),
    "a rupiah lost in an event": (lambda d: d.ganti(d.iuran, 1, isi=_isi(d.iuran.peristiwa[1], kelebihan=6)), "dialokasikan 100"),
    "a bill overpaid": (lambda d: d.ganti(d.iuran, 0, isi=_isi(d.iuran.peristiwa[0], pekerja=10)), "dibayar 100 dari 90"),
    "paid in full, not told": (lambda d: d.ganti(d.iuran, 2, jenis="KelebihanDicatat"), "dinyatakan lunas"),
    "an entry that does not balance": (lambda d: d.iuran.tabel["buku_besar"][4].update(nominal=-6), "timpang 1"),
    "an entry on the wrong account": (lambda d: d.iuran.tabel["buku_besar"][4].update(akun="TITIPAN"), "buku besar: TITIPAN -7"),
    "a bill's row behind": (lambda d: d.iuran.tabel["tagihan"][0].update(terbayar=99), "tagihan 1111"),
    "a payment's row missing": (lambda d: d.iuran.tabel["pembayaran"].clear(), "pembayaran 2222"),
    "a balance off": (lambda d: d.iuran.tabel["saldo_va"][0].update(kredit=8), "kredit 8, menurut peristiwa 7"),
    "a message that never came": (lambda d: d.penerima.diterima.pop(), "tidak pernah sampai"),
    "another AKT's message": (lambda d: d.penerima.diterima.append(replace(d.penerima.diterima[0], akt="akt-melati")), "milik akt-sentosa"),
    "a hole in urutan": (lambda d: _webhook(d, 2, data={**d.penerima.diterima[2].data, "urutan": 9}), "berlubang"),
    "a number used twice": (lambda d: _webhook(d, 2, data=d.penerima.diterima[1].data), "dipakai dua pesan"),
    "other bytes at the second attempt": (
        lambda d: d.penerima.diterima.append(replace(d.penerima.diterima[0], mentah=b"lain")),
        "dikirim dengan isi yang berbeda",
    ),
    "a signature that does not verify": (lambda d: d.penerima.palsu.append("x"), "tidak terverifikasi"),
    "something in an outbox": (lambda d: setattr(d.iuran, "kotak_keluar", 3), "3 rujukan tertinggal"),
    "something parked": (lambda d: d.iuran.parkir.append("unit x: GAGAL"), "catatan diparkir"),
    "a consumer behind": (lambda d: d.toko["status"].dibaca["status.v1", "iuran"].clear(), "tidak sampai"),
}


def test_what_is_whole_is_found_whole() -> None:
    assert UTUH.temuan() == []


@pytest.mark.parametrize("nama", RUSAK)
def test_a_planted_violation_is_found(nama: str) -> None:
    d = copy.deepcopy(UTUH)
    tanam, harap = RUSAK[nama]
    tanam(d)
    assert [t for t in d.temuan() if harap in t], d.temuan()
