"""Who may be named to whom, on which days: no message of the whole run, whatever its type, names what is not its receiver's that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dasar.tanggal import hari_wib

from selaras.cerita.harapan import sama
from selaras.cerita.panggung import Panggung
from selaras.cerita.peralihan import AKHIR, DISERAHKAN, MULAI
from selaras.cerita.tetap import MELATI, SENTOSA, TIGA
from selaras.penerima import Kiriman

PERPISAHAN = frozenset({"tanda_koordinasi_manfaat.dihapus", "peralihan_akt.langkah"})
"""What the leaving AKT is still told on the day after its last: its flags have ended."""


@dataclass(frozen=True, slots=True)
class Sebutan:
    """A word that an AKT may read in messages of these days; ``jenis``: in those types only. Without an AKT it is nobody's to read."""

    kata: str
    akt: str = ""
    dari: date = date.min
    sampai: date = date.max
    jenis: frozenset[str] = frozenset()

    def boleh(self, k: Kiriman, hari: date) -> bool:
        return self.akt == k.akt and self.dari <= hari <= self.sampai and (not self.jenis or k.jenis in self.jenis)


def bocor(kiriman: Iterable[Kiriman], sebutan: Iterable[Sebutan]) -> list[tuple[str, str, str]]:
    """(receiver, type, word) of each word that this receiver may not read in a message of that day."""
    menurut_kata: dict[str, list[Sebutan]] = defaultdict(list)
    for s in sebutan:
        menurut_kata[s.kata.lower()].append(s)
    hasil = []
    for k in kiriman:
        hari, teks = hari_wib(k.waktu), k.mentah.decode().lower()
        hasil += [(k.akt, k.jenis, kata) for kata, s in menurut_kata.items() if kata in teks and not any(x.boleh(k, hari) for x in s)]
    return hasil


def _sebutan(p: Panggung) -> Iterator[Sebutan]:
    c = p.catatan
    noka = {unit: [c.noka[o.nik] for o in p.bahan.orang(unit)] for unit in (SENTOSA, MELATI)}
    noka[TIGA] = [c.noka[o.nik] for o in p.bahan.sebagian]
    for unit, akt in ((SENTOSA, SENTOSA), (TIGA, MELATI)):
        yield from (Sebutan(kata, akt) for kata in (c.badan_usaha[unit], c.va[unit], *noka[unit]))
    for akt in (SENTOSA, MELATI):
        yield Sebutan(akt, akt)
    yield from map(Sebutan, c.keluarga)
    # Badan Usaha 2 and its people: of the old AKT until its last day, of the new one from its first
    pindah = c.badan_usaha[MELATI]
    for kata in (pindah, c.va[MELATI], *noka[MELATI]):
        yield Sebutan(kata, MELATI, sampai=AKHIR)
        yield Sebutan(kata, MELATI, MULAI, MULAI, PERPISAHAN)
        yield Sebutan(kata, SENTOSA, MULAI)
    # whose surat kuasa it handed in, the new AKT may read before; not who works there
    yield Sebutan(pindah, SENTOSA, DISERAHKAN, AKHIR, frozenset({"peralihan_akt.langkah"}))


def periksa(p: Panggung) -> None:
    sama("webhook menyebut yang bukan miliknya", bocor(p.penerima.kiriman, _sebutan(p)), [])
