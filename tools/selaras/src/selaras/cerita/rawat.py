"""12-06 to 12-28: SEP and discharge of twelve stays, in order of time; and what is not COB or not guaranteed at all."""

from __future__ import annotations

from datetime import date
from typing import Any

from selaras.cerita import tetap
from selaras.cerita.harapan import benar, memuat, sama
from selaras.cerita.mengapa import aturan_pada, mengapa, sebut
from selaras.cerita.orang import Orang
from selaras.cerita.panggilan import Jawaban, sampai
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.pembangkit import FKTP_AKT, FKTP_BPJS
from selaras.cerita.rencana_rawat import Rawat
from selaras.cerita.rumah_sakit import RUMAH_SAKIT, RumahSakit
from selaras.cerita.tetap import SENTOSA

BATAS_TAGIHAN = date(2016, 12, 20)


def rujukan(asal: str, nomor: int, tanggal: date) -> dict[str, str]:
    kode = FKTP_BPJS if asal == "FKTP_BPJS" else FKTP_AKT
    return {"asal": asal, "kode_faskes": kode, "nomor": f"{kode}{tanggal:%m%y}P{nomor:06d}", "tanggal": tanggal.isoformat()}


def isi_sep(p: Panggung, r: Rawat) -> dict[str, Any]:
    noka = p.catatan.noka[r.pasien.nik]
    return {
        "nomor_kartu": noka,
        "kode_ppk": r.rs.kode_ppk,
        "tanggal_masuk": r.masuk.isoformat(),
        "jenis_pelayanan": "RITL",
        "diagnosa_awal": r.diagnosa,
        "gawat_darurat": r.darurat,
        "rujukan": rujukan(r.rujukan, p.rawat.index(r) + 1, r.masuk) if r.rujukan else None,
        "nomor_kib": p.catatan.kib[noka] if r.kib else None,
        **({"kriteria_gawat_darurat": "PENURUNAN_KESADARAN"} if r.darurat else {}),
        **({"naik_kelas": "VIP"} if r.naik_kelas else {}),
    }


def isi_terencana(noka: str, rs: RumahSakit, hari: str, jenis: str, nomor: int) -> dict[str, Any]:
    """A planned service without a card shown, referred by the clinic of BPJS on the same day."""
    return {
        "nomor_kartu": noka,
        "kode_ppk": rs.kode_ppk,
        "tanggal_masuk": hari,
        "jenis_pelayanan": jenis,
        "diagnosa_awal": "E11.6",
        "gawat_darurat": False,
        "rujukan": rujukan("FKTP_BPJS", nomor, date.fromisoformat(hari)),
        "nomor_kib": None,
    }


def pekerja_sehat(p: Panggung) -> Orang:
    """A worker who has none of the stays."""
    return next(o for o in p.bahan.terdaftar_pertama if o.pekerja and o.nik not in {r.pasien.nik for r in p.rawat})


def penerbit_sep(r: Rawat) -> str:
    """A hospital for itself; KC Prima for one without contract."""
    return r.rs.klien if r.rs.kontrak_bpjs else tetap.KC_PRIMA


async def sebelum_tagihan(p: Panggung) -> None:
    async with p.langkah("2016-12-06 sampai 2016-12-20", "Rawat inap di lima rumah sakit") as lk:
        await _jalani(p, lk, date(2016, 12, 6), BATAS_TAGIHAN)


async def sesudah_tagihan(p: Panggung) -> None:
    async with p.langkah("2016-12-21 sampai 2016-12-28", "Rawat inap, lanjutan") as lk:
        await _jalani(p, lk, BATAS_TAGIHAN, date(2016, 12, 31))
        sama("dua belas SEP", len(set(p.catatan.sep.values())), 12)
        p.catatan.fakta["sep"] = len(p.catatan.sep)
        cob = sum(r.cob for r in p.rawat)
        await p.webhook(SENTOSA, "sep.diterbitkan", jumlah=cob, cob=True)
        lk.catat("webhook sep.diterbitkan", f"{cob} SEP bertanda COB", "R-KIB-13")


async def _jalani(p: Panggung, lk: Langkah, dari: date, sampai: date) -> None:
    """Admissions and discharges with ``dari`` < day <= ``sampai`` (the first period takes its first day too), as they happened."""
    peristiwa: list[tuple[date, int, Rawat | None]] = []
    pulang: list[Rawat] = []
    for rawat in p.rawat:
        peristiwa += [(rawat.masuk, 1, rawat), (rawat.pulang, 0, rawat)]
    if sampai == BATAS_TAGIHAN:
        peristiwa.append((date(2016, 12, 8), 2, None))
    for hari, jenis, r in sorted(peristiwa, key=lambda x: x[:2]):
        if not (dari < hari <= sampai or (hari == dari == date(2016, 12, 6))):
            continue
        if r is None:
            await _bukan_cob(p, lk)
        elif jenis == 1:
            await _masuk(p, lk, r)
        else:
            p.pada(f"{hari} 11:00")
            await _pulang(p, r)
            pulang.append(r)
    ke_rumah = ", ".join(f"{r.kunci} {r.pulang}" for r in pulang)
    lk.catat(f"{len(pulang)} orang pulang, SEP dibaca kembali", f"PULANG: {ke_rumah}")


async def _pulang(p: Panggung, r: Rawat) -> None:
    jalur = f"/v1/sep/{p.catatan.sep[r.kunci]}"
    j = await p.post(penerbit_sep(r), "klaim", f"{jalur}/pulang", {"tanggal_pulang": r.pulang.isoformat()})
    baca = (await p.get(penerbit_sep(r), "klaim", jalur)).isi
    for isi in (j.isi, baca):
        sama(f"{r.kunci}: pulang", (isi["keadaan"], isi["tanggal_pulang"]), ("PULANG", r.pulang.isoformat()))


async def _tanya_dulu(p: Panggung, r: Rawat) -> None:
    """Card and tanda reach klaim by the bus. The hospital asks whether the stay is guaranteed, as it would, until both have arrived."""

    async def tanya() -> Jawaban | None:
        j = await p.post(penerbit_sep(r), "klaim", "/v1/penjaminan:periksa", isi_sep(p, r), harap=(200, 409))
        return j if j.status == 200 and j.isi["dijamin"] and j.isi["cob"] == r.cob else None

    await sampai(f"{r.kunci}: klaim mengenal KIB dan tanda koordinasi manfaat", tanya)


async def _masuk(p: Panggung, lk: Langkah, r: Rawat) -> None:
    p.pada(f"{r.masuk} 13:00")
    await _tanya_dulu(p, r)
    j = await p.post(penerbit_sep(r), "klaim", "/v1/sep", isi_sep(p, r), harap=201)
    isi = j.isi
    sama(f"{r.kunci}: panjang nomor SEP", len(isi["nomor_sep"]), 19)
    sama(f"{r.kunci}: COB, AKT, hak kelas", (isi["cob"], isi["akt_id"], isi["hak_kelas"]), (r.cob, SENTOSA if r.cob else None, r.hak_kelas))
    p.catatan.sep[r.kunci] = isi["nomor_sep"]
    alasan = aturan_pada(isi)
    if not r.kib:
        memuat(f"{r.kunci}: alasan", alasan, "R-KIB-12")
    if r.darurat:
        memuat(f"{r.kunci}: alasan", alasan, "R-PLY-17")
    if r.rujukan == "FKTP_AKT":
        memuat(f"{r.kunci}: alasan", alasan, "R-PLY-08")
    lk.catat(
        f"{r.masuk} RS {r.rs.huruf}: {r.tampil}",
        f"{isi['nomor_sep']} {'COB' if isi['cob'] else 'JKN biasa'}",
        sebut(alasan),
        ms=j.ms,
    )


async def _bukan_cob(p: Panggung, lk: Langkah) -> None:
    """RJTL is ordinary JKN; a planned admission at a hospital without BPJS contract is not guaranteed."""
    p.pada("2016-12-08 15:00")
    noka = p.catatan.noka[pekerja_sehat(p).nik]
    b, e = RUMAH_SAKIT["B"], RUMAH_SAKIT["E"]
    j = await p.post(b.klien, "klaim", "/v1/sep", isi_terencana(noka, b, "2016-12-08", "RJTL", 90), harap=201)
    sama("RJTL bukan COB", j.isi["cob"], False)
    memuat("RJTL: alasan", aturan_pada(j.isi), "R-PLY-03")
    lk.catat("2016-12-08 RS B: rawat jalan", "JKN biasa, bukan COB", mengapa(j.isi), ms=j.ms)
    di_e = isi_terencana(noka, e, "2016-12-08", "RITL", 90)
    tolak = await p.ditolak(tetap.KC_PRIMA, "klaim", "/v1/sep", di_e, status=409, aturan="R-PLY-06")
    lk.catat("2016-12-08 RS E tanpa kontrak: terencana", f"409 {tolak.alasan}", mengapa(tolak.isi), ms=tolak.ms)
    bukan = await p.post(b.klien, "klaim", "/v1/sep", di_e, harap=(403, 404))
    benar("rumah sakit tidak menerbitkan SEP rumah sakit lain", bukan.status in (403, 404))
