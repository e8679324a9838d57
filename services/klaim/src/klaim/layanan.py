"""What klaim asks of its sister services: the status of a card on a day, and the keys of people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from chassis.crypto import seal
from chassis.http_client import ServiceRefused, ServiceUnavailable
from chassis.keyring import Keyring
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat

from klaim.domain.alasan import Alasan
from klaim.domain.penjaminan import StatusPada


class Layanan:
    def __init__(self, rt: Runtime) -> None:
        self._rt = rt

    async def status(self, nomor_kartu: str, pada: date) -> StatusPada:
        """Raises ServiceUnavailable; Ditolak 422 for a card nobody knows."""
        try:
            jawaban = await self._rt.calls.get("status", f"/v1/status/{nomor_kartu}", params={"pada": pada.isoformat()})
        except ServiceRefused as tolak:
            if tolak.status == 404:
                raise Ditolak(
                    "PESERTA_TIDAK_DIKENAL",
                    "Nomor kartu ini tidak dikenal.",
                    status=422,
                    galat=(Galat("/nomor_kartu", "Nomor kartu ini tidak dikenal."),),
                ) from None
            raise ServiceUnavailable("status", f"HTTP {tolak.status}") from tolak
        return baca_status(jawaban.json())

    async def kunci(self, nomor_kartu: Collection[str]) -> dict[str, bytes]:
        """Raises ServiceUnavailable. A forgotten person has no key."""
        try:
            return await Keyring(self._rt.calls).keys(nomor_kartu)
        except ServiceRefused as tolak:
            raise ServiceUnavailable("kepesertaan", f"HTTP {tolak.status}") from tolak

    async def segel(self, nomor_kartu: str, isi: dict[str, Any]) -> str | None:
        """Under the person's key; None for one who is forgotten. 503 while the keys cannot be had."""
        try:
            kunci = (await self.kunci([nomor_kartu])).get(nomor_kartu)
        except ServiceUnavailable:
            raise Ditolak("KUNCI_TIDAK_TERJANGKAU", "Kunci peserta belum dapat diambil; ulangi sebentar lagi.", status=503) from None
        return None if kunci is None else seal(kunci, isi, aad=nomor_kartu)


def baca_status(j: dict[str, Any]) -> StatusPada:
    """The answer with its reasons, which the SEP keeps."""
    tanda = j.get("koordinasi_manfaat") or {}
    return StatusPada(
        aktif=bool(j["aktif"]),
        keadaan=str(j["keadaan"]),
        alasan=str(j.get("alasan") or ""),
        hak_kelas=j.get("hak_kelas"),
        segmen=j.get("segmen"),
        tanda_akt_id=tanda.get("akt_id"),
        tanda_aktif=bool(tanda.get("aktif")),
        segar_pada=j.get("segar_pada"),
        dasar=tuple(
            Alasan(
                kode="STATUS",
                penjelasan=str(d.get("penjelasan") or ""),
                aturan=d.get("aturan"),
                sumber=str(d.get("sumber") or ""),
                peristiwa_id=d.get("peristiwa_id"),
            )
            for d in j.get("dasar") or ()
        ),
    )
