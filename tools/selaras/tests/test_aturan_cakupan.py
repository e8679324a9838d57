"""The rule table, and the plugin that records which rules have passing tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from selaras.aturan import TABEL, akar_proyek, baca_tabel, hitung, laporan

pytest_plugins = ["pytester"]

_KECIL = """
| [STA](#sta) | Status aktif | 2 |

| R-STA-06 | late | x |  |
| R-STA-07 | back | x |  |
"""


def test_tabel_memuat_394_aturan_dan_17_area() -> None:
    tabel = baca_tabel(akar_proyek(Path(__file__).parent) / TABEL)
    assert len(tabel.aturan) == 394
    assert len(tabel.area) == 17
    assert {satu.area for satu in tabel.aturan.values()} == set(tabel.area)
    assert tabel.aturan["R-STA-06"].judul == "From 31 October 2016: one month late is inactive"


@pytest.mark.parametrize(
    ("isi", "salah"),
    [
        (_KECIL.replace("| R-STA-07 | back | x |  |\n", ""), "says 2 rules and has 1"),
        (_KECIL.replace("R-STA-07", "R-STA-06"), "stands twice"),
    ],
)
def test_tabel_rusak_ditolak(tmp_path: Path, isi: str, salah: str) -> None:
    berkas = tmp_path / "aturan.md"
    berkas.write_text(isi, encoding="utf-8")
    with pytest.raises(ValueError, match=salah):
        baca_tabel(berkas)


def test_hanya_yang_lulus_yang_dihitung() -> None:
    cakupan = hitung(
        [
            {"aturan": ["R-A-01"], "hasil": "passed"},
            {"aturan": ["R-A-02"], "hasil": "skipped"},
            {"aturan": ["R-A-03", "R-A-04"], "hasil": "passed"},
            {"aturan": ["R-A-04"], "hasil": "failed"},
        ]
    )
    assert cakupan.terbukti == {"R-A-01", "R-A-03"}
    assert cakupan.gagal == {"R-A-04"}


def test_laporan_menyebut_yang_belum(tmp_path: Path) -> None:
    berkas = tmp_path / "aturan.md"
    berkas.write_text(_KECIL, encoding="utf-8")
    teks = laporan(baca_tabel(berkas), hitung([{"aturan": ["R-STA-06"], "hasil": "passed"}]))
    assert "STA   Status aktif" in teks
    assert "1 /   2" in teks
    assert "R-STA-07   back" in teks
    assert "R-STA-06   late" not in teks


_TES = """
import pytest

@pytest.mark.aturan("R-STA-06")
def test_lulus(): pass

@pytest.mark.aturan("R-STA-07")
def test_gagal(): assert False

@pytest.mark.aturan("R-STA-07")
@pytest.mark.skip(reason="later")
def test_dilewati(): pass

@pytest.mark.aturan("R-STA-07")
@pytest.mark.xfail(strict=False, reason="known")
def test_xpass(): pass

@pytest.fixture
def rusak():
    yield
    raise RuntimeError

@pytest.mark.aturan("R-STA-06")
def test_teardown_gagal(rusak): pass
"""


@pytest.fixture
def proyek(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.mkdir("docs")
    (pytester.path / "docs" / "aturan.md").write_text(_KECIL, encoding="utf-8")
    pytester.makeini("[pytest]\nasyncio_mode=auto\nasyncio_default_fixture_loop_scope=session\ntestpaths = .\n")
    return pytester


def _catatan(proyek: pytest.Pytester) -> dict[str, Any]:
    hasil: dict[str, Any] = json.loads((proyek.path / ".selaras" / "aturan.json").read_text(encoding="utf-8"))
    return hasil


def test_plugin_mencatat_hasil(proyek: pytest.Pytester) -> None:
    proyek.makepyfile(test_satu=_TES)
    proyek.runpytest_subprocess().assert_outcomes(passed=2, failed=1, skipped=1, xpassed=1, errors=1)
    catatan = _catatan(proyek)
    assert catatan["lengkap"] is True
    assert {nama.split("::")[1]: satu["hasil"] for nama, satu in catatan["tes"].items()} == {
        "test_lulus": "passed",
        "test_gagal": "failed",
        "test_dilewati": "skipped",
        "test_xpass": "skipped",
        "test_teardown_gagal": "failed",
    }


def test_sebagian_menambah_dan_tidak_menghapus(proyek: pytest.Pytester) -> None:
    satu = 'import pytest\n@pytest.mark.aturan("R-STA-06")\ndef test_{n}(): pass\n'
    proyek.makepyfile(test_a=satu.format(n="a"), test_b=satu.format(n="b"))
    proyek.runpytest_subprocess("test_a.py")
    proyek.runpytest_subprocess("test_b.py")
    catatan = _catatan(proyek)
    assert catatan["lengkap"] is False
    assert set(catatan["tes"]) == {"test_a.py::test_a", "test_b.py::test_b"}
    (proyek.path / "test_a.py").unlink()
    proyek.runpytest_subprocess("-m", "aturan")
    assert set(_catatan(proyek)["tes"]) == {"test_b.py::test_b"}


def test_id_tak_dikenal_menggagalkan(proyek: pytest.Pytester) -> None:
    proyek.makepyfile(test_salah='import pytest\n@pytest.mark.aturan("R-STA-99")\ndef test_x(): pass\n')
    hasil = proyek.runpytest_subprocess()
    assert hasil.ret == pytest.ExitCode.USAGE_ERROR
    hasil.stderr.fnmatch_lines(["*test_salah.py::test_x: R-STA-99*"])
