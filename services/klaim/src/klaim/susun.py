"""A claim's command from a row: E-Klaim columns, documents and values, with the personal part sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chassis.crypto import keyed_hash, normalise, seal
from dasar.penolakan import Ditolak

from klaim.agregat import id_klaim
from klaim.berkas import Baris, sidik_teks
from klaim.domain.dokumen import Dokumen, kode_baku
from klaim.domain.eklaim import BarisDitolak, BarisEklaim, baca_rupiah, urai_baris
from klaim.domain.klaim_peristiwa import Nilai, SepUntukKlaim, SiapkanKlaim


class BarisSalah(Exception):
    """A row that cannot become a claim."""

    def __init__(self, kolom: str, kode: str, alasan: str) -> None:
        super().__init__(kode)
        self.kolom = kolom
        self.kode = kode
        self.alasan = alasan


def urai(baris: Baris) -> BarisEklaim:
    if baris.ganda:
        raise BarisSalah("SEP", "GANDA_DALAM_BERKAS", "SEP ini sudah ada pada baris sebelumnya.")
    hasil = urai_baris(baris.isi)
    if isinstance(hasil, BarisDitolak):
        raise BarisSalah(hasil.kolom, hasil.kode, hasil.alasan)
    return hasil


def tanggal_iso(teks: str | None) -> date | None:
    try:
        return date.fromisoformat((teks or "").strip())
    except ValueError:
        return None


def nilai(baris: Mapping[str, str] | None) -> Nilai:
    if baris is None:
        raise BarisSalah("SEP", "NILAI_TIDAK_ADA", "Berkas nilai tidak memuat SEP ini.")
    angka: dict[str, int] = {}
    for kolom in ("nilai_diajukan", "dijamin_polis", "dibayar_ke_rs"):
        isi = baca_rupiah(baris.get(kolom) or "")
        if isi is None:
            raise BarisSalah(kolom, "NILAI_TIDAK_SAH", "Nilai harus rupiah bulat.")
        angka[kolom] = isi
    if angka["nilai_diajukan"] <= 0:
        raise BarisSalah("nilai_diajukan", "NILAI_TIDAK_SAH", "Nilai yang diajukan harus di atas nol.")
    dibayar = (baris.get("tanggal_bayar_rs") or "").strip()
    if dibayar and tanggal_iso(dibayar) is None:
        raise BarisSalah("tanggal_bayar_rs", "TANGGAL_TIDAK_SAH", "Tanggal ditulis YYYY-MM-DD.")
    return Nilai(angka["nilai_diajukan"], angka["dijamin_polis"], angka["dibayar_ke_rs"], tanggal_iso(dibayar))


def dokumen(semua: Sequence[Mapping[str, str]], dpjp: str) -> tuple[Dokumen, ...]:
    """The signer's name is only compared with the DPJP; neither is kept in clear (R-KLM-08)."""
    hasil: list[Dokumen] = []
    for d in semua:
        kode = kode_baku(d.get("kode") or "")
        if kode is None:
            raise BarisSalah("kode", "DOKUMEN_TIDAK_DIKENAL", "Kode dokumen tidak dikenal.")
        tanggal = tanggal_iso(d.get("tanggal"))
        if tanggal is None:
            raise BarisSalah("tanggal", "TANGGAL_TIDAK_SAH", "Tanggal dokumen ditulis YYYY-MM-DD.")
        penanda = normalise(d.get("penandatangan") or "")
        hasil.append(Dokumen(kode, tanggal, penanda == normalise(dpjp) if kode == "RESUME_MEDIS" else None))
    return tuple(hasil)


def susun(
    e: BarisEklaim,
    sep: SepUntukKlaim | None,
    kunci: Mapping[str, bytes],
    n: Nilai,
    d: tuple[Dokumen, ...],
    *,
    akt_id: str,
    pencarian: bytes,
    pada: date,
    asal: Mapping[str, Any],
) -> SiapkanKlaim:
    """Another AKT's SEP reads as an unknown one, before anything else is looked at."""
    if sep is None or akt_id not in (sep.akt_id, sep.akt_tanda):
        raise BarisSalah("SEP", "SEP_TIDAK_DIKENAL", "SEP ini tidak dikenal.")
    rahasia = kunci.get(sep.nomor_kartu)
    if rahasia is None:
        raise BarisSalah("NOKARTU", "PESERTA_DILUPAKAN", "Data peserta ini sudah dihapus.")
    return SiapkanKlaim(
        klaim_id=id_klaim(sep.nomor_sep),
        akt_id=akt_id,
        sep=sep,
        nomor_kartu=e.nomor_kartu,
        rawat_inap=e.rawat_inap,
        tanggal_masuk=e.tanggal_masuk,
        tanggal_pulang=e.tanggal_pulang,
        kode_inacbg=e.kode_inacbg,
        versi_inacbg=e.versi_inacbg,
        tagihan_rs=e.tagihan_rs,
        nilai=n,
        dokumen=d,
        rahasia=seal(rahasia, e.rahasia, aad=sep.nomor_kartu),
        sidik=keyed_hash(pencarian, sidik_teks({"sep": sep.cob, **asal})).hex(),
        pada=pada,
    )


KOLOM_PENOLAKAN = {
    "KARTU_TIDAK_COCOK": "NOKARTU",
    "TANGGAL_MASUK_TIDAK_COCOK": "ADMISSION_DATE",
    "TANGGAL_PULANG_TIDAK_COCOK": "DISCHARGE_DATE",
    "BELUM_PULANG": "DISCHARGE_DATE",
    "JENIS_KLAIM_TIDAK_DAPAT_DIAJUKAN": "PTD",
    "NILAI_TIDAK_SAH": "TARIF_RS",
}


def penolakan(tolak: Ditolak) -> BarisSalah:
    """A refusal of the claim as the refusal of its row."""
    alasan = tolak.alasan + (f" ({tolak.aturan})" if tolak.aturan else "")
    return BarisSalah(KOLOM_PENOLAKAN.get(tolak.kode, "SEP"), tolak.kode, alasan)
