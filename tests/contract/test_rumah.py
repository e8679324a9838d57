"""Rules of the house that import-linter cannot see: what a domain may touch, and how long a file may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

AKAR = Path(__file__).resolve().parents[2]
DOMAIN = sorted([*AKAR.glob("services/*/src/*/domain/**/*.py"), *AKAR.glob("libs/dasar/src/dasar/*.py")])
BOLEH = {
    *("__future__", "abc", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools"),
    *("hashlib", "hmac", "importlib", "itertools", "json", "math", "operator", "re", "string", "textwrap", "tomllib", "types", "typing"),
    *("unicodedata", "uuid", "zoneinfo", "csv", "io"),
}
"""Parts of the standard library without input, output, clock or chance."""
TERLARANG = {"now", "utcnow", "today", "uuid1", "uuid4", "uuid7", "open", "print", "input"}
"""Time and ids are fields of the command."""
BATAS_BARIS = 300


def _impor(pohon: ast.AST) -> set[str]:
    nama: set[str] = set()
    for simpul in ast.walk(pohon):
        if isinstance(simpul, ast.Import):
            nama |= {a.name for a in simpul.names}
        elif isinstance(simpul, ast.ImportFrom) and simpul.module:
            nama.add(simpul.module)
    return nama


def _panggilan(pohon: ast.AST) -> set[str]:
    fungsi = [simpul.func for simpul in ast.walk(pohon) if isinstance(simpul, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else f.id for f in fungsi if isinstance(f, ast.Attribute | ast.Name)}


@pytest.mark.parametrize("berkas", DOMAIN, ids=lambda b: str(b.relative_to(AKAR)))
def test_domain_hanya_memakai_pustaka_baku_yang_murni_dasar_dan_dirinya(berkas: Path) -> None:
    pohon = ast.parse(berkas.read_text(encoding="utf-8"))
    layanan = berkas.relative_to(AKAR).parts[1]
    asing = {m for m in _impor(pohon) if m.split(".")[0] not in BOLEH | {"dasar"} and not f"{m}.".startswith(f"{layanan}.domain.")}
    assert not asing, f"{berkas.relative_to(AKAR)} mengimpor {sorted(asing)}"
    assert not _panggilan(pohon) & TERLARANG


def test_tidak_ada_berkas_sumber_lebih_dari_tiga_ratus_baris() -> None:
    sumber = [b for pola in ("libs/*/src", "services/*/src", "tools/*/src") for f in AKAR.glob(pola) for b in f.rglob("*.py")]
    panjang = {str(b.relative_to(AKAR)): n for b in sumber if (n := b.read_text(encoding="utf-8").count("\n")) > BATAS_BARIS}
    assert not panjang
