"""The check of who is named to whom finds what it must: the wrong receiver, the day before, the day after, the type that may not say it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from selaras.cerita.milik import PERPISAHAN, Sebutan, bocor
from selaras.cerita.peralihan import AKHIR, BERTANDA, MULAI, hari_hari, tanda_siapa
from selaras.penerima import Kiriman

ORANG, BADAN_USAHA = "0001234567890", "0190f0aa-bu2"
SEBUTAN = (
    Sebutan("akt-lama", "akt-lama"),
    Sebutan(ORANG, "akt-lama", sampai=AKHIR),
    Sebutan(ORANG, "akt-lama", MULAI, MULAI, PERPISAHAN),
    Sebutan(ORANG, "akt-baru", MULAI),
    Sebutan(BADAN_USAHA, "akt-baru", date(2017, 2, 1), AKHIR, frozenset({"peralihan_akt.langkah"})),
    Sebutan("KEL-0001234567899"),
)


def kiriman(akt: str, hari: date, kata: str, jenis: str = "peserta.diubah") -> Kiriman:
    isi = {"type": jenis, "timestamp": f"{hari}T00:05:00+07:00", "data": {"x": [f"peserta:{kata}"]}}
    return Kiriman(akt, "m", jenis, {}, json.dumps(isi).encode())


@pytest.mark.parametrize(
    ("k", "boleh"),
    [
        (kiriman("akt-lama", AKHIR, ORANG), True),
        (kiriman("akt-lama", MULAI, ORANG), False),
        (kiriman("akt-lama", MULAI, ORANG, "tanda_koordinasi_manfaat.dihapus"), True),
        (kiriman("akt-lama", date(2017, 3, 2), ORANG, "tanda_koordinasi_manfaat.dihapus"), False),
        (kiriman("akt-baru", AKHIR, ORANG, "peralihan_akt.langkah"), False),
        (kiriman("akt-baru", MULAI, ORANG), True),
        (kiriman("akt-baru", date(2017, 2, 1), BADAN_USAHA, "peralihan_akt.langkah"), True),
        (kiriman("akt-baru", date(2017, 2, 1), BADAN_USAHA), False),
        (kiriman("akt-baru", MULAI, "AKT-LAMA"), False),
        (kiriman("akt-lama", AKHIR, "kel-0001234567899"), False),
        (kiriman("akt-lama", AKHIR, "seorang lain"), True),
    ],
)
def test_yang_bukan_miliknya_hari_itu_disebut(k: Kiriman, boleh: bool) -> None:
    assert (bocor([k], SEBUTAN) == []) is boleh


def test_hari_terakhir_dan_hari_pertama() -> None:
    hari = list(hari_hari(BERTANDA, date(2017, 3, 2)))
    assert (len(hari), hari[0], hari[-1]) == (88, BERTANDA, date(2017, 3, 2))
    assert [tanda_siapa(h) for h in (AKHIR, MULAI)] == ["akt-melati", "akt-sentosa"]
