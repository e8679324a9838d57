"""Claims of one AKT under any order of filing, returning, verifying and paying, with their submissions and FPK."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from klaim.domain import fpk as f
from klaim.domain import klaim as k
from klaim.domain import klaim_peristiwa as kp
from klaim.domain import pengajuan as s
from klaim.domain import pengajuan_peristiwa as sp
from klaim.domain.dokumen import Dokumen
from klaim.domain.harga import Batas

from .bangun import AKT, LENGKAP, PULANG, buat_kasus, buat_sep, buat_siapkan, buat_tarif
from .langkah import Ranah

AWAL = date(2017, 1, 9)
MAJU = {
    "": {"DRAF"},
    "DRAF": {"DIAJUKAN", "KEDALUWARSA"},
    "DIAJUKAN": {"LENGKAP", "DIKEMBALIKAN"},
    "LENGKAP": {"DIVERIFIKASI", "DITOLAK", "DIKEMBALIKAN"},
    "DIKEMBALIKAN": {"DIAJUKAN", "KEDALUWARSA"},
    "DIVERIFIKASI": {"FPK"},
    "FPK": {"DIBAYAR"},
    "DITOLAK": set(),
    "DIBAYAR": set(),
    "KEDALUWARSA": set(),
}
"""The only way back is the office's: a returned claim is filed again."""
MAJU_PENGAJUAN = {
    "": {"DIAJUKAN", "DITOLAK"},
    "DIAJUKAN": {"LENGKAP", "DIKEMBALIKAN"},
    "LENGKAP": {"UMPAN_BALIK"},
    "UMPAN_BALIK": {"FPK"},
    "FPK": {"DIBAYAR"},
    "DITOLAK": set(),
    "DIKEMBALIKAN": set(),
    "DIBAYAR": set(),
}
MAJU_FPK = {"": {"TERBENTUK"}, "TERBENTUK": {"DISETUJUI"}, "DISETUJUI": {"DIBAYAR"}, "DIBAYAR": set()}
REKENING = f.Rekening("BNI", "0123", "PT Asuransi Sentosa")


class MesinKlaim(RuleBasedStateMachine):
    klaim = Bundle("klaim")
    pengajuan = Bundle("pengajuan")
    fpk = Bundle("fpk")
    tercapai: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.klaim_ = Ranah(k.decide, k.evolve, k.KOSONG, MAJU)
        self.pengajuan_ = Ranah(s.decide, s.evolve, s.KOSONG, MAJU_PENGAJUAN)
        self.fpk_ = Ranah(f.decide, f.evolve, f.KOSONG, MAJU_FPK)
        self.k: dict[str, k.Klaim] = self.klaim_.keadaan
        self.s: dict[str, s.Pengajuan] = self.pengajuan_.keadaan
        self.f: dict[str, f.Fpk] = self.fpk_.keadaan
        self.hari = AWAL

    def pada_klaim(self, id: str, perintah: Any) -> list[Any]:
        """[] too when it is refused."""
        peristiwa = self.klaim_.langkah(id, perintah) or []
        self.tercapai.update(self.k[id].keadaan for _ in peristiwa)
        return peristiwa

    def pada_pengajuan(self, id: str, perintah: Any) -> list[Any]:
        return self.pengajuan_.langkah(id, perintah) or []

    @rule(hari=st.integers(0, 60) | st.just(200))
    def hari_berlalu(self, hari: int) -> None:
        self.hari += timedelta(days=hari)

    @rule(
        target=klaim, tagihan=st.integers(1, 12_000_000), diajukan=st.integers(1, 12_000_000), polis=st.integers(0, 12_000_000),
        lengkap=st.booleans(),
    )  # fmt: skip
    def siapkan(self, tagihan: int, diajukan: int, polis: int, lengkap: bool) -> str:
        id = f"k-{len(self.k)}"
        nilai = kp.Nilai(diajukan, polis, tagihan, date(2016, 12, 20))
        dokumen = LENGKAP if lengkap else LENGKAP[:-1]
        assert self.pada_klaim(id, buat_siapkan(klaim_id=id, tagihan_rs=tagihan, nilai=nilai, dokumen=dokumen, sidik=id))
        return id

    @rule(id=klaim, tagihan=st.integers(1, 12_000_000), versi=st.integers(1, 3))
    def perbaiki(self, id: str, tagihan: int, versi: int) -> None:
        """A corrected row: only as long as it is with the AKT."""
        dulu = self.k[id]
        nilai = kp.Nilai(min(tagihan, 5_000_000), 1_000_000, tagihan, date(2016, 12, 20))
        if self.pada_klaim(id, buat_siapkan(klaim_id=id, tagihan_rs=tagihan, nilai=nilai, sidik=f"{id}-{tagihan}-{versi}")):
            assert dulu.keadaan in ("DRAF", "DIKEMBALIKAN")

    @rule(id=klaim, akt=st.sampled_from([AKT, "akt-melati"]))
    def tambah_dokumen(self, id: str, akt: str) -> None:
        ada = self.pada_klaim(id, kp.TambahDokumen(akt, (Dokumen("BUKTI_PELAYANAN", PULANG, True),)))
        assert not ada or akt == AKT

    @rule(target=pengajuan, id=st.lists(klaim, min_size=1, max_size=4, unique=True), pks=st.booleans() | st.just(True))
    def ajukan(self, id: list[str], pks: bool) -> str:
        nomor = f"p-{len(self.s)}"
        masuk = []
        for satu in id:
            peristiwa = self.pada_klaim(satu, kp.AjukanKlaim(nomor, "KC-PRIMA-JKT", self.hari, pks))
            if any(isinstance(e, kp.KlaimDiajukan) for e in peristiwa):
                assert pks and self.hari <= self.k[satu].kedaluwarsa_pada
                masuk.append(satu)
        ditolak = len(id) - len(masuk)
        diajukan = sum(self.k[x].isi_nilai.diajukan for x in masuk)
        ajukan = sp.AjukanPengajuan(
            nomor, AKT, "KC-PRIMA-JKT", True, "2016-12", 3, self.hari, tuple(masuk), ditolak, diajukan, frozenset()
        )  # fmt: skip
        assert self.pada_pengajuan(nomor, ajukan)
        return nomor

    @rule(id=pengajuan)
    def lengkapi(self, id: str) -> None:
        p = self.s[id]
        if p.keadaan != "DIAJUKAN":
            assert self.pada_pengajuan(id, sp.NyatakanLengkap(self.hari, self.hari, p.klaim, (), "BA-1", "kal")) == []
            return
        tempo = s.jatuh_tempo(self.hari, frozenset())
        for satu in p.klaim:
            self.pada_klaim(satu, kp.NyatakanKelengkapan(self.hari, tempo))
        lengkap = tuple(x for x in p.klaim if self.k[x].keadaan == "LENGKAP")
        kembali = tuple(x for x in p.klaim if x not in lengkap)
        self.pada_pengajuan(id, sp.NyatakanLengkap(self.hari, tempo, lengkap, kembali, "BA-1", "kal"))

    @rule(
        id=klaim, hasil=st.sampled_from(["LAYAK", "LAYAK", "TIDAK_LAYAK", "DIKEMBALIKAN"]), siapa=st.sampled_from(["v1", "v2"]),
        tarif=st.integers(1, 9_000_000), pindah=st.sampled_from([None, None, "MENOLAK", "TIDAK_DIPINDAH"]), biaya=st.integers(0, 9_000_000),
    )  # fmt: skip
    def verifikasi(self, id: str, hasil: str, siapa: str, tarif: int, pindah: str | None, biaya: int) -> None:
        dulu = self.k[id]
        kasus = buat_kasus(
            tagihan_rs=dulu.tagihan_rs, diajukan=dulu.isi_nilai.diajukan, dijamin_polis=dulu.isi_nilai.dijamin_polis,
            hasil_pemindahan=pindah, biaya_gawat_darurat=biaya,
        )  # fmt: skip
        peristiwa = self.pada_klaim(id, kp.VerifikasiKlaim(hasil, siapa, self.hari, kasus, buat_tarif(tarif)))
        assert not peristiwa or dulu.keadaan == "LENGKAP", "two verifikator: the second finds it done or is refused"

    @rule(id=pengajuan)
    def umpan_balik(self, id: str) -> None:
        p = self.s[id]
        milik = [self.k[x] for x in p.lengkap if self.k[x].pengajuan_id == id]
        hitung = {n: sum(x.keadaan == n for x in milik) for n in ("LENGKAP", "DIVERIFIKASI", "DITOLAK", "DIKEMBALIKAN")}
        self.pada_pengajuan(
            id,
            sp.TerbitkanUmpanBalik(
                self.hari, hitung["LENGKAP"], hitung["DIVERIFIKASI"], hitung["DITOLAK"], hitung["DIKEMBALIKAN"],
                sum(x.terverifikasi or 0 for x in milik),
            ),
        )  # fmt: skip

    @rule(target=fpk, id=pengajuan)
    def bentuk_fpk(self, id: str) -> str:
        nomor, p = f"FPK-{id}", self.s[id]
        milik = [x for x in p.lengkap if self.k[x].keadaan == "DIVERIFIKASI" and self.k[x].pengajuan_id == id]
        isi = tuple(f.KlaimFpk(x, buat_sep().nomor_sep, self.k[x].bpjs or 0) for x in milik)
        ringkas = (sp.FpkRingkas(nomor, "0301R001", len(isi), sum(x.nilai for x in isi)),) if isi else ()
        if self.pada_pengajuan(id, sp.BentukFpk(self.hari, ringkas)):
            for x in milik:
                assert self.pada_klaim(x, kp.MasukkanFpk(nomor))
            siapa = tuple(sorted({self.k[x].verifikator or "" for x in milik}))
            cetak = f.CetakFpk(
                nomor, id, AKT, "Asuransi", "0301R001", "RSUD", "KC-PRIMA-JKT", "2016-12", isi, siapa, self.hari, self.hari
            )  # fmt: skip
            assert self.fpk_.langkah(nomor, cetak)
        return nomor

    @rule(nomor=fpk, siapa=st.sampled_from(["v1", "v2", "boa"]))
    def setujui(self, nomor: str, siapa: str) -> None:
        dulu = self.f.get(nomor, f.KOSONG)
        peristiwa = self.fpk_.langkah(nomor, f.SetujuiFpk(siapa, self.hari))
        if peristiwa is None:
            assert not dulu.keadaan or siapa in dulu.verifikator
        else:
            assert siapa not in dulu.verifikator and bool(peristiwa) == (dulu.keadaan == "TERBENTUK")

    @rule(
        nomor=fpk,
        siapa=st.sampled_from(["v1", "boa"]),
        batas=st.none() | st.integers(1, 9_000_000),
        asing=st.booleans(),
        akt=st.none() | st.integers(0, 9_000_000),
    )
    def bayar(self, nomor: str, siapa: str, batas: int | None, asing: bool, akt: int | None = None) -> None:
        dulu = self.f.get(nomor, f.KOSONG)
        nominal = {x.klaim_id: min(x.nilai, batas or x.nilai) for x in dulu.klaim}
        tujuan = replace(REKENING, nomor="999") if asing else None
        peristiwa = self.fpk_.langkah(nomor, f.BayarFpk(siapa, self.hari, REKENING, tujuan, "TRF", sum(nominal.values())))
        if peristiwa is None:
            assert dulu.keadaan != "DIBAYAR"
            return
        assert bool(peristiwa) == (dulu.keadaan == "DISETUJUI")
        if not peristiwa:
            return
        assert siapa not in dulu.verifikator and not asing
        for id in nominal:
            assert self.pada_klaim(id, kp.BayarKlaim(nomor, self.hari, None if batas is None else Batas(batas, akt)))
            assert batas is None or akt is None or (self.k[id].akt or 0) <= akt
        assert self.f[nomor].dibayar == sum(self.k[id].bpjs or 0 for id in nominal)
        assert self.pada_pengajuan(dulu.pengajuan_id, sp.CatatFpkDibayar(nomor, len(nominal), self.hari))
        assert self.s[dulu.pengajuan_id].keadaan == "DIBAYAR"

    @rule(id=pengajuan, langkah=st.integers(1, 6), hasil=st.sampled_from(["LAYAK", "LAYAK", "TIDAK_LAYAK"]), data=st.data())
    def jalan_biasa(self, id: str, langkah: int, hasil: str, data: st.DataObject) -> None:
        """The usual way, some steps of it: chance alone hardly gets to the money."""
        if langkah > 0:
            self.lengkapi(id)
        if langkah > 1:
            for satu in self.s[id].lengkap:
                self.verifikasi(satu, hasil, "v1", data.draw(st.integers(1, 9_000_000)), None, 0)
        if langkah > 2:
            self.umpan_balik(id)
        if langkah > 3:
            self.bentuk_fpk(id)
        if langkah > 4:
            self.setujui(f"FPK-{id}", "boa")
        if langkah > 5:
            self.bayar(f"FPK-{id}", "boa", data.draw(st.none() | st.integers(1, 9_000_000)), False)

    @rule(id=pengajuan)
    def kabar_fpk_yang_bukan_miliknya(self, id: str) -> None:
        """Word of an FPK that this submission does not have changes nothing."""
        dulu = self.s[id]
        assert self.pada_pengajuan(id, sp.CatatFpkDibayar("FPK-lain", 1, self.hari)) == [] and self.s[id] == dulu

    @rule(id=pengajuan)
    def batas_lewat(self, id: str) -> None:
        peristiwa = self.pada_pengajuan(id, sp.LewatiBatas(self.hari))
        assert not peristiwa or self.s[id].keadaan != "DIBAYAR"

    @invariant()
    def uang_cocok(self) -> None:
        for x in self.k.values():
            if x.bpjs is None or x.akt is None or x.peserta is None:
                continue
            if x.keadaan in ("DIVERIFIKASI", "DITOLAK", "FPK", "DIBAYAR"):
                assert x.bpjs + x.akt + x.peserta == x.tagihan_rs
                assert min(x.bpjs, x.akt, x.peserta) >= 0
                assert x.bpjs <= min(x.isi_nilai.diajukan, x.tagihan_rs) and x.akt <= x.isi_nilai.dijamin_polis
        for y in self.f.values():
            assert y.dibayar is None or y.dibayar <= y.nilai

    @invariant()
    def riwayat_adalah_keadaan(self) -> None:
        for ranah in (self.klaim_, self.pengajuan_, self.fpk_):
            ranah.riwayat_adalah_keadaan()


def test_no_order_of_steps_pays_twice_too_much_or_backwards() -> None:
    run_state_machine_as_test(MesinKlaim, settings=settings(max_examples=500, stateful_step_count=30, deadline=None, derandomize=True))
    assert MesinKlaim.tercapai == MAJU.keys() - {""}, "a machine that never gets there proves nothing"


def test_word_of_another_submissions_fpk_pays_nothing() -> None:
    """Found by the machine: a submission without FPK read it as its last one and was DIBAYAR."""
    ajukan = sp.AjukanPengajuan("p-1", AKT, "KC-PRIMA-JKT", True, "2016-12", 3, AWAL, ("k-1",), 0, 1, frozenset())
    diajukan = s.evolve(s.KOSONG, s.decide(ajukan, s.KOSONG)[0])
    assert s.decide(sp.CatatFpkDibayar("FPK-lain", 1, AWAL), diajukan) == []
