"""Sealing, wrapping, search hashes; the calendar; the settings' refusals."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest
from chassis.crypto import MasterKeys, Unreadable, keyed_hash, name_prefixes, name_words, new_key, seal, search_prefixes, unseal
from chassis.holidays_id import libur, versi_kalender
from chassis.settings import Settings
from dasar.tanggal import tambah_hari_kerja
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

DATA = {"nama": "Siti", "upah": 5_000_000}


def test_a_sealed_text_opens_with_its_key_and_place_only() -> None:
    key = new_key()
    text = seal(key, DATA, "0001944358911")
    assert unseal(key, text, "0001944358911") == DATA
    assert "Siti" not in text
    assert seal(key, DATA) != seal(key, DATA)
    for wrong_key, place in ((new_key(), "0001944358911"), (key, "0001944358912"), (key, "")):
        with pytest.raises(Unreadable):
            unseal(wrong_key, text, place)


@given(st.integers(0, 50), st.integers(1, 255))
def test_a_changed_text_does_not_open(at: int, flip: int) -> None:
    key = new_key()
    raw = bytearray(base64.b64decode(seal(key, DATA)))
    raw[at % len(raw)] ^= flip
    with pytest.raises(Unreadable):
        unseal(key, base64.b64encode(bytes(raw)).decode())


@pytest.mark.parametrize("text", ["", "x", "AQ==", "é", "AQAAAA==", base64.b64encode(b"\x02" + bytes(60)).decode()])
def test_rubbish_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        unseal(new_key(), text)
    with pytest.raises(Unreadable):
        MasterKeys(new_key()).unwrap(text)


def test_a_former_master_key_still_opens_what_it_wrapped() -> None:
    old, new, key = new_key(), new_key(), new_key()
    wrapped = MasterKeys(old).wrap(key)
    both = MasterKeys(new, (old,))
    assert both.unwrap(wrapped) == key
    assert both.outdated(wrapped)
    assert not both.outdated(both.wrap(key))
    with pytest.raises(Unreadable):
        MasterKeys(new).unwrap(wrapped)
    assert base64.b64encode(new).decode() not in repr(both)
    assert repr(new) not in repr(both)


def test_hashes_are_equal_for_what_people_call_equal() -> None:
    secret = new_key()
    assert keyed_hash(secret, "  Siti  AMÍNAH ") == keyed_hash(secret, "siti aminah")
    assert keyed_hash(secret, "siti") != keyed_hash(new_key(), "siti")


def test_names_are_found_by_beginnings_of_words() -> None:
    stored = name_prefixes("Hj. Siti Nur'aini, S.E.")
    assert name_words("Hj. Siti Nur'aini, S.E.") == ("hj", "siti", "nuraini", "se")
    for query in ("sit", "SITI nur", "nuraini", "hj siti"):
        assert search_prefixes(query) <= stored, query
    for query in ("aini", "sita", "siti budi"):
        assert not search_prefixes(query) <= stored, query
    long = "Abdurrahmanwahidin"
    assert search_prefixes(long) <= name_prefixes(long)


@given(st.text(max_size=40))
def test_every_name_finds_itself(name: str) -> None:
    assert search_prefixes(name) <= name_prefixes(name)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2017, 1, 9), date(2017, 2, 21)),  # Pilkada of 15 February is no working day
        (date(2016, 11, 10), date(2016, 12, 23)),
        (date(2017, 6, 9), date(2017, 7, 31)),  # Lebaran with its cuti bersama
        (date(2026, 3, 10), date(2026, 4, 29)),
    ],
)
def test_thirty_working_days(received: date, due: date) -> None:
    assert tambah_hari_kerja(received, 30, libur(received.year, received.year + 1)) == due


def test_the_calendar_has_a_version_and_its_election_days() -> None:
    assert versi_kalender().startswith("holidays-")
    assert {date(2017, 2, 15), date(2018, 6, 27), date(2024, 11, 27)} <= libur(2017, 2024)
    assert libur(2018, 2017) == frozenset()


def test_settings_by_their_usual_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SELARAS_DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:sandi@h/db")
    monkeypatch.setenv("SELARAS_URL_STATUS", "http://status:8103/")
    monkeypatch.setenv("SELARAS_SIMULASI", "1")
    settings = Settings()
    assert settings.database_url == "postgresql://u:sandi@h/db"
    assert settings.url("status") == "http://status:8103"
    assert settings.simulasi
    assert "sandi" not in repr(settings)
    monkeypatch.setenv("SELARAS_DATABASE_URL", "postgresql://lain/db")
    assert Settings().database_url == "postgresql://lain/db"
    with pytest.raises(KeyError):
        settings.url("lain")


REAL = {"kunci_induk": base64.b64encode(b"k" * 32).decode(), "rahasia_cari": base64.b64encode(b"c" * 32).decode()}


@pytest.mark.parametrize(
    "fields",
    [
        {"lingkungan": "produksi"},
        {"lingkungan": "produksi", **REAL, "simulasi": True},
        {"lingkungan": "produksi", "kunci_induk": REAL["kunci_induk"]},
        {"kunci_induk": "bukan base64!"},
        {"kunci_induk": base64.b64encode(b"pendek").decode()},
        {"kunci_induk_lama": "x"},
        {"kunci_kartu": base64.b64encode(b"pendek").decode()},
        {"kunci_kartu_lama": "x"},
        {"jwks_url": "file:///etc/passwd"},
        {"topic_prefix": "a b"},
        {"pool_max": 0},
    ],
)
def test_unsafe_settings_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**fields)
    assert REAL["kunci_induk"] not in str(refused.value)


def test_production_with_its_own_secrets() -> None:
    settings = Settings(lingkungan="produksi", **REAL)  # type: ignore[arg-type]
    assert settings.master_key() == b"k" * 32
    assert settings.search_secret() == b"c" * 32
    assert settings.former_master_keys() == ()


def test_who_signs_cards_needs_a_key_of_his_own_in_production() -> None:
    settings = Settings(lingkungan="produksi", **REAL)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="SELARAS_KUNCI_KARTU"):
        settings.card_key()
    sendiri = base64.b64encode(b"s" * 32).decode()
    settings = Settings(lingkungan="produksi", **REAL, kunci_kartu=sendiri, kunci_kartu_lama=f"{sendiri}, {sendiri}")  # type: ignore[arg-type]
    assert (settings.card_key(), settings.former_card_keys()) == (b"s" * 32, (b"s" * 32,) * 2)
