"""Own event -> at most one public event, and whose webhook may carry it."""

from __future__ import annotations

from typing import assert_never

from chassis.aggregate import PublicForm
from shared_events import kepesertaan as publik
from shared_events.base import PublicEvent

from kepesertaan.domain import badan_usaha_pesan as bu
from kepesertaan.domain import peserta_pesan as ps
from kepesertaan.domain.akt import Akt, AktDidaftarkan, AktPeristiwa, PksBerakhir, PksDisepakati
from kepesertaan.domain.badan_usaha import BadanUsaha
from kepesertaan.domain.baris_ditolak import BarisDitolak
from kepesertaan.domain.kartu import Desain as StateDesain
from kepesertaan.domain.kartu import (
    DesainDiajukan,
    DesainDisetujui,
    DesainDitolak,
    DesainPeristiwa,
    Kartu,
    KartuDicabut,
    KartuDiterbitkan,
    KartuPeristiwa,
)
from kepesertaan.domain.lupakan import LupakanDibatalkan, LupakanDiminta, PesertaDilupakan
from kepesertaan.domain.mutasi_pesan import AkanHabisUsia, JaminanAkanBerakhir, KategoriDitetapkan, KeteranganKuliahDicatat
from kepesertaan.domain.peserta import Peserta
from kepesertaan.domain.segmen_pesan import PesertaDipindahkan
from kepesertaan.domain.tinjauan_pesan import TinjauanDiumumkan
from kepesertaan.domain.tugas import Tugas, TugasDiambil, TugasDibuat, TugasDieskalasi, TugasPeristiwa, TugasSelesai
from kepesertaan.domain.umk import Umk, UmkDitetapkan


def akt(e: AktPeristiwa, _: Akt) -> PublicForm:
    match e:
        case AktDidaftarkan(akt_id, nama, jenis_produk, rekening):
            rek = None if rekening is None else publik.Rekening(bank=rekening.bank, nomor=rekening.nomor, nama=rekening.nama)
            return PublicForm(publik.AktDidaftarkan(akt_id=akt_id, nama=nama, jenis_produk=jenis_produk, rekening=rek), akt_id)
        case PksDisepakati():
            disepakati = publik.PksDisepakati(
                akt_id=e.akt_id,
                nomor=e.nomor,
                versi_naskah=e.versi_naskah,
                berlaku_dari=e.berlaku_dari,
                berlaku_sampai=e.berlaku_sampai,
                bentuk_kerja_sama=e.bentuk_kerja_sama,
                manfaat=e.manfaat,
            )
            return PublicForm(disepakati, e.akt_id)
        case PksBerakhir(akt_id, nomor, berakhir_pada):
            return PublicForm(publik.PksBerakhir(akt_id=akt_id, nomor=nomor, berakhir_pada=berakhir_pada), akt_id)
        case _:
            assert_never(e)


def badan_usaha(e: bu.BadanUsahaPeristiwa, sesudah: BadanUsaha) -> PublicForm | None:
    event = _badan_usaha(e)
    return None if event is None else PublicForm(event, sesudah.akt_diberi_tahu)


def _badan_usaha(e: bu.BadanUsahaPeristiwa) -> PublicEvent | None:
    match e:
        case bu.BadanUsahaDidaftarkan(id, f, keadaan, kurang, _):
            return publik.BadanUsahaDidaftarkan(
                badan_usaha_id=id,
                nama=f.nama,
                jenis=f.jenis,
                kantor_cabang=f.kantor_cabang,
                kabupaten_kota=f.kabupaten_kota,
                sub_segmen=f.sub_segmen,
                akt_id=f.akt_id,
                cakupan=f.cakupan,
                rute_pembayaran=f.rute_pembayaran,
                keadaan=keadaan or "BERKAS_TIDAK_LENGKAP",
                kurang=kurang,
                jumlah_pekerja=f.jumlah_pekerja,
            )
        case bu.BerkasDilengkapi(id, _, keadaan, kurang):
            return publik.BerkasBadanUsahaDilengkapi(badan_usaha_id=id, keadaan=keadaan or "BERKAS_TIDAK_LENGKAP", kurang=kurang)
        case bu.RelationshipOfficerDitunjuk(id, ro, kantor):
            return publik.RelationshipOfficerDitunjuk(badan_usaha_id=id, relationship_officer=ro, kantor_cabang=kantor)
        case bu.DelegasiDitetapkan():
            return publik.DelegasiAktDitetapkan(
                badan_usaha_id=e.badan_usaha_id,
                akt_id=e.akt_id,
                cakupan=e.cakupan,
                surat_kuasa_nomor=e.surat_kuasa_nomor,
                berlaku_dari=e.berlaku_dari,
                berlaku_sampai=e.berlaku_sampai,
            )
        case bu.DelegasiDiakhiri(id, akt_id, berakhir_pada, alasan, _):
            return publik.DelegasiAktDiakhiri(badan_usaha_id=id, akt_id=akt_id, berakhir_pada=berakhir_pada, alasan=alasan)
        case bu.VirtualAccountDiterbitkan(id, _, va):
            return publik.VirtualAccountDiterbitkan(virtual_account=va, jenis_unit="BADAN_USAHA", badan_usaha_id=id)
        case bu.VirtualAccountDiaktifkan(id, va, sejak):
            return publik.VirtualAccountDiaktifkan(virtual_account=va, badan_usaha_id=id, sejak=sejak)
        case bu.PendaftaranDitolak(id, pekerjaan_id, baris, kolom, kode):
            return publik.PendaftaranPesertaDitolak(badan_usaha_id=id, pekerjaan_id=pekerjaan_id, baris=baris, kolom=kolom, kode=kode)
        case bu.PesertaDidaftarkanMassal(id, pekerjaan_id, nomor_kartu, bagian, jumlah_bagian):
            return publik.PesertaDidaftarkanMassal(
                badan_usaha_id=id, pekerjaan_id=pekerjaan_id, nomor_kartu=nomor_kartu, bagian=bagian, jumlah_bagian=jumlah_bagian
            )
        case bu.TandaDiberikanMassal(id, pekerjaan_id, berlaku_dari, nomor_kartu, bagian, jumlah_bagian):
            return publik.TandaKoordinasiManfaatDiberikanMassal(
                badan_usaha_id=id,
                pekerjaan_id=pekerjaan_id,
                berlaku_dari=berlaku_dari,
                nomor_kartu=nomor_kartu,
                bagian=bagian,
                jumlah_bagian=jumlah_bagian,
            )
        case TinjauanDiumumkan(id, pekerjaan_id, perihal, periode, nomor_kartu, bagian, jumlah_bagian):
            return publik.PesertaAkanBerakhir(
                badan_usaha_id=id, pekerjaan_id=pekerjaan_id, perihal=perihal, periode=periode, nomor_kartu=nomor_kartu, bagian=bagian,
                jumlah_bagian=jumlah_bagian,
            )  # fmt: skip
        case bu.ImporSelesai():
            return publik.ImporPesertaSelesai(
                badan_usaha_id=e.badan_usaha_id,
                pekerjaan_id=e.pekerjaan_id,
                jenis=e.jenis,
                jumlah=e.jumlah,
                selesai=e.selesai,
                gagal=e.gagal,
            )
        case bu.ImporDimulai() | bu.PekerjaDicatat() | bu.EmailTagihanDitambahkan() | bu.TingkatPenggunaDitetapkan() | bu.DelegasiSelesai():
            return None
        case _:
            assert_never(e)


def baris_ditolak(e: BarisDitolak, _: int) -> PublicForm:
    ditolak = publik.PendaftaranPesertaDitolak(
        badan_usaha_id=e.badan_usaha_id, pekerjaan_id=e.pekerjaan_id, baris=e.baris, kolom=e.kolom, kode=e.kode
    )
    return PublicForm(ditolak, e.akt_id)


def peserta(e: ps.PesertaPeristiwa, sesudah: Peserta) -> PublicForm | None:
    event = _peserta(e, sesudah)
    # a tanda is its AKT's to know, whoever employs the person (R-KIB-07)
    return None if event is None else PublicForm(event, e.akt_id if isinstance(e, ps.TandaDiberikan | ps.TandaDihapus) else sesudah.akt_id)


def _peserta(e: ps.PesertaPeristiwa, sesudah: Peserta) -> PublicEvent | None:
    match e:
        case ps.KoordinasiDiminta() | ps.PendampinganBerakhir() | LupakanDiminta() | LupakanDibatalkan():
            return None
        case KeteranganKuliahDicatat() | AkanHabisUsia() | JaminanAkanBerakhir():
            return None
        case PesertaDilupakan(noka):
            return publik.PesertaDilupakan(nomor_kartu=noka)
        case ps.PesertaDidaftarkan():
            return publik.PesertaDidaftarkan(
                nomor_kartu=e.nomor_kartu,
                virtual_account=e.virtual_account,
                badan_usaha_id=e.badan_usaha_id or None,
                keluarga_id=e.keluarga_id,
                segmen=e.segmen,
                sub_segmen=e.sub_segmen,
                hubungan=e.hubungan,
                nomor_kartu_pekerja=e.nomor_kartu_pekerja,
                kategori=e.kategori,
                hak_kelas=e.hak_kelas,
                kelas_dipilih=e.kelas_dipilih,
                iuran_mulai=e.iuran_mulai,
                berlaku_dari=e.berlaku_dari,
                kabupaten_kota_kerja=e.kabupaten_kota_kerja,
                kode_fktp=e.kode_fktp,
                koordinasi_manfaat=e.koordinasi_manfaat,
                rahasia=e.rahasia,
                upah_tersandi=e.upah_tersandi,
                pekerjaan_id=e.pekerjaan_id,
            )
        case ps.TandaDiberikan(noka, akt_id, id, berlaku_dari, pekerjaan_id):
            return publik.TandaKoordinasiManfaatDiberikan(
                nomor_kartu=noka, akt_id=akt_id, badan_usaha_id=id, berlaku_dari=berlaku_dari, pekerjaan_id=pekerjaan_id
            )
        case ps.TandaDihapus(noka, akt_id, id, berakhir_pada, alasan):
            return publik.TandaKoordinasiManfaatDihapus(
                nomor_kartu=noka, akt_id=akt_id, badan_usaha_id=id, berakhir_pada=berakhir_pada, alasan=alasan
            )
        case ps.PesertaDikeluarkan(noka, va, berakhir_pada, iuran_terakhir, alasan):
            return publik.PesertaDikeluarkan(
                nomor_kartu=noka, virtual_account=va, berakhir_pada=berakhir_pada, iuran_terakhir=iuran_terakhir, alasan=alasan
            )
        case ps.PesertaMeninggal(noka, va, meninggal_pada, iuran_terakhir):
            return publik.PesertaMeninggal(
                nomor_kartu=noka, virtual_account=va, meninggal_pada=meninggal_pada, iuran_terakhir=iuran_terakhir
            )
        case ps.PesertaTerkenaPhk(noka, va, phk_pada, dijamin_sampai, iuran_terakhir, sebab):
            return publik.PesertaTerkenaPhk(
                nomor_kartu=noka, virtual_account=va, phk_pada=phk_pada, dijamin_sampai=dijamin_sampai, iuran_terakhir=iuran_terakhir,
                sebab=sebab,
            )  # fmt: skip
        case KategoriDitetapkan(noka, va, kategori, berlaku_dari, iuran_mulai, aturan):
            return publik.KategoriPesertaDitetapkan(
                nomor_kartu=noka, virtual_account=va, kategori=kategori, berlaku_dari=berlaku_dari, iuran_mulai=iuran_mulai, aturan=aturan
            )
        case PesertaDipindahkan():
            return publik.PesertaDipindahkan(
                nomor_kartu=e.nomor_kartu,
                dari_virtual_account=e.dari_virtual_account,
                ke_virtual_account=e.virtual_account,
                ke_badan_usaha_id=e.badan_usaha_id or None,
                ke_keluarga_id=e.keluarga_id,
                iuran_mulai=e.iuran_mulai,
                berlaku_dari=e.berlaku_dari,
                upah_tersandi=e.upah_tersandi,
                segmen=e.segmen,
                sub_segmen=e.sub_segmen,
                hubungan=e.hubungan,
                nomor_kartu_pekerja=e.nomor_kartu_pekerja,
                kategori=e.kategori,
                kelas_dipilih=e.kelas_dipilih,
                kabupaten_kota_kerja=e.kabupaten_kota_kerja,
            )
        case ps.UpahDiubah(noka, upah_tersandi, berlaku_periode, kota):
            return publik.UpahPesertaDiubah(
                nomor_kartu=noka, upah_tersandi=upah_tersandi, berlaku_periode=berlaku_periode, kabupaten_kota_kerja=kota
            )
        case ps.HakKelasDitetapkan(noka, hak_kelas, berlaku_dari, aturan):
            return publik.HakKelasDitetapkan(nomor_kartu=noka, hak_kelas=hak_kelas, berlaku_dari=berlaku_dari, aturan=aturan)
        case ps.DataDiubah(noka, kolom, berlaku, rahasia, kode_fktp):
            return publik.DataPesertaDiubah(nomor_kartu=noka, kolom=kolom, berlaku=berlaku, rahasia=rahasia, kode_fktp=kode_fktp)
        case _:
            assert_never(e)


def tugas(e: TugasPeristiwa, sesudah: Tugas) -> PublicForm | None:
    match e:
        case TugasDibuat():
            dibuat = publik.TugasDibuat(
                tugas_id=e.tugas_id,
                jenis=e.jenis,
                peran=e.peran,
                kantor=e.kantor,
                badan_usaha_id=e.badan_usaha_id,
                pekerjaan_id=e.pekerjaan_id,
                baris=e.baris,
                jatuh_tempo=e.jatuh_tempo,
            )
            return PublicForm(dibuat, sesudah.akt_id)
        case TugasDiambil():
            return None  # who of an office does it is the office's own matter
        case TugasDieskalasi(tugas_id, jenis, peran, kantor, pada):
            eskalasi = publik.TugasDieskalasi(tugas_id=tugas_id, jenis=jenis, peran=peran, kantor=kantor, dieskalasi_pada=pada)
            return PublicForm(eskalasi, sesudah.akt_id)
        case TugasSelesai(tugas_id, jenis, hasil, _, _):
            return PublicForm(publik.TugasSelesai(tugas_id=tugas_id, jenis=jenis, hasil=hasil), sesudah.akt_id)
        case _:
            assert_never(e)


def desain(e: DesainPeristiwa, _: StateDesain) -> PublicForm | None:
    match e:
        case DesainDiajukan():
            return None
        case DesainDisetujui(akt_id, versi, disetujui_pada):
            return PublicForm(publik.DesainKartuDisetujui(akt_id=akt_id, versi=versi, disetujui_pada=disetujui_pada), akt_id)
        case DesainDitolak(akt_id, versi, alasan):
            return PublicForm(publik.DesainKartuDitolak(akt_id=akt_id, versi=versi, alasan=alasan), akt_id)
        case _:
            assert_never(e)


def kartu(e: KartuPeristiwa, _: Kartu) -> PublicForm:
    match e:
        case KartuDiterbitkan(nomor_kib, nomor_kartu, akt_id, versi_desain, diterbitkan_pada, _):
            terbit = publik.KartuIdentitasBersamaDiterbitkan(
                nomor_kib=nomor_kib, nomor_kartu=nomor_kartu, akt_id=akt_id, versi_desain=versi_desain, diterbitkan_pada=diterbitkan_pada
            )
            return PublicForm(terbit, akt_id)
        case KartuDicabut(nomor_kib, nomor_kartu, akt_id, dicabut_pada, alasan):
            dicabut = publik.KartuIdentitasBersamaDicabut(
                nomor_kib=nomor_kib, nomor_kartu=nomor_kartu, akt_id=akt_id, dicabut_pada=dicabut_pada, alasan=alasan
            )
            return PublicForm(dicabut, akt_id)
        case _:
            assert_never(e)


def umk(e: UmkDitetapkan, _: Umk) -> PublicForm:
    return PublicForm(publik.UmkDitetapkan(tahun=e.tahun, kabupaten_kota=e.kabupaten_kota, nilai=e.nilai, sumber=e.sumber))
