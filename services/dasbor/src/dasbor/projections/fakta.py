"""Which event changes which row of the pages."""

from __future__ import annotations

from typing import Any

from chassis.records import Record
from dasar.tanggal import hari_wib
from shared_events import faskes, iuran, kepesertaan, klaim, notifikasi, status

from dasbor.projections.lipat import HAPUS, Lipatan


def lipat(record: Record, ke: Lipatan) -> None:
    match record.event:
        case faskes.FaskesDidaftarkan() | faskes.KontrakFaskesDiubah() as e:
            ke.ubah(
                "faskes", kode_ppk=e.kode_ppk, nama=e.nama, jenis=e.jenis, kelas_rs=e.kelas_rs, tanpa_sk=e.sk_kelas is None,
                regional=e.regional,
            )  # fmt: skip
        case notifikasi.WebhookDinonaktifkan() as e:
            ke.ubah(
                "webhook_mati", webhook_id=e.webhook_id, akt_id=e.akt_id, alasan=e.alasan, tertunda=e.tertunda,
                pada=record.envelope.recorded_time,
            )  # fmt: skip
        case status.StatusUnitBerubah() as e:
            ke.ubah(
                "status_unit", virtual_account=e.virtual_account, urutan=record.envelope.sequence, keadaan=e.keadaan, aktif=e.aktif,
                dari=e.dari, sampai=e.sampai, lunas_sampai=e.lunas_sampai, dasar=[d.model_dump() for d in e.dasar],
            )  # fmt: skip
        case _:
            _kepesertaan(record, ke)
            _iuran(record, ke)
            _klaim(record, ke)


def _kepesertaan(record: Record, ke: Lipatan) -> None:
    akt_id = record.envelope.akt_id
    match record.event:
        case kepesertaan.AktDidaftarkan() as e:
            ke.ubah("akt", akt_id=e.akt_id, nama=e.nama)
        case kepesertaan.BadanUsahaDidaftarkan() as e:
            ke.ubah(
                "badan_usaha", badan_usaha_id=e.badan_usaha_id, nama=e.nama, jenis=e.jenis, kantor_cabang=e.kantor_cabang,
                kabupaten_kota=e.kabupaten_kota, akt_id=e.akt_id or akt_id,
                cakupan=e.cakupan, keadaan=e.keadaan, kurang=", ".join(e.kurang),
            )  # fmt: skip
        case kepesertaan.BerkasBadanUsahaDilengkapi() as e:
            ke.ubah("badan_usaha", badan_usaha_id=e.badan_usaha_id, keadaan=e.keadaan, kurang=", ".join(e.kurang))
        case kepesertaan.DelegasiAktDitetapkan() as e:
            ke.ubah(
                "delegasi", badan_usaha_id=e.badan_usaha_id, akt_id=e.akt_id, cakupan=e.cakupan, berlaku_dari=e.berlaku_dari,
                berlaku_sampai=e.berlaku_sampai or HAPUS, berakhir_pada=HAPUS,
            )  # fmt: skip
        case kepesertaan.DelegasiAktDiakhiri() as e:
            ke.ubah("delegasi", badan_usaha_id=e.badan_usaha_id, akt_id=e.akt_id, berakhir_pada=e.berakhir_pada)
        case kepesertaan.RelationshipOfficerDitunjuk() as e:
            ke.ubah("badan_usaha", badan_usaha_id=e.badan_usaha_id, relationship_officer=e.relationship_officer)
        case kepesertaan.VirtualAccountDiterbitkan(badan_usaha_id=str(id)) as e:
            ke.ubah("badan_usaha", badan_usaha_id=id, virtual_account=e.virtual_account)
        case kepesertaan.VirtualAccountDiaktifkan(badan_usaha_id=str(id)) as e:
            ke.ubah("badan_usaha", badan_usaha_id=id, va_aktif_sejak=e.sejak)
        case kepesertaan.PesertaDidaftarkan() as e:
            ke.ubah(
                "peserta", nomor_kartu=e.nomor_kartu, virtual_account=e.virtual_account, badan_usaha_id=e.badan_usaha_id, akt_id=akt_id,
                kategori=e.kategori, hubungan=e.hubungan, nomor_kartu_pekerja=e.nomor_kartu_pekerja, hak_kelas=e.hak_kelas,
                iuran_mulai=e.iuran_mulai, berlaku_dari=e.berlaku_dari, berakhir_pada=HAPUS, kode_fktp=e.kode_fktp,
            )  # fmt: skip
        case kepesertaan.HakKelasDitetapkan() as e:
            ke.ubah("peserta", nomor_kartu=e.nomor_kartu, hak_kelas=e.hak_kelas)
        case kepesertaan.PesertaDipindahkan() as e:
            ke.ubah(
                "peserta", nomor_kartu=e.nomor_kartu, virtual_account=e.ke_virtual_account,
                badan_usaha_id=e.ke_badan_usaha_id or HAPUS, akt_id=akt_id or HAPUS, iuran_mulai=e.iuran_mulai,
                berlaku_dari=e.berlaku_dari, berakhir_pada=HAPUS,
            )  # fmt: skip
            if e.segmen is not None:
                ke.ubah(
                    "peserta", nomor_kartu=e.nomor_kartu, hubungan=e.hubungan, kategori=e.kategori,
                    nomor_kartu_pekerja=e.nomor_kartu_pekerja or HAPUS,
                )  # fmt: skip
        case kepesertaan.KategoriPesertaDitetapkan() as e:
            ke.ubah("peserta", nomor_kartu=e.nomor_kartu, kategori=e.kategori)
        case kepesertaan.PesertaDikeluarkan() as e:
            ke.ubah("peserta", nomor_kartu=e.nomor_kartu, berakhir_pada=e.berakhir_pada)
        case kepesertaan.PesertaMeninggal() as e:
            ke.ubah("peserta", nomor_kartu=e.nomor_kartu, berakhir_pada=e.meninggal_pada)
        case kepesertaan.TandaKoordinasiManfaatDiberikan() as e:
            ke.ubah("peserta", nomor_kartu=e.nomor_kartu, tanda_akt=e.akt_id, tanda_dari=e.berlaku_dari, tanda_sampai=HAPUS)
        case kepesertaan.TandaKoordinasiManfaatDihapus() as e:
            ke.ubah("peserta", nomor_kartu=e.nomor_kartu, tanda_sampai=e.berakhir_pada)
        case kepesertaan.KartuIdentitasBersamaDiterbitkan() as e:
            ke.ubah("peserta", nomor_kartu=e.nomor_kartu, nomor_kib=e.nomor_kib)
        case kepesertaan.KartuIdentitasBersamaDicabut() as e:
            ke.ubah("peserta", nomor_kartu=e.nomor_kartu, nomor_kib=HAPUS)
        case kepesertaan.PeralihanAktBerlanjut() as e:
            # each AKT is told its own side; nobody's row is that of a successor not yet known
            ke.ubah(
                "proses_akt", proses_id=e.proses_id, akt_id=akt_id or "", badan_usaha_id=e.badan_usaha_id, jenis=e.jenis,
                keadaan=e.keadaan, langkah=e.langkah, sebab=e.sebab, pada=record.envelope.time,
                urutan=record.envelope.sequence,
            )  # fmt: skip
        case kepesertaan.TugasDibuat() as e:
            ke.ubah(
                "tugas", tugas_id=e.tugas_id, jenis=e.jenis, peran=e.peran, kantor=e.kantor, badan_usaha_id=e.badan_usaha_id,
                akt_id=akt_id, jatuh_tempo=e.jatuh_tempo, pekerjaan_id=e.pekerjaan_id, baris=e.baris,
                dibuat_pada=hari_wib(record.envelope.time),
            )  # fmt: skip
        case kepesertaan.TugasDieskalasi() as e:
            ke.ubah("tugas", tugas_id=e.tugas_id, peran=e.peran, kantor=e.kantor, dieskalasi_pada=e.dieskalasi_pada)
        case kepesertaan.TugasSelesai() as e:
            ke.ubah("tugas", tugas_id=e.tugas_id, hasil=e.hasil, selesai_pada=hari_wib(record.envelope.time))


def _iuran(record: Record, ke: Lipatan) -> None:
    akt_id = record.envelope.akt_id
    match record.event:
        case iuran.TagihanDiterbitkan() as e:
            ke.ubah(
                "tagihan", tagihan_id=e.tagihan_id, virtual_account=e.virtual_account, badan_usaha_id=e.badan_usaha_id, akt_id=akt_id,
                periode=e.periode, jatuh_tempo=e.jatuh_tempo, jumlah=e.jumlah, pemberi_kerja=e.pemberi_kerja, pekerja=e.pekerja,
                pemerintah=e.pemerintah, jumlah_peserta=e.jumlah_peserta,
            )  # fmt: skip
        case iuran.TagihanLunas() as e:
            ke.ubah("tagihan", tagihan_id=e.tagihan_id, lunas_pada=e.lunas_pada)
        case iuran.TagihanMenunggak() as e:
            ke.ubah("tagihan", tagihan_id=e.tagihan_id, menunggak_sejak=e.menunggak_sejak)
        case iuran.IuranDiterima() as e:
            ke.ubah(
                "pembayaran", pembayaran_id=e.pembayaran_id, virtual_account=e.virtual_account, badan_usaha_id=e.badan_usaha_id,
                akt_id=akt_id, nominal=e.nominal, waktu_bayar=e.waktu_bayar, bank=e.bank, kanal=e.kanal, kelebihan=e.kelebihan,
            )  # fmt: skip
            for a in e.dialokasikan:
                ke.ubah("alokasi", pembayaran_id=e.pembayaran_id, tagihan_id=a.tagihan_id, nominal=a.nominal)
        case iuran.PembayaranDikoreksi() as e:
            ke.ubah("pembayaran", pembayaran_id=e.pembayaran_id, nominal=e.nominal, waktu_bayar=e.waktu_bayar)
        case iuran.PembayaranDibatalkan() as e:
            ke.ubah("pembayaran", pembayaran_id=e.pembayaran_id, dibatalkan=True)


def _klaim(record: Record, ke: Lipatan) -> None:
    match record.event:
        case klaim.SepDiterbitkan() as e:
            ke.ubah(
                "sep", nomor_sep=e.nomor_sep, nomor_kartu=e.nomor_kartu, kode_ppk=e.kode_ppk, tanggal_masuk=e.tanggal_masuk,
                jenis_pelayanan=e.jenis_pelayanan, cob=e.cob, akt_id=e.akt_id, hak_kelas=e.hak_kelas, gawat_darurat=e.gawat_darurat,
                dasar=[d.model_dump() for d in e.dasar],
            )  # fmt: skip
        case klaim.SepDiubah() as e:
            ke.ubah("sep", nomor_sep=e.nomor_sep, cob=e.cob, tanggal_pulang=e.tanggal_pulang)
        case klaim.KlaimDiajukanV2() as e:
            ke.ubah(
                "klaim", klaim_id=e.klaim_id, nomor_sep=e.nomor_sep, akt_id=e.akt_id, pengajuan_id=e.pengajuan_id,
                kantor_cabang=e.kantor_cabang, kode_ppk=e.kode_ppk, bulan_pelayanan=e.bulan_pelayanan, keadaan="DIAJUKAN",
                tagihan_rs=e.tagihan_rs, diajukan=e.diajukan, kedaluwarsa_pada=e.kedaluwarsa_pada,
            )  # fmt: skip
        case klaim.KlaimDikembalikan() as e:
            _akhir(ke, e, "DIKEMBALIKAN", alasan=[a.model_dump() for a in e.alasan])
        case klaim.KlaimDitolak() as e:
            _akhir(ke, e, "DITOLAK", alasan=[a.model_dump() for a in e.alasan])
        case klaim.KlaimKedaluwarsa() as e:
            _akhir(ke, e, "KEDALUWARSA", kedaluwarsa_pada=e.kedaluwarsa_pada)
        case klaim.KlaimDiverifikasi() as e:
            ke.ubah(
                "klaim", klaim_id=e.klaim_id, nomor_sep=e.nomor_sep, akt_id=e.akt_id, pengajuan_id=e.pengajuan_id, keadaan="DIVERIFIKASI",
                tagihan_rs=e.tagihan_rs, diajukan=e.diajukan, terverifikasi=e.terverifikasi, bpjs=e.bpjs, akt=e.akt, peserta=e.peserta,
                dasar=[d.model_dump() for d in e.dasar],
            )  # fmt: skip
        case klaim.KlaimDibayar() as e:
            _akhir(ke, e, "DIBAYAR", nomor_fpk=e.nomor_fpk, dibayar_pada=e.dibayar_pada)
        case klaim.BerkasKlaimLengkap() as e:
            ke.ubah(
                "pengajuan", pengajuan_id=e.pengajuan_id, akt_id=e.akt_id, lengkap_pada=e.lengkap_pada, jatuh_tempo=e.jatuh_tempo,
                jumlah_klaim=e.jumlah_klaim,
            )  # fmt: skip
        case klaim.FpkDibentuk() as e:
            ke.ubah(
                "fpk", nomor_fpk=e.nomor_fpk, akt_id=e.akt_id, kode_ppk=e.kode_ppk, pengajuan_id=e.pengajuan_id, nilai=e.nilai,
                jumlah_klaim=e.jumlah_klaim, jatuh_tempo=e.jatuh_tempo,
            )  # fmt: skip
        case klaim.FpkDisetujui() as e:
            ke.ubah("fpk", nomor_fpk=e.nomor_fpk, akt_id=e.akt_id, disetujui_pada=e.disetujui_pada)
        case klaim.FpkDibayar() as e:
            ke.ubah("fpk", nomor_fpk=e.nomor_fpk, akt_id=e.akt_id, dibayar_pada=e.dibayar_pada)


def _akhir(ke: Lipatan, e: Any, keadaan: str, **kolom: Any) -> None:
    ke.ubah("klaim", klaim_id=e.klaim_id, nomor_sep=e.nomor_sep, akt_id=e.akt_id, keadaan=keadaan, **kolom)
