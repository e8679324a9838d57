"""The types of webhook messages: the whole list an AKT may subscribe to."""

from __future__ import annotations

from collections.abc import Iterable

from dasar.penolakan import Ditolak, Galat

SEMUA = "*"
UJI = "webhook.uji"
DINONAKTIFKAN = "webhook.dinonaktifkan"

JENIS: dict[str, str] = {
    "badan_usaha.terdaftar": "Badan Usaha diterima lengkap",
    "badan_usaha.berkas_tidak_lengkap": "Pendaftaran Badan Usaha menunggu berkas yang kurang",
    "delegasi.ditetapkan": "Surat kuasa Badan Usaha kepada AKT berlaku",
    "delegasi.berakhir": "Surat kuasa Badan Usaha kepada AKT berakhir",
    "peralihan_akt.langkah": "Satu langkah peralihan Badan Usaha ke AKT lain",
    "pks.akan_berakhir": "Perjanjian Kerja Sama akan berakhir",
    "pekerjaan.selesai": "Pekerjaan (impor) selesai",
    "tugas.dibuat": "Tugas dibuat untuk petugas",
    "tugas.selesai": "Tugas diselesaikan petugas",
    "peserta.terdaftar": "Peserta mendapat nomor kartu; satu impor diumumkan bersama",
    "peserta.ditolak": "Baris pendaftaran ditolak",
    "peserta.diubah": "Data, upah, hak kelas atau unit peserta berubah",
    "peserta.keluar": "Peserta tidak lagi termasuk unit",
    "peserta.dilupakan": "Data pribadi peserta dihapus; hapus pula salinan yang ada pada AKT",
    "peserta.akan_habis_usia": "Tanggungan peserta akan habis karena usia",
    "tanda_koordinasi_manfaat.diberikan": "Tanda koordinasi manfaat diberikan",
    "tanda_koordinasi_manfaat.dihapus": "Tanda koordinasi manfaat dihapus",
    "kesenjangan.ditemukan": "Kesenjangan peserta pada delegasi sebagian ditemukan",
    "desain_kartu.diputuskan": "Desain Kartu Identitas Bersama disetujui atau ditolak",
    "tagihan.diterbitkan": "Tagihan iuran satu bulan terbit",
    "tagihan.kurang_bayar": "Tagihan dibayar sebagian",
    "tagihan.lunas": "Tagihan lunas",
    "tagihan.menunggak": "Tagihan lewat jatuh tempo dan belum lunas",
    "iuran.diterima": "Iuran diterima di virtual account",
    "penerusan.akan_jatuh_tempo": "Batas 1x24 jam penerusan iuran mendekat",
    "penerusan.terlambat": "AKT terlambat meneruskan iuran",
    "pembayaran.dikoreksi": "Pembayaran dikoreksi, dibatalkan atau dipindahkan",
    "retur.diputuskan": "Pengembalian iuran disetujui atau dibayar",
    "status.unit_berubah": "Status jaminan seluruh unit berubah",
    "status.peserta_berubah": "Status jaminan seorang peserta berbeda dari unitnya",
    "status.akan_tidak_aktif": "Status unit akan menjadi tidak aktif",
    "sep.diterbitkan": "Surat Eligibilitas Peserta terbit",
    "sep.diubah": "Surat Eligibilitas Peserta berubah",
    "klaim.ditolak": "Klaim ditolak",
    "klaim.dikembalikan": "Klaim dikembalikan",
    "klaim.diverifikasi": "Klaim selesai diverifikasi",
    "klaim.dibayar": "Klaim dibayar",
    "klaim.akan_kedaluwarsa": "Batas pengajuan klaim mendekat",
    "klaim.kedaluwarsa": "Klaim diajukan setelah batasnya",
    "pengajuan.lengkap": "Berkas pengajuan lengkap; 30 hari kerja berjalan",
    "umpan_balik.diterbitkan": "Hasil verifikasi pengajuan diterbitkan",
    "fpk.disetujui": "FPK disetujui",
    "fpk.dibayar": "FPK dibayar",
    "pembayaran_klaim.terlambat": "30 hari kerja lewat dan klaim belum dibayar",
    UJI: "Pesan uji atas permintaan AKT",
    DINONAKTIFKAN: "Sebuah webhook AKT dinonaktifkan",
}
"""Type -> what it tells. Types whose fact no service publishes yet stand here too: one may subscribe ahead."""


def langganan(jenis: Iterable[str]) -> tuple[str, ...]:
    """A subscription as asked for, without repetition; ``*`` alone stands for all, those of later releases too."""
    diminta = tuple(dict.fromkeys(jenis))
    if not diminta:
        raise Ditolak(
            "JENIS_KOSONG", 'Sebutkan sedikitnya satu jenis peristiwa, atau "*".', status=422, galat=(Galat("/jenis", "Kosong."),)
        )
    galat = tuple(
        Galat(f"/jenis/{i}", f"Jenis peristiwa tidak dikenal: {j[:100]}.", "JENIS_TIDAK_DIKENAL")
        for i, j in enumerate(diminta)
        if j != SEMUA and j not in JENIS
    )
    if galat:
        raise Ditolak("JENIS_TIDAK_DIKENAL", galat[0].alasan, status=422, galat=galat)
    return (SEMUA,) if SEMUA in diminta else diminta


def cocok(dilanggan: Iterable[str], jenis: str) -> bool:
    return any(j in (SEMUA, jenis) for j in dilanggan)
