"""The books balance, whatever happens in whatever order; and no rupiah is lost or made."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from hypothesis import given, settings
from hypothesis import strategies as st
from iuran.domain import buku_besar as b
from iuran.domain import rekening as r
from iuran.domain import rekening_peristiwa as p
from iuran.domain import titipan
from iuran.domain.hitung import Rincian, jatuh_tempo
from iuran.domain.pembayaran import LaporanBayar

UNIT = p.Unit("8888800000012345", "BU1", None, None)
MULAI = datetime.fromisoformat("2016-12-01T08:00:00+07:00")

LANGKAH = st.one_of(
    st.tuples(st.just("tagih"), st.integers(0, 11), st.integers(0, 500)),
    st.tuples(st.just("bayar"), st.integers(0, 20), st.integers(1, 1500)),
    st.tuples(st.just("batal"), st.integers(0, 20), st.just(0)),
    st.tuples(st.just("muka"), st.integers(0, 11), st.sampled_from([3, 6, 12])),
    st.tuples(st.just("telat"), st.integers(0, 11), st.just(0)),
    st.tuples(st.just("akt"), st.integers(0, 20), st.integers(1, 500)),
)


def perintah(langkah: tuple[str, int, int], ke: int) -> r.Perintah:
    nama, a, n = langkah
    periode, waktu = Periode(2016, 12).geser(a), MULAI + timedelta(days=ke)
    match nama:
        case "tagih":
            return r.TerbitkanTagihan(UNIT, f"T{periode}", str(periode), jatuh_tempo(periode), Rincian(n, n // 4, n // 7, 1), waktu)
        case "bayar":
            return r.CatatPembayaran(UNIT, "AKTIF", f"P{a}", LaporanBayar(UNIT.virtual_account, n, waktu, "BNI", "ATM", f"P{a}"), waktu)
        case "batal":
            return r.BatalkanPembayaran(UNIT, f"P{a}", "uji", waktu)
        case "muka":
            return r.TetapkanBayarDiMuka(UNIT, str(periode), n, waktu)
        case "telat":
            return r.TandaiMenunggak(UNIT, f"T{periode}")
        case _:
            return r.CatatPenerimaanAkt(UNIT, f"A{a}", "akt", n, waktu, waktu, ("IURAN",))


@settings(max_examples=200, deadline=None)
@given(st.lists(LANGKAH, max_size=40))
def test_every_event_sums_to_zero_and_the_balances_are_the_state(semua: list[tuple[str, int, int]]) -> None:
    state, saldo = r.AWAL, Counter[str]()
    for ke, langkah in enumerate(semua):
        try:
            peristiwa = r.decide(perintah(langkah, ke), state)
        except Ditolak:
            continue
        for e in peristiwa:
            state = r.evolve(state, e)
            baris = b.entri(e)
            assert sum(x.nominal for x in baris) == 0
            for x in baris:
                saldo[x.akun] += x.nominal
    assert saldo[b.PIUTANG_IURAN] == state.tunggakan
    assert -saldo[b.KELEBIHAN_IURAN] == state.kredit
    assert saldo[b.KAS_BANK] == sum(x.nominal for x in state.pembayaran.values() if not x.dibatalkan)
    for bayar in state.pembayaran.values():
        assert sum(a.nominal for a in bayar.alokasi) + bayar.kelebihan == (0 if bayar.dibatalkan else bayar.nominal)
    for t in state.tagihan.values():
        assert 0 <= t.terbayar <= t.ditagih
        assert (t.lunas_pada is not None) == (t.sisa == 0)
    # oldest month first: no month has money while an older one was open when the money came, so paid months come first
    # unless a cancellation or a later-issued older month opened one


@pytest.mark.aturan("R-BYR-06")
def test_money_for_an_unknown_account_waits_in_suspense() -> None:
    laporan = LaporanBayar("8888899999999999", 700, MULAI, "BRI", "ATM", "X1")
    perintah_titipan = titipan.CatatTitipan("t1", laporan, "VA_TIDAK_DIKENAL", MULAI)
    (dicatat,) = titipan.decide(perintah_titipan, titipan.AWAL)
    assert [(e.akun, e.nominal) for e in b.entri(dicatat)] == [("KAS_BANK", 700), ("TITIPAN", -700)]
    ada = titipan.evolve(titipan.AWAL, dicatat)
    assert titipan.decide(perintah_titipan, ada) == []
    alih = titipan.AlihkanTitipan("t1", UNIT.virtual_account, "operasi", MULAI)
    (dialihkan,) = titipan.decide(alih, ada)
    assert [(e.akun, e.nominal) for e in b.entri(dialihkan)] == [("TITIPAN", 700), ("KAS_BANK", -700)]
    with pytest.raises(Ditolak, match="TITIPAN_SUDAH_DIALIHKAN"):
        titipan.decide(alih, titipan.evolve(ada, dialihkan))
    with pytest.raises(Ditolak, match="TIDAK_DITEMUKAN"):
        titipan.decide(alih, titipan.AWAL)
