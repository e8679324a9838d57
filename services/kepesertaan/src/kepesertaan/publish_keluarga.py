"""What others learn of a family that pays for itself, and of the card of JKN."""

from __future__ import annotations

from typing import assert_never

from chassis.aggregate import PublicForm
from shared_events import kepesertaan as publik

from kepesertaan.domain.identitas_kartu import KartuJkn, KartuJknDilaporkanHilang, KartuJknDiterbitkan, KartuJknPeristiwa
from kepesertaan.domain.keluarga_mandiri import (
    Keluarga,
    KeluargaDidaftarkan,
    KeluargaPeristiwa,
    SegmenKeluargaDitetapkan,
    TanggunganDicatat,
    VirtualAccountKeluargaDiaktifkan,
)


def keluarga(e: KeluargaPeristiwa, sesudah: Keluarga) -> PublicForm | None:
    match e:
        case KeluargaDidaftarkan():
            return PublicForm(
                publik.KeluargaDidaftarkan(
                    keluarga_id=e.keluarga_id,
                    virtual_account=e.virtual_account,
                    segmen=e.segmen,
                    kelas=e.kelas,
                    sub_segmen=e.sub_segmen,
                    berlaku_dari=e.berlaku_dari,
                    jumlah_peserta=e.jumlah or None,
                )
            )
        case SegmenKeluargaDitetapkan(id, segmen, sub_segmen, kelas, berlaku_dari):
            # the newest word about the unit; from when it holds for whom stands in the events of its people
            return PublicForm(
                publik.KeluargaDidaftarkan(
                    keluarga_id=id,
                    virtual_account=sesudah.virtual_account,
                    segmen=segmen,
                    kelas=kelas,
                    sub_segmen=sub_segmen,
                    berlaku_dari=berlaku_dari,
                )
            )
        case VirtualAccountKeluargaDiaktifkan(id, va, sejak):
            return PublicForm(publik.VirtualAccountDiaktifkan(virtual_account=va, keluarga_id=id, sejak=sejak))
        case TanggunganDicatat():
            return None  # told to us by status
        case _:
            assert_never(e)


def kartu_jkn(e: KartuJknPeristiwa, _: KartuJkn) -> PublicForm:
    """Nobody's webhook: the hospital that is shown the card is warned, and who reported it lost knows."""
    match e:
        case KartuJknDiterbitkan(noka, ke, pada):
            return PublicForm(publik.KartuJknDiterbitkan(nomor_kartu=noka, ke=ke, diterbitkan_pada=pada))
        case KartuJknDilaporkanHilang(noka, hilang_pada):
            return PublicForm(publik.KartuJknDilaporkanHilang(nomor_kartu=noka, hilang_pada=hilang_pada))
        case _:
            assert_never(e)
