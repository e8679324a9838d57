"""The generator: files as the contract publishes them, rows spoiled as they say, and an oracle that agrees with the worked numbers."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import date

import pytest
from dasar.identitas import nik_cocok_jenis_kelamin, nik_cocok_tanggal_lahir, nik_sah
from selaras.cerita import berkas, eklaim, hitungan
from selaras.cerita.contoh import isi_contoh
from selaras.cerita.keluarga import KOTA_UTAMA
from selaras.cerita.orang import Orang
from selaras.cerita.pembangkit import Bahan, bangun
from selaras.cerita.rencana_rawat import KODE_2023, TARIF_2023, rencana
from selaras.cerita.rumah_sakit import RUMAH_SAKIT
from selaras.cerita.tarif import TabelTarif
from selaras.cerita.tetap import TIGA
from selaras.lokal.jalur import akar_repo

BENIH = [*range(40), 47]


@pytest.fixture(scope="module")
def tabel() -> TabelTarif:
    return TabelTarif.baca(akar_repo() / "contoh")


@pytest.mark.parametrize("benih", BENIH)
def test_jumlah_dan_sembilan_cara(benih: int) -> None:
    b = bangun(benih)
    assert (len(b.melati), len(b.sentosa), len(b.terdaftar_pertama), len(b.terdaftar_akhir)) == (40, 500, 483, 496)
    assert sum(b.jumlah_per_kode.values()) == 17
    assert len(b.jumlah_per_kode) == 9
    assert len({o.nik for o in b.terdaftar_akhir} | {o.nik for o in b.orang_melati}) == 536


@pytest.mark.parametrize("benih", BENIH)
def test_tiap_cacat_seperti_namanya(benih: int) -> None:
    b = bangun(benih)
    penduduk = {o.nik for o in b.penduduk}
    melati = {o.nik for o in b.orang_melati}
    for nomor, cacat in b.cacat.items():
        nik, lahir, kelamin = cacat.salah["nik"], date.fromisoformat(cacat.salah["tanggal_lahir"]), cacat.orang.jenis_kelamin
        sah = nik_sah(nik)
        cocok = sah and nik_cocok_tanggal_lahir(nik, lahir) and nik_cocok_jenis_kelamin(nik, kelamin)  # type: ignore[arg-type]
        match cacat.kode:
            case "NIK_TIDAK_SAH":
                assert not sah
            case "NIK_TIDAK_COCOK_TANGGAL_LAHIR":
                assert sah and not nik_cocok_tanggal_lahir(nik, lahir)
            case "NIK_TIDAK_COCOK_JENIS_KELAMIN":
                assert sah and nik_cocok_tanggal_lahir(nik, lahir) and not cocok
            case "NIK_TIDAK_DITEMUKAN":
                assert cocok and nik not in penduduk
            case "SUDAH_TERDAFTAR":
                assert cocok and nik in melati
            case "GANDA_DALAM_BERKAS":
                assert any(a.isi["nik"] == nik for a in b.sentosa[: nomor - 2])
            case "UPAH_KOSONG":
                assert cacat.orang.pekerja and cacat.salah["upah_pokok"] == ""
            case "HUBUNGAN_TIDAK_DIKENAL":
                assert cacat.salah["hubungan"] not in ("PEKERJA", "SUAMI", "ISTRI", "ANAK", "KERABAT")
            case "PEKERJA_TIDAK_ADA":
                assert cacat.salah["nik_pekerja"] not in penduduk
            case lain:
                raise AssertionError(lain)


@pytest.mark.parametrize("benih", BENIH)
def test_baris_baik_memang_baik(benih: int) -> None:
    """A good row has a valid NIK, stands in Dukcapil, and its worker is a good row of the same file."""
    b = bangun(benih)
    penduduk = {o.nik: o for o in b.penduduk}
    for orang in (b.terdaftar_pertama, b.terdaftar_akhir, b.orang_melati):
        pekerja = {o.nik for o in orang if o.pekerja}
        for o in orang:
            assert nik_sah(o.nik) and nik_cocok_tanggal_lahir(o.nik, o.tanggal_lahir)
            assert penduduk[o.nik] is o
            assert o.upah_pokok if o.pekerja else o.nik_pekerja in pekerja


@pytest.mark.parametrize("benih", BENIH)
def test_tidak_ada_yang_berganti_umur_selama_cerita(benih: int) -> None:
    """Nobody turns 21 or 25 in it: when a category is reviewed is not what the story tells."""
    for o in bangun(benih).terdaftar_akhir:
        if o.hubungan.startswith("ANAK"):
            assert hitungan.anak_inti(o, date(2016, 11, 1)) == hitungan.anak_inti(o, date(2017, 6, 30)), o.tanggal_lahir
        assert o.tanggal_lahir.year < 2016


@pytest.mark.parametrize("benih", BENIH)
def test_badan_usaha_ketiga_dan_keluarga_mandiri(benih: int) -> None:
    """Three of five workers are their AKT's too, the last is registered by nobody at first; nobody of the family has a wage."""
    b = bangun(benih)
    pekerja = [o for o in b.sebagian if o.pekerja]
    assert [o.koordinasi_manfaat for o in pekerja] == ["Y", "Y", "Y", "T", "T"]
    assert [o.nik for o in b.sebagian if o.nik not in {x.nik for x in b.orang(TIGA)}] == [pekerja[-1].nik]
    mandiri = b.mandiri.semua
    assert [o.hubungan for o in mandiri[:2]] == ["KEPALA_KELUARGA", "ISTRI"] and len({o.nomor_kk for o in mandiri}) == 1
    assert {o.upah_pokok for o in mandiri} == {None}
    semua = [*b.terdaftar_akhir, *b.orang_melati, *b.sebagian, *mandiri]
    assert len({o.nik for o in semua}) == len(semua)
    assert all(nik_sah(o.nik) and o in b.penduduk and o.nama in b.rahasia() for o in (*b.sebagian, *mandiri))


def test_benih_sama_byte_sama() -> None:
    assert berkas.berkas_peserta(bangun(7).sentosa) == berkas.berkas_peserta(bangun(7).sentosa)
    assert berkas.berkas_peserta(bangun(7).sentosa) != berkas.berkas_peserta(bangun(8).sentosa)


def test_baris_cacat_tidak_mengubah_tagihan_yang_lain() -> None:
    """What the corrected file adds is exactly the thirteen: nobody else's line changes."""
    b = bangun()
    awal, akhir = hitungan.tagihan(b.terdaftar_pertama, 2016), hitungan.tagihan(b.terdaftar_akhir, 2016)
    assert not awal.ringkas - akhir.ringkas
    assert len(akhir.baris) - len(awal.baris) == sum(o.pekerja for o in b.terdaftar_akhir) - sum(o.pekerja for o in b.terdaftar_pertama)


def test_berkas_terbaca_kembali() -> None:
    b = bangun()
    isi = berkas.berkas_peserta(b.sentosa, pemisah=";", bom=True).decode("utf-8-sig")
    baris = list(csv.DictReader(io.StringIO(isi), delimiter=";"))
    assert len(baris) == 500 and baris[0].keys() == b.sentosa[0].isi.keys()
    assert len(berkas.berkas_dukcapil(b.penduduk).decode().splitlines()) == 1 + len(b.penduduk)


@pytest.mark.parametrize(
    ("upah", "tahun", "dasar", "pemberi_kerja", "pekerja"),
    [
        (10_000_000, 2017, 8_000_000, 320_000, 80_000),  # facts.md 1.2
        (2_000_000, 2016, 3_100_000, 124_000, 31_000),
        (3_333_333, 2016, 3_333_333, 133_333, 33_333),  # R-IUR-22
    ],
)
def test_hitungan_iuran(upah: int, tahun: int, dasar: int, pemberi_kerja: int, pekerja: int) -> None:
    o = Orang("", "", "", "", date(1980, 1, 1), "L", "PEKERJA", upah_pokok=upah, kabupaten_kota_kerja=KOTA_UTAMA)
    assert hitungan.tagihan([o], tahun).baris == (hitungan.BarisTagihan("PEKERJA", dasar, pemberi_kerja, pekerja),)


def test_hak_kelas_di_batas() -> None:
    orang = [k.pekerja for k in bangun().keluarga_sentosa if "batas kelas" in k.tanda]
    assert [(o.upah, hitungan.hak_kelas(o)) for o in orang] == [(4_000_000, 2), (4_000_001, 1)]


def test_keluarga_tambahan() -> None:
    """Fourth child, mother; grown children who do not study, work or are married; four parents; the relative has his own line."""
    b = bangun()
    jumlah = {k.tanda: len(hitungan.tambahan(k.pekerja, k.semua, date(2016, 12, 1))) for k in b.keluarga_sentosa if k.tanda}
    assert jumlah["anak keempat, di atas plafon"] == 2
    assert jumlah["anak dewasa"] == 3
    assert jumlah["orang tua dan mertua"] == 4
    assert jumlah["kerabat"] == jumlah["anak angkat dan anak tiri"] == 0
    assert Counter(x.jenis for x in hitungan.tagihan(b.terdaftar_akhir, 2016).baris)["KERABAT"] == 1


@pytest.mark.parametrize("benih", BENIH)
def test_dua_belas_rawat(benih: int, tabel: TabelTarif) -> None:
    semua = rencana(bangun(benih), tabel)
    assert len(semua) == len({r.pasien.nik for r in semua}) == 12
    assert {r.rs.huruf for r in semua} == set(RUMAH_SAKIT)
    assert sum(r.diimpor for r in semua) == 9 and sum(r.lengkap for r in semua) == 8
    for r in semua:
        assert date(2016, 12, 6) <= r.masuk < r.pulang <= date(2016, 12, 28)
        if not r.lengkap:
            continue
        bagi = r.bagi(tabel)
        assert bagi.bpjs + bagi.akt + bagi.peserta == r.tagihan_rs
        assert min(bagi.bpjs, bagi.akt, bagi.peserta) >= 0 and bagi.bpjs <= r.diajukan
    assert [r.pulang for r in semua if r.ditahan] == [date(2016, 12, 28)]
    assert any(r.bagi(tabel).peserta for r in semua if r.lengkap)


def test_satu_kode_hanya_bertarif_2023(tabel: TabelTarif) -> None:
    """The very row exists, in the decree of 2023 only: a table that took the newest row of any decree would price it."""
    (r,) = (r for r in rencana(bangun(), tabel) if r.kode_inacbg == KODE_2023)
    kunci = (r.kode_inacbg, r.rs.regional, r.rs.kelas_tarif, r.rs.kepemilikan, r.hak_kelas)
    assert kunci not in tabel.baris
    assert TabelTarif.baca(akar_repo() / "contoh", date(2023, 1, 9)).baris[kunci] == TARIF_2023


def test_contoh_pembagian_katalog(tabel: TabelTarif) -> None:
    """R-BAY-07: bill 12 million, tariff 5 million, policy 6 million -> 5, 6, 1. R-AKT-43: the AKT is cut to the rest."""
    buatan = TabelTarif({("X", 3, "C", "PEMERINTAH", 1): 5_000_000}, {})
    rs = RUMAH_SAKIT["A"]
    bagi = hitungan.pembagian(buatan, rs, "X", 1, 12_000_000, 12_000_000, 6_000_000)
    assert (bagi.bpjs, bagi.akt, bagi.peserta) == (5_000_000, 6_000_000, 1_000_000)
    bagi = hitungan.pembagian(buatan, rs, "X", 1, 8_000_000, 8_000_000, 5_000_000)
    assert (bagi.bpjs, bagi.akt, bagi.peserta) == (5_000_000, 3_000_000, 0)


def test_eklaim_78_kolom(tabel: TabelTarif) -> None:
    semua = rencana(bangun(), tabel)
    teks = eklaim.tulis(eklaim.baris(r, "0301R0011216V000001", "0001944358911", tabel, random.Random(1)) for r in semua).decode()
    baris = [b.split("\t") for b in teks.split("\r\n")[:-1]]
    assert len(baris) == 13 and {len(b) for b in baris} == {78}
    for b in baris[1:]:
        isi = dict(zip(baris[0], b, strict=True))
        assert sum(int(isi[k]) for k in eklaim.KOMPONEN) == int(isi["TARIF_RS"])
    rusak = [b for b in baris[1:] if b[6].isdigit()]
    assert len(rusak) == 1 and len(rusak[0][6]) == 5
    assert eklaim.serial_lembar_kerja(date(2017, 1, 9)) == "42744"


def test_dokumen_kurang_satu(tabel: TabelTarif) -> None:
    semua = rencana(bangun(), tabel)
    baris = list(csv.DictReader(io.StringIO(berkas.berkas_dokumen((r, r.kunci) for r in semua).decode())))
    per_sep = Counter(b["nomor_sep"] for b in baris)
    kurang = [r.kunci for r in semua if per_sep[r.kunci] < (5 if r.darurat else 6)]
    assert kurang == [r.kunci for r in semua if r.tanpa_dokumen]
    assert len(kurang) == 1


def test_rahasia_menyebut_semua_orang() -> None:
    b: Bahan = bangun()
    rahasia = b.rahasia()
    for o in b.terdaftar_akhir:
        assert {o.nik, o.nama, o.tanggal_lahir.isoformat()} <= rahasia


def test_contoh_yang_tersimpan_sama_dengan_pembangkit(tabel: TabelTarif) -> None:
    for nama, isi in isi_contoh(tabel).items():
        assert (akar_repo() / "contoh" / nama).read_bytes() == isi, f"uv run python -m selaras.cerita.contoh ({nama})"


def test_setiap_baris_tarif_menyebut_sumber() -> None:
    for nama, sumber in {
        "tarif-2016-regional3.csv": "Permenkes 52/2016 jo. 64/2016",
        "tarif-2023.csv": "Permenkes 3/2023",
        "tarif-contoh.csv": "CONTOH",
    }.items():
        with (akar_repo() / "contoh" / nama).open(encoding="utf-8", newline="") as f:
            assert {r["sumber"] for r in csv.DictReader(f)} == {sumber}
