"""Is this service guaranteed, by whom, and why: Tabel I of Perdir 47/2016 as a list of small rules.

``putuskan`` is asked twice with the same words: by ``POST /v1/penjaminan:periksa`` (a decision with reasons) and by the SEP (which
refuses with the first reason).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dasar.tanggal import tulis

from klaim.domain.alasan import Alasan, alasan
from klaim.domain.faskes import FaskesPada
from klaim.domain.ketentuan import KASUS_NON_SPESIALISTIK, KRITERIA_GAWAT_DARURAT, MASA_RUJUKAN_HARI, SKEMA_COB

JENIS_PELAYANAN = ("RJTP", "RITP", "RJTL", "RITL", "RI_KHUSUS", "LAIN_MENTERI")
RAWAT_INAP_LANJUTAN = ("RITL", "RI_KHUSUS")
RUJUKAN_LANJUTAN = ("RJTL", *RAWAT_INAP_LANJUTAN)
MULAI_JKN = date(2014, 1, 1)
MULAI_KIB = date(2016, 10, 31)


@dataclass(frozen=True, slots=True)
class Rujukan:
    """The referral with the referring facility as it was on its day (None: nobody we know)."""

    asal: str
    kode_faskes: str
    nomor: str
    tanggal: date
    faskes: FaskesPada | None


@dataclass(frozen=True, slots=True)
class Kib:
    """A shown Kartu Identitas Bersama as kepesertaan's facts know it on the day."""

    nomor_kib: str
    nomor_kartu: str
    akt_id: str
    berlaku: bool


@dataclass(frozen=True, slots=True)
class StatusPada:
    """The answer of the status service for the card on the day of admission."""

    aktif: bool
    keadaan: str
    alasan: str
    hak_kelas: int | None
    tanda_akt_id: str | None
    tanda_aktif: bool
    segar_pada: str | None = None
    dasar: tuple[Alasan, ...] = ()
    segmen: str | None = None


@dataclass(frozen=True, slots=True)
class Permintaan:
    """What is asked. ``kib`` is the shown card, ``kib_ditunjukkan`` whether a number was given at all."""

    nomor_kartu: str
    faskes: FaskesPada
    tanggal_masuk: date
    jenis_pelayanan: str
    diagnosa_awal: str
    gawat_darurat: bool = False
    kriteria_gawat_darurat: str | None = None
    rujukan: Rujukan | None = None
    kib_ditunjukkan: bool = False
    kib: Kib | None = None
    dijamin_jkk: bool = False
    naik_kelas: str | None = None
    pks_aktif: frozenset[str] = frozenset()
    kartu_hilang_pada: date | None = None
    """Since when the card of JKN was lost that had not been replaced on the day of admission."""


@dataclass(frozen=True, slots=True)
class Putusan:
    """``ditolak`` is None when guaranteed. ``menunggu_status``: an emergency taken in while status could not be asked."""

    ditolak: Alasan | None
    cob: bool
    akt_id: str | None
    akt_tanda: str | None
    hak_kelas: int | None
    menunggu_status: bool
    dasar: tuple[Alasan, ...]
    kelas_tetap: bool = False
    """A higher room was asked for and does not hold (R-KEP-38)."""

    @property
    def dijamin(self) -> bool:
        return self.ditolak is None


def _sebelum_jkn(p: Permintaan) -> Alasan | None:
    if p.tanggal_masuk < MULAI_JKN:
        return alasan("SEBELUM_JKN", "R-KEP-09", "JKN berlaku sejak 1 Januari 2014.")
    return None


def _jenis_dikenal(p: Permintaan) -> Alasan | None:
    if p.jenis_pelayanan not in JENIS_PELAYANAN:
        return alasan("JENIS_PELAYANAN_TIDAK_DIKENAL", "R-PLY-21", "Jenis pelayanan ini tidak termasuk yang dijamin.")
    return None


def _bukan_jkk(p: Permintaan) -> Alasan | None:
    if p.dijamin_jkk:
        return alasan("DIJAMIN_JKK", "R-PLY-26", "Pelayanan ini dijamin jaminan kecelakaan kerja, bukan JKN.")
    return None


def _gawat_darurat_sah(p: Permintaan) -> Alasan | None:
    if p.gawat_darurat and p.kriteria_gawat_darurat not in KRITERIA_GAWAT_DARURAT.pada(p.tanggal_masuk).nilai:
        return alasan("BUKAN_GAWAT_DARURAT", "R-PLY-12", "Keadaan pasien tidak memenuhi satu pun kriteria gawat darurat yang berlaku.")
    return None


def _faskes_menjamin(p: Permintaan) -> Alasan | None:
    """Tabel I: at a facility without BPJS contract only emergencies, and RJTP not even then."""
    pada = p.tanggal_masuk
    if p.faskes.berkontrak_bpjs(pada):
        return None
    if p.jenis_pelayanan == "RJTP":
        return alasan("FASKES_TANPA_KONTRAK", "R-PLY-01", "Rawat jalan tingkat pertama di luar faskes BPJS tidak dijamin.")
    if p.gawat_darurat:
        return None
    if p.jenis_pelayanan == "RITP":
        return alasan(
            "FASKES_TANPA_KONTRAK", "R-PLY-02", "Rawat inap tingkat pertama di luar faskes BPJS hanya dijamin bila gawat darurat."
        )
    if p.faskes.pernah_berkontrak(pada):
        return alasan(
            "FASKES_TANPA_KONTRAK",
            "R-PLY-18",
            "Kontrak rumah sakit ini dengan BPJS Kesehatan sudah berakhir; hanya gawat darurat yang dijamin.",
        )
    return alasan(
        "FASKES_TANPA_KONTRAK", "R-PLY-06", "Rumah sakit ini tidak bekerja sama dengan BPJS Kesehatan; hanya gawat darurat yang dijamin."
    )


def _kib_sah(p: Permintaan) -> Alasan | None:
    if not p.kib_ditunjukkan or (p.kib is not None and p.kib.nomor_kartu == p.nomor_kartu and p.kib.berlaku):
        return None
    return alasan("KIB_TIDAK_SAH", "R-KIB-12", "Kartu Identitas Bersama ini tidak dikenal, sudah dicabut, atau bukan milik peserta ini.")


TOLAK: tuple[Callable[[Permintaan], Alasan | None], ...] = (
    _sebelum_jkn,
    _jenis_dikenal,
    _bukan_jkk,
    _gawat_darurat_sah,
    _faskes_menjamin,
    _kib_sah,
)
"""Refusals that need no word of status, in the order in which they are asked. The first one is the answer."""


def _status_menolak(status: StatusPada) -> Alasan | None:
    if status.aktif:
        return None
    pertama = status.dasar[0] if status.dasar else None
    return Alasan(
        kode="STATUS_TIDAK_AKTIF",
        penjelasan=f"Kepesertaan {status.keadaan} pada tanggal masuk. {status.alasan}".strip(),
        aturan=pertama.aturan if pertama else "R-STA-13",
        sumber=pertama.sumber if pertama else "",
    )


def _rujukan_menolak(p: Permintaan, akt_tanda: str | None) -> Alasan | None:
    """Tiered care: a referral is needed unless it is an emergency (R-PLY-07, 08, 22, 24, 25)."""
    if p.gawat_darurat or p.jenis_pelayanan not in RUJUKAN_LANJUTAN:
        return None
    r = p.rujukan
    if r is None:
        aturan = "R-PLY-07" if p.jenis_pelayanan in RAWAT_INAP_LANJUTAN else "R-PLY-22"
        return alasan("RUJUKAN_WAJIB", aturan, "Pelayanan rujukan yang bukan gawat darurat memerlukan surat rujukan dari FKTP.")
    if r.tanggal > p.tanggal_masuk:
        return alasan("RUJUKAN_TIDAK_SAH", "R-PLY-24", "Tanggal rujukan sesudah tanggal masuk.")
    if p.tanggal_masuk > r.tanggal + timedelta(days=MASA_RUJUKAN_HARI.pada(p.tanggal_masuk).nilai):
        return alasan("RUJUKAN_KEDALUWARSA", "R-PLY-24", "Masa berlaku surat rujukan sudah lewat.")
    if r.faskes is None or r.faskes.jenis != "FKTP":
        return alasan("RUJUKAN_TIDAK_SAH", "R-PLY-07", "Faskes perujuk bukan FKTP yang dikenal.")
    if r.asal == "FKTP_BPJS":
        if not r.faskes.berkontrak_bpjs(r.tanggal):
            return alasan("RUJUKAN_TIDAK_SAH", "R-PLY-07", "FKTP perujuk tidak bekerja sama dengan BPJS Kesehatan pada tanggal rujukan.")
        return None
    if akt_tanda is None or akt_tanda not in r.faskes.akt_pada(r.tanggal):
        return alasan(
            "RUJUKAN_BUKAN_AKT_PESERTA", "R-PLY-08", "FKTP perujuk tidak bekerja sama dengan asuransi kesehatan tambahan peserta ini."
        )
    return None


def _naik_kelas_pbi(p: Permintaan, status: StatusPada) -> bool:
    """A PBI asks for another class than III."""
    return status.segmen == "PBI" and p.naik_kelas is not None and p.naik_kelas.strip().upper() not in ("3", "III", "KELAS III")


def _cob(p: Permintaan, akt_tanda: str | None, dasar: list[Alasan]) -> bool:
    """COB or ordinary JKN; the reason goes to ``dasar``. Never a refusal."""
    if akt_tanda is None:
        return False
    if p.jenis_pelayanan not in RAWAT_INAP_LANJUTAN:
        dasar.append(
            alasan("BUKAN_RAWAT_INAP_LANJUTAN", "R-PLY-03", "Rawat jalan dan tingkat pertama dijamin sebagai JKN biasa, bukan COB.")
        )
        return False
    if akt_tanda not in p.pks_aktif:
        dasar.append(alasan("PKS_TIDAK_BERLAKU", "R-AKT-02", "Asuransi peserta tidak mempunyai PKS yang berlaku pada tanggal masuk."))
        return False
    skema = SKEMA_COB.pada(p.tanggal_masuk).nilai
    if p.tanggal_masuk < MULAI_KIB:
        if p.naik_kelas is None:
            dasar.append(alasan("BUKAN_NAIK_KELAS", "R-PLY-19", "Dalam skema 2014 COB di faskes BPJS hanya bila peserta naik kelas."))
            return False
        dasar.append(alasan("DUA_KARTU", "R-KIB-15", "Dalam skema 2014 peserta menunjukkan kartu BPJS dan kartu asuransinya."))
    elif p.kib is None:
        dasar.append(alasan("KIB_TIDAK_DITUNJUKKAN", "R-KIB-12", "Kartu Identitas Bersama tidak ditunjukkan; dilayani sebagai JKN biasa."))
        return False
    elif p.kib.akt_id != akt_tanda:
        dasar.append(alasan("KIB_AKT_LAIN", "R-KIB-12", "Kartu Identitas Bersama berasal dari asuransi lain; dilayani sebagai JKN biasa."))
        return False
    dasar.append(alasan("COB", "R-PLY-04", f"Rawat inap tingkat lanjutan peserta koordinasi manfaat (skema {skema.nama})."))
    dasar.append(alasan("SEP_BERTANDA", "R-KIB-13", "SEP bertanda COB dan diterbitkan berkoordinasi dengan asuransi peserta."))
    return True


def tolak_awal(p: Permintaan) -> Alasan | None:
    """The refusal that needs no word of status, if there is one: it is the answer even while status cannot be asked."""
    return next((mengapa for aturan in TOLAK if (mengapa := aturan(p)) is not None), None)


def putuskan(p: Permintaan, status: StatusPada | None) -> Putusan:
    """``status`` None: it could not be asked. Then only an emergency is decided (it waits for status)."""
    dasar: list[Alasan] = []

    def ditolak(mengapa: Alasan) -> Putusan:
        tanda = status.tanda_akt_id if status is not None and status.tanda_aktif else None
        return Putusan(mengapa, False, None, tanda, status.hak_kelas if status else None, False, (mengapa, *dasar))

    if (mengapa := tolak_awal(p)) is not None:
        return ditolak(mengapa)
    if p.gawat_darurat:
        bagian = "R-PLY-25" if p.faskes.berkontrak_bpjs(p.tanggal_masuk) else "R-PLY-17"
        dasar.append(alasan("GAWAT_DARURAT", bagian, "Gawat darurat dilayani tanpa surat rujukan."))
    if status is None:
        if not p.gawat_darurat:
            raise ValueError("a planned admission is not decided without status")
        dasar.append(Alasan("MENUNGGU_STATUS", "Status kepesertaan belum dapat ditanyakan; ditetapkan kemudian.", None))
        return Putusan(None, False, None, None, None, True, tuple(dasar))
    if (mengapa := _status_menolak(status)) is not None:
        dasar.extend(status.dasar)
        return ditolak(mengapa)
    akt_tanda = status.tanda_akt_id if status.tanda_aktif else None
    if (mengapa := _rujukan_menolak(p, akt_tanda)) is not None:
        return ditolak(mengapa)
    kelas_tetap = _naik_kelas_pbi(p, status)
    if kelas_tetap:
        mengapa = alasan("KELAS_PBI_MUTLAK", "R-KEP-38", "Kelas rawat PBI adalah kelas III tanpa pengecualian.")
        if not p.gawat_darurat:
            return ditolak(mengapa)
        dasar.append(mengapa)  # nobody is sent away in an emergency: he lies in class III
    if p.rujukan is not None and not p.gawat_darurat:
        jalur = "R-PLY-07" if p.rujukan.asal == "FKTP_BPJS" else "R-PLY-08"
        dasar.append(alasan("RUJUKAN", jalur, "Rujukan FKTP diterima."))
    cob = _cob(p, akt_tanda, dasar)
    if cob and not p.gawat_darurat and _non_spesialistik(p):
        return ditolak(alasan("KASUS_NON_SPESIALISTIK", "R-PLY-05", "Diagnosis ini kasus non spesialistik yang ditangani di FKTP."))
    if not cob and p.rujukan is not None and p.rujukan.asal == "FKTP_AKT" and not p.gawat_darurat:
        # Route b exists for COB only: ordinary JKN needs the referral of a BPJS FKTP.
        return ditolak(alasan("RUJUKAN_WAJIB", "R-PLY-24", "Tanpa COB, pelayanan JKN memerlukan rujukan dari FKTP BPJS Kesehatan."))
    dasar.extend(status.dasar)
    return Putusan(None, cob, akt_tanda if cob else None, akt_tanda, status.hak_kelas, False, tuple(dasar), kelas_tetap)


def peringatan(p: Permintaan) -> tuple[Alasan, ...]:
    """What the hospital has to look at before it serves him; never a refusal: he may be who he says he is (R-KEP-29)."""
    if p.kartu_hilang_pada is None:
        return ()
    kata = f"Kartu JKN bernomor ini dilaporkan hilang sejak {tulis(p.kartu_hilang_pada)}; cocokkan NIK orang yang menunjukkannya."
    return (alasan("KARTU_DILAPORKAN_HILANG", "R-KEP-29", kata),)


def _non_spesialistik(p: Permintaan) -> bool:
    return p.diagnosa_awal.upper().startswith(KASUS_NON_SPESIALISTIK.pada(p.tanggal_masuk).nilai)
