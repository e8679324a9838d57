"""Rules of the house that import-linter cannot see: what a domain may touch, and how long a file may be."""

from __future__ import annotations

import ast
import re
import tomllib
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
KODE = ("libs/*/src", "services/*/src", "tools/*/src")
UJI = ("libs/*/tests", "services/*/tests", "tools/*/tests", "tests")


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


def _python(*pola: str) -> list[Path]:
    return [b for p in pola for f in AKAR.glob(p) for b in f.rglob("*.py")]


def _ditandai() -> set[str]:
    """Ids in the marks of every test."""
    tanda = [
        simpul
        for b in _python(*UJI)
        for simpul in ast.walk(ast.parse(b.read_text(encoding="utf-8")))
        if isinstance(simpul, ast.Call) and isinstance(simpul.func, ast.Attribute) and simpul.func.attr == "aturan"
    ]
    return {a.value for t in tanda for a in t.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}


def test_setiap_aturan_yang_disebut_kode_layanan_mempunyai_uji_yang_membuktikannya() -> None:
    """An id in the code of a service is a claim. shared_events names rules whose events stand ready for services yet to decide them."""
    kode = [b for f in (*AKAR.glob("services/*/src"), AKAR / "libs/dasar/src") for a in ("*.py", "*.toml") for b in f.rglob(a)]
    disebut = {id: b.relative_to(AKAR) for b in kode for id in re.findall(r"R-[A-Z]+-\d{2}\b", b.read_text(encoding="utf-8"))}
    ditandai = _ditandai()
    tanpa = {id: str(b) for id, b in disebut.items() if id not in ditandai}
    assert disebut and not tanpa


def test_tidak_ada_berkas_lebih_dari_tiga_ratus_baris() -> None:
    """Tests too: whoever looks for the proof of a rule reads them."""
    panjang = {
        str(b.relative_to(AKAR)): n
        for b in _python(*KODE, *UJI, "benchmarks")
        if (n := b.read_text(encoding="utf-8").count("\n")) > BATAS_BARIS
    }
    assert not panjang


@pytest.mark.parametrize("paket", sorted(p.parent.relative_to(AKAR).as_posix() for p in AKAR.glob("[st]*/*/pyproject.toml")))
def test_sebuah_citra_memuat_satu_paket_dan_libs_saja(paket: str) -> None:
    """The Dockerfile copies libs and the one folder: what a package needs of the house beyond them cannot be installed there."""
    proyek = tomllib.loads((AKAR / paket / "pyproject.toml").read_text())["project"]
    butuh = {re.split(r"[^\w-]", d, maxsplit=1)[0].replace("_", "-") for d in proyek["dependencies"]}
    rumah = {tomllib.loads(p.read_text())["project"]["name"] for p in AKAR.glob("[st]*/*/pyproject.toml")}
    assert proyek["name"] in rumah and butuh & {"chassis", "dasar", "shared-events"}
    assert not butuh & rumah
