"""Double entry: what each event means in the books. Debit is positive, credit negative; every event sums to zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from iuran.domain import rekening_peristiwa as p
from iuran.domain.titipan import PeristiwaTitipan, TitipanDialihkan, TitipanDicatat

KAS_BANK = "KAS_BANK"
PIUTANG_IURAN = "PIUTANG_IURAN"
PIUTANG_PEMERINTAH = "PIUTANG_PEMERINTAH"
PENDAPATAN_IURAN = "PENDAPATAN_IURAN"
KELEBIHAN_IURAN = "KELEBIHAN_IURAN"
TITIPAN = "TITIPAN"


@dataclass(frozen=True, slots=True)
class Entri:
    """``virtual_account`` None: the account is not kept per VA. ``rincian``: month, bank or reference it is about."""

    akun: str
    nominal: int
    virtual_account: str | None = None
    rincian: str | None = None


def _tagihan(e: p.TagihanDiterbitkan) -> list[Entri]:
    va, ditagih = e.unit.virtual_account, e.pemberi_kerja + e.pekerja
    return [
        Entri(PIUTANG_IURAN, ditagih, va, e.periode),
        Entri(PIUTANG_PEMERINTAH, e.pemerintah, None, e.periode),
        Entri(PENDAPATAN_IURAN, -ditagih - e.pemerintah, None, e.periode),
    ]


def _bayar(e: p.PembayaranDicatat) -> list[Entri]:
    va = e.unit.virtual_account
    return [
        Entri(KAS_BANK, e.nominal, None, e.bank),
        *(Entri(PIUTANG_IURAN, -a.nominal, va, a.periode) for a in e.dialokasikan),
        Entri(KELEBIHAN_IURAN, -e.kelebihan, va, e.pembayaran_id),
    ]


def _batal(e: p.PembayaranDibatalkan) -> list[Entri]:
    va = e.unit.virtual_account
    return [
        Entri(KAS_BANK, -e.nominal, None, e.bank),
        *(Entri(PIUTANG_IURAN, a.nominal, va, a.periode) for a in e.dicabut),
        Entri(KELEBIHAN_IURAN, e.kelebihan_dicabut, va, e.pembayaran_id),
    ]


def _kredit(e: p.KreditDialokasikan) -> list[Entri]:
    va = e.unit.virtual_account
    return [
        baris
        for a in e.dialokasikan
        for baris in (Entri(KELEBIHAN_IURAN, a.nominal, va, a.pembayaran_id), Entri(PIUTANG_IURAN, -a.nominal, va, a.periode))
    ]


def entri(event: p.Peristiwa | PeristiwaTitipan) -> tuple[Entri, ...]:
    """The entries of one event, without empty ones; most events move no money."""
    match event:
        case p.TagihanDiterbitkan():
            hasil = _tagihan(event)
        case p.PembayaranDicatat():
            hasil = _bayar(event)
        case p.PembayaranDibatalkan():
            hasil = _batal(event)
        case p.KreditDialokasikan():
            hasil = _kredit(event)
        case TitipanDicatat():
            hasil = [Entri(KAS_BANK, event.nominal, None, event.bank), Entri(TITIPAN, -event.nominal, None, event.virtual_account)]
        case TitipanDialihkan():
            # leaves suspense here; the payment it becomes brings it in again on its account
            hasil = [Entri(TITIPAN, event.nominal, None, event.virtual_account), Entri(KAS_BANK, -event.nominal, None, event.bank)]
        case (
            p.TagihanDilunasi()
            | p.KelebihanDicatat()
            | p.BayarDiMukaDitetapkan()
            | p.TagihanMenunggak()
            | p.PenerimaanAktDicatat()
            | p.PenerusanTerlambat()
        ):
            hasil = []
        case _:
            assert_never(event)
    return tuple(e for e in hasil if e.nominal)
