"""Signing secrets (Standard Webhooks 1.0): made, sealed at rest under the master key, and used to sign."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence

from chassis.crypto import MasterKeys
from chassis.settings import Settings

AWALAN = "whsec_"
_BYTE = 32


def kunci_induk(settings: Settings) -> MasterKeys:
    return MasterKeys(settings.master_key(), settings.former_master_keys())


def buat() -> bytes:
    return os.urandom(_BYTE)


def tampilkan(rahasia: bytes) -> str:
    """As the AKT is shown it, once."""
    return AWALAN + base64.b64encode(rahasia).decode()


def tanda_tangan(rahasia: Sequence[bytes], pesan_id: str, saat: int, badan: bytes) -> str:
    """``webhook-signature``: one ``v1`` a secret, so that either verifies while one takes over from the other."""
    isi = f"{pesan_id}.{saat}.".encode() + badan
    return " ".join("v1," + base64.b64encode(hmac.digest(r, isi, hashlib.sha256)).decode() for r in rahasia)
