"""The regulation tables of kepesertaan, typed. Read once; every row names its text and how sure it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from dasar.ketentuan import Tabel, muat


@dataclass(frozen=True, slots=True)
class Inti:
    """Limits of keluarga inti: persons with the worker, children, and ages below which a child counts."""

    orang: int
    anak: int
    umur_anak: int
    umur_anak_kuliah: int


@dataclass(frozen=True, slots=True)
class Bayi:
    """Of which newborns the row speaks, and in how many days they have to be registered (None: covered before any registration)."""

    siapa: str
    hari_daftar: int | None


@dataclass(frozen=True, slots=True)
class Kantor:
    kode: str
    jenis: str
    divre: str
    relationship_officer: tuple[str, ...]


def _teks(nama: str) -> str:
    return files("kepesertaan.domain").joinpath("ketentuan", nama).read_text(encoding="utf-8")


def _bilangan(nama: str) -> Tabel[int]:
    return muat(_BATAS, nama, int)


def _daftar(nama: str) -> Tabel[tuple[str, ...]]:
    return muat(_PKS, nama, tuple)


_BATAS = _teks("batas.toml")
_PKS = _teks("pks.toml")

BATAS_UPAH_KELAS_SATU: Tabel[int] = muat(_teks("hak_kelas.toml"), "batas_upah_kelas_satu", int)
SKEMA_LAMA: Tabel[tuple[str, ...]] = muat(_teks("identitas.toml"), "skema_lama", tuple)
KELAS_GOLONGAN: Tabel[Mapping[str, int]] = muat(_teks("hak_kelas.toml"), "kelas_golongan", dict)
KELAS_PBI: Tabel[int] = muat(_teks("hak_kelas.toml"), "kelas_pbi", int)
KELAS_VETERAN: Tabel[int] = muat(_teks("hak_kelas.toml"), "kelas_veteran", int)
INTI: Tabel[Inti] = muat(_teks("keluarga.toml"), "inti", lambda n: Inti(n["orang"], n["anak"], n["umur_anak"], n["umur_anak_kuliah"]))
BAYI: Tabel[Bayi] = muat(_teks("keluarga.toml"), "bayi", lambda n: Bayi(n["siapa"], n.get("hari_daftar")))
BULAN_BAYI_TANPA_NIK: Tabel[int] = muat(_teks("keluarga.toml"), "bulan_bayi_tanpa_nik", int)
BULAN_KETERANGAN_KULIAH: Tabel[int] = muat(_teks("keluarga.toml"), "bulan_keterangan_kuliah", int)
BULAN_PEMBERITAHUAN_TINJAUAN: Tabel[int] = muat(_teks("keluarga.toml"), "bulan_pemberitahuan_tinjauan", int)
HARI_BATAS_ENTRI = _bilangan("hari_batas_entri")
BULAN_JAMINAN_PHK = _bilangan("bulan_jaminan_phk")
BULAN_PKS_TERPENDEK = _bilangan("bulan_pks_terpendek")
BULAN_KERJA_WNA = _bilangan("bulan_kerja_wna")
HARI_TUGAS = _bilangan("hari_tugas")
HARI_SIMPAN_BERKAS = _bilangan("hari_simpan_berkas")
BULAN_PEMBERITAHUAN_AKHIR = _bilangan("bulan_pemberitahuan_akhir")
NASKAH_PKS = _daftar("naskah_pks")
JENIS_PRODUK = _daftar("jenis_produk")
BENTUK_KERJA_SAMA = _daftar("bentuk_kerja_sama")

_KEPATUHAN = _teks("kepatuhan.toml")
TAHAP_PENDAFTARAN: Tabel[Mapping[str, date]] = muat(_KEPATUHAN, "tahap", dict)
UKURAN_USAHA: Tabel[tuple[tuple[str, int], ...]] = muat(_KEPATUHAN, "ukuran", lambda n: tuple(sorted(n.items(), key=lambda x: int(x[1]))))
_SANKSI = _teks("sanksi.toml")
TINGKAT_SANKSI: Tabel[tuple[str, ...]] = muat(_SANKSI, "tingkat", tuple)
LAYANAN_PEMBERI_KERJA: Tabel[tuple[str, ...]] = muat(_SANKSI, "layanan_pemberi_kerja", tuple)
LAYANAN_PERORANGAN: Tabel[tuple[str, ...]] = muat(_SANKSI, "layanan_perorangan", tuple)

_DOKUMEN = _teks("dokumen.toml")
DOKUMEN_PENDUKUNG: Tabel[Mapping[str, Mapping[str, Sequence[str]]]] = muat(_DOKUMEN, "pendukung", dict)
REKAMAN_KOLEKTIF: Tabel[int] = muat(_DOKUMEN, "rekaman_kolektif", int)

KANTOR: Mapping[str, Kantor] = {
    k["kode"]: Kantor(k["kode"], k["jenis"], k["divre"], tuple(k["relationship_officer"]))
    for k in tomllib.loads(_teks("kantor.toml"))["kantor"]
}

SUB_SEGMEN: Mapping[str, str] = {
    "A": "PNS",
    "B": "TNI",
    "C": "POLRI",
    "D": "PEJABAT_NEGARA",
    "E": "PPNPN",
    "F": "SWASTA",
    "G": "PEKERJA_LAIN",
}
"""R-KEP-03: the letters of the regulation and the words the house uses."""
_LAIN = frozenset({"BUMN", "BUMD"})
PENYELENGGARA_NEGARA = frozenset({"PNS", "TNI", "POLRI", "PEJABAT_NEGARA"})


def sub_segmen_baku(teks: str) -> str | None:
    """``f``, ``swasta`` or ``PPU_SWASTA`` -> ``SWASTA``; None for a code that is none (R-KEP-03)."""
    kata = teks.strip().upper().replace(" ", "_").removeprefix("PPU_")
    kata = SUB_SEGMEN.get(kata, kata)
    return kata if kata in SUB_SEGMEN.values() or kata in _LAIN else None


def bentuk_baku(teks: str) -> str:
    """``KOORDINASI_MANFAAT`` and ``PENGUMPULAN_IURAN`` are the long words for ``MANFAAT`` and ``IURAN`` (R-AKT-10)."""
    return teks.strip().upper().replace(" ", "_").removeprefix("KOORDINASI_").removeprefix("PENGUMPULAN_")


def kantor_prima(kode: str) -> str:
    """The Kantor Cabang Prima that a work item of this office goes to: itself, one of its Divre, else the first (R-AKT-11)."""
    prima = [k for k in KANTOR.values() if k.jenis == "KC_PRIMA"]
    sendiri = KANTOR.get(kode)
    if sendiri in prima:
        return kode
    return next((k.kode for k in prima if sendiri is not None and k.divre == sendiri.divre), prima[0].kode)
