"""A Badan Usaha under any order of late documents, imports, single registrations and ends of its cooperation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dasar.penolakan import Ditolak
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from kepesertaan.domain import badan_usaha as b
from kepesertaan.domain import badan_usaha_pesan as p
from kepesertaan.domain.formulir import Formulir, SuratKuasa

AWAL = date(2016, 11, 7)
AKT = "akt-sentosa"
KUASA = SuratKuasa("SK/1", date(2016, 11, 1), date(2017, 10, 31))
PEKERJAAN = st.sampled_from(["j1", "j2", "j3"])


class MesinBadanUsaha(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state = b.AWAL
        self.semua: list[Any] = []
        self.hari = AWAL
        self.pekerja = 0
        self.tahap: dict[str, str] = {}

    def lakukan(self, perintah: Any, *, sekali: bool = True) -> list[Any]:
        """[] too when refused. ``sekali``: told again it does nothing more."""
        try:
            peristiwa = b.decide(perintah, self.state)
        except Ditolak:
            return []
        for e in peristiwa:
            self.state = b.evolve(self.state, e)
        self.semua += peristiwa
        if sekali:
            assert b.decide(perintah, self.state) == []
        return list(peristiwa)

    @initialize(lengkap=st.booleans())
    def daftarkan(self, lengkap: bool) -> None:
        formulir = Formulir(
            nama="PT Contoh", jenis="SWASTA", npwp="1" * 15, kantor_cabang="KC-PRIMA-JKT", kabupaten_kota="Kota A", sub_segmen="SWASTA",
            rute_pembayaran="LANGSUNG", email_tagihan="iuran@contoh.id", jumlah_pekerja=1, akt_id=AKT, cakupan="SELURUH",
            daftar_akt=(AKT,) if lengkap else (), akt_ditunjuk=AKT if lengkap else None, surat_kuasa=KUASA if lengkap else None,
        )  # fmt: skip
        assert self.lakukan(p.Daftarkan("B1", formulir, "KC_PRIMA", True, "00012345", "RO-1", self.hari))
        assert self.state.keadaan == ("TERDAFTAR" if lengkap else "BERKAS_TIDAK_LENGKAP")

    @rule(hari=st.integers(0, 90))
    def hari_berlalu(self, hari: int) -> None:
        self.hari += timedelta(days=hari)

    @rule(daftar=st.booleans(), kuasa=st.booleans())
    def lengkapi(self, daftar: bool, kuasa: bool) -> None:
        perintah = p.LengkapiBerkas(
            (AKT,) if daftar else None, AKT if daftar else None, KUASA if kuasa else None, "00012345", "RO-1", self.hari
        )  # fmt: skip
        dulu = self.state
        if self.lakukan(perintah):
            assert dulu.keadaan == "BERKAS_TIDAK_LENGKAP"

    @rule(id=PEKERJAAN)
    def mulai_impor(self, id: str) -> None:
        if id not in self.tahap and self.lakukan(p.MulaiImpor(id, "IMPOR_PESERTA")):
            assert self.state.keadaan == "TERDAFTAR", "no entry before the files are complete (R-AKT-23)"
            self.tahap[id] = "BERJALAN"

    @rule(id=PEKERJAAN, baru=st.integers(0, 3))
    def selesaikan_impor(self, id: str, baru: int) -> None:
        if self.tahap.get(id) == "MATI":
            return  # never ends
        lain = frozenset(n for n, t in self.tahap.items() if t == "BERJALAN" and n != id)
        if self.lakukan(p.SelesaikanImpor(id, "IMPOR_PESERTA", baru, baru, 0, baru, tuple(map(str, range(baru))), lain, self.hari)):
            assert self.tahap[id] == "BERJALAN", "an import ends once"
            self.tahap[id] = "SELESAI"
            self.pekerja += baru

    @rule()
    def impor_mati(self) -> None:
        """One that died never ends; it must not hold the account back."""
        for id in [n for n, t in self.tahap.items() if t == "BERJALAN"][:1]:
            self.tahap[id] = "MATI"

    @rule()
    def daftar_satu(self) -> None:
        if self.state.keadaan == "TERDAFTAR":
            lain = frozenset(n for n, t in self.tahap.items() if t == "BERJALAN")
            self.pekerja += 1
            self.lakukan(p.CatatPekerja(f"n{self.pekerja}", lain, self.hari), sekali=False)
            assert lain or self.state.keadaan_va == "AKTIF", "R-BYR-07"

    @rule(akt=st.sampled_from([AKT, AKT, "akt-melati"]), hari=st.integers(-5, 120))
    def hentikan(self, akt: str, hari: int) -> None:
        dulu = self.state.delegasi
        peristiwa = self.lakukan(p.HentikanKerjaSama(akt, self.hari + timedelta(days=hari), "uji", self.hari))
        assert not peristiwa or (akt == AKT and dulu[-1].berakhir_pada is None and hari >= -1)

    @invariant()
    def sah(self) -> None:
        s = self.state
        assert s.jumlah_pekerja_terdaftar == self.pekerja
        assert (s.keadaan == "TERDAFTAR") == (s.virtual_account is not None) == (s.relationship_officer is not None)
        assert len(s.delegasi) == (s.keadaan == "TERDAFTAR"), "R-AKT-13"
        assert s.keadaan_va != "AKTIF" or s.jumlah_pekerja_terdaftar > 0
        assert sum(isinstance(e, p.VirtualAccountDiaktifkan) for e in self.semua) == (s.keadaan_va == "AKTIF"), "activated once"
        ulang = b.AWAL
        for e in self.semua:
            ulang = b.evolve(ulang, e)
        assert ulang == s


def test_no_order_of_steps_opens_an_account_too_early_or_twice() -> None:
    run_state_machine_as_test(MesinBadanUsaha, settings=settings(max_examples=120, stateful_step_count=30, deadline=None, derandomize=True))
