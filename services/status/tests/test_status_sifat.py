"""Properties of the answer over random histories: periods are whole, the past as known stays, what is published is what is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from dasar.tanggal import Periode, awal_hari, hari_wib
from hypothesis import given, settings
from hypothesis import strategies as st
from status.domain import unit as u
from status.domain.buku import susun
from status.domain.catatan import CatatanPeserta, CatatanUnit
from status.domain.nilai import Fakta, nilai
from status.domain.peserta import lipat
from status.domain.riwayat import nilai_unit, riwayat, sejak

VA, VA2 = "8888800000012345", "8888800000054321"
SEHARI = timedelta(days=1)
MULAI = st.sampled_from(["2014-02", "2016-05", "2016-11", "2018-10"])
"""Around each change of the law."""


@st.composite
def sejarah(draw: st.DrawFn, mulai: str | None = None) -> tuple[str, list[CatatanUnit]]:
    """Bills of some months, each perhaps paid late, perhaps reported later still, perhaps taken back; in the order they were learned."""
    awal = Periode.baca(mulai or draw(MULAI))
    fakta: list[CatatanUnit] = []
    for n in range(draw(st.integers(2, 9))):
        p = awal.geser(n)
        fakta.append(CatatanUnit("TAGIHAN", awal_hari(p.geser(-1).hari(21)), f"T{p}", str(p), tanggal=p.hari(10)))
        saat = awal_hari(p.awal) - SEHARI * 5
        # mostly paid in time and once: else every history ends in the same long arrears
        for k in range(draw(st.sampled_from([1, 1, 1, 1, 2, 0]))):
            saat += SEHARI * draw(st.one_of(st.integers(0, 14), st.integers(0, 90)))
            dicatat = saat + SEHARI * draw(st.sampled_from([0, 0, 0, 1, 4, 20]))
            fakta.append(CatatanUnit("LUNAS", dicatat, f"L{p}{k}", str(p), waktu=saat))
            saat = dicatat + SEHARI * draw(st.integers(0, 30))
            fakta.append(CatatanUnit("BUKA", saat, f"B{p}{k}", str(p), waktu=saat))
        if fakta[-1].jenis == "BUKA" and draw(st.sampled_from([True, True, True, False])):
            fakta.pop()
    # the order of a stream is the order of recording; a bill before what concerns it
    return str(awal), sorted(fakta, key=lambda c: c.dicatat_pada)


@st.composite
def orang(draw: st.DrawFn, mulai: str) -> list[CatatanPeserta]:
    awal = Periode.baca(mulai).geser(draw(st.integers(0, 3)))
    dari = awal.geser(-1).hari(draw(st.integers(1, 28)))
    hasil = [
        CatatanPeserta(
            "DAFTAR", awal_hari(dari), "P", va=VA, badan_usaha_id="BU1", segmen=draw(st.sampled_from(["PPU", "PBPU", "BP"])),
            hak_kelas=1, dari=dari, periode=str(awal),
        )
    ]  # fmt: skip
    pindah = dari + SEHARI * draw(st.integers(20, 120))
    akhir = pindah + SEHARI * draw(st.integers(1, 120))
    match draw(st.sampled_from(["TETAP", "KELUAR", "PINDAH", "PHK", "MENINGGAL"])):
        case "KELUAR":
            hasil.append(CatatanPeserta("KELUAR", awal_hari(pindah), "K", sampai=pindah, periode=str(Periode.dari(pindah))))
        case "PINDAH":
            periode = str(Periode.dari(pindah).geser(draw(st.integers(0, 1))))
            hasil.append(CatatanPeserta("PINDAH", awal_hari(pindah), "M", va=VA2, badan_usaha_id="BU2", dari=pindah, periode=periode))
        case "PHK":
            hasil.append(CatatanPeserta("PHK", awal_hari(pindah), "H", dari=pindah, sampai=akhir, periode=str(Periode.dari(pindah))))
        case "MENINGGAL":
            hasil.append(CatatanPeserta("MENINGGAL", awal_hari(akhir), "D", sampai=pindah, periode=str(Periode.dari(pindah))))
    return hasil


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_day_answers_as_its_period_and_periods_leave_no_hole(data: st.DataObject) -> None:
    mulai, satu = data.draw(sejarah())
    _, dua = data.draw(sejarah(mulai))
    catatan = data.draw(orang(mulai))
    akhir = Periode.baca(mulai).geser(12).awal
    ditutup = data.draw(st.one_of(st.none(), st.dates(Periode.baca(mulai).awal, akhir)))
    f = Fakta(lipat(catatan), {VA: susun(satu), VA2: susun(dua)}, ditutup)
    masa = riwayat(f, akhir)
    assert all(a.sampai is not None and a.sampai + SEHARI == b.dari for a, b in pairwise(masa))
    assert masa[-1].sampai is None
    hari = masa[0].dari
    for m in masa:
        while hari <= min(m.sampai or akhir, akhir):
            j = nilai(f, hari)
            assert (j.keadaan, j.virtual_account, j.aktif) == (m.jawaban.keadaan, m.jawaban.virtual_account, m.jawaban.aktif), hari
            assert j.alasan and j.dasar
            hari += SEHARI


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_learned_later_never_changes_what_was_known(data: st.DataObject) -> None:
    mulai, satu = data.draw(sejarah())
    catatan = data.draw(orang(mulai))
    diketahui: datetime = data.draw(st.sampled_from([*(c.dicatat_pada for c in satu), *(c.dicatat_pada for c in catatan)]))
    pada = data.draw(st.dates(Periode.baca(mulai).awal, Periode.baca(mulai).geser(12).awal))
    ditutup = hari_wib(diketahui)
    dulu = Fakta(
        lipat([c for c in catatan if c.dicatat_pada <= diketahui]), {VA: susun([c for c in satu if c.dicatat_pada <= diketahui])}, ditutup
    )
    kini = Fakta(lipat(catatan, diketahui), {VA: susun(satu, diketahui)}, ditutup)
    assert nilai(dulu, pada) == nilai(kini, pada)


@settings(max_examples=60, deadline=None)
@given(sejarah(), st.sampled_from(["BU1", None]))
def test_on_every_evening_the_last_published_cover_is_what_is_answered(sejarah_unit: tuple[str, list[CatatanUnit]], bu: str | None) -> None:
    """Facts as they come, every day closed; the unit is looked at only by the timers it set itself."""
    _, fakta = sejarah_unit
    pemilik = u.Pemilik(VA, bu, None if bu else "K1")
    state = u.AWAL
    terbit: list[u.TanggunganBerubah] = []

    def jalankan(c: u.Perintah) -> None:
        nonlocal state
        for e in u.decide(c, state):
            state = u.evolve(state, e)
            if isinstance(e, u.TanggunganBerubah):
                terbit.append(e)

    hari, akhir = hari_wib(fakta[0].dicatat_pada), hari_wib(fakta[-1].dicatat_pada) + SEHARI * 100
    sisa = list(fakta)
    tahu: list[CatatanUnit] = []
    while hari <= akhir:
        while sisa and hari_wib(sisa[0].dicatat_pada) == hari:
            tahu.append(sisa.pop(0))
            jalankan(u.Catat(pemilik, (tahu[-1],), hari - SEHARI))
        while (t := state.tenggat) is not None and t <= hari:
            jalankan(u.TinjauHari(t))
        buku = susun(tahu)
        besok = max([hari + SEHARI, *(Periode.baca(b.periode).awal for b in buku.bulan[:1])])
        putusan = nilai_unit(buku, pemilik.segmen, besok, hari)
        assert state.diumumkan.keadaan == putusan.keadaan, hari
        if putusan.keadaan != "TERDAFTAR":
            assert state.diumumkan.dari == sejak(buku, pemilik.segmen, besok, hari)
            assert state.diumumkan.lunas_sampai == buku.lunas_sampai(besok)
        hari += SEHARI
    inti = [(e.keadaan, e.dari, e.sampai, e.lunas_sampai) for e in terbit]
    assert all(a != b for a, b in pairwise(inti))
