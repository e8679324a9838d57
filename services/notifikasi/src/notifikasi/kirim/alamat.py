"""Where a webhook may be sent: public addresses only. The address that was checked is the one that is connected to.

A name is resolved for each connection by our own resolver, which hands the connector nothing but checked addresses; so a name that
changes between check and use (DNS rebinding) gains nothing. Redirects are never followed.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from dasar.penolakan import Ditolak, Galat

from notifikasi.setelan import Jaringan

URL_TERPANJANG = 2048
PORT_BAKU = {"https": 443, "http": 80}
PORT_TAK_BERHAK = 1024
"""From here on a port is nobody's by name. Those below belong to other protocols (mail, directories) that no POST should be sent to."""
_BATAS_DNS = 5.0


class AlamatTerlarang(OSError):
    """The target is, or resolves to, an address that no webhook may reach. An OSError, as the connector expects of a resolver."""


def boleh(alamat: str, izinkan: Sequence[Jaringan]) -> bool:
    """May this address be connected to? IPv6 forms that carry an IPv4 address are judged by that one too."""
    ip = ip_address(alamat.partition("%")[0])
    if any(ip.version == j.version and ip in j for j in izinkan):
        return True
    dalam = _ipv4_di_dalam(ip)
    if dalam is not None:
        # embedded and public still goes by way of somebody's translator: only the plain form is taken
        return False
    setempat = isinstance(ip, IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or setempat)


def _ipv4_di_dalam(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(ip, IPv4Address):
        return None
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    bilangan = int(ip)
    if bilangan >> 32 in (0, 0x64FF9B << 64):  # ::a.b.c.d (deprecated) and 64:ff9b::/96 (NAT64)
        return IPv4Address(bilangan & 0xFFFFFFFF)
    return None


def urai(url: str, *, http: bool) -> SplitResult:
    """The parts of a URL that a webhook may have. Refuses with the reason; ``http``: may it be without TLS (local stack)?"""

    def tolak(alasan: str) -> Ditolak:
        return Ditolak("URL_TIDAK_SAH", alasan, status=422, galat=(Galat("/url", alasan, "URL_TIDAK_SAH"),))

    if len(url) > URL_TERPANJANG or not url.isascii() or any(c <= " " or c in '\\"<>^`{|}' for c in url):
        raise tolak(f"URL: karakter ASCII tanpa spasi, paling panjang {URL_TERPANJANG}.")
    try:
        bagian = urlsplit(url)
        nama, port = bagian.hostname, bagian.port
    except ValueError:
        raise tolak("URL tidak dapat dibaca.") from None
    if bagian.scheme not in (("http", "https") if http else ("https",)):
        raise tolak("URL harus diawali https://." if not http else "URL harus diawali https:// atau http://.")
    if not nama or port == 0:
        raise tolak("URL tanpa nama host yang sah.")
    if not http and port is not None and port != PORT_BAKU["https"] and port < PORT_TAK_BERHAK:
        raise tolak(f"Port {port} milik layanan lain: pakai {PORT_BAKU['https']}, atau {PORT_TAK_BERHAK} ke atas.")
    if bagian.username is not None or bagian.password is not None:
        raise tolak("URL tidak boleh memuat nama pengguna atau kata sandi.")
    if bagian.fragment:
        raise tolak("URL tidak boleh memuat fragmen (#).")
    return bagian


async def alamat_dari(host: str, port: int, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
    """All addresses of a name. Also what the C library reads as an address (``127.1``, ``0x7f.1``) comes out as a plain one."""
    async with asyncio.timeout(_BATAS_DNS):
        rows = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG if not _angka(host) else 0
        )
    return [
        ResolveResult(hostname=host, host=str(a[0]), port=port, family=f, proto=proto, flags=socket.AI_NUMERICHOST)
        for f, _, proto, _, a in rows
    ]


async def periksa_host(host: str, port: int, izinkan: Sequence[Jaringan]) -> list[ResolveResult]:
    """The addresses of a host, all of them allowed. One forbidden among them forbids all. Raises AlamatTerlarang, OSError, TimeoutError."""
    ditemukan = await alamat_dari(host, port)
    if not ditemukan or not all(boleh(r["host"], izinkan) for r in ditemukan):
        raise AlamatTerlarang("ALAMAT_TERLARANG")
    return ditemukan


class PenyelesaiTerperiksa(AbstractResolver):
    """The connector's resolver. (A host that is already an address does not come here: the sender checks it before.)"""

    def __init__(self, izinkan: Sequence[Jaringan]) -> None:
        self._izinkan = izinkan

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        ditemukan = await periksa_host(host, port, self._izinkan)
        return [r for r in ditemukan if family in (socket.AF_UNSPEC, r["family"])] or ditemukan

    async def close(self) -> None:
        return None


def alamat_langsung(host: str) -> bool:
    """Does the URL name an address instead of a host?"""
    return _angka(host)


def _angka(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
