"""Is this person active on that day, and why: a pure function of person, units, closed days and the law of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from dasar.ketentuan import Tabel
from dasar.tanggal import Periode, hari_wib, tulis

from status.domain import ketentuan
from status.domain.alasan import PERDIR_47, SOSIALISASI, Dasar, bulan, sebab_jaminan
from status.domain.buku import BUKU_KOSONG, Buku, Keterlambatan
from status.domain.ketentuan import BatasTunggakan
from status.domain.peserta import SEHARI, Keanggotaan, Peserta, Phk
from status.domain.tunggakan import Keadaan, Putusan, belum_aktif, gerbang, nilai_tunggakan

BPJS = "BPJS_KESEHATAN"


@dataclass(frozen=True, slots=True)
class Fakta:
    """All that was known at one moment. ``ditutup``: newest day iuran had closed on every partition. ``hukum``: the law of arrears."""

    peserta: Peserta
    unit: Mapping[str, Buku]
    ditutup: date | None
    hukum: Tabel[BatasTunggakan] = ketentuan.BATAS_TUNGGAKAN

    def buku(self, va: str) -> Buku:
        return self.unit.get(va, BUKU_KOSONG)


@dataclass(frozen=True, slots=True)
class KoordinasiManfaat:
    aktif: bool
    akt_id: str | None
    sejak: date | None


@dataclass(frozen=True, slots=True)
class Jawaban:
    pada: date
    aktif: bool
    keadaan: Keadaan
    lunas_sampai: str | None
    hak_kelas: int | None
    virtual_account: str | None
    badan_usaha_id: str | None
    keluarga_id: str | None
    segmen: str | None
    koordinasi_manfaat: KoordinasiManfaat
    penanggung_biaya: str | None
    dasar: tuple[Dasar, ...]

    @property
    def alasan(self) -> str:
        return self.dasar[0].penjelasan if self.dasar else ""


def nilai(f: Fakta, pada: date) -> Jawaban:
    p = f.peserta
    indeks = p.anggota(pada)
    anggota = p.keanggotaan[indeks] if indeks is not None else None
    putusan, phk = _putuskan(f, indeks, pada)
    tanda = p.tanda_pada(pada)
    dasar = list(putusan.dasar)
    penanggung = BPJS if putusan.aktif else None
    if not putusan.aktif and anggota is not None and (telat := _akt_terlambat(f.buku(anggota.va), putusan, pada)) is not None:
        penanggung = telat.akt_id
        kalimat = (
            f"AKT {telat.akt_id} menerima iuran pada {tulis(telat.diterima)} dan terlambat meneruskannya; biaya menjadi tanggungannya."
        )
        dasar.append(Dasar("R-STA-11", f"{PERDIR_47} BAB III.D.2", kalimat, telat.peristiwa_id))
    if tanda is not None and not putusan.aktif:
        kalimat = "Tanda koordinasi manfaat tidak berlaku selama kepesertaan tidak aktif."
        dasar.append(Dasar("R-STA-09", f"{PERDIR_47} BAB III.B.3.e", kalimat, tanda.peristiwa_id))
    return Jawaban(
        pada=pada,
        aktif=putusan.aktif,
        keadaan=putusan.keadaan,
        lunas_sampai=f.buku(anggota.va).lunas_sampai(pada) if anggota is not None else None,
        hak_kelas=_kelas(p, phk, anggota, pada),
        segmen=anggota.segmen if anggota is not None else None,
        virtual_account=anggota.va if anggota is not None else None,
        badan_usaha_id=anggota.badan_usaha_id if anggota is not None else None,
        keluarga_id=anggota.keluarga_id if anggota is not None else None,
        koordinasi_manfaat=KoordinasiManfaat(
            tanda is not None and putusan.aktif, tanda.akt_id if tanda else None, tanda.dari if tanda else None
        ),
        penanggung_biaya=penanggung,
        dasar=tuple(dasar),
    )


def _kelas(p: Peserta, phk: Phk | None, anggota: Keanggotaan | None, pada: date) -> int | None:
    if anggota is not None and anggota.segmen == "PBI":
        return ketentuan.KELAS_PBI.pada(pada).nilai  # R-KEP-38
    khusus = ketentuan.KELAS_PHK.pada(pada).nilai if phk is not None else None
    return khusus or p.kelas(pada)


def _putuskan(f: Fakta, indeks: int | None, pada: date) -> tuple[Putusan, Phk | None]:
    p = f.peserta
    if p.meninggal_pada is not None and pada > p.meninggal_pada:
        kalimat = f"Peserta meninggal pada {tulis(p.meninggal_pada)}."
        return Putusan("MENINGGAL", (Dasar("R-KEP-28", SOSIALISASI + " slide 23", kalimat, p.meninggal_peristiwa),)), None
    phk = p.phk_pada(pada)
    if phk is not None and (indeks is None or p.keanggotaan[indeks].dari <= phk.pada):
        kalimat = f"{sebab_jaminan(phk.sebab)} pada {tulis(phk.pada)}; dijamin tanpa iuran sampai {tulis(phk.dijamin_sampai)}."
        return Putusan("PHK", (Dasar("R-STA-12", SOSIALISASI + " slide 24", kalimat, phk.peristiwa_id),)), phk
    return _keanggotaan(f, indeks, pada), None


def _keanggotaan(f: Fakta, indeks: int | None, pada: date) -> Putusan:
    p = f.peserta
    if indeks is None:
        mulai = min((k.dari for k in p.keanggotaan), default=None)
        kalimat = "Belum terdaftar pada hari itu" + (f"; terdaftar mulai {tulis(mulai)}." if mulai is not None else ".")
        return Putusan("TIDAK_AKTIF", (Dasar("R-STA-13", SOSIALISASI, kalimat),))
    k = p.keanggotaan[indeks]
    akhir = k.akhir_tanggungan
    if akhir is not None and pada > akhir:
        kalimat = f"Tidak lagi menjadi anggota sejak {tulis(k.sampai or akhir)}; iurannya menanggung sampai {tulis(akhir)}."
        return Putusan("TIDAK_AKTIF", (_dasar_akhir(p, k, pada, kalimat),))
    if k.segmen == "PBI":
        return Putusan("AKTIF", (Dasar("R-STA-03", SOSIALISASI, "Iuran dibayar Pemerintah (PBI).", k.peristiwa_id),))
    buku = f.buku(k.va).sampai_periode(k.iuran_terakhir)
    pintu = gerbang(buku, k.iuran_mulai, pada)
    if pintu is None:
        lanjut = _bersambung(f, indeks)
        if lanjut is None:
            return belum_aktif(buku, k.iuran_mulai, pada)
        pintu = lanjut
        if pada < Periode.baca(k.iuran_mulai).awal:
            # the months before his first in the new unit were paid by the old one
            sebelum = p.keanggotaan[indeks - 1] if indeks else None
            if sebelum is not None and sebelum.segmen != "PBI" and p.phk_pada(k.dari - SEHARI) is None:
                k, buku = sebelum, f.buku(sebelum.va).sampai_periode(str(Periode.baca(k.iuran_mulai).geser(-1)))
            else:
                return Putusan("AKTIF", (pintu,))
    elif (mulai := k.mulai_aktif) > pada:
        kalimat = f"Peserta baru aktif paling cepat {tulis(mulai)}, {(mulai - k.dari).days} hari sejak terdaftar."
        return Putusan("TERDAFTAR", (Dasar("R-STA-01", ketentuan.MASA_TUNGGU.pada(k.dari).sumber, kalimat, k.peristiwa_id),))
    putusan = nilai_tunggakan(buku, k.segmen, pada, f.ditutup, f.hukum)
    return replace(putusan, dasar=(*putusan.dasar, pintu)) if putusan.aktif else putusan


def _dasar_akhir(p: Peserta, k: Keanggotaan, pada: date, kalimat: str) -> Dasar:
    phk = next((x for x in reversed(p.phk) if x.dijamin_sampai < pada and x.pada >= k.dari), None)
    if phk is None:
        return Dasar("R-IUR-18", SOSIALISASI + " slide 37", kalimat, k.peristiwa_id)
    kalimat = f"Jaminan setelah {sebab_jaminan(phk.sebab)} {tulis(phk.pada)} berakhir {tulis(phk.dijamin_sampai)}."
    return Dasar("R-KEP-32", SOSIALISASI + " slide 24", kalimat, phk.peristiwa_id)


def _bersambung(f: Fakta, indeks: int) -> Dasar | None:
    """R-KEP-10: who moves while covered keeps his cover; he is no first-time payer, so the ordinary tolerance holds (A-06)."""
    k = f.peserta.keanggotaan[indeks]
    kemarin = k.dari - SEHARI
    putusan, _ = _putuskan(f, f.peserta.anggota(kemarin), kemarin)
    if not putusan.aktif:
        return None
    kalimat = f"Pindah pada {tulis(k.dari)} tanpa terputus; iuran di unit baru mulai {bulan(k.iuran_mulai)}."
    return Dasar("R-KEP-10", "Permenkes 28/2014 BAB II.B.4", kalimat, k.peristiwa_id)


def _akt_terlambat(buku: Buku, putusan: Putusan, pada: date) -> Keterlambatan | None:
    """R-STA-11: the AKT had the money for the bill that is behind this inactivity."""
    b = putusan.penyebab
    if b is None:
        return None
    return next(
        (t for t in buku.keterlambatan if t.diterima <= pada and b.dicatat_pada is not None and t.diterima >= hari_wib(b.dicatat_pada)),
        None,
    )
