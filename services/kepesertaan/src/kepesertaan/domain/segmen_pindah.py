"""One segment and one paying unit at any date: what a peserta was before, and how he comes into another unit."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import Periode

from kepesertaan.domain.peserta_pesan import HakKelasDitetapkan, PesertaPeristiwa
from kepesertaan.domain.segmen_pesan import PesertaDipindahkan, Pindahkan
from kepesertaan.domain.tanda import hapus_tanda

if TYPE_CHECKING:
    from kepesertaan.domain.peserta import Peserta

SEHARI = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Keanggotaan:
    """A stay in one paying unit that is over; the names are those of ``Peserta``. ``berakhir_pada``: its last day."""

    virtual_account: str
    badan_usaha_id: str
    keluarga_id: str | None
    akt_id: str | None
    segmen: str
    sub_segmen: str
    hubungan: str
    nomor_kartu_pekerja: str | None
    kategori: str
    golongan: str
    kelas_dipilih: int | None
    iuran_mulai: str
    iuran_terakhir: str | None
    berlaku_dari: date
    berakhir_pada: date
    keadaan: str
    dijamin_sampai: date | None


def sebagaimana(p: Peserta, pada: date) -> Peserta:
    """The person with the stay that concerns a day: the newest begun by then, else his first."""
    if pada >= p.berlaku_dari or not p.lalu:
        return p
    stay = next((k for k in reversed(p.lalu) if k.berlaku_dari <= pada), p.lalu[0])
    return replace(p, **{f.name: getattr(stay, f.name) for f in fields(stay)})


def pindahkan(c: Pindahkan, p: Peserta) -> list[PesertaPeristiwa]:
    if p.keadaan == "MENINGGAL":
        raise Ditolak("BUKAN_ANGGOTA_LAGI", "Peserta ini sudah meninggal.", status=409)
    if (p.virtual_account, p.segmen, p.iuran_mulai, p.keadaan) == (c.virtual_account, c.segmen, c.iuran_mulai, "TERDAFTAR"):
        return []  # told again
    akhir = p.berlaku_dari if p.berakhir_pada is None else max(p.berlaku_dari, p.berakhir_pada)
    if c.berlaku_dari <= akhir:
        raise _tanggal("Pada hari itu orang ini masih anggota unit lain; unit yang baru mulai sesudahnya.")
    terakhir = p.iuran_terakhir if p.iuran_terakhir is not None else str(Periode.baca(p.iuran_mulai).geser(-1))
    if c.iuran_mulai <= terakhir:
        raise _tanggal("Iuran bulan itu sudah ditanggung unit yang lama: satu bulan satu penanggung.")
    pindah = PesertaDipindahkan(
        nomor_kartu=p.nomor_kartu,
        dari_virtual_account=p.virtual_account,
        virtual_account=c.virtual_account,
        badan_usaha_id=c.badan_usaha_id,
        keluarga_id=c.keluarga_id,
        akt_id=c.akt_id,
        segmen=c.segmen,
        sub_segmen=c.sub_segmen,
        hubungan=c.hubungan,
        nomor_kartu_pekerja=c.nomor_kartu_pekerja,
        kategori=c.kategori,
        hak_kelas=c.hak_kelas,
        kelas_dipilih=c.kelas_dipilih,
        golongan=c.golongan,
        iuran_mulai=c.iuran_mulai,
        berlaku_dari=c.berlaku_dari,
        kabupaten_kota_kerja=c.kabupaten_kota_kerja,
        koordinasi_manfaat=c.koordinasi_manfaat,
        upah_tersandi=c.upah_tersandi,
        pekerjaan_id=c.pekerjaan_id,
    )
    hasil: list[PesertaPeristiwa] = [*hapus_tanda(p, c.berlaku_dari - SEHARI, "PINDAH"), pindah]
    if p.kelas[-1][1] != c.hak_kelas:
        hasil.append(HakKelasDitetapkan(p.nomor_kartu, c.hak_kelas, c.berlaku_dari, c.aturan_kelas))
    return hasil


def setelah_pindah(p: Peserta, e: PesertaDipindahkan) -> Peserta:
    akhir = min(p.berakhir_pada or date.max, e.berlaku_dari - SEHARI)
    isi = {f.name: getattr(p, f.name) for f in fields(Keanggotaan)}
    if p.keadaan == "TERDAFTAR":
        isi |= {"keadaan": "KELUAR", "iuran_terakhir": str(Periode.baca(e.iuran_mulai).geser(-1))}
    if p.dijamin_sampai is not None:
        isi["dijamin_sampai"] = min(p.dijamin_sampai, e.berlaku_dari - SEHARI)  # R-KEP-34: the cover after PHK ends with it
    return replace(
        p,
        lalu=(*p.lalu, Keanggotaan(**isi | {"berakhir_pada": akhir})),
        keadaan="TERDAFTAR",
        virtual_account=e.virtual_account,
        badan_usaha_id=e.badan_usaha_id,
        keluarga_id=e.keluarga_id,
        akt_id=e.akt_id,
        segmen=e.segmen,
        sub_segmen=e.sub_segmen,
        hubungan=e.hubungan,
        nomor_kartu_pekerja=e.nomor_kartu_pekerja,
        kategori=e.kategori,
        golongan=e.golongan,
        kelas_dipilih=e.kelas_dipilih,
        iuran_mulai=e.iuran_mulai,
        iuran_terakhir=None,
        berlaku_dari=e.berlaku_dari,
        berakhir_pada=None,
        dijamin_sampai=None,
        kabupaten_kota_kerja=e.kabupaten_kota_kerja,
        koordinasi_manfaat=e.koordinasi_manfaat,
        koordinasi_lewat=None,
        upah_tersandi=e.upah_tersandi,
        upah_mulai="",
        pekerjaan_id=e.pekerjaan_id or p.pekerjaan_id,
    )


def _tanggal(alasan: str) -> Ditolak:
    return Ditolak("TANGGAL_TIDAK_SAH", alasan, aturan="R-KEP-02", status=422, galat=(Galat("/berlaku", alasan),))
