"""What hospitals, AKT and verifiers do at klaim: stays, discharges, claims, and the way of a submission to its payment."""

from __future__ import annotations

import asyncio
import random
from datetime import date
from typing import Any

from selaras.cerita.berkas import DOKUMEN_TERENCANA
from selaras.cerita.pembangkit import FKTP_BPJS
from selaras.cerita.rumah_sakit import RUMAH_SAKIT, RumahSakit
from selaras.cerita.tetap import AKT, KANTOR, KC_PRIMA, PENYETUJU
from selaras.kekacauan.dunia import Dunia, Inap
from selaras.kekacauan.pengirim import Hasil

BERKONTRAK = [rs for rs in RUMAH_SAKIT.values() if rs.kontrak_bpjs]
DPJP = "dr. Penanggung Jawab, Sp.PD"
BULAN = "2016-12"


async def sep(d: Dunia, acak: random.Random) -> None:
    """A planned stay, with the card if there is one; now and then the same stay is asked for twice under two keys."""
    boleh = list(d.kib) if d.kib and acak.random() < 0.8 else d.pekerja_lunas()
    if not boleh:
        return
    noka = acak.choice(boleh)
    rs = acak.choice(BERKONTRAK)
    hari = d.waktu.date()
    d.rujukan += 1
    isi = {
        "nomor_kartu": noka,
        "kode_ppk": rs.kode_ppk,
        "tanggal_masuk": hari.isoformat(),
        "jenis_pelayanan": "RITL",
        "diagnosa_awal": "E11.6",
        "gawat_darurat": False,
        "rujukan": {
            "asal": "FKTP_BPJS",
            "kode_faskes": FKTP_BPJS,
            "nomor": f"{FKTP_BPJS}{hari:%m%y}P{d.rujukan:06d}",
            "tanggal": hari.isoformat(),
        },
        "nomor_kib": d.kib.get(noka),
    }
    jawaban = [await _sep(d, rs, isi)]
    if acak.random() < 0.15:
        jawaban += await asyncio.gather(_sep(d, rs, isi), _sep(d, rs, isi))
    berhasil = next((j.isi for j in jawaban if j.berhasil), None)
    if berhasil is not None and all(i.nomor_sep != berhasil["nomor_sep"] for i in d.inap):
        d.inap.append(Inap(berhasil["nomor_sep"], noka, berhasil["akt_id"], rs.huruf, berhasil["hak_kelas"], hari, berhasil["cob"]))


async def _sep(d: Dunia, rs: RumahSakit, isi: dict[str, Any]) -> Hasil:
    jawab = await d.pengirim.perintah("sep", rs.klien, "klaim", "/v1/sep", isi, noka=isi["nomor_kartu"], masuk=isi["tanggal_masuk"])
    kode = f" {str(jawab.isi.get('type', '')).rsplit('/', 1)[-1]}" if jawab.status >= 400 and isinstance(jawab.isi, dict) else ""
    d.status[f"sep {jawab.status}{kode}"] += 1
    return jawab


async def pulang(d: Dunia, acak: random.Random) -> None:
    di_dalam = [i for i in d.inap if i.pulang is None]
    if not di_dalam:
        return
    inap, hari = acak.choice(di_dalam), d.waktu.date()
    jalur = f"/v1/sep/{inap.nomor_sep}/pulang"
    klien = RUMAH_SAKIT[inap.rs].klien
    jawab = await d.pengirim.perintah("pulang", klien, "klaim", jalur, {"tanggal_pulang": hari.isoformat()}, sep=inap.nomor_sep)
    d.status[f"pulang {jawab.status}"] += 1
    if jawab.berhasil:
        inap.pulang = hari


async def klaim(d: Dunia, acak: random.Random) -> None:
    """The AKT writes one claim by hand; some lack a paper."""
    siap = [i for i in d.inap if i.pulang is not None and i.cob and i.klaim_id is None and i.pulang.month == 12]
    if not siap:
        return
    inap = acak.choice(siap)
    isi = _isi_klaim(d, acak, inap)
    if isi is None or inap.akt is None:
        return
    jawab = await d.pengirim.perintah("klaim", inap.akt, "klaim", "/v1/klaim", isi, sep=inap.nomor_sep)
    d.status[f"klaim {jawab.status}"] += 1
    if jawab.berhasil:
        inap.klaim_id = jawab.isi["klaim_id"]


def _isi_klaim(d: Dunia, acak: random.Random, inap: Inap) -> dict[str, Any] | None:
    rs = RUMAH_SAKIT[inap.rs]
    kunci = (rs.regional, rs.kelas_tarif, rs.kepemilikan, inap.hak_kelas)
    kode = [k[0] for k in d.tabel.baris if k[1:] == kunci and "-4-" in k[0]]
    if not kode or inap.pulang is None:
        return None
    pilih = acak.choice(sorted(kode))
    tarif = d.tabel.baris[(pilih, *kunci)]
    tagihan = tarif * acak.randint(90, 180) // 100
    dokumen = [k for k in DOKUMEN_TERENCANA if k != "BUKTI_PELAYANAN" or acak.random() < 0.85]
    tanda = {"RESUME_MEDIS": DPJP, "SPRI": DPJP, "BUKTI_PELAYANAN": "PESERTA"}
    return {
        "nomor_sep": inap.nomor_sep,
        "nomor_kartu": inap.noka,
        "tanggal_masuk": inap.masuk.isoformat(),
        "tanggal_pulang": inap.pulang.isoformat(),
        "kode_inacbg": pilih,
        "versi_inacbg": "5.1.6.201610",
        "diagnosa": ["E11.6"],
        "dpjp": DPJP,
        "tagihan_rs": tagihan,
        "nilai_diajukan": min(tarif, tagihan),
        "dijamin_polis": 50_000_000,
        "dibayar_ke_rs": tagihan,
        "tanggal_bayar_rs": date(2017, 1, 4).isoformat(),
        "dokumen": [{"kode": k, "tanggal": inap.pulang.isoformat()} | ({"penandatangan": tanda[k]} if k in tanda else {}) for k in dokumen],
    }


async def ajukan(d: Dunia, acak: random.Random) -> None:
    """A submission of one AKT from filing to payment, each step as far as it is allowed."""
    akt = acak.choice(AKT)
    ada = [i for i in d.inap if i.akt == akt and i.klaim_id is not None]
    if len(ada) < 2:
        return
    p = d.pengirim
    isi = {"bulan_pelayanan": BULAN, "kantor_cabang": KANTOR, "rangkap_fpk": 3}
    jawab = await p.perintah("pengajuan", akt, "klaim", "/v1/pengajuan", isi, akt=akt)
    d.status[f"pengajuan {jawab.status}"] += 1
    if not jawab.berhasil:
        return
    nomor = jawab.isi["pengajuan_id"]
    jalur = f"/v1/pengajuan/{nomor}"
    await p.perintah("kelengkapan", KC_PRIMA, "klaim", f"{jalur}/kelengkapan", {}, pengajuan=nomor)
    daftar = await p.baca(KC_PRIMA, "klaim", "/v1/klaim", {"pengajuan_id": nomor, "keadaan": "LENGKAP"})
    for k in (daftar.isi or {}).get("data", []):
        putusan = {"hasil": "LAYAK" if acak.random() < 0.85 else "TIDAK_LAYAK", "catatan": "sesuai"}
        await p.perintah("verifikasi", KC_PRIMA, "klaim", f"/v1/klaim/{k['klaim_id']}/verifikasi", putusan, klaim=k["klaim_id"])
    await p.perintah("umpan_balik", KC_PRIMA, "klaim", f"{jalur}/umpan-balik", {}, pengajuan=nomor)
    fpk = await p.perintah("fpk", KC_PRIMA, "klaim", f"{jalur}/fpk", {}, pengajuan=nomor)
    d.status[f"fpk {fpk.status}"] += 1
    for f in (fpk.isi or {}).get("data", []) if fpk.berhasil else []:
        await p.perintah("persetujuan", PENYETUJU, "klaim", f"/v1/fpk/{f['nomor_fpk']}/persetujuan", {}, fpk=f["nomor_fpk"])
        bayar = {"referensi": f"TRF-{d.benih}-{f['nomor_fpk']}"}
        for _ in range(2):  # under two keys: one transfer
            jawab = await p.perintah("bayar_fpk", PENYETUJU, "klaim", f"/v1/fpk/{f['nomor_fpk']}/pembayaran", bayar, fpk=f["nomor_fpk"])
            d.status[f"bayar fpk {jawab.status}"] += 1
