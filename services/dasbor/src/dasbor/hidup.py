"""Live pages: when the projection moved, the page's cells are made again and those that differ are sent (SSE)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from markupsafe import Markup

from dasbor.tampilan import Sel

JEDA = 0.5
DENYUT = 15.0
BARU = Markup('<span class="baru">{}</span>')
BARIS = re.compile(r"<(tr|li)(?: class=\"([^\"]*)\")?")
SEBARIS = re.compile(r"\s*<(?!span|strong|a\b)")


class Selesai(Exception):
    """The viewer may no longer see this page."""


def _peristiwa(nama: str, html: str) -> str:
    return f"event: {nama}\n" + "".join(f"data: {baris}\n" for baris in html.splitlines() or [""]) + "\n"


def _baru(baris: Markup) -> str:
    """The row with the class that marks it for two seconds."""
    return BARIS.sub(lambda m: f'<{m[1]} class="{f"{m[2]} baru" if m[2] else "baru"}"', str(baris), count=1)


def _tandai(nama: str, lama: Markup | Sequence[Markup] | None, kini: Markup | Sequence[Markup]) -> str:
    """A changed cell is marked whole (not a part with structure of its own), of a list only the rows that are new or different."""
    if isinstance(kini, Markup):
        return _peristiwa(nama, str(kini) if SEBARIS.match(kini) else str(BARU.format(kini)))
    dulu = set(lama or ()) if not isinstance(lama, Markup) else set()
    return _peristiwa(nama, "\n".join(str(r) if r in dulu else _baru(r) for r in kini))


async def alir(gerak: Callable[[], Awaitable[int]], sel: Callable[[], Awaitable[Sel]]) -> AsyncIterator[str]:
    """The stream of one open page. ``gerak`` is a number that changes when any fact did."""
    yield "retry: 2000\n\n"
    try:
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
    except Selesai:
        return
