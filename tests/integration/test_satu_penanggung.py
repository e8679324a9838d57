"""Whatever is done with a person and in whatever order: at no date two units or two segments, in no month two payers, and kepesertaan,
iuran and status say the same of every day (R-KEP-02, R-KEP-10). Pure: the published events, folded by each as it folds them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from iuran.projections.keanggotaan import Keanggotaan, terapkan_satu
from kepesertaan import publish
from kepesertaan.domain import mutasi_pesan as mp
from kepesertaan.domain import peserta as domain
from kepesertaan.domain import peserta_pesan as ps
from kepesertaan.domain.pindah import pindah
from kepesertaan.domain.segmen_pesan import Pindahkan
from kepesertaan.domain.segmen_pindah import sebagaimana
from kepesertaan.domain.siklus import perubahan_mulai
from status.domain.peserta import BELUM_DIKENAL
from status.domain.peserta import _satu as status_satu
from status.terjemah import catatan_peserta

NOKA = "0000000000002"
UNIT = ("8888800000000001", "8888800000000002", "8888800000000003")
HARI = date(2016, 1, 5)
SEHARI = timedelta(days=1)
WIB = timezone(timedelta(hours=7))


class Catatan:
    """A record as status reads it."""

    def __init__(self, event: Any, hari: date, nomor: int) -> None:
        self.event, self.event_id = event, str(nomor)
        self.envelope: Any = type("E", (), {"recorded_time": datetime.combine(hari, time(9), WIB), "akt_id": None})()


class Mesin(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.p = domain.AWAL
        self.iuran: list[Keanggotaan] = []
        self.status = BELUM_DIKENAL
        self.hari = HARI
        self.nomor = 0
        self.tinjau: list[Periode] = []

    def catat(self, peristiwa: list[Any]) -> None:
        for e in peristiwa:
            self.p = domain.evolve(self.p, e)
            bentuk = publish.peserta(e, self.p)
            if bentuk is None:
                continue
            self.nomor += 1
            self.iuran = terapkan_satu(self.iuran, bentuk.event)
            c = catatan_peserta(Catatan(bentuk.event, self.hari, self.nomor))  # type: ignore[arg-type]
            if c is not None:
                self.status = status_satu(self.status, c)

    def lakukan(self, perintah: Any) -> bool:
        try:
            peristiwa = domain.decide(perintah, self.p)
        except Ditolak:
            return False
        self.catat(peristiwa)
        return True

    @initialize(hubungan=st.sampled_from(["PEKERJA", "ANAK", "ISTRI"]))
    def mulai(self, hubungan: str) -> None:
        pekerja = hubungan == "PEKERJA"
        self.lakukan(
            ps.Daftarkan(
                NOKA,
                UNIT[0],
                "B0",
                None,
                "SWASTA",
                hubungan,
                None if pekerja else "0000000000001",
                "PEKERJA" if pekerja else "INTI",
                2,
                None,
                "",
                None,
                None,
                False,
                "r",
                "u" if pekerja else None,
                None,
                self.hari,
            )
        )

    @rule(hari=st.integers(0, 45))
    def berlalu(self, hari: int) -> None:
        self.hari += timedelta(days=hari)

    @rule(beda=st.integers(-40, 60), alasan=st.sampled_from(["", "PEKERJA_KELUAR", "HABIS_USIA"]))
    def keluar(self, beda: int, alasan: str) -> None:
        self.lakukan(ps.Keluarkan(self.hari + timedelta(days=beda), alasan, self.hari))

    @rule(beda=st.integers(-40, 60), sebab=st.sampled_from(["PHK", "CACAT_TOTAL"]))
    def jamin(self, beda: int, sebab: Any) -> None:
        self.lakukan(ps.CatatPhk(self.hari + timedelta(days=beda), self.hari, sebab))

    @rule(beda=st.integers(-40, 60), unit=st.sampled_from([0, 1, 2]))
    def pindah(self, beda: int, unit: int) -> None:
        mulai = self.hari + timedelta(days=beda)
        ke = Pindahkan(
            UNIT[unit], f"B{unit}", None, None, "PPU", "SWASTA", "PEKERJA", None, "PEKERJA", 1, "R-KEP-40", None, "",
            str(perubahan_mulai(self.hari, mulai)), mulai, None, False, "u2",
        )  # fmt: skip
        lama = self.p
        try:
            peristiwa = pindah(lama, ke, self.hari)
        except Ditolak:
            return
        self.catat(peristiwa)
        if peristiwa and lama.keadaan == "TERDAFTAR":
            assert self.p.lalu[-1].berakhir_pada == mulai - SEHARI, "no day between"
            assert str(Periode.baca(self.p.lalu[-1].iuran_terakhir or "").geser(1)) == self.p.iuran_mulai, "no month between"
        if peristiwa:
            assert self.p.berlaku_dari == mulai and (self.p.hubungan, self.p.segmen) == ("PEKERJA", "PPU")
            assert not pindah(self.p, replace(ke, iuran_mulai=self.p.iuran_mulai), self.hari), "told again"

    @rule(beda=st.integers(-40, 60))
    def kembali(self, beda: int) -> None:
        self.lakukan(mp.CatatKeteranganKuliah(self.hari + timedelta(days=beda), self.hari))

    @rule(beda=st.integers(-40, 60), sebab=st.sampled_from(["NIKAH", "BEKERJA"]), menjadi=st.sampled_from(["KELUAR", "TAMBAHAN"]))
    def lepas(self, beda: int, sebab: Any, menjadi: Any) -> None:
        self.lakukan(mp.LepaskanAnak(sebab, self.hari + timedelta(days=beda), menjadi, self.hari))

    @rule(umur=st.integers(20 * 365, 26 * 365))
    def tinjauan(self, umur: int) -> None:
        self.lakukan(mp.TinjauAnak(str(Periode.dari(self.hari).geser(-1)), HARI - timedelta(days=umur), "J", self.hari))

    @rule()
    def mati(self) -> None:
        if self.nomor > 6:
            self.lakukan(ps.CatatMeninggal(self.hari, self.hari))

    @invariant()
    def satu(self) -> None:
        tinggal = [*self.p.lalu, self.p]
        for lama, baru in itertools.pairwise(tinggal):
            assert lama.berakhir_pada is not None and lama.berakhir_pada < baru.berlaku_dari, "one unit and one segment at any date"
        ditagih = sorted((k.iuran_mulai, k.iuran_terakhir or "9999-12") for k in self.iuran)
        ditagih = [(m, t) for m, t in ditagih if m <= t]
        for (_, terakhir), (mulai, _) in itertools.pairwise(ditagih):
            assert terakhir < mulai, f"two payers of one month: {ditagih}"
        if not self.p.nomor_kartu:
            return
        akhir = self.hari + timedelta(days=120)
        hari = HARI
        while hari < akhir:
            saat = sebagaimana(self.p, hari)
            i = self.status.anggota(hari)
            if saat.anggota_pada(hari):
                assert i is not None and self.status.keanggotaan[i].va == saat.virtual_account
                assert self.status.keanggotaan[i].segmen == saat.segmen
                bulan = str(Periode.dari(hari))
                penanggung = {k.virtual_account for k in self.iuran if k.iuran_mulai <= bulan <= (k.iuran_terakhir or "9999-12")}
                assert len(penanggung) <= 1
                if saat.iuran_mulai <= bulan:
                    assert penanggung == {saat.virtual_account}, f"a member of {saat.virtual_account} on {hari} is billed to {penanggung}"
            hari += timedelta(days=7)


@pytest.mark.aturan("R-KEP-02", "R-KEP-10")
def test_one_segment_and_one_payer_at_any_date_whatever_happens_in_whatever_order() -> None:
    run_state_machine_as_test(Mesin, settings=settings(max_examples=40, stateful_step_count=20, deadline=None, derandomize=True))
