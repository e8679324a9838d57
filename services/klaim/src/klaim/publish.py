"""Own event -> at most one public event. No diagnosis, no INA-CBG code, no name ever leaves here."""

from __future__ import annotations

from collections.abc import Iterable

from chassis.aggregate import PublicForm
from shared_events import klaim as publik
from shared_events.base import Dasar

from klaim.domain import fpk, klaim, pengajuan, sep
from klaim.domain import klaim_peristiwa as k
from klaim.domain import pengajuan_peristiwa as j
from klaim.domain import sep_peristiwa as s
from klaim.domain.alasan import Alasan


def dasar(semua: Iterable[Alasan]) -> tuple[Dasar, ...]:
    return tuple(Dasar(aturan=a.aturan or a.kode, sumber=a.sumber, penjelasan=a.penjelasan, peristiwa_id=a.peristiwa_id) for a in semua)


def _alasan(semua: Iterable[Alasan]) -> tuple[publik.AlasanKlaim, ...]:
    return tuple(publik.AlasanKlaim(kode=a.kode, penjelasan=a.penjelasan, aturan=a.aturan) for a in semua)


def umumkan_sep(e: s.SepEvent, sep: sep.Sep) -> PublicForm:
    match e:
        case s.SepTerbit():
            return PublicForm(
                publik.SepDiterbitkan(
                    nomor_sep=e.nomor_sep,
                    nomor_kartu=e.nomor_kartu,
                    kode_ppk=e.kode_ppk,
                    tanggal_masuk=e.tanggal_masuk,
                    jenis_pelayanan=e.jenis_pelayanan,
                    cob=e.cob,
                    akt_id=e.akt_id,
                    hak_kelas=e.hak_kelas,
                    gawat_darurat=e.gawat_darurat,
                    keadaan="MENUNGGU_STATUS" if e.menunggu_status else "TERBIT",
                    dasar=dasar(e.dasar),
                ),
                akt_id=e.akt_id,
            )
        case s.StatusSepDitetapkan():
            perubahan = "STATUS_DITETAPKAN"
        case s.SepDibatalkan():
            perubahan = "DIBATALKAN"
        case s.PesertaPulang():
            perubahan = "PULANG"
        case s.PemindahanDicatat():
            perubahan = "PEMINDAHAN"
        case s.CobDikoreksi():
            perubahan = "KOREKSI_COB"
        case s.SuratJaminanTerbit():
            perubahan = "SURAT_JAMINAN"
    return PublicForm(
        publik.SepDiubah.model_validate(
            {
                "nomor_sep": sep.nomor_sep,
                "akt_id": sep.akt_id,
                "perubahan": perubahan,
                "cob": sep.cob,
                "tanggal_pulang": sep.tanggal_pulang,
            }
        ),
        akt_id=sep.akt_id,
    )


def umumkan_klaim(e: k.KlaimEvent, klaim: klaim.Klaim) -> PublicForm | None:
    nomor_sep = klaim.isi_sep.nomor_sep
    match e:
        case k.KlaimDiajukan():
            publik_ = publik.KlaimDiajukanV2(
                klaim_id=klaim.klaim_id,
                nomor_sep=nomor_sep,
                akt_id=klaim.akt_id,
                pengajuan_id=e.pengajuan_id,
                kantor_cabang=e.kantor_cabang,
                kode_ppk=klaim.isi_sep.kode_ppk,
                bulan_pelayanan=klaim.bulan_pelayanan,
                tagihan_rs=klaim.tagihan_rs,
                diajukan=klaim.isi_nilai.diajukan,
                kedaluwarsa_pada=klaim.kedaluwarsa_pada,
            )
            return PublicForm(publik_, klaim.akt_id)
        case k.KlaimKedaluwarsa():
            return PublicForm(
                publik.KlaimKedaluwarsa(
                    klaim_id=klaim.klaim_id, nomor_sep=nomor_sep, akt_id=klaim.akt_id, kedaluwarsa_pada=e.kedaluwarsa_pada
                ),
                klaim.akt_id,
            )
        case k.KlaimDikembalikan():
            return PublicForm(
                publik.KlaimDikembalikan(
                    klaim_id=klaim.klaim_id,
                    nomor_sep=nomor_sep,
                    akt_id=klaim.akt_id,
                    pengajuan_id=klaim.pengajuan_id,
                    alasan=_alasan(e.alasan),
                ),
                klaim.akt_id,
            )
        case k.KlaimDiverifikasi():
            return PublicForm(
                publik.KlaimDiverifikasi(
                    klaim_id=klaim.klaim_id,
                    nomor_sep=nomor_sep,
                    akt_id=klaim.akt_id,
                    pengajuan_id=klaim.pengajuan_id or "",
                    tagihan_rs=klaim.tagihan_rs,
                    diajukan=klaim.isi_nilai.diajukan,
                    terverifikasi=e.terverifikasi,
                    bpjs=e.bpjs,
                    akt=e.akt,
                    peserta=e.peserta,
                    dasar=dasar(e.dasar),
                ),
                klaim.akt_id,
            )
        case k.KlaimDitolak():
            return PublicForm(
                publik.KlaimDitolak(
                    klaim_id=klaim.klaim_id,
                    nomor_sep=nomor_sep,
                    akt_id=klaim.akt_id,
                    pengajuan_id=klaim.pengajuan_id,
                    alasan=_alasan(e.alasan),
                ),
                klaim.akt_id,
            )
        case k.KlaimDibayar():
            return PublicForm(
                publik.KlaimDibayar(
                    klaim_id=klaim.klaim_id,
                    nomor_sep=nomor_sep,
                    akt_id=klaim.akt_id,
                    nomor_fpk=e.nomor_fpk,
                    nominal=e.nominal,
                    dibayar_pada=e.tanggal,
                ),
                klaim.akt_id,
            )
        case _:
            return None


def umumkan_pengajuan(e: j.PengajuanEvent, p: pengajuan.Pengajuan) -> PublicForm | None:
    match e:
        case j.BerkasDinyatakanLengkap():
            return PublicForm(
                publik.BerkasKlaimLengkap(
                    pengajuan_id=p.pengajuan_id,
                    akt_id=p.akt_id,
                    lengkap_pada=e.tanggal,
                    jatuh_tempo=e.jatuh_tempo,
                    jumlah_klaim=len(e.lengkap),
                ),
                p.akt_id,
            )
        case j.UmpanBalikTerbit():
            return PublicForm(
                publik.UmpanBalikDiterbitkan(
                    pengajuan_id=p.pengajuan_id,
                    akt_id=p.akt_id,
                    layak=e.layak,
                    tidak_layak=e.tidak_layak,
                    dikembalikan=e.dikembalikan,
                    terverifikasi=e.terverifikasi,
                ),
                p.akt_id,
            )
        case j.BatasTerlewati():
            return PublicForm(
                publik.BatasPembayaranTerlewati(
                    pengajuan_id=p.pengajuan_id, akt_id=p.akt_id, jatuh_tempo=e.jatuh_tempo, belum_dibayar=e.belum_dibayar
                ),
                p.akt_id,
            )
        case _:
            return None


def umumkan_fpk(e: fpk.FpkEvent, f: fpk.Fpk) -> PublicForm:
    match e:
        case fpk.FpkTerbentuk():
            return PublicForm(
                publik.FpkDibentuk(
                    nomor_fpk=e.nomor_fpk,
                    pengajuan_id=e.pengajuan_id,
                    akt_id=e.akt_id,
                    kode_ppk=e.kode_ppk,
                    jumlah_klaim=len(e.klaim),
                    nilai=e.nilai,
                    jatuh_tempo=e.jatuh_tempo,
                ),
                e.akt_id,
            )
        case fpk.FpkDisetujui():
            return PublicForm(
                publik.FpkDisetujui(nomor_fpk=f.nomor_fpk, akt_id=f.akt_id, nilai=f.nilai, disetujui_pada=e.tanggal), f.akt_id
            )
        case fpk.FpkDibayar():
            return PublicForm(
                publik.FpkDibayar(nomor_fpk=f.nomor_fpk, akt_id=f.akt_id, nilai=e.nilai, dibayar_pada=e.tanggal, referensi=e.referensi),
                f.akt_id,
            )
