"""A virtual account under any history of bills, payments, cancellations, prepayment, arrears and receipts of an AKT."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from iuran.domain import buku_besar as b
from iuran.domain import rekening as r
from iuran.domain import rekening_peristiwa as p
from iuran.domain.hitung import Rincian, jatuh_tempo
from iuran.domain.pembayaran import LaporanBayar

UNIT = p.Unit("8888800000012345", "BU1", None, "akt-sentosa")
AWAL = datetime.fromisoformat("2016-12-01T08:00:00+07:00")
PERTAMA = Periode(2016, 12)
IURAN = st.integers(1, 400)


class MesinRekening(RuleBasedStateMachine):
    """The account and, beside it, a plain count of what came in; time only goes forward."""

    pembayaran = Bundle("pembayaran")

    def __init__(self) -> None:
        super().__init__()
        self.state = r.AWAL
        self.semua: list[p.Peristiwa] = []
        self.saldo: Counter[str] = Counter()
        self.masuk: dict[str, int] = {}
        self.waktu = AWAL
        self.bulan = 0
        self.urut = 0

    def lakukan(self, perintah: r.Perintah) -> list[p.Peristiwa]:
        """Carried out; told again at once it changes nothing."""
        peristiwa = r.decide(perintah, self.state)
        for e in peristiwa:
            self.state = r.evolve(self.state, e)
            baris = b.entri(e)
            assert sum(x.nominal for x in baris) == 0, e
            for x in baris:
                self.saldo[x.akun] += x.nominal
        self.semua += peristiwa
        assert r.decide(perintah, self.state) == [], perintah
        return peristiwa

    def bayar(self, nominal: int, mundur: int) -> str:
        """``mundur``: days the bank told of it late."""
        self.urut += 1
        id, saat = f"P{self.urut}", self.waktu - timedelta(days=mundur)
        terbuka = [t.periode for t in self.state.terbuka]
        laporan = LaporanBayar(UNIT.virtual_account, nominal, saat, "BNI", "ATM", id)
        catat, *_ = self.lakukan(r.CatatPembayaran(UNIT, "AKTIF", id, laporan, self.waktu))
        assert isinstance(catat, p.PembayaranDicatat)
        self.masuk[id] = nominal
        kena = [a.periode for a in catat.dialokasikan]
        assert kena == terbuka[: len(kena)], "oldest month first"
        assert all(self.state.tagihan[q].sisa == 0 for q in kena[:-1]), "a later month has money only when the earlier is paid"
        assert catat.kelebihan == 0 or not self.state.terbuka, "nothing is left over while a bill is open"
        return id

    @rule(hari=st.integers(0, 12))
    def hari_berlalu(self, hari: int) -> None:
        self.waktu += timedelta(days=hari)

    @rule(pemberi=IURAN, pekerja=IURAN, pemerintah=st.integers(0, 90), lompat=st.sampled_from([0, 0, 0, 1, -1]))
    def tagih(self, pemberi: int, pekerja: int, pemerintah: int, lompat: int) -> None:
        """The next month as a rule; sometimes one is left out and billed later."""
        periode = PERTAMA.geser(max(0, self.bulan + lompat))
        perintah = r.TerbitkanTagihan(
            UNIT, f"T{periode}", str(periode), jatuh_tempo(periode), Rincian(pemberi, pekerja, pemerintah, 1), self.waktu
        )
        sebelum, ada, di_muka = self.state.kredit, str(periode) in self.state.tagihan, self.state.di_muka
        self.lakukan(perintah)
        self.bulan += 0 if ada or lompat < 0 else 1 + lompat
        dipakai = sebelum - self.state.kredit
        if ada or di_muka is None or not di_muka[0] <= str(periode) <= di_muka[1]:
            assert dipakai == 0, "credit waits unless its payer asked for these months (R-BYR-10)"
        else:
            assert dipakai == min(sebelum, pemberi + pekerja)

    @precondition(lambda self: self.state.tunggakan > 0)
    @rule(target=pembayaran, mundur=st.integers(0, 20))
    def bayar_tepat(self, mundur: int) -> str:
        id = self.bayar(self.state.tunggakan, mundur)
        assert self.state.tunggakan == 0 and self.state.pembayaran[id].kelebihan == 0
        return id

    @precondition(lambda self: self.state.tunggakan > 1)
    @rule(target=pembayaran, bagian=st.integers(1, 99), mundur=st.integers(0, 20))
    def bayar_kurang(self, bagian: int, mundur: int) -> str:
        return self.bayar(max(1, self.state.tunggakan * bagian // 100), mundur)

    @rule(target=pembayaran, lebih=st.integers(1, 2_000), mundur=st.integers(0, 20))
    def bayar_lebih(self, lebih: int, mundur: int) -> str:
        id = self.bayar(self.state.tunggakan + lebih, mundur)
        assert self.state.pembayaran[id].kelebihan == lebih
        return id

    @rule(id=pembayaran, nominal=st.integers(1, 500))
    def bayar_dua_kali(self, id: str, nominal: int) -> None:
        """The same deed told again, whatever it says now and however the first went on."""
        laporan = LaporanBayar(UNIT.virtual_account, nominal, self.waktu, "BNI", "ATM", id)
        assert self.lakukan(r.CatatPembayaran(UNIT, "AKTIF", id, laporan, self.waktu)) == []

    @rule(id=pembayaran)
    def batalkan(self, id: str) -> None:
        """Every rupiah of it leaves again, from where it is by now, and nobody else's."""
        dulu, sebelum = self.state.pembayaran[id], self.state
        peristiwa = self.lakukan(r.BatalkanPembayaran(UNIT, id, "uji", self.waktu))
        assert bool(peristiwa) is not dulu.dibatalkan
        self.masuk[id] = 0
        assert sum(t.terbayar for t in sebelum.tagihan.values()) - sum(t.terbayar for t in self.state.tagihan.values()) == sum(
            a.nominal for a in dulu.alokasi
        )
        assert all(self.state.pembayaran[lain] == sebelum.pembayaran[lain] for lain in sebelum.pembayaran if lain != id)

    @rule(mulai=st.integers(0, 6), bulan=st.sampled_from([3, 6, 12]))
    def bayar_di_muka(self, mulai: int, bulan: int) -> None:
        dari = PERTAMA.geser(self.bulan + mulai)
        self.lakukan(r.TetapkanBayarDiMuka(UNIT, str(dari), bulan, self.waktu))
        assert self.state.di_muka == (str(dari), str(dari.geser(bulan - 1)))

    @rule(bulan=st.integers(-1, 13).filter(lambda n: n not in (3, 6, 12)))
    def bayar_di_muka_yang_tidak_boleh(self, bulan: int) -> None:
        with pytest.raises(Ditolak, match="BULAN_DI_MUKA_TIDAK_SAH"):
            r.decide(r.TetapkanBayarDiMuka(UNIT, str(PERTAMA.geser(self.bulan)), bulan, self.waktu), self.state)

    @precondition(lambda self: bool(self.state.tagihan))
    @rule(data=st.data())
    def jatuh_tempo_lewat(self, data: st.DataObject) -> None:
        periode = data.draw(st.sampled_from(sorted(self.state.tagihan)))
        tagihan = self.state.tagihan[periode]
        self.waktu = max(self.waktu, AWAL.replace(year=tagihan.jatuh_tempo.year, month=tagihan.jatuh_tempo.month, day=11))
        peristiwa = self.lakukan(r.TandaiMenunggak(UNIT, tagihan.tagihan_id))
        assert len(peristiwa) == (tagihan.sisa > 0 and tagihan.menunggak_sejak is None)

    @rule(nominal=st.integers(1, 800))
    def akt_menerima(self, nominal: int) -> None:
        self.urut += 1
        self.lakukan(r.CatatPenerimaanAkt(UNIT, f"A{self.urut}", "akt-sentosa", nominal, self.waktu, self.waktu, ("IURAN",)))

    @precondition(lambda self: bool(self.state.penerimaan))
    @rule(data=st.data())
    def jam_penerusan_habis(self, data: st.DataObject) -> None:
        self.waktu += timedelta(hours=25)
        self.lakukan(r.PeriksaPenerusan(UNIT, data.draw(st.sampled_from(sorted(self.state.penerimaan)))))

    @rule(id=pembayaran, keadaan=st.sampled_from(["MENUNGGU", "DITUTUP"]))
    def akun_yang_tidak_aktif_menolak_yang_baru(self, id: str, keadaan: str) -> None:
        """A new deed is refused; a known one stays known, whatever has become of the account."""
        baru = r.CatatPembayaran(UNIT, keadaan, "baru", LaporanBayar(UNIT.virtual_account, 1, self.waktu, "BNI", "ATM", "baru"), self.waktu)
        with pytest.raises(Ditolak):
            r.decide(baru, self.state)
        lama = r.CatatPembayaran(UNIT, keadaan, id, LaporanBayar(UNIT.virtual_account, 1, self.waktu, "BNI", "ATM", id), self.waktu)
        assert r.decide(lama, self.state) == []

    @invariant()
    def uang_cocok(self) -> None:
        s = self.state
        terbayar = sum(t.terbayar for t in s.tagihan.values())
        assert sum(self.masuk.values()) == terbayar + s.kredit, "received = allocated + excess"
        assert (self.saldo[b.KAS_BANK], self.saldo[b.PIUTANG_IURAN], -self.saldo[b.KELEBIHAN_IURAN]) == (
            terbayar + s.kredit, s.tunggakan, s.kredit,
        )  # fmt: skip
        assert sum(self.saldo.values()) == 0
        for x in s.pembayaran.values():
            assert sum(a.nominal for a in x.alokasi) + x.kelebihan == self.masuk[x.pembayaran_id] and x.kelebihan >= 0

    @invariant()
    def tagihan_sah(self) -> None:
        for t in self.state.tagihan.values():
            assert 0 <= t.terbayar <= t.ditagih
            assert (t.lunas_pada is not None) == (t.sisa == 0) == (t.keadaan == "LUNAS")
            assert t.lunas_pada is None or t.lunas_pada == self.state.dibayar_terakhir(t.tagihan_id)
        sampai = self.state.lunas_sampai
        assert not [t for t in self.state.terbuka if sampai is not None and t.periode <= sampai]
        assert all(0 <= t.sisa <= t.nominal for t in self.state.penerimaan.values())

    @invariant()
    def riwayat_adalah_keadaan(self) -> None:
        ulang: Any = r.AWAL
        for e in self.semua:
            ulang = r.evolve(ulang, e)
        assert ulang == self.state


def test_no_history_of_an_account_loses_a_rupiah() -> None:
    run_state_machine_as_test(
        MesinRekening, settings=settings(max_examples=80, stateful_step_count=30, deadline=None, derandomize=True)
    )  # fmt: skip
