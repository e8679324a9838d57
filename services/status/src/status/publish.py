"""Own event -> public event: the change of a unit's cover, and where one person's cover differs from it."""

from __future__ import annotations

from chassis.aggregate import PublicForm
from shared_events import status as publik
from shared_events.base import Dasar as DasarPublik

from status.domain import penyimpangan, unit
from status.domain.alasan import Dasar


def _dasar(dasar: tuple[Dasar, ...]) -> tuple[DasarPublik, ...]:
    return tuple(DasarPublik(aturan=d.aturan, sumber=d.sumber, penjelasan=d.penjelasan, peristiwa_id=d.peristiwa_id) for d in dasar)


def publish_unit(event: unit.Peristiwa, _state: unit.Unit) -> PublicForm | None:
    if not isinstance(event, unit.TanggunganBerubah):
        return None
    return PublicForm(
        publik.StatusUnitBerubah(
            virtual_account=event.pemilik.virtual_account,
            badan_usaha_id=event.pemilik.badan_usaha_id,
            keluarga_id=event.pemilik.keluarga_id,
            keadaan=event.keadaan,
            aktif=event.aktif,
            dari=event.dari,
            sampai=event.sampai,
            lunas_sampai=event.lunas_sampai,
            dasar=_dasar(event.dasar),
        ),
        akt_id=event.pemilik.akt_id,
    )


def publish_peserta(event: penyimpangan.Peristiwa, _state: penyimpangan.Penyimpangan) -> PublicForm | None:
    if not isinstance(event, penyimpangan.PesertaBerubah):
        return None
    return PublicForm(
        publik.StatusPesertaBerubah(
            nomor_kartu=event.nomor_kartu,
            keadaan=event.keadaan,
            aktif=event.aktif,
            dari=event.dari,
            sampai=event.sampai,
            dasar=_dasar(event.dasar),
        ),
        akt_id=event.akt_id,
    )
