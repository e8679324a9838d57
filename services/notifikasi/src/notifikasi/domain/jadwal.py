"""When a message is sent again, and what an answer means. Pure: chance and time come in as arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

DETIK, MENIT, JAM = 1, 60, 3600

JEDA = (5 * DETIK, 5 * MENIT, 30 * MENIT, 2 * JAM, 5 * JAM, 10 * JAM, 14 * JAM, 20 * JAM, 24 * JAM)
"""Seconds between the attempts: the first and nine more, over a little more than three days."""
PERCOBAAN_TERBANYAK = len(JEDA) + 1
SIMPANGAN = 0.1
"""Jitter: up to a tenth either way, so that what failed together does not come back together."""
RETRY_AFTER_TERPANJANG = 24 * JAM
MENYERAH_SETELAH = timedelta(days=5)
"""An endpoint without one success for this long is switched off."""

Akibat = Literal["TERKIRIM", "ULANGI", "GAGAL", "NONAKTIFKAN"]


@dataclass(frozen=True, slots=True)
class Jawaban:
    """``kode``: HTTP status, None when no answer came; ``retry_after``: seconds the receiver asked for."""

    kode: int | None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Keputusan:
    akibat: Akibat
    jeda: float = 0.0


def putuskan(jawaban: Jawaban, percobaan: int, acak: float) -> Keputusan:
    """What follows attempt number ``percobaan`` (from 1); ``acak`` in [0, 1)."""
    kode = jawaban.kode
    if kode is not None and 200 <= kode < 300:
        return Keputusan("TERKIRIM")
    if kode == 410:  # Gone: the receiver wants nothing any more. The message stays for a resend
        return Keputusan("NONAKTIFKAN", jeda(min(percobaan, len(JEDA)), acak))
    if percobaan >= PERCOBAAN_TERBANYAK:
        return Keputusan("GAGAL")
    minta = jawaban.retry_after if kode in (429, 503) else None
    return Keputusan("ULANGI", jeda(percobaan, acak, minta))


def jeda(percobaan: int, acak: float, retry_after: float | None = None) -> float:
    """Seconds until the next attempt. Retry-After only makes it later: a receiver that says "1" every time must not use up its attempts."""
    dasar = JEDA[percobaan - 1] * (1 - SIMPANGAN + 2 * SIMPANGAN * acak)
    return max(dasar, min(retry_after or 0.0, RETRY_AFTER_TERPANJANG))


def menyerah(gagal_sejak: datetime | None, sekarang: datetime) -> bool:
    return gagal_sejak is not None and sekarang - gagal_sejak >= MENYERAH_SETELAH
