"""The page of one person: cover, family and history, today or as of a day as known at a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dasar.tanggal import WIB, hari_wib
from markupsafe import Markup

from dasbor.api.pandangan import Pandangan
from dasbor.kata_mutasi import ANAK, ORANG_TUA, PASANGAN
from dasbor.kueri import badan_usaha, lain
from dasbor.kueri.lingkup import lingkup
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

BELUM_TERJAWAB = "Status belum dapat ditanyakan."
CABANG = (("Pasangan", PASANGAN), ("Anak", ANAK), ("Orang tua dan mertua", ORANG_TUA), ("Kerabat", ("KERABAT",)))


async def peserta(p: Pandangan, sesi: Sesi, noka: str, pada: date | None, diketahui: str) -> Isi | None:
    kini = await p.kini()
    milik = lingkup(sesi, hari_wib(kini))
    hari = pada or hari_wib(kini)
    saat = datetime.fromisoformat(diketahui).replace(tzinfo=WIB) if diketahui else None
    # the timeline as it stood: nothing of later days, nothing that was learned later
    akhir = datetime.combine(pada + timedelta(days=1), datetime.min.time(), WIB) if pada is not None and pada < date.max else None
    async with p.rt.db.connection() as conn:
        isi = await lain.peserta(conn, milik, noka, akhir, saat)
    if isi is None:
        return None
    tahu = {"diketahui": saat.isoformat()} if saat is not None else {}
    satu_hari = {"pada": pada.isoformat()} if pada is not None else {}
    (kode, status), (kode_riwayat, riwayat), (kode_orang, orang) = await asyncio.gather(
        p.layanan.tanya(sesi, "GET", "status", f"/v1/status/{noka}", kini, params={"pada": hari.isoformat()} | tahu),
        p.layanan.tanya(sesi, "GET", "status", f"/v1/status/{noka}/riwayat", kini, params=tahu),
        p.layanan.tanya(sesi, "GET", "kepesertaan", f"/v1/peserta/{noka}", kini, params=satu_hari | tahu),
    )
    masa = riwayat["masa"] if kode_riwayat == 200 else []
    terbaru = sorted(({**m, "dari": date.fromisoformat(m["dari"]), "sampai": _hari(m["sampai"])} for m in masa), key=_dari, reverse=True)
    data = {
        "p": isi["p"], "sep": isi["sep"], "pada": hari.isoformat(), "diketahui": diketahui,
        "perawatan_terlihat": milik.badan_usaha_id is None,
        "sampai": pada if akhir is not None and pada is not None and pada < hari_wib(kini) else None, "saat": saat,
    }  # fmt: skip
    potong, jawab = p.tampilan.potong, status if kode == 200 else None
    kosong = p.kosong(4, riwayat.get("detail", "Belum ada riwayat status."))
    sel: dict[str, Markup | Sequence[Markup]] = {
        "keadaan": potong("peserta_bagian.html", "keadaan", status=jawab),
        "status": potong("peserta_bagian.html", "status_hari", status=jawab, pesan=status.get("detail", BELUM_TERJAWAB)),
        "masa": p.baris("peserta_bagian.html", "masa", "b", terbaru, kosong),
        "pita": potong("bagian.html", "pita", bulan=badan_usaha.pita(terbaru, hari_wib(kini))),
        "keluarga": pohon(p, isi["keluarga"], orang if kode_orang == 200 else None, noka, orang.get("detail", "")),
        "riwayat": p.riwayat(isi["riwayat"]),
    }
    return Isi("peserta.html", f"Peserta {noka}", "peserta", data, sel)


def pohon(
    p: Pandangan, terlihat: Sequence[Mapping[str, Any]], orang: Mapping[str, Any] | None, noka: str, pesan: str, baru: str = ""
) -> Markup:
    """The family around its head. Without kepesertaan's answer what the projection knows, without reasons. ``baru``: just registered."""
    # an address for those only whose page would open
    boleh = {k["nomor_kartu"] for k in terlihat}
    if orang is not None:
        semua: list[Mapping[str, Any]] = [orang, *orang["keluarga"]]
        kepala_nomor, pesan = orang["nomor_kartu_pekerja"] or orang["nomor_kartu"], ""
    else:
        semua = [{**k, "keadaan": None, "dasar_kelas": None} for k in terlihat]
        kepala_nomor = next((k["nomor_kartu_pekerja"] for k in terlihat if k["nomor_kartu"] == noka and k["nomor_kartu_pekerja"]), noka)
        pesan = pesan or "Alasan hak kelas belum dapat ditanyakan."
    kepala = next((k for k in semua if k["nomor_kartu"] == kepala_nomor), None)
    anggota = sorted((k for k in semua if k is not kepala), key=lambda k: str(k["nomor_kartu"]))
    cabang = [(nama, [k for k in anggota if k["hubungan"] in isinya]) for nama, isinya in CABANG]
    dikenal = {h for _, isinya in CABANG for h in isinya}
    cabang.append(("Lainnya", [k for k in anggota if k["hubungan"] not in dikenal]))
    return p.tampilan.potong(
        "keluarga.html", "pohon", kepala=kepala, cabang=[c for c in cabang if c[1]], noka=noka, boleh=boleh, pesan=pesan, baru=baru,
    )  # fmt: skip


def _hari(teks: str | None) -> date | None:
    return date.fromisoformat(teks) if teks else None


def _dari(masa: dict[str, Any]) -> date:
    dari: date = masa["dari"]
    return dari
