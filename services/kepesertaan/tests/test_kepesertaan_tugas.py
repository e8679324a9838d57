"""A tugas that nobody holds is taken up by somebody of the office that owns it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from dasar.penolakan import Ditolak
from kepesertaan.domain import tugas
from kepesertaan.domain.tugas import AmbilTugas, BuatTugas, EskalasiTugas, SelesaikanTugas, Tugas, TugasDiambil, decide, evolve

PRIMA = "KC-PRIMA-JKT"
BUAT = BuatTugas("T", "SUDAH_TERDAFTAR", "RO", "RO-1", "KC-BANDUNG", "B1", "akt-x", "J", 7, date(2016, 11, 7))
AMBIL = AmbilTugas("budi", PRIMA)


def dialihkan() -> Tugas:
    keadaan = tugas.AWAL
    for perintah in (BUAT, EskalasiTugas(PRIMA, date(2016, 11, 14))):
        for e in decide(perintah, keadaan):
            keadaan = evolve(keadaan, e)
    return keadaan


@pytest.mark.aturan("R-AKT-11")
def test_yang_dialihkan_ke_mpkr_diambil_orangnya() -> None:
    keadaan = dialihkan()
    assert (keadaan.peran, keadaan.petugas) == ("MPKR", None)
    [diambil] = decide(AMBIL, keadaan)
    assert diambil == TugasDiambil("T", "budi")
    dipegang = evolve(keadaan, diambil)
    assert dipegang == replace(keadaan, petugas="budi")
    assert decide(AMBIL, dipegang) == []  # again: nothing more happens
    [usai] = decide(SelesaikanTugas("DITOLAK", "", "siti"), dipegang)  # a colleague may settle it
    assert evolve(dipegang, usai).petugas == "budi"


@pytest.mark.parametrize(
    ("perintah", "kode", "status"),
    [
        (AmbilTugas("siti", PRIMA), "TUGAS_SUDAH_DIPEGANG", 409),
        (AmbilTugas("siti", "KC-BANDUNG"), "BUKAN_KANTOR_PEMILIK", 403),
        (AmbilTugas("budi", ""), "BUKAN_KANTOR_PEMILIK", 403),
    ],
)
def test_siapa_tidak_mengambilnya(perintah: AmbilTugas, kode: str, status: int) -> None:
    dipegang = evolve(dialihkan(), TugasDiambil("T", "budi"))
    with pytest.raises(Ditolak) as tolak:
        decide(perintah, dipegang)
    assert (tolak.value.kode, tolak.value.status) == (kode, status)


def test_yang_tidak_ada_dan_yang_selesai_tidak_diambil() -> None:
    with pytest.raises(Ditolak) as tolak:
        decide(AMBIL, tugas.AWAL)
    assert tolak.value.status == 404
    keadaan = dialihkan()
    for e in decide(SelesaikanTugas("DITOLAK", "", "siti"), keadaan):
        keadaan = evolve(keadaan, e)
    with pytest.raises(Ditolak) as tolak:
        decide(AMBIL, keadaan)
    assert tolak.value.kode == "TUGAS_SUDAH_SELESAI"
