"""A business refusal: why a command was not carried out, in words a user can act on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Galat:
    """One faulty field. ``penunjuk`` is an RFC 6901 pointer into the body (``/upah_pokok``), ``alasan`` a sentence."""

    penunjuk: str
    alasan: str
    kode: str = ""


@dataclass(eq=False)
class Ditolak(Exception):
    """A rule refuses. Raised by ``decide`` and turned into problem+json by chassis.

    kode    stable code in CAPITALS (``DATA_BELUM_LENGKAP``); the problem's type is its slug
    alasan  one or two sentences in Bahasa Indonesia, for the person who asked; never personal data
    aturan  rule id of docs/aturan.md, where one decided
    status  HTTP status: 409 state forbids it, 422 the input is wrong, 403 not allowed, 404 unknown, 503 not now
    """

    kode: str
    alasan: str
    aturan: str | None = None
    status: int = 409
    galat: tuple[Galat, ...] = field(default=())

    def __post_init__(self) -> None:
        super().__init__(self.kode, self.alasan, self.aturan)

    def __str__(self) -> str:
        return f"{self.kode}: {self.alasan}" + (f" ({self.aturan})" if self.aturan else "")


def tidak_ditemukan(apa: str) -> Ditolak:
    """404: unknown, or not the asker's to know of; both read the same so that nothing leaks."""
    return Ditolak("TIDAK_DITEMUKAN", f"{apa} tidak ditemukan.", status=404)
