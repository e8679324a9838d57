"""Faskes: a health facility with its class and contracts. The whole state is put at once; what it was before stays readable by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

from dasar.identitas import kode_ppk_sah
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan

from faskes.domain.kontrak import KontrakAkt, KontrakBpjs, bertumpang, terbalik

Jenis = Literal["FKTP", "FKRTL"]
Kepemilikan = Literal["PEMERINTAH", "SWASTA"]
Klasifikasi = Literal["BPJS", "FASKES_AKT", "IRISAN", "NON_BPJS"]
KELAS_RS = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class SkKelas:
    """Decree of the class (SK penetapan kelas RS); without it class D is priced (R-KLM-15)."""

    nomor: str
    tanggal: date


@dataclass(frozen=True, slots=True)
class DataFaskes:
    nama: str
    jenis: Jenis
    kelas_rs: str | None
    sk_kelas: SkKelas | None
    kepemilikan: Kepemilikan
    kabupaten_kota: str
    regional: int
    kontrak_bpjs: tuple[KontrakBpjs, ...]
    kontrak_akt: tuple[KontrakAkt, ...]
    lulus_kredensialing: bool


@dataclass(frozen=True, slots=True)
class TetapkanFaskes:
    """``berlaku_dari``: day from which class and ownership hold; contracts carry their own days."""

    kode_ppk: str
    data: DataFaskes
    berlaku_dari: date


@dataclass(frozen=True, slots=True)
class FaskesDidaftarkan:
    kode_ppk: str
    data: DataFaskes
    berlaku_dari: date


@dataclass(frozen=True, slots=True)
class FaskesDiubah:
    kode_ppk: str
    data: DataFaskes
    berlaku_dari: date


Peristiwa = FaskesDidaftarkan | FaskesDiubah


@dataclass(frozen=True, slots=True)
class Versi:
    """What was put, and from which day its class and ownership hold."""

    berlaku_dari: date
    data: DataFaskes


@dataclass(frozen=True, slots=True)
class Faskes:
    """``versi`` in order of ``berlaku_dari``; ``terbaru`` is what was put last, whose contracts count for every day."""

    kode_ppk: str | None = None
    versi: tuple[Versi, ...] = ()
    terbaru: DataFaskes | None = None

    def pada(self, tanggal: date) -> DataFaskes:
        """The facility on a day: class and ownership of that day, contracts as they are known now. Before its first version: the first."""
        if self.terbaru is None:
            raise tidak_ditemukan("Faskes")
        berlaku = [v for v in self.versi if v.berlaku_dari <= tanggal] or [self.versi[0]]
        return replace(berlaku[-1].data, kontrak_bpjs=self.terbaru.kontrak_bpjs, kontrak_akt=self.terbaru.kontrak_akt)


BELUM_ADA = Faskes()


def klasifikasi(data: DataFaskes, pada: date, akt_id: str | None = None) -> Klasifikasi:
    """R-AKT-40: irisan has a contract with both, faskes AKT only with the AKT. ``akt_id``: as this AKT sees it."""
    bpjs = any(k.berlaku(pada) for k in data.kontrak_bpjs)
    akt = any(k.berlaku(pada) for k in data.kontrak_akt if akt_id is None or k.akt_id == akt_id)
    if bpjs:
        return "IRISAN" if akt else "BPJS"
    return "FASKES_AKT" if akt else "NON_BPJS"


def _periksa_periode(data: DataFaskes) -> list[Galat]:
    galat: list[Galat] = []
    for nama, kontrak in (("kontrak_bpjs", data.kontrak_bpjs), ("kontrak_akt", data.kontrak_akt)):
        galat += [
            Galat(f"/{nama}/{i}/sampai", "Tanggal akhir kontrak mendahului tanggal mulainya.", "PERIODE_TERBALIK")
            for i in terbalik(kontrak)
        ]
    if not galat:
        galat += [Galat(f"/kontrak_bpjs/{i}", "Masa kontrak BPJS bertumpang.", "PERIODE_BERTUMPANG") for i in bertumpang(data.kontrak_bpjs)]
        for akt_id in sorted({k.akt_id for k in data.kontrak_akt}):
            milik = [(i, k) for i, k in enumerate(data.kontrak_akt) if k.akt_id == akt_id]
            galat += [
                Galat(f"/kontrak_akt/{milik[i][0]}", f"Masa kontrak dengan {akt_id} bertumpang.", "PERIODE_BERTUMPANG")
                for i in bertumpang([k for _, k in milik])
            ]
    return galat


def _periksa_kelas(data: DataFaskes) -> list[Galat]:
    if data.jenis == "FKTP":
        isian = (("kelas_rs", data.kelas_rs), ("sk_kelas", data.sk_kelas))
        return [Galat(f"/{nama}", "Hanya FKRTL yang memiliki kelas rumah sakit.", "KELAS_HANYA_FKRTL") for nama, nilai in isian if nilai]
    if data.kelas_rs is not None and data.kelas_rs not in KELAS_RS:
        return [Galat("/kelas_rs", "Kelas rumah sakit adalah A, B, C atau D.", "KELAS_TIDAK_SAH")]
    if data.sk_kelas is not None and data.kelas_rs is None:
        return [Galat("/kelas_rs", "SK penetapan kelas tanpa kelas rumah sakit.", "KELAS_KOSONG")]
    return []


def _periksa_kredensialing(data: DataFaskes, lama: DataFaskes | None) -> None:
    """R-AKT-41: an FKTP that did not pass credentialing gets no new BPJS contract and no longer one; what ran before may end."""
    if data.jenis != "FKTP" or data.lulus_kredensialing:
        return
    dulu = lama.kontrak_bpjs if lama is not None else ()
    baru = [i for i, k in enumerate(data.kontrak_bpjs) if not any(k.dalam(d) and k.dari == d.dari for d in dulu)]
    if baru:
        kalimat = "FKTP yang tidak lulus kredensialing tidak dapat dikontrak BPJS Kesehatan."
        raise Ditolak(
            "TIDAK_LULUS_KREDENSIALING",
            kalimat,
            aturan="R-AKT-41",
            status=422,
            galat=tuple(Galat(f"/kontrak_bpjs/{i}", kalimat, "TIDAK_LULUS_KREDENSIALING") for i in baru),
        )


def _periksa(c: TetapkanFaskes, state: Faskes) -> None:
    galat = [
        *([] if kode_ppk_sah(c.kode_ppk) else [Galat("/kode_ppk", "Kode faskes 8 karakter, misalnya 0301R001.", "KODE_PPK_TIDAK_SAH")]),
        *([] if 1 <= c.data.regional <= 5 else [Galat("/regional", "Regional tarif adalah 1 sampai 5.", "REGIONAL_TIDAK_SAH")]),
        *_periksa_kelas(c.data),
        *_periksa_periode(c.data),
    ]
    if galat:
        raise Ditolak("DATA_FASKES_TIDAK_SAH", galat[0].alasan, status=422, galat=tuple(galat))
    if state.terbaru is not None and state.terbaru.jenis != c.data.jenis:
        raise Ditolak("JENIS_FASKES_TETAP", "Jenis faskes tidak dapat diubah; kode lain untuk faskes lain.", status=409)
    _periksa_kredensialing(c.data, state.terbaru)


def decide(command: TetapkanFaskes, state: Faskes) -> Sequence[Peristiwa]:
    _periksa(command, state)
    if state.terbaru is None:
        return [FaskesDidaftarkan(command.kode_ppk, command.data, command.berlaku_dari)]
    if state.terbaru == command.data:
        return []
    return [FaskesDiubah(command.kode_ppk, command.data, command.berlaku_dari)]


def evolve(state: Faskes, event: Peristiwa) -> Faskes:
    match event:
        case FaskesDidaftarkan():
            return Faskes(event.kode_ppk, (Versi(event.berlaku_dari, event.data),), event.data)
        case FaskesDiubah():
            # a version put again for the same day takes the place of the one before
            tetap = [v for v in state.versi if v.berlaku_dari != event.berlaku_dari]
            versi = sorted([*tetap, Versi(event.berlaku_dari, event.data)], key=lambda v: v.berlaku_dari)
            return Faskes(state.kode_ppk, tuple(versi), event.data)
        case _:
            assert_never(event)
