"""Bodies of the routes about a Badan Usaha and its AKT."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chassis.models import StrictModel
from pydantic import BaseModel, Field

from kepesertaan.api.model import Id, Noka, SuratKuasaIsi, Tanggal, Teks
from kepesertaan.domain.proses_akt import Proses
from kepesertaan.domain.proses_akt_pesan import Penyerahan

DaftarNoka = Annotated[tuple[Noka, ...], Field(max_length=10_000)]
Surel = Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")]


class PenyerahanIsi(StrictModel):
    """What the AKT hands in: notice of the cooperation, copy of the surat kuasa, the people (R-AKT-29, R-AKT-38)."""

    akt_id: Id | None = Field(default=None, description="Kosong = AKT yang mengirim")
    pemberitahuan: Teks = Field(description="Nomor surat pemberitahuan kerja sama")
    cakupan: Literal["SELURUH", "SEBAGIAN"]
    surat_kuasa: SuratKuasaIsi
    email_tagihan: Surel = ""
    nomor_kartu: DaftarNoka = ()


class DelegasiIsi(PenyerahanIsi):
    npwp: str = Field(
        default="",
        pattern=r"^([0-9]{15}|[0-9]{16})?$",
        description="NPWP Badan Usaha menurut surat kuasa; wajib bila AKT sendiri yang memberitahukan",
    )


class PeralihanIsi(StrictModel):
    """Step a: the end of the cooperation, and the list of its people."""

    akt_baru: Id | None = None
    berakhir_pada: Tanggal = Field(description="Hari terakhir kerja sama yang lama")
    alasan: str = Field(default="", max_length=500)
    nomor_kartu: DaftarNoka = ()


class DaftarIsi(StrictModel):
    sisi: Literal["LAMA", "BARU"]
    nomor_kartu: Annotated[tuple[Noka, ...], Field(min_length=1, max_length=10_000)]


class LanjutkanIsi(StrictModel):
    konfirmasi: bool = Field(default=False, description="Surat kuasa yang diserahkan AKT sudah diterima kantor")
    email_tagihan: Surel = ""
    tanpa_daftar: str | None = Field(default=None, min_length=3, max_length=500, description="Alasan meneruskan tanpa daftar peserta")


class HentikanIsi(StrictModel):
    alasan: Annotated[str, Field(min_length=3, max_length=500)]


class SuratKuasaJawaban(BaseModel):
    nomor: str
    berlaku_dari: date
    berlaku_sampai: date | None
    berkas: str | None


class DitahanJawaban(BaseModel):
    nomor_kartu: str
    kode: str


class ProsesJawaban(BaseModel):
    """``beda``: flagged but not in the list, or in the list but not flagged (R-AKT-37); at most 500 are named."""

    proses_id: str
    jenis: str
    badan_usaha_id: str
    akt_lama: str | None
    akt_baru: str | None
    berakhir_pada: date | None
    mulai: date | None
    surat_kuasa: SuratKuasaJawaban | None = Field(default=None, description="Yang diserahkan untuk AKT yang baru")
    keadaan: str
    menunggu: str | None = Field(description="Yang ditunggu bila TERTAHAN, atau alasan bila DIHENTIKAN")
    langkah_selesai: list[str]
    pembaruan: list[str]
    jumlah_daftar_lama: int
    jumlah_daftar_baru: int
    tanda_dicabut: int | None
    tidak_dalam_daftar: list[str]
    tidak_bertanda: list[str]
    tanda_diberikan: int | None
    jumlah_ditahan: int | None
    ditahan: list[DitahanJawaban]


def _surat_kuasa(s: Penyerahan) -> SuratKuasaJawaban:
    return SuratKuasaJawaban(nomor=s.surat_kuasa_nomor, berlaku_dari=s.mulai, berlaku_sampai=s.sampai, berkas=s.surat_kuasa_berkas)


def jawaban(p: Proses, penanya_akt: str | None) -> ProsesJawaban:
    """An AKT reads its own side: who comes after or was before it is not its business, nor are the other's people."""
    lama = penanya_akt in (None, p.akt_lama)
    baru = penanya_akt in (None, p.akt_baru)
    serah = p.penyerahan if baru else None
    langkah = [
        ("A", p.jenis == "PERALIHAN" and (p.jumlah_lama > 0 or bool(p.tanpa_daftar))),
        ("B", p.cabut is not None),
        ("C", p.penyerahan is not None and p.dikonfirmasi),
        ("D", len(p.pembaruan) == 3),
        ("E", p.tanda is not None),
    ]
    return ProsesJawaban(
        proses_id=p.proses_id,
        jenis=p.jenis,
        badan_usaha_id=p.badan_usaha_id,
        akt_lama=p.akt_lama if lama else None,
        akt_baru=p.akt_baru if baru else None,
        berakhir_pada=p.berakhir_pada if lama else None,
        mulai=None if serah is None else serah.mulai,
        surat_kuasa=None if serah is None else _surat_kuasa(serah),
        keadaan=p.keadaan,
        menunggu=p.sebab or None,
        langkah_selesai=[k for k, ada in langkah if ada],
        pembaruan=list(p.pembaruan),
        jumlah_daftar_lama=p.jumlah_lama if lama else 0,
        jumlah_daftar_baru=p.jumlah_baru if baru else 0,
        tanda_dicabut=p.cabut.jumlah if lama and p.cabut is not None else None,
        tidak_dalam_daftar=list(p.cabut.tidak_dalam_daftar) if lama and p.cabut is not None else [],
        tidak_bertanda=list(p.cabut.tidak_bertanda) if lama and p.cabut is not None else [],
        tanda_diberikan=p.tanda.diberikan if baru and p.tanda is not None else None,
        jumlah_ditahan=p.tanda.jumlah_ditahan if baru and p.tanda is not None else None,
        ditahan=[DitahanJawaban(nomor_kartu=d.nomor_kartu, kode=d.kode) for d in p.ditahan] if baru else [],
    )
