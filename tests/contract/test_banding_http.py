"""Published HTTP interfaces: a breaking change fails with a sentence, an addition asks to be published. Each kind is planted here."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from .banding_http import pelanggaran
from .bentuk import Json
from .konsumen import LAYANAN
from .terbitkan_http import TERBITAN, diterbitkan, sekarang, teks


@pytest.mark.parametrize("layanan", LAYANAN)
def test_the_published_interface_is_kept(layanan: str) -> None:
    putus = pelanggaran(layanan, diterbitkan(layanan), sekarang(layanan))
    assert not putus, "\n".join(putus)


@pytest.mark.parametrize("layanan", LAYANAN)
def test_what_was_added_is_published(layanan: str) -> None:
    baru = teks(sekarang(layanan)) == (TERBITAN / f"{layanan}.json").read_text("utf-8")
    assert baru, f"{layanan} has changed without breaking anybody: run `python -m tests.contract.terbitkan_http` and commit what it writes"


def test_no_interface_is_forgotten() -> None:
    assert {p.stem for p in TERBITAN.glob("*.json")} == set(LAYANAN)


def skema(d: Json, nama: str) -> Json:
    isi: Json = d["components"]["schemas"][nama]
    return isi


def op(d: Json, cara: str, jalur: str) -> Json:
    isi: Json = d["paths"][jalur][cara]
    return isi


def param(d: Json, cara: str, jalur: str, nama: str) -> Json:
    return next(p for p in op(d, cara, jalur)["parameters"] if p["name"] == nama)


BAYAR, TAGIHAN = "/v1/pembayaran", "/v1/tagihan"


def rute_hilang(d: Json) -> None:
    del d["paths"][BAYAR]["post"]


def jawaban_kurang(d: Json) -> None:
    del skema(d, "PembayaranTercatat")["properties"]["kelebihan"]


def jawaban_dalam_kurang(d: Json) -> None:
    del skema(d, "Alokasi")["properties"]["periode"]


def jawaban_boleh_kosong(d: Json) -> None:
    skema(d, "PembayaranTercatat")["properties"]["pembayaran_id"] = {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]}


def jawaban_tak_selalu(d: Json) -> None:
    skema(d, "PembayaranTercatat")["required"].remove("kelebihan")


def jawaban_lain_tipe(d: Json) -> None:
    skema(d, "PembayaranTercatat")["properties"]["kelebihan"] = {"type": "string"}


def isian_wajib_baru(d: Json) -> None:
    skema(d, "PembayaranBaru")["properties"]["loket"] = {"type": "string"}
    skema(d, "PembayaranBaru")["required"].append("loket")


def isian_hilang(d: Json) -> None:
    del skema(d, "PembayaranBaru")["properties"]["kanal"]
    skema(d, "PembayaranBaru")["required"].remove("kanal")


def isian_sempit(d: Json) -> None:
    skema(d, "PembayaranBaru")["properties"]["bank"]["maxLength"] = 3


def isian_lain_tipe(d: Json) -> None:
    skema(d, "PembayaranBaru")["properties"]["nominal"] = {"type": "string"}


def isian_enum(d: Json) -> None:
    skema(d, "PembayaranBaru")["properties"]["kanal"]["enum"] = ["TELLER", "ATM"]


def query_hilang(d: Json) -> None:
    op(d, "get", TAGIHAN)["parameters"].remove(param(d, "get", TAGIHAN, "periode"))


def query_wajib(d: Json) -> None:
    param(d, "get", TAGIHAN, "periode")["required"] = True


def kunci_wajib(d: Json) -> None:
    param(d, "post", "/v1/tagihan:terbitkan", "Idempotency-Key")["required"] = True


def status_hilang(d: Json) -> None:
    op(d, "post", BAYAR)["responses"]["200"] = op(d, "post", BAYAR)["responses"].pop("201")


def cakupan_baru(d: Json) -> None:
    op(d, "get", TAGIHAN)["security"] = [{"oauth2": ["iuran:baca", "iuran:tulis"]}]


def cakupan_lain(d: Json) -> None:
    op(d, "get", TAGIHAN)["security"] = [{"oauth2": ["tagihan:baca"]}]


def media_lain(d: Json) -> None:
    isi = op(d, "post", BAYAR)["requestBody"]["content"]
    isi["application/xml"] = isi.pop("application/json")


TANAM: list[tuple[Callable[[Json], None], str, str]] = [
    (rute_hilang, "POST /v1/pembayaran of iuran is gone", "bank-bni"),
    (jawaban_kurang, "POST /v1/pembayaran of iuran: answer 201: `kelebihan`: field gone", "bank-bni"),
    (jawaban_dalam_kurang, "answer 201: `dialokasikan[].periode`: field gone", "bank-bni"),
    (jawaban_boleh_kosong, "answer 201: `pembayaran_id`: type new (null", "bank-bni"),
    (jawaban_tak_selalu, "answer 201: `kelebihan`: no longer required", "bank-bni"),
    (jawaban_lain_tipe, "answer 201: `kelebihan`: type new (string, was integer)", "bank-bni"),
    (isian_wajib_baru, "body: `loket`: field new (required)", "bank-bni"),
    (isian_hilang, "body: `kanal`: field gone", "bank-bni"),
    (isian_sempit, "body: `bank`: tighter (maxLength 20 -> 3)", "bank-bni"),
    (isian_lain_tipe, "body: `nominal`: type lost (integer, now string)", "bank-bni"),
    (isian_enum, "body: `kanal`: value gone (all but ATM, TELLER)", "bank-bni"),
    (query_hilang, "GET /v1/tagihan of iuran: query parameter `periode` is gone", "akt-sentosa"),
    (query_wajib, "query parameter `periode` is required now", "akt-sentosa"),
    (kunci_wajib, "header parameter `Idempotency-Key` is required now", "operasi"),
    (status_hilang, "status 201 is no longer answered", "bank-bni"),
    (cakupan_baru, "scope iuran:baca no longer suffices, iuran:baca iuran:tulis is asked", "badan-usaha-a"),
    (cakupan_lain, "scope iuran:baca no longer suffices, tagihan:baca is asked", "akt-sentosa"),
    (media_lain, "body: application/json is gone", "bank-bni"),
]


@pytest.mark.parametrize(("tanam", "apa", "untuk"), TANAM, ids=[t.__name__ for t, _, _ in TANAM])
def test_a_planted_break_is_found_and_said_for_whom(tanam: Callable[[Json], None], apa: str, untuk: str) -> None:
    lama = diterbitkan("iuran")
    baru = copy.deepcopy(lama)
    tanam(baru)
    kalimat = pelanggaran("iuran", lama, baru)
    kena = [k for k in kalimat if apa in k]
    assert kena, kalimat
    assert untuk in kena[0]


def test_a_webhook_that_says_less_breaks_who_subscribed() -> None:
    lama = diterbitkan("notifikasi")
    baru = copy.deepcopy(lama)
    hilang = sorted(baru["webhooks"])[0]
    del baru["webhooks"][hilang]
    assert pelanggaran("notifikasi", lama, baru) == [f"webhook {hilang} is gone: every AKT that subscribed to it still wait for it."]


def test_what_is_only_added_breaks_nobody() -> None:
    lama = diterbitkan("iuran")
    baru = copy.deepcopy(lama)
    baru["paths"]["/v1/baru"] = {"get": {"responses": {"200": {"description": "x"}}}}
    skema(baru, "PembayaranBaru")["properties"]["loket"] = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}
    skema(baru, "PembayaranBaru")["properties"]["bank"]["maxLength"] = 40
    skema(baru, "PembayaranTercatat")["properties"]["kuitansi"] = {"type": "string"}
    op(baru, "get", TAGIHAN)["parameters"].append({"name": "urut", "in": "query", "required": False, "schema": {"type": "string"}})
    op(baru, "get", TAGIHAN)["security"].append({"oauth2": ["operasi"]})
    op(baru, "get", TAGIHAN)["responses"]["206"] = {"description": "x"}
    assert pelanggaran("iuran", lama, baru) == []
