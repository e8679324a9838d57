"""Which event becomes which webhook message: one table. A message is thin: ids, states, amounts, dates; the rest is asked for.

Only what a row names travels on, so that a new field of an event is never sent by accident: no name, no free text, no ciphertext.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from notifikasi.domain.jenis import DINONAKTIFKAN

Isi = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Baris:
    """One row of the table.

    isi     fields of the event that travel on
    tetap   what the event says by its name alone
    petik   our field -> (list of the event, field of its items): codes out of reasons, rule ids out of grounds
    bila    a condition; an event that does not meet it has no message of its own
    gabung  name of the list under which rows of one job that arrive together become one message
    """

    peristiwa: str
    jenis: str | Callable[[Isi], str]
    isi: tuple[str, ...]
    tetap: Mapping[str, str] = field(default_factory=dict)
    petik: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    bila: Callable[[Isi], bool] | None = None
    gabung: str | None = None


@dataclass(frozen=True, slots=True)
class Pesan:
    jenis: str
    data: dict[str, Any]
    gabung: str | None = None


def _per_keadaan(isi: Isi) -> str:
    return "badan_usaha.terdaftar" if isi["keadaan"] == "TERDAFTAR" else "badan_usaha.berkas_tidak_lengkap"


def _akan_berakhir(isi: Isi) -> str:
    return "peserta.akan_habis_usia" if isi["perihal"] == "USIA_ANAK" else "peserta.diubah"


def _sendiri(isi: Isi) -> bool:
    """What a job did to many people is announced by its *Massal events, not once a person."""
    return isi.get("pekerjaan_id") is None


_ALASAN = {"kode_alasan": ("alasan", "kode")}
_ATURAN = {"aturan": ("dasar", "aturan")}
_REKENING = ("virtual_account", "badan_usaha_id", "keluarga_id")

TABEL: tuple[Baris, ...] = (
    # kepesertaan
    Baris("kepesertaan.BadanUsahaDidaftarkan", _per_keadaan, ("badan_usaha_id", "keadaan", "kurang", "jumlah_pekerja", "kantor_cabang")),
    Baris("kepesertaan.BerkasBadanUsahaDilengkapi", _per_keadaan, ("badan_usaha_id", "keadaan", "kurang")),
    Baris(
        "kepesertaan.DelegasiAktDitetapkan",
        "delegasi.ditetapkan",
        ("badan_usaha_id", "akt_id", "cakupan", "surat_kuasa_nomor", "berlaku_dari", "berlaku_sampai"),
    ),
    Baris("kepesertaan.DelegasiAktDiakhiri", "delegasi.berakhir", ("badan_usaha_id", "akt_id", "berakhir_pada")),
    Baris(
        "kepesertaan.PeralihanAktBerlanjut",
        "peralihan_akt.langkah",
        ("proses_id", "jenis", "badan_usaha_id", "langkah", "keadaan", "jumlah", "beda", "sebab"),
    ),
    Baris(
        "kepesertaan.KesenjanganDitemukan",
        "kesenjangan.ditemukan",
        ("badan_usaha_id", "akt_id", "periode", "jumlah_pekerja", "terdaftar", "kesenjangan"),
    ),
    Baris(
        "kepesertaan.ImporPesertaSelesai", "pekerjaan.selesai", ("badan_usaha_id", "pekerjaan_id", "jenis", "jumlah", "selesai", "gagal")
    ),
    Baris(
        "kepesertaan.TugasDibuat",
        "tugas.dibuat",
        ("tugas_id", "jenis", "peran", "kantor", "badan_usaha_id", "pekerjaan_id", "baris", "jatuh_tempo"),
    ),
    Baris("kepesertaan.TugasSelesai", "tugas.selesai", ("tugas_id", "jenis", "hasil")),
    Baris(
        "kepesertaan.PesertaDidaftarkan",
        "peserta.terdaftar",
        ("nomor_kartu", "virtual_account", "badan_usaha_id", "keluarga_id", "hubungan", "kategori", "hak_kelas", "iuran_mulai"),
        bila=_sendiri,
    ),
    Baris(
        "kepesertaan.PesertaDidaftarkanMassal",
        "peserta.terdaftar",
        ("badan_usaha_id", "pekerjaan_id", "nomor_kartu", "bagian", "jumlah_bagian"),
    ),
    Baris(
        "kepesertaan.PendaftaranPesertaDitolak",
        "peserta.ditolak",
        ("badan_usaha_id", "pekerjaan_id", "baris", "kolom", "kode"),
        gabung="baris_ditolak",
    ),
    Baris("kepesertaan.DataPesertaDiubah", "peserta.diubah", ("nomor_kartu", "kolom", "berlaku", "kode_fktp"), {"perubahan": "DATA"}),
    Baris("kepesertaan.UpahPesertaDiubah", "peserta.diubah", ("nomor_kartu", "berlaku_periode"), {"perubahan": "UPAH"}),
    Baris("kepesertaan.HakKelasDitetapkan", "peserta.diubah", ("nomor_kartu", "hak_kelas", "berlaku_dari"), {"perubahan": "HAK_KELAS"}),
    Baris(
        "kepesertaan.PesertaDipindahkan",
        "peserta.diubah",
        # not where he comes from: that is another's (R-KEP-35)
        ("nomor_kartu", "ke_virtual_account", "ke_badan_usaha_id", "ke_keluarga_id", "iuran_mulai", "berlaku_dari"),
        {"perubahan": "PINDAH"},
    ),
    Baris(
        "kepesertaan.KategoriPesertaDitetapkan",
        "peserta.diubah",
        ("nomor_kartu", "virtual_account", "kategori", "berlaku_dari", "iuran_mulai"),
        {"perubahan": "KATEGORI"},
    ),
    Baris(
        "kepesertaan.PesertaAkanBerakhir",
        _akan_berakhir,
        ("badan_usaha_id", "pekerjaan_id", "perihal", "periode", "nomor_kartu", "bagian", "jumlah_bagian"),
    ),
    Baris(
        "kepesertaan.PesertaTerkenaPhk",
        "peserta.diubah",
        ("nomor_kartu", "virtual_account", "phk_pada", "dijamin_sampai", "iuran_terakhir", "sebab"),
        {"perubahan": "PHK"},
    ),
    Baris(
        "kepesertaan.PesertaDikeluarkan",
        "peserta.keluar",
        ("nomor_kartu", "virtual_account", "berakhir_pada", "iuran_terakhir"),
        {"sebab": "KELUAR"},
    ),
    Baris("kepesertaan.PesertaMeninggal", "peserta.keluar", ("nomor_kartu", "virtual_account", "iuran_terakhir"), {"sebab": "MENINGGAL"}),
    Baris("kepesertaan.PesertaDilupakan", "peserta.dilupakan", ("nomor_kartu",)),
    Baris(
        "kepesertaan.TandaKoordinasiManfaatDiberikan",
        "tanda_koordinasi_manfaat.diberikan",
        ("nomor_kartu", "akt_id", "badan_usaha_id", "berlaku_dari"),
        bila=_sendiri,
    ),
    Baris(
        "kepesertaan.TandaKoordinasiManfaatDiberikanMassal",
        "tanda_koordinasi_manfaat.diberikan",
        ("badan_usaha_id", "pekerjaan_id", "berlaku_dari", "nomor_kartu", "bagian", "jumlah_bagian"),
    ),
    Baris(
        "kepesertaan.TandaKoordinasiManfaatDihapus",
        "tanda_koordinasi_manfaat.dihapus",
        ("nomor_kartu", "akt_id", "badan_usaha_id", "berakhir_pada"),
    ),
    Baris(
        "kepesertaan.DesainKartuDisetujui",
        "desain_kartu.diputuskan",
        ("akt_id", "versi", "disetujui_pada"),
        {"hasil": "DISETUJUI"},
    ),
    Baris("kepesertaan.DesainKartuDitolak", "desain_kartu.diputuskan", ("akt_id", "versi"), {"hasil": "DITOLAK"}),
    # iuran
    Baris(
        "iuran.TagihanDiterbitkan",
        "tagihan.diterbitkan",
        (*_REKENING, "tagihan_id", "periode", "jatuh_tempo", "jumlah", "pemberi_kerja", "pekerja", "pemerintah", "jumlah_peserta"),
    ),
    Baris("iuran.TagihanLunas", "tagihan.lunas", (*_REKENING, "tagihan_id", "periode", "jumlah", "lunas_pada", "pembayaran_id")),
    Baris("iuran.TagihanMenunggak", "tagihan.menunggak", (*_REKENING, "tagihan_id", "periode", "sisa", "menunggak_sejak")),
    Baris(
        "iuran.IuranDiterima",
        "iuran.diterima",
        (*_REKENING, "pembayaran_id", "nominal", "waktu_bayar", "bank", "kanal", "dialokasikan", "kelebihan", "lunas_sampai"),
    ),
    Baris("iuran.PenerusanTerlambat", "penerusan.terlambat", (*_REKENING, "akt_id", "nominal", "diterima_pada", "batas_penerusan")),
    Baris(
        "iuran.PembayaranDikoreksi", "pembayaran.dikoreksi", (*_REKENING, "pembayaran_id", "nominal", "waktu_bayar"), {"koreksi": "DICATAT"}
    ),
    Baris(
        "iuran.PembayaranDibatalkan",
        "pembayaran.dikoreksi",
        (*_REKENING, "pembayaran_id", "nominal", "dibuka_kembali"),
        {"koreksi": "DIBATALKAN"},
    ),
    Baris("iuran.DanaVaDipindahkan", "pembayaran.dikoreksi", (*_REKENING, "ke_virtual_account", "nominal"), {"koreksi": "DIPINDAHKAN"}),
    Baris("iuran.ReturDisetujui", "retur.diputuskan", (*_REKENING, "retur_id", "nominal"), {"keadaan": "DISETUJUI"}),
    Baris("iuran.ReturDibayar", "retur.diputuskan", (*_REKENING, "retur_id", "nominal", "dibayar_pada"), {"keadaan": "DIBAYAR"}),
    # status
    Baris(
        "status.StatusUnitBerubah",
        "status.unit_berubah",
        (*_REKENING, "keadaan", "aktif", "dari", "sampai", "lunas_sampai"),
        petik=_ATURAN,
    ),
    Baris("status.StatusPesertaBerubah", "status.peserta_berubah", ("nomor_kartu", "keadaan", "aktif", "dari", "sampai"), petik=_ATURAN),
    # klaim
    Baris(
        "klaim.SepDiterbitkan",
        "sep.diterbitkan",
        ("nomor_sep", "nomor_kartu", "kode_ppk", "tanggal_masuk", "jenis_pelayanan", "cob", "hak_kelas", "gawat_darurat", "keadaan"),
        petik=_ATURAN,
    ),
    Baris("klaim.SepDiubah", "sep.diubah", ("nomor_sep", "perubahan", "cob", "tanggal_pulang")),
    Baris("klaim.KlaimDitolak", "klaim.ditolak", ("klaim_id", "nomor_sep", "pengajuan_id"), petik=_ALASAN),
    Baris("klaim.KlaimDikembalikan", "klaim.dikembalikan", ("klaim_id", "nomor_sep", "pengajuan_id"), petik=_ALASAN),
    Baris(
        "klaim.KlaimDiverifikasi",
        "klaim.diverifikasi",
        ("klaim_id", "nomor_sep", "pengajuan_id", "tagihan_rs", "diajukan", "terverifikasi", "bpjs", "akt", "peserta"),
        petik=_ATURAN,
    ),
    Baris("klaim.KlaimDibayar", "klaim.dibayar", ("klaim_id", "nomor_sep", "nomor_fpk", "nominal", "dibayar_pada")),
    Baris("klaim.KlaimKedaluwarsa", "klaim.kedaluwarsa", ("klaim_id", "nomor_sep", "kedaluwarsa_pada")),
    Baris("klaim.BerkasKlaimLengkap", "pengajuan.lengkap", ("pengajuan_id", "lengkap_pada", "jatuh_tempo", "jumlah_klaim")),
    Baris(
        "klaim.UmpanBalikDiterbitkan",
        "umpan_balik.diterbitkan",
        ("pengajuan_id", "layak", "tidak_layak", "dikembalikan", "terverifikasi"),
    ),
    Baris("klaim.FpkDisetujui", "fpk.disetujui", ("nomor_fpk", "nilai", "disetujui_pada")),
    Baris("klaim.FpkDibayar", "fpk.dibayar", ("nomor_fpk", "nilai", "dibayar_pada", "referensi")),
    Baris("klaim.BatasPembayaranTerlewati", "pembayaran_klaim.terlambat", ("pengajuan_id", "jatuh_tempo", "belum_dibayar")),
    # notifikasi
    Baris("notifikasi.WebhookDinonaktifkan", DINONAKTIFKAN, ("webhook_id", "alasan", "tertunda")),
)

PETA: dict[str, Baris] = {b.peristiwa: b for b in TABEL}
_BUTIR = ("baris", "kolom", "kode")
"""What a row of a merged message keeps for itself; the rest is the message's."""


def pesan(peristiwa: str, isi: Isi) -> Pesan | None:
    """The message of an event; None if it has none. ``isi``: the event's fields as JSON values."""
    baris = PETA.get(peristiwa)
    if baris is None or (baris.bila is not None and not baris.bila(isi)):
        return None
    data = {**baris.tetap, **{n: isi[n] for n in baris.isi}}
    for nama, (daftar, butir) in baris.petik.items():
        data[nama] = list(dict.fromkeys(b[butir] for b in isi[daftar]))
    if baris.gabung is not None:
        data = {n: v for n, v in data.items() if n not in _BUTIR} | {baris.gabung: [{n: data[n] for n in _BUTIR}]}
    jenis = baris.jenis if isinstance(baris.jenis, str) else baris.jenis(isi)
    return Pesan(jenis, data, baris.gabung)
