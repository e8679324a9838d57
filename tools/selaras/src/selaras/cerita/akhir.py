"""What the story must have ended with, from its inputs alone: the oracle's side of ``Hasil.fakta``."""

from __future__ import annotations

from typing import Any

from selaras.cerita import hitungan
from selaras.cerita.mandiri import KELAS
from selaras.cerita.pembangkit import Bahan
from selaras.cerita.rencana_rawat import rencana
from selaras.cerita.tarif import TabelTarif
from selaras.cerita.tetap import AKT, MELATI, TIGA

PERIODE = ("2016-12", "2017-01", "2017-02")


def fakta_harapan(bahan: Bahan, tabel: TabelTarif) -> dict[str, Any]:
    orang = {akt: bahan.orang(akt) for akt in AKT}
    fakta: dict[str, Any] = {}
    for akt, semua in orang.items():
        fakta |= {f"tagihan {akt} {periode}": hitungan.tagihan(semua, int(periode[:4])).jumlah for periode in PERIODE}
        fakta |= {f"peserta {akt}": len(semua), f"tanda {akt}": len(semua), f"status {akt}": ("AKTIF", "2017-02")}
    fakta["iuran masuk"] = sum(fakta[f"tagihan {akt} {periode}"] for akt in orang for periode in PERIODE)
    fakta |= {f"tagihan {unit} 2017-03": hitungan.tagihan(bahan.orang(unit), 2017).jumlah for unit in (*AKT, TIGA)}
    pindah, keluarga = len(orang[MELATI]), bahan.mandiri.semua
    fakta |= {"peralihan": (pindah, pindah), "kesenjangan": 1, "keluarga": ("AKTIF", len(keluarga) * hitungan.IURAN_KELAS[KELAS])}
    rawat = rencana(bahan, tabel)
    klaim = {r.kunci: r.bagi(tabel) for r in rawat if r.lengkap}
    fakta |= {f"klaim {r.kunci}": "DIKEMBALIKAN" for r in rawat if r.diimpor and not r.lengkap}
    fakta |= {f"klaim {kunci}": (b.bpjs, b.akt, b.peserta) for kunci, b in klaim.items()}
    return fakta | {"dibayar": sum(b.bpjs for b in klaim.values()), "sep": 12, "kedaluwarsa": "2017-06-28"}
