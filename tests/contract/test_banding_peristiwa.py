"""A breaking change to an event fails with a sentence that says what broke for whom; each kind of breakage is planted here."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from shared_events.documents import GOLDEN, schema
from shared_events.registry import EVENTS

from .banding_peristiwa import pelanggaran, semua_terbitan, terbitan
from .konsumen import pembaca_dari

Skema = dict[str, dict[str, Any]]


def sekarang() -> Skema:
    return {t: json.loads(json.dumps(schema(e))) for t, e in EVENTS.items()}


def test_nothing_that_was_ever_published_is_broken() -> None:
    salah = pelanggaran(sekarang(), semua_terbitan())
    assert not salah, "\n".join(salah)


@pytest.mark.parametrize("ce_type", sorted(EVENTS))
def test_every_sample_ever_is_valid_under_every_schema_ever(ce_type: str) -> None:
    """Transitive: any reader's release with any producer's release."""
    for path in terbitan(ce_type):
        periksa = jsonschema.Draft202012Validator(json.loads(path.read_text("utf-8")))
        for contoh in sorted(GOLDEN.glob(f"{ce_type}.*.json")):
            salah = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in periksa.iter_errors(json.loads(contoh.read_text("utf-8")))]
            assert not salah, f"{ce_type}: {contoh.name} is not read by consumers of {path.name}: {salah}"


IURAN = "selaras.iuran.IuranDiterima.v1"
STATUS = "selaras.status.StatusUnitBerubah.v1"
SEP = "selaras.klaim.SepDiubah.v1"


def buang(s: Skema) -> None:
    del s[IURAN]["properties"]["nominal"]
    s[IURAN]["required"].remove("nominal")


def buang_pilihan(s: Skema) -> None:
    del s[STATUS]["properties"]["lunas_sampai"]


def ganti_tipe(s: Skema) -> None:
    s[IURAN]["properties"]["nominal"]["type"] = "string"


def ganti_tipe_dalam(s: Skema) -> None:
    s[IURAN]["$defs"]["Alokasi"]["properties"]["nominal"]["type"] = "number"


def wajib_baru(s: Skema) -> None:
    s[IURAN]["properties"]["loket"] = {"type": "string"}
    s[IURAN]["required"].append("loket")


def jadi_wajib(s: Skema) -> None:
    s[STATUS]["required"].append("lunas_sampai")


def jadi_pilihan(s: Skema) -> None:
    s[IURAN]["required"].remove("bank")


def enum_kurang(s: Skema) -> None:
    s[SEP]["properties"]["perubahan"]["enum"].remove("PULANG")


def enum_tambah(s: Skema) -> None:
    s[SEP]["properties"]["perubahan"]["enum"].append("DIRUJUK_BALIK")


def pola_lain(s: Skema) -> None:
    s[IURAN]["properties"]["virtual_account"]["pattern"] = r"^\d{18}$"


def jadi_null(s: Skema) -> None:
    s[IURAN]["properties"]["bank"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def ganti_nama(s: Skema) -> None:
    s["selaras.iuran.IuranMasuk.v1"] = s.pop(IURAN)


TANAM: list[tuple[Callable[[Skema], None], str, str]] = [
    (buang, IURAN, "`nominal` is gone"),
    (buang_pilihan, STATUS, "`lunas_sampai` is gone"),
    (ganti_tipe, IURAN, "`nominal`: type lost (integer, now string)"),
    (ganti_tipe_dalam, IURAN, "`dialokasikan[].nominal`: type new (number, was integer)"),
    (wajib_baru, IURAN, "`loket` is new and required"),
    (jadi_wajib, STATUS, "`lunas_sampai`: now required"),
    (jadi_pilihan, IURAN, "`bank`: no longer required"),
    (enum_kurang, SEP, "`perubahan`: value gone (PULANG)"),
    (enum_tambah, SEP, "`perubahan`: value new (DIRUJUK_BALIK)"),
    (pola_lain, IURAN, "`virtual_account`: tighter (pattern"),
    (jadi_null, IURAN, "`bank`: type new (null, was string)"),
    (ganti_nama, IURAN, "is gone"),
]


@pytest.mark.parametrize(("tanam", "ce_type", "apa"), TANAM, ids=[t.__name__ for t, _, _ in TANAM])
def test_a_planted_break_is_found_and_said_for_whom(tanam: Callable[[Skema], None], ce_type: str, apa: str) -> None:
    skema = copy.deepcopy(sekarang())
    tanam(skema)
    kalimat = pelanggaran(skema, semua_terbitan())
    assert kalimat and all(k.startswith(ce_type) for k in kalimat)
    assert any(apa in k for k in kalimat), kalimat
    for pembaca in pembaca_dari(ce_type):
        assert str(pembaca) in kalimat[0]


def test_the_readers_are_found_by_themselves() -> None:
    nama = {str(p) for p in pembaca_dari(IURAN)}
    assert {"dasbor (proyeksi halaman.v1)", "notifikasi (proyeksi umpan.v1)"} <= nama
    assert "status (reaksi unit)" in {str(p) for p in pembaca_dari("selaras.iuran.TagihanLunas.v1")}
    assert "klaim (proyeksi klaim.akt.v1)" in {str(p) for p in pembaca_dari("selaras.kepesertaan.HariDitutup.v1")}
    assert "dasbor (proyeksi halaman.v1)" in {str(p) for p in pembaca_dari("selaras.klaim.KlaimDiajukan.v1")}


def test_what_is_only_added_breaks_nobody() -> None:
    skema = sekarang()
    skema[IURAN]["properties"]["loket"] = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}
    skema[IURAN]["description"] = "other words"
    skema["selaras.iuran.Baru.v1"] = {"type": "object", "properties": {}}
    assert pelanggaran(skema, semua_terbitan()) == []
