"""What the clients of a run know: people, accounts, bills, payments, stays. Filled from answers alone."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from selaras.cerita.keluarga import Pembuat
from selaras.cerita.orang import Orang
from selaras.cerita.pembangkit import FKTP_AKT, FKTP_BPJS
from selaras.cerita.tarif import TabelTarif
from selaras.cerita.tetap import AKT
from selaras.kekacauan.pengirim import Pengirim

BADAN_USAHA_PER_AKT = 5
KELUARGA_PER_BADAN_USAHA = 4
CADANGAN = 600


@dataclass(slots=True)
class BadanUsaha:
    """``berkas``: people of its imports; ``lunas``: its first bill was paid before the traffic began."""

    akt: str
    nomor: int
    berkas: list[Orang]
    id: str = ""
    va: str = ""
    lunas: bool = False


@dataclass(slots=True)
class Inap:
    """A stay: its SEP, and its claim once there is one."""

    nomor_sep: str
    noka: str
    akt: str | None
    rs: str
    hak_kelas: int
    masuk: date
    cob: bool
    pulang: date | None = None
    klaim_id: str | None = None


@dataclass(slots=True)
class Dunia:
    benih: int
    pengirim: Pengirim
    tabel: TabelTarif
    badan_usaha: list[BadanUsaha]
    cadangan: list[Orang]
    noka: dict[str, str] = field(default_factory=dict)  # nik -> nomor kartu
    milik: dict[str, BadanUsaha] = field(default_factory=dict)  # nik -> where he was registered
    pekerja: dict[str, Orang] = field(default_factory=dict)  # nomor kartu -> worker
    tagihan: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    pembayaran: list[tuple[dict[str, Any], str]] = field(default_factory=list)  # (body, pembayaran_id)
    kib: dict[str, str] = field(default_factory=dict)
    inap: list[Inap] = field(default_factory=list)
    pengajuan: dict[str, str] = field(default_factory=dict)
    babak: int = 0
    rujukan: int = 0
    referensi: int = 0
    status: Counter[str] = field(default_factory=Counter)  # kind and answer -> how often

    @property
    def waktu(self) -> datetime:
        if self.pengirim.waktu is None:
            raise RuntimeError("no business time yet")
        return self.pengirim.waktu

    def pekerja_lunas(self, akt: str | None = None) -> list[str]:
        """Card numbers of workers whose unit has paid."""
        return [n for n, o in self.pekerja.items() if self.milik[o.nik].lunas and akt in (None, self.milik[o.nik].akt)]

    def penduduk(self) -> list[Orang]:
        return [*(o for b in self.badan_usaha for o in b.berkas), *self.cadangan]


def bangun(benih: int, pengirim: Pengirim, tabel: TabelTarif) -> Dunia:
    """The people of a seed, nobody registered yet."""
    pembuat = Pembuat(random.Random(f"orang {benih}"), (FKTP_BPJS, FKTP_AKT))
    semua: list[BadanUsaha] = []
    for akt in AKT:
        for n in range(BADAN_USAHA_PER_AKT):
            keluarga = [pembuat.lajang(), *(pembuat.biasa() for _ in range(KELUARGA_PER_BADAN_USAHA))]
            semua.append(BadanUsaha(akt, AKT.index(akt) * BADAN_USAHA_PER_AKT + n, [o for k in keluarga for o in k.semua]))
    return Dunia(benih, pengirim, tabel, semua, [pembuat.lajang().pekerja for _ in range(CADANGAN)])
