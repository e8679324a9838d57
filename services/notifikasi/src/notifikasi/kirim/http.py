"""One POST to a receiver, and what it answered. Never raises for what a receiver does: that is an answer too."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import aiohttp
from yarl import URL

from notifikasi.domain.jadwal import Jawaban
from notifikasi.kirim.alamat import AlamatTerlarang, PenyelesaiTerperiksa, alamat_langsung, boleh
from notifikasi.setelan import SetelanWebhook

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Balasan:
    jawaban: Jawaban
    galat: str | None = None


class Pos:
    """A client session of its own: checked addresses, no redirects, no cookies, no proxy of the environment."""

    def __init__(self, setelan: SetelanWebhook) -> None:
        self._setelan = setelan
        self._izinkan = setelan.jaringan()
        self._alamat = lru_cache(maxsize=1024)(self._periksa)
        connector = aiohttp.TCPConnector(limit=0, resolver=PenyelesaiTerperiksa(self._izinkan), use_dns_cache=False)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=setelan.batas_detik),
            auto_decompress=False,
            trust_env=False,
        )

    async def tutup(self) -> None:
        await self._session.close()

    def _periksa(self, url: str) -> URL | None:
        """None: it names an address that nothing may be sent to. A name is looked up, and judged, at each connection."""
        alamat = URL(url, encoded=True)
        if alamat.host is None or (alamat_langsung(alamat.host) and not boleh(alamat.host, self._izinkan)):
            return None
        return alamat

    async def kirim(self, url: str, badan: bytes, kepala: dict[str, str]) -> Balasan:
        alamat = self._alamat(url)
        if alamat is None:
            return Balasan(Jawaban(None), "ALAMAT_TERLARANG")
        try:
            # the answer's body is not read: what a receiver says beyond its status is nothing to us
            async with self._session.post(alamat, data=badan, headers=kepala, allow_redirects=False) as jawab:
                return Balasan(Jawaban(jawab.status, detik_retry_after(jawab.headers.get("Retry-After"), datetime.now(UTC))))
        except aiohttp.ClientConnectorCertificateError:
            return Balasan(Jawaban(None), "SERTIFIKAT_TIDAK_SAH")
        except aiohttp.ClientConnectorDNSError as galat:
            return Balasan(Jawaban(None), "ALAMAT_TERLARANG" if isinstance(galat.os_error, AlamatTerlarang) else "NAMA_TIDAK_DITEMUKAN")
        except aiohttp.ClientConnectorError:
            return Balasan(Jawaban(None), "TIDAK_TERSAMBUNG")
        except TimeoutError:
            return Balasan(Jawaban(None), "WAKTU_HABIS")
        except aiohttp.InvalidURL:
            return Balasan(Jawaban(None), "ALAMAT_TERLARANG")
        except (aiohttp.ClientError, OSError):
            return Balasan(Jawaban(None), "SAMBUNGAN_TERPUTUS")


def detik_retry_after(nilai: str | None, sekarang: datetime) -> float | None:
    """Seconds, or an HTTP date; what is neither is as if it were not there."""
    if nilai is None:
        return None
    nilai = nilai.strip()
    if nilai.isascii() and nilai.isdigit():
        return float(nilai[:9])
    try:
        saat = parsedate_to_datetime(nilai)
    except ValueError:
        return None
    return max(0.0, (saat.replace(tzinfo=saat.tzinfo or UTC) - sekarang).total_seconds())
