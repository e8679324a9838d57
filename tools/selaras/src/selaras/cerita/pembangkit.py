"""The run's people, from a seed: pure, nothing but ``random.Random(seed)``; the same seed makes the same bytes everywhere."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from selaras.cerita.cacat import Cacat, Perusak
from selaras.cerita.keluarga import Keluarga, Pembuat
from selaras.cerita.orang import Orang
from selaras.cerita.tetap import MELATI, SENTOSA, TIGA

BENIH_BAWAAN = 47
FKTP_BPJS = "0301U001"
FKTP_AKT = "0301U002"
JUMLAH_MELATI = 40
JUMLAH_SENTOSA = 500


@dataclass(frozen=True, slots=True)
class BarisBerkas:
    """A line of the file as it is sent; ``cacat`` if it is one of the spoiled ones."""

    isi: dict[str, str]
    orang: Orang
    cacat: Cacat | None = None


@dataclass(frozen=True, slots=True)
class Bahan:
    """Everything a run is made from."""

    benih: int
    melati: tuple[BarisBerkas, ...]
    sentosa: tuple[BarisBerkas, ...]
    sentosa_betul: tuple[BarisBerkas, ...]
    keluarga_melati: tuple[Keluarga, ...]
    keluarga_sentosa: tuple[Keluarga, ...]
    sebagian: tuple[Orang, ...]
    mandiri: Keluarga
    penduduk: tuple[Orang, ...]

    @property
    def cacat(self) -> dict[int, Cacat]:
        """Line number of the file (the header is line 1) -> what is wrong with it."""
        return {i: b.cacat for i, b in enumerate(self.sentosa, start=2) if b.cacat}

    @property
    def jumlah_per_kode(self) -> Counter[str]:
        return Counter(c.kode for c in self.cacat.values())

    @property
    def terdaftar_pertama(self) -> list[Orang]:
        """Who of akt-sentosa is registered by the first file."""
        return [b.orang for b in self.sentosa if b.cacat is None]

    @property
    def terdaftar_akhir(self) -> list[Orang]:
        """Who is registered after the corrected file."""
        return [b.orang for b in self.sentosa_betul if b.cacat is None]

    @property
    def orang_melati(self) -> list[Orang]:
        return [b.orang for b in self.melati]

    def orang(self, unit: str) -> list[Orang]:
        """Who of a Badan Usaha is registered in the end; of the third without its last, of whom nobody thinks before its first bill."""
        return {SENTOSA: self.terdaftar_akhir, MELATI: self.orang_melati, TIGA: list(self.sebagian[:-1])}[unit]

    def rahasia(self) -> set[str]:
        """Every NIK, name, birth date and wage of the run: what must be found nowhere but in ciphertext."""
        hasil: set[str] = set()
        semua = [*self.orang_melati, *(b.orang for b in self.sentosa), *self.terdaftar_akhir, *self.sebagian, *self.mandiri.semua]
        for orang in semua:
            hasil |= {orang.nik, orang.nama, orang.tanggal_lahir.isoformat(), f"{orang.tanggal_lahir:%d/%m/%Y}"}
            if orang.pekerja:
                hasil |= {str(n) for n in (orang.upah_pokok, orang.upah) if n}
        return hasil


def _urut(keluarga: list[Keluarga], acak: random.Random) -> list[Orang]:
    """Families in random order, the worker not always on the first line: HR files are like that."""
    hasil: list[Orang] = []
    for k in acak.sample(keluarga, len(keluarga)):
        orang = list(k.semua)
        if acak.random() < 0.15:
            acak.shuffle(orang)
        hasil += orang
    return hasil


def _isi_sampai(jumlah: int, pembuat: Pembuat, keluarga: list[Keluarga]) -> None:
    """Everyday families until the file has exactly so many rows."""
    while (kurang := jumlah - sum(len(k.semua) for k in keluarga)) > 0:
        baru = pembuat.biasa() if kurang >= 6 and pembuat.acak.random() < 0.6 else pembuat.lajang()
        keluarga.append(baru)


def _melati(pembuat: Pembuat) -> list[Keluarga]:
    """A small firm; among its workers a man and a woman whom the other file claims too."""
    keluarga = [Keluarga(pembuat.pekerja(kelamin="L")), Keluarga(pembuat.pekerja(kelamin="P"))]
    besar = pembuat.biasa()
    besar.anggota.append(pembuat.orang_tua(besar.pekerja, "MERTUA"))
    keluarga.append(besar)
    _isi_sampai(JUMLAH_MELATI, pembuat, keluarga)
    return keluarga


def _sebagian(pembuat: Pembuat) -> tuple[Orang, ...]:
    """A firm that delegates only whom its AKT insures too: three of five workers, the first with his wife; the others have JKN alone."""
    berdua = pembuat.pekerja(kelamin="L", kawin=True)
    orang = [berdua, pembuat.pasangan(berdua), *(pembuat.pekerja() for _ in range(4))]
    for lain in orang[-2:]:
        lain.koordinasi_manfaat = "T"
    return tuple(orang)


def bangun(benih: int = BENIH_BAWAAN) -> Bahan:
    acak = random.Random(benih)
    pembuat = Pembuat(acak, (FKTP_BPJS, FKTP_AKT))
    keluarga_melati = _melati(pembuat)
    perusak = Perusak(acak, pembuat, [o for k in keluarga_melati[:2] for o in k.semua])
    perusak.rusak()
    terdaftar_lain = [c for c in perusak.cacat if c.kode == "SUDAH_TERDAFTAR"]
    keluarga_sentosa = [*pembuat.istimewa(), *perusak.keluarga]
    # Rows of the two people of the other Badan Usaha stand in the file but belong to no family here.
    _isi_sampai(JUMLAH_SENTOSA - len(terdaftar_lain), pembuat, keluarga_sentosa)
    menurut_nik = {c.orang.nik: c for c in perusak.cacat}
    sentosa = [_baris(o, menurut_nik) for o in _urut(keluarga_sentosa, acak)]
    for cacat in terdaftar_lain:
        sentosa.insert(acak.randrange(len(sentosa)), BarisBerkas(cacat.salah, cacat.orang, cacat))
    _asli_di_depan(sentosa)
    melati = tuple(BarisBerkas(o.baris(), o) for o in _urut(keluarga_melati, acak))
    sebagian, mandiri = _sebagian(pembuat), pembuat.mandiri()
    keluarga = [*keluarga_melati, *keluarga_sentosa, mandiri]
    penduduk = [*(o for k in keluarga for o in k.semua), *sebagian]
    tidak_dikenal = {c.orang.nik for c in perusak.cacat if c.kode == "NIK_TIDAK_DITEMUKAN"}
    return Bahan(
        benih=benih,
        melati=melati,
        sentosa=tuple(sentosa),
        sentosa_betul=tuple(_betulkan(b) for b in sentosa),
        keluarga_melati=tuple(keluarga_melati),
        keluarga_sentosa=tuple(keluarga_sentosa),
        sebagian=sebagian,
        mandiri=mandiri,
        penduduk=tuple(o for o in penduduk if o.nik not in tidak_dikenal),
    )


def _baris(orang: Orang, cacat: dict[str, Cacat]) -> BarisBerkas:
    c = cacat.get(orang.nik)
    return BarisBerkas(c.salah if c else orang.baris(), orang, c)


def _asli_di_depan(baris: list[BarisBerkas]) -> None:
    """The copied line comes after the line it was copied from, so that it is the copy that is refused."""
    for i, b in enumerate(baris):
        if b.cacat and b.cacat.kode == "GANDA_DALAM_BERKAS":
            j = next(j for j, a in enumerate(baris) if a.cacat is None and a.isi["nik"] == b.isi["nik"])
            if j > i:
                baris[i], baris[j] = baris[j], baris[i]


def _betulkan(b: BarisBerkas) -> BarisBerkas:
    if b.cacat is None or b.cacat.betul is None:
        return b
    return BarisBerkas(b.cacat.betul, b.orang)
