"""Live pages: when the projection moved, the page's cells are made again and those that differ are sent (SSE)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from markupsafe import Markup

Sel = Mapping[str, Markup | Sequence[Markup]]
JEDA = 0.5
DENYUT = 15.0
BARU = Markup('<span class="baru">{}</span>')


def _peristiwa(nama: str, html: str) -> str:
    return f"event: {nama}\n" + "".join(f"data: {baris}\n" for baris in html.splitlines() or [""]) + "\n"


def _tandai(nama: str, lama: Markup | Sequence[Markup] | None, baru: Markup | Sequence[Markup]) -> str:
    """A changed cell is marked whole, of a list only the rows that are new or different."""
    if isinstance(baru, Markup):
        return _peristiwa(nama, str(BARU.format(baru)))
    dulu = set(lama or ()) if not isinstance(lama, Markup) else set()
    return _peristiwa(nama, "\n".join(str(r) if r in dulu else str(r).replace("<tr", '<tr class="baru"', 1) for r in baru))


async def alir(gerak: Callable[[], Awaitable[int]], sel: Callable[[], Awaitable[Sel]]) -> AsyncIterator[str]:
    """The stream of one open page. ``gerak`` is a number that changes when any fact did."""
    yield "retry: 2000\n\n"
    terakhir, dikirim = await gerak(), dict(await sel())
    for nama, html in dikirim.items():  # what moved between the page and this stream; unmarked, for nobody saw it change
        yield _peristiwa(nama, "\n".join(html) if not isinstance(html, Markup) else html)
    diam = 0.0
    while True:
        await asyncio.sleep(JEDA)
        kini = await gerak()
        if kini == terakhir:
            diam += JEDA
            if diam >= DENYUT:  # proxies close a silent connection
                diam = 0.0
                yield ": masih di sini\n\n"
            continue
        terakhir, diam = kini, 0.0
        for nama, html in (await sel()).items():
            if dikirim.get(nama) != html:
                yield _tandai(nama, dikirim.get(nama), html)
                dikirim[nama] = html
