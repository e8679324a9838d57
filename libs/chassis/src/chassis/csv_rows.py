"""CSV for people with spreadsheets: nothing in it runs, and no cell falls apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BOM = b"\xef\xbb\xbf"
"""At the beginning of a file: without it a spreadsheet takes UTF-8 for something else."""


def csv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    return "".join(",".join(_quoted(harmless(cell)) for cell in row) + "\r\n" for row in rows).encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is made text."""
    return (
        f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and not cell.lstrip("+-").replace(".", "", 1).isdigit() else cell
    )


def _quoted(cell: str) -> str:
    """Also for semicolons: where the reader's spreadsheet parts at them, ``x;=1`` must stay one cell. (The csv module cannot.)"""
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',;"\t\r\n') else cell
