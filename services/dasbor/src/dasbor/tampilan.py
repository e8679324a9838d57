"""Templates, live cells, and the page around them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse

from dasbor.format import SARINGAN
from dasbor.sesi import Sesi

SINI = Path(__file__).parent
STATIS = SINI / "static"
Sel = Mapping[str, Markup | Sequence[Markup]]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self' {penerbit}; base-uri 'none'; frame-ancestors 'none'"
)
MENU = (
    ("ringkasan", "/", "Ringkasan"), ("badan-usaha", "/badan-usaha", "Badan Usaha"), ("peserta", "/peserta", "Peserta"),
    ("iuran", "/iuran", "Iuran"), ("klaim", "/klaim", "Klaim"), ("tugas", "/tugas", "Tugas"),
    ("desain-kartu", "/desain-kartu", "Kartu"), ("webhook", "/webhook", "Webhook"),
    ("operasi", "/operasi", "Operasi"),
)  # fmt: skip


@dataclass(frozen=True)
class Isi:
    """What a page shows: a template, its data, and the cells that change while one looks.

    ``sel``: name -> HTML of a cell, or the rows of a list; rendered by the template at first and sent again by SSE when they differ.
    """

    template: str
    judul: str
    menu: str
    data: Mapping[str, Any] = field(default_factory=dict)
    sel: Sel = field(default_factory=dict)


@dataclass(frozen=True)
class Pesan:
    """What became of an action: done, or refused with the reason, its rule and the faulty fields."""

    teks: str
    nada: Literal["baik", "awas"] = "awas"
    aturan: str | None = None
    galat: Sequence[tuple[str, str]] = ()


class Tampilan:
    """``penerbit``: origin of the issuer; signing out leads there from a form of ours."""

    def __init__(self, penerbit: str) -> None:
        self._csp = CSP.format(penerbit=penerbit)
        self.jinja = Environment(
            loader=FileSystemLoader(SINI / "templates"), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self.jinja.filters.update(SARINGAN)
        # the name of a file carries its content: browsers may keep it for ever
        self.berkas = {str(p.relative_to(STATIS)): p.relative_to(STATIS) for p in STATIS.rglob("*") if p.is_file()}
        sidik = {nama: hashlib.sha256((STATIS / p).read_bytes()).hexdigest()[:8] for nama, p in self.berkas.items()}
        self.jinja.globals["statis"] = lambda nama: f"/statis/{nama}?v={sidik[nama]}"
        self.jinja.globals["menu"] = MENU
        self.jinja.globals["kunci_baru"] = lambda: str(uuid4())  # of a form: pressing twice does it once

    def potong(self, template: str, bagian: str, **data: Any) -> Markup:
        """One macro of a template, as a cell."""
        modul: Any = self.jinja.get_template(template).module
        return Markup(str(getattr(modul, bagian)(**data)).strip())  # noqa: S704 - rendered with autoescape

    def halaman(
        self, isi: Isi, sesi: Sesi | None, *, alamat: str, segar: datetime | None, status: int = 200, pesan: Pesan | None = None,
        isian: Mapping[str, str] | None = None,
    ) -> HTMLResponse:  # fmt: skip
        """``isian``: what was typed into a form that was refused, so that it need not be typed again."""
        sel = {nama: Markup("").join(html) if not isinstance(html, Markup) else html for nama, html in isi.sel.items()}
        teks = self.jinja.get_template(isi.template).render(
            **isi.data,
            judul=isi.judul,
            menu_kini=isi.menu,
            sel=sel,
            sesi=sesi,
            alamat=alamat,
            segar=segar,
            tanpa_menu=_tanpa_menu(sesi),
            hidup=bool(isi.sel),
            pesan_tindakan=pesan,
            isian=isian or {},
        )
        return HTMLResponse(teks, status, {"Content-Security-Policy": self._csp, "Cache-Control": "no-store"})


def _tanpa_menu(sesi: Sesi | None) -> tuple[str, ...]:
    """Pages that would only say no to this viewer."""
    if sesi is None:
        return ()
    tanpa = () if sesi.melihat_webhook else ("webhook",)
    if sesi.seluruhnya:
        return tanpa
    badan_usaha = sesi.principal.badan_usaha_id is not None and sesi.akt_id is None
    return (*tanpa, "operasi", *(("klaim", "desain-kartu") if badan_usaha else ()))
