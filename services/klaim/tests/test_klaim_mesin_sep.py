"""SEP under any order of status, discharge, correction, transfer and letter: no step back, no flag lost, nothing after the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from dasar.tanggal import WIB, hari_wib
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from klaim.domain import sep as s
from klaim.domain import sep_peristiwa as sp
from klaim.domain.penjaminan import Kib, Permintaan, StatusPada

from .bangun import AKT, MASUK, NOKA, buat_faskes, buat_permintaan, buat_status
from .langkah import Ranah

LAIN = "akt-melati"
MAJU = {
    "": {"TERBIT", "MENUNGGU_STATUS"},
    "MENUNGGU_STATUS": {"TERBIT", "PULANG", "DIBATALKAN"},
    "TERBIT": {"PULANG"},
    "PULANG": set(),
    "DIBATALKAN": set(),
}
"""Only status that came late cancels; a guaranteed stay ends by discharge alone."""
SAH = Kib("KIB-1", NOKA, AKT, True)
KIB = st.sampled_from([SAH, None, replace(SAH, berlaku=False), replace(SAH, akt_id=LAIN), replace(SAH, nomor_kartu="0009")])
SEMUA = frozenset({AKT, LAIN})
PKS = st.sampled_from([SEMUA, SEMUA, frozenset({LAIN}), frozenset[str]()])
DARURAT: dict[str, Any] = {"gawat_darurat": True, "kriteria_gawat_darurat": "MENGANCAM_NYAWA"}
MINTA = [
    buat_permintaan(kib=SAH),
    buat_permintaan(kib=None, kib_ditunjukkan=False),
    buat_permintaan(jenis_pelayanan="RJTL", kib=None, kib_ditunjukkan=False),
    buat_permintaan(pks_aktif=frozenset({LAIN})),
    buat_permintaan(kib=replace(SAH, akt_id=LAIN)),
    buat_permintaan(**DARURAT),
    buat_permintaan(**DARURAT, faskes=buat_faskes(kontrak_bpjs=())),
    buat_permintaan(**DARURAT, faskes=buat_faskes(kontrak_bpjs=()), kib=None, kib_ditunjukkan=False),
    buat_permintaan(faskes=buat_faskes(kontrak_bpjs=())),
]
STATUS = st.sampled_from(
    [
        buat_status(),
        buat_status(aktif=False, keadaan="TIDAK_AKTIF"),
        buat_status(tanda_akt_id=None, tanda_aktif=False),
        buat_status(tanda_aktif=False),
        buat_status(tanda_akt_id=LAIN, hak_kelas=1),
    ]
)


class MesinSep(RuleBasedStateMachine):
    sep = Bundle("sep")
    tercapai: ClassVar[set[str]] = set()
    terjadi: ClassVar[set[type]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.r = Ranah(s.decide, s.evolve, s.KOSONG, MAJU)
        self.minta: dict[str, Permintaan] = {}
        self.saat = datetime(2016, 12, 6, 8, tzinfo=WIB)

    def pada(self, nomor: str, perintah: sp.SepCommand) -> list[Any] | None:
        """One step, and what holds for every one of them."""
        dulu = self.r.keadaan.get(nomor, s.KOSONG)
        peristiwa = self.r.langkah(nomor, perintah)
        kini = self.r.keadaan.get(nomor, s.KOSONG)
        assert not peristiwa or dulu.keadaan != "DIBATALKAN", "nothing happens to a cancelled SEP"
        assert kini.cob or not dulu.cob, "an episode an insurer guarantees never goes back to ordinary JKN (R-PLY-11)"
        assert dulu.tanggal_pulang in (None, kini.tanggal_pulang) and dulu.pemindahan in (None, kini.pemindahan), "said once"
        self.tercapai.add(kini.keadaan)
        self.terjadi.update(type(e) for e in peristiwa or ())
        return peristiwa

    @rule(jam=st.integers(1, 60))
    def waktu_berlalu(self, jam: int) -> None:
        self.saat += timedelta(hours=jam)

    @rule(target=sep, minta=st.sampled_from(MINTA), status=STATUS | st.none(), lama=st.integers(0, 3))
    def terbitkan(self, minta: Permintaan, status: StatusPada | None, lama: int) -> str:
        """``lama`` 0: under a number that is taken. Without status only an emergency is taken in."""
        nomor = f"sep-{max(0, len(self.minta) - (lama == 0))}"
        if status is None and not minta.gawat_darurat:
            status = buat_status()
        dulu = self.r.keadaan.get(nomor, s.KOSONG)
        if self.pada(nomor, sp.TerbitkanSep(nomor, minta, status, "tersandi")):
            assert not dulu.keadaan, "a number is used once"
            self.minta[nomor] = minta
            assert self.r.keadaan[nomor].menunggu_status == (status is None)
        return nomor

    @rule(nomor=sep, status=STATUS)
    def tetapkan(self, nomor: str, status: StatusPada) -> None:
        """Status comes late: it decides once, by the request as it was."""
        dulu = self.r.keadaan.get(nomor, s.KOSONG)
        if not dulu.keadaan:
            return
        peristiwa = self.pada(nomor, sp.TetapkanStatus(self.minta[nomor], status))
        assert bool(peristiwa) == dulu.menunggu_status
        if peristiwa:
            assert (self.r.keadaan[nomor].keadaan == "DIBATALKAN") == (not status.aktif)

    @rule(nomor=sep, hari=st.integers(-2, 9))
    def pulangkan(self, nomor: str, hari: int) -> None:
        tanggal = MASUK + timedelta(days=hari)
        if self.pada(nomor, sp.Pulangkan(tanggal, self.saat)):
            assert MASUK <= tanggal <= hari_wib(self.saat)

    @rule(nomor=sep, cob=st.booleans() | st.just(True), kib=KIB, pks=PKS)
    def koreksi(self, nomor: str, cob: bool, kib: Kib | None, pks: frozenset[str]) -> None:
        dulu = self.r.keadaan.get(nomor, s.KOSONG)
        if self.pada(nomor, sp.KoreksiCob(cob, kib, pks, "tersandi")):
            assert cob and not dulu.menunggu_status and dulu.akt_tanda is not None and dulu.akt_tanda in pks
            assert kib is not None and kib.berlaku and (kib.nomor_kartu, kib.akt_id) == (NOKA, dulu.akt_tanda)

    @rule(
        nomor=sep,
        hasil=st.sampled_from(["DIPINDAH", "TIDAK_DIPINDAH", "MENOLAK", "ENTAH"]),
        jam=st.integers(-30, 30),
        biaya=st.none() | st.integers(0, 9),
    )
    def pindahkan(self, nomor: str, hasil: str, jam: int, biaya: int | None) -> None:
        stabil = datetime(2016, 12, 6, 10, tzinfo=WIB)
        pindah = stabil + timedelta(hours=jam) if hasil == "DIPINDAH" else None
        if self.pada(nomor, sp.CatatPemindahan(hasil, stabil, pindah, "0301R002" if pindah else None, biaya)):
            sep = self.r.keadaan[nomor]
            assert sep.gawat_darurat and not sep.kontrak_bpjs and hasil != "ENTAH"
            assert (pindah is None or jam >= 0) and (hasil != "TIDAK_DIPINDAH" or biaya is not None)

    @rule(nomor=sep, akt=st.sampled_from([AKT, LAIN]), surat=st.integers(1, 2))
    def surat_jaminan(self, nomor: str, akt: str, surat: int) -> None:
        if self.pada(nomor, sp.TerbitkanSuratJaminan(akt, f"SJ-{surat}", date(2016, 12, 6))):
            sep = self.r.keadaan[nomor]
            assert sep.cob and sep.akt_id == akt, "only the insurer of the episode writes it, and another learns nothing"

    @invariant()
    def tanda_dan_asuransi(self) -> None:
        for sep in self.r.keadaan.values():
            assert (sep.akt_id is not None) == sep.cob
            assert not sep.cob or (sep.jenis_pelayanan in ("RITL", "RI_KHUSUS") and sep.akt_id == sep.akt_tanda)
            assert not sep.menunggu_status or (sep.gawat_darurat and not sep.cob)
            assert sep.menunggu_status == (sep.keadaan == "MENUNGGU_STATUS")
            assert sep.keadaan in ("MENUNGGU_STATUS", "DIBATALKAN") or (sep.tanggal_pulang is None) == (sep.keadaan != "PULANG")

    @invariant()
    def riwayat_adalah_keadaan(self) -> None:
        self.r.riwayat_adalah_keadaan()


@pytest.mark.aturan("R-PLY-11")
def test_no_order_of_steps_loses_a_flag_or_moves_after_the_end() -> None:
    run_state_machine_as_test(MesinSep, settings=settings(max_examples=500, stateful_step_count=25, deadline=None, derandomize=True))
    assert MesinSep.tercapai >= MAJU.keys() - {""} and len(MesinSep.terjadi) == 7, "a machine that never gets there proves nothing"
