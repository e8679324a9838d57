"""Own event -> public event. What is published of a facility is its whole state, so that a consumer needs only the newest."""

from __future__ import annotations

from typing import Any

from chassis.aggregate import PublicForm
from shared_events import faskes as publik

from faskes.domain.faskes import DataFaskes, Faskes, FaskesDidaftarkan, FaskesDiubah, Peristiwa


def _isi(kode_ppk: str, data: DataFaskes) -> dict[str, Any]:
    return {
        "kode_ppk": kode_ppk,
        "nama": data.nama,
        "jenis": data.jenis,
        "kelas_rs": data.kelas_rs,
        "sk_kelas": None if data.sk_kelas is None else publik.SkKelas(nomor=data.sk_kelas.nomor, tanggal=data.sk_kelas.tanggal),
        "kepemilikan": data.kepemilikan,
        "kabupaten_kota": data.kabupaten_kota,
        "regional": data.regional,
        "kontrak_bpjs": tuple(publik.KontrakBpjs(dari=k.dari, sampai=k.sampai) for k in data.kontrak_bpjs),
        "kontrak_akt": tuple(publik.KontrakAkt(akt_id=k.akt_id, dari=k.dari, sampai=k.sampai) for k in data.kontrak_akt),
        "lulus_kredensialing": data.lulus_kredensialing,
    }


def publish(event: Peristiwa, _state: Faskes) -> PublicForm:
    """A facility is nobody's alone: no AKT's webhooks carry it."""
    match event:
        case FaskesDidaftarkan():
            return PublicForm(publik.FaskesDidaftarkan(**_isi(event.kode_ppk, event.data)))
        case FaskesDiubah():
            return PublicForm(publik.KontrakFaskesDiubah(**_isi(event.kode_ppk, event.data), berlaku_dari=event.berlaku_dari))
