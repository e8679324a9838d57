"""The published peserta file: its columns, and one row read into typed data or refused with column, code and sentence.

Refusals never repeat what stood in the row: they are kept and shown in clear, the row is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dasar.identitas import digit, nik_cocok_jenis_kelamin, nik_cocok_tanggal_lahir, nik_sah
from dasar.tanggal import tambah_bulan

from kepesertaan.domain.format_berkas import Format
from kepesertaan.domain.keluarga import ANAK, HUBUNGAN, DataAnak, golongan_romawi
from kepesertaan.domain.ketentuan import BULAN_KERJA_WNA, PENYELENGGARA_NEGARA

WAJIB = (
    "nik", "nomor_kk", "nama", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "hubungan", "nik_pekerja", "status_kawin", "bekerja",
    "upah_pokok", "tunjangan_tetap", "golongan", "tanggal_mulai_kerja", "kabupaten_kota_kerja",
)  # fmt: skip
BOLEH = (
    "kelas_dipilih", "kode_fktp", "alamat", "telepon", "email", "keterangan_kuliah", "akta_adopsi", "koordinasi_manfaat",
    "jenis_identitas", "kontrak_sampai",
)  # fmt: skip
KOLOM = (*WAJIB, *BOLEH)
FORMAT = Format(WAJIB, BOLEH)

_PANJANG = {"nama": 150, "tempat_lahir": 100, "alamat": 300, "telepon": 30, "email": 254, "kabupaten_kota_kerja": 100, "kode_fktp": 8}
_STATUS_KAWIN = ("", "BELUM_KAWIN", "KAWIN", "CERAI", "CERAI_HIDUP", "CERAI_MATI")
JenisIdentitas = Literal["NIK", "PASPOR", "BAYI"]
_JENIS: Mapping[str, JenisIdentitas] = {"NIK": "NIK", "PASPOR": "PASPOR", "BAYI": "BAYI"}
UPAH_TERBESAR = 100_000_000_000


@dataclass(frozen=True, slots=True)
class Cacat:
    """One refused row. ``baris``: its line in the file, the header being 1."""

    baris: int
    kolom: str
    kode: str
    alasan: str


@dataclass(frozen=True, slots=True)
class BarisPeserta:
    """A row whose own content is sound. Whether the person may be registered is for ``pendaftaran`` to say."""

    baris: int
    jenis_identitas: JenisIdentitas
    nik: str
    nomor_kk: str
    nama: str
    tempat_lahir: str
    tanggal_lahir: date
    jenis_kelamin: Literal["L", "P"]
    hubungan: str
    nik_pekerja: str
    kawin: bool
    bekerja: bool
    kuliah: bool
    upah_pokok: int
    tunjangan_tetap: int
    golongan: str
    kabupaten_kota_kerja: str
    kelas_dipilih: int | None
    kode_fktp: str
    alamat: str
    telepon: str
    email: str
    koordinasi_manfaat: bool

    @property
    def pekerja(self) -> bool:
        return self.hubungan == "PEKERJA"

    @property
    def anak(self) -> DataAnak | None:
        if self.hubungan not in ANAK:
            return None
        return DataAnak(self.tanggal_lahir, self.kawin, self.bekerja, self.kuliah)

    @property
    def identitas(self) -> str:
        """What makes the person the same one wherever he is registered."""
        return kunci_identitas(self.jenis_identitas, self.nik)


def kunci_identitas(jenis: str, nomor: str) -> str:
    return nomor if jenis == "NIK" else f"{jenis}:{nomor.upper()}"


@dataclass(frozen=True, slots=True)
class Aturan:
    """What of the Badan Usaha and the delegation bears on single rows. ``pada``: the day of entry."""

    pada: date
    sub_segmen: str
    wajib_koordinasi: bool = False
    """Partial delegation: the AKT registers people with koordinasi manfaat only (R-AKT-15)."""
    tanpa_koordinasi: bool = False
    """Partial delegation: the Badan Usaha itself registers those without it, the others are its AKT's (R-AKT-15)."""
    hubungan: Sequence[str] = HUBUNGAN
    bayi: bool = False
    """A newborn may be without NIK yet: parent, day and order of birth stand for it."""
    mandiri: bool = False
    """A family that pays for itself: nobody has a wage, and all are of one Kartu Keluarga (R-KEP-04)."""
    koordinasi_bawaan: bool = False
    """What an absent column means: in full delegation all people take part (R-AKT-14)."""


class _Salah(Exception):
    def __init__(self, kolom: str, kode: str, alasan: str) -> None:
        super().__init__(kode)
        self.kolom, self.kode, self.alasan = kolom, kode, alasan


def baca_baris(baris: int, isi: Mapping[str, str], aturan: Aturan) -> BarisPeserta | Cacat:
    """One row by itself; the first fault counts."""
    try:
        return _baca(baris, {k: (isi.get(k) or "").strip() for k in KOLOM}, aturan)
    except _Salah as salah:
        return Cacat(baris, salah.kolom, salah.kode, salah.alasan)


def _baca(baris: int, isi: Mapping[str, str], aturan: Aturan) -> BarisPeserta:
    for kolom, teks in isi.items():
        if not teks.isprintable():
            raise _Salah(kolom, "ISIAN_TIDAK_SAH", f"Kolom {kolom} mengandung karakter yang tidak sah.")
        if len(teks) > _PANJANG.get(kolom, 64):
            raise _Salah(kolom, "ISIAN_TIDAK_SAH", f"Isi kolom {kolom} terlalu panjang.")
    jenis = _pilihan(isi, "jenis_identitas", ("NIK", "PASPOR", "BAYI") if aturan.bayi else ("NIK", "PASPOR"), "NIK")
    nomor = isi["nik"]
    if jenis == "NIK" and not nik_sah(nomor):
        raise _Salah("nik", "NIK_TIDAK_SAH", "NIK harus 16 angka dengan tanggal lahir dan nomor urut yang mungkin.")
    if jenis == "PASPOR" and not (5 <= len(nomor) <= 20 and nomor.isascii() and nomor.isalnum()):
        raise _Salah("nik", "NOMOR_PASPOR_TIDAK_SAH", "Nomor paspor harus 5 sampai 20 huruf dan angka.")
    hubungan = isi["hubungan"].upper()
    if hubungan not in aturan.hubungan:
        raise _Salah("hubungan", "HUBUNGAN_TIDAK_DIKENAL", f"Hubungan keluarga tidak dikenal; pilihannya: {', '.join(aturan.hubungan)}.")
    lahir = _tanggal(isi, "tanggal_lahir")
    if lahir is None or lahir > aturan.pada or lahir.year < 1900:
        raise _Salah("tanggal_lahir", "TANGGAL_TIDAK_SAH", "Tanggal lahir kosong atau tidak mungkin.")
    kelamin: Literal["L", "P"] = "L" if _pilihan(isi, "jenis_kelamin", ("L", "P"), "") == "L" else "P"
    if jenis == "NIK":
        _cocokkan_nik(nomor, lahir, kelamin)
        if isi["nomor_kk"] and not digit(isi["nomor_kk"], 16):
            raise _Salah("nomor_kk", "ISIAN_TIDAK_SAH", "Nomor Kartu Keluarga harus 16 angka.")
    if not isi["nama"]:
        raise _Salah("nama", "ISIAN_KOSONG", "Nama harus diisi.")
    pekerja = hubungan == "PEKERJA"
    pokok, tetap = _upah(isi, pekerja)
    _periksa_menurut_hubungan(isi, hubungan, aturan, jenis)
    koordinasi = _ya(isi, "koordinasi_manfaat", aturan.koordinasi_bawaan)
    if aturan.tanpa_koordinasi and koordinasi:
        raise _Salah("koordinasi_manfaat", "LAPOR_KE_AKT",
            "Pada pendelegasian sebagian, peserta koordinasi manfaat didaftarkan oleh AKT: lapor ke AKT.")  # fmt: skip
    if aturan.wajib_koordinasi and not koordinasi:
        raise _Salah("koordinasi_manfaat", "BUKAN_KOORDINASI_MANFAAT",
            "Pada pendelegasian sebagian, AKT hanya mendaftarkan peserta koordinasi manfaat.")  # fmt: skip
    return BarisPeserta(
        baris=baris,
        jenis_identitas=_JENIS[jenis],
        nik=nomor,
        nomor_kk=isi["nomor_kk"],
        nama=isi["nama"],
        tempat_lahir=isi["tempat_lahir"],
        tanggal_lahir=lahir,
        jenis_kelamin=kelamin,
        hubungan=hubungan,
        nik_pekerja="" if pekerja else isi["nik_pekerja"],
        kawin=_pilihan(isi, "status_kawin", _STATUS_KAWIN, "") not in ("", "BELUM_KAWIN"),
        bekerja=pekerja or _ya(isi, "bekerja", False),
        kuliah=_ya(isi, "keterangan_kuliah", False),
        upah_pokok=pokok,
        tunjangan_tetap=tetap,
        golongan=isi["golongan"],
        kabupaten_kota_kerja=isi["kabupaten_kota_kerja"],
        kelas_dipilih=_kelas(isi, hubungan),
        kode_fktp=isi["kode_fktp"],
        alamat=isi["alamat"],
        telepon=isi["telepon"],
        email=isi["email"],
        koordinasi_manfaat=koordinasi,
    )


def _cocokkan_nik(nik: str, lahir: date, kelamin: Literal["L", "P"]) -> None:
    if not nik_cocok_tanggal_lahir(nik, lahir):
        raise _Salah("nik", "NIK_TIDAK_COCOK_TANGGAL_LAHIR", "NIK tidak cocok dengan tanggal lahir pada baris ini.")
    if not nik_cocok_jenis_kelamin(nik, kelamin):
        raise _Salah("nik", "NIK_TIDAK_COCOK_JENIS_KELAMIN", "NIK tidak cocok dengan jenis kelamin pada baris ini.")


def _upah(isi: Mapping[str, str], pekerja: bool) -> tuple[int, int]:
    if not pekerja:
        return 0, 0
    if not isi["upah_pokok"]:
        raise _Salah("upah_pokok", "UPAH_KOSONG", "Upah pokok pekerja harus diisi.")
    pokok, tetap = _rupiah(isi, "upah_pokok"), _rupiah(isi, "tunjangan_tetap")
    if pokok == 0:
        raise _Salah("upah_pokok", "UPAH_KOSONG", "Upah pokok pekerja harus lebih dari nol.")
    return pokok, tetap


def _periksa_menurut_hubungan(isi: Mapping[str, str], hubungan: str, aturan: Aturan, jenis: str) -> None:
    if hubungan == "PEKERJA":
        if isi["nik_pekerja"] not in ("", isi["nik"]):
            raise _Salah("nik_pekerja", "ISIAN_TIDAK_SAH", "NIK pekerja harus kosong pada baris pekerja sendiri.")
        if not isi["kabupaten_kota_kerja"]:
            raise _Salah("kabupaten_kota_kerja", "ISIAN_KOSONG", "Kabupaten/kota tempat kerja harus diisi; UMK-nya menjadi batas bawah.")
        if aturan.sub_segmen in PENYELENGGARA_NEGARA and golongan_romawi(isi["golongan"]) is None:
            raise _Salah("golongan", "GOLONGAN_KOSONG", "Golongan penyelenggara negara (I sampai IV) harus diisi.")
        if jenis == "PASPOR":
            _masa_kerja(isi, aturan.pada)
        return
    if aturan.mandiri and jenis == "PASPOR" and hubungan == "KEPALA_KELUARGA":
        _masa_kerja(isi, aturan.pada)
    if not aturan.mandiri and not isi["nik_pekerja"]:
        raise _Salah("nik_pekerja", "PEKERJA_TIDAK_ADA", "NIK pekerja yang diikuti harus diisi.")
    if hubungan == "ANAK_ANGKAT" and not _ya(isi, "akta_adopsi", False):
        # R-KEP-14
        raise _Salah("akta_adopsi", "DOKUMEN_ADOPSI", "Anak angkat memerlukan bukti pengangkatan yang sah.")


def _masa_kerja(isi: Mapping[str, str], pada: date) -> None:
    """A foreigner has to work here for at least six months (R-KEP-01)."""
    mulai, sampai = _tanggal(isi, "tanggal_mulai_kerja"), _tanggal(isi, "kontrak_sampai")
    if mulai is None or sampai is None:
        kolom = "tanggal_mulai_kerja" if mulai is None else "kontrak_sampai"
        raise _Salah(kolom, "ISIAN_KOSONG", "Pekerja asing: tanggal mulai kerja dan akhir kontrak harus diisi.")
    # a contract to 30 June that began on 1 January is six months: the last day counts
    if tambah_bulan(mulai, BULAN_KERJA_WNA.pada(pada).nilai).toordinal() - 1 > sampai.toordinal():
        raise _Salah("kontrak_sampai", "MASA_KERJA_KURANG", "Pekerja asing harus bekerja di Indonesia paling singkat 6 bulan.")


def _kelas(isi: Mapping[str, str], hubungan: str) -> int | None:
    if hubungan != "KERABAT":
        return None
    kelas = {"1": 1, "2": 2, "3": 3, "I": 1, "II": 2, "III": 3}.get(isi["kelas_dipilih"].upper())
    if kelas is None:
        raise _Salah("kelas_dipilih", "KELAS_KOSONG", "Kelas yang dipilih untuk kerabat (1, 2 atau 3) harus diisi.")
    return kelas


def _tanggal(isi: Mapping[str, str], kolom: str) -> date | None:
    if not isi[kolom]:
        return None
    try:
        if len(isi[kolom]) != 10:
            raise ValueError
        return date.fromisoformat(isi[kolom])
    except ValueError:
        raise _Salah(kolom, "TANGGAL_TIDAK_SAH", f"Kolom {kolom} harus tanggal berbentuk TTTT-BB-HH.") from None


def _rupiah(isi: Mapping[str, str], kolom: str) -> int:
    teks = isi[kolom]
    if not teks:
        return 0
    if not (teks.isascii() and teks.isdigit()) or int(teks) > UPAH_TERBESAR:
        raise _Salah(kolom, "ISIAN_TIDAK_SAH", f"Kolom {kolom} harus rupiah bulat tanpa titik dan koma.")
    return int(teks)


def _ya(isi: Mapping[str, str], kolom: str, bawaan: bool) -> bool:
    return _pilihan(isi, kolom, ("Y", "T"), "Y" if bawaan else "T") == "Y"


def _pilihan(isi: Mapping[str, str], kolom: str, pilihan: Sequence[str], bawaan: str) -> str:
    kata = isi[kolom].upper().replace(" ", "_") or bawaan
    if kata not in pilihan:
        raise _Salah(kolom, "ISIAN_TIDAK_SAH", f"Kolom {kolom}: pilihannya {', '.join(p for p in pilihan if p)}.")
    return kata
