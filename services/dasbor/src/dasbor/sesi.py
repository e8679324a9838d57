"""Who looks at a page: the access token of an OIDC sign-in, kept in an encrypted cookie; nothing is stored on the server."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from urllib.parse import quote

from chassis.auth import Principal
from chassis.crypto import Unreadable, seal, unseal
from chassis.http import ProblemError
from chassis.settings import Settings
from fastapi import Request
from starlette.responses import Response

KUE = "selaras_sesi"
KUE_MASUK = "selaras_masuk"


@dataclass(frozen=True, slots=True)
class Sesi:
    """``token`` is the person's own: what other services show through it is what he may see."""

    token: str
    principal: Principal

    @property
    def akt_id(self) -> str | None:
        return self.principal.akt_id

    @property
    def nama(self) -> str:
        return self.principal.sub

    @property
    def melihat_webhook(self) -> bool:
        """An AKT its own, operations all of them."""
        return self.principal.has("operasi") or (self.akt_id is not None and self.principal.has("notifikasi:kelola"))

    @property
    def seluruhnya(self) -> bool:
        """Kantor Pusat, the regional divisions and operations see everything; branches, AKT and Badan Usaha their own."""
        return self.principal.at("PUSAT", "DIVRE") or self.principal.has("operasi")


class Penjaga:
    """Seals cookies and opens them again."""

    def __init__(self, settings: Settings) -> None:
        # a key of its own, so that a cookie can never stand for anything else that is sealed with the master key
        self._kunci = hashlib.sha256(b"dasbor-sesi" + settings.master_key()).digest()
        self._aman = settings.url_dasbor.startswith("https://")

    def tulis(self, response: Response, nama: str, isi: dict[str, object], umur: int) -> None:
        segel = seal(self._kunci, {**isi, "sampai": time.time() + umur}, aad=nama)
        response.set_cookie(nama, segel, max_age=umur, httponly=True, samesite="lax", secure=self._aman, path="/")

    def baca(self, request: Request, nama: str) -> dict[str, object] | None:
        segel = request.cookies.get(nama)
        if not segel:
            return None
        try:
            isi = unseal(self._kunci, segel, aad=nama)
        except Unreadable:
            return None
        return isi if float(str(isi["sampai"])) > time.time() else None

    @staticmethod
    def dari_sini(request: Request) -> None:
        """A form of another site is refused. SameSite=Lax already leaves the cookie at home; this also holds between ports of one host."""
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise ProblemError(403, "dari-situs-lain", "Ditolak", "Permintaan ini tidak datang dari halaman kami.")

    async def sesi(self, request: Request) -> Sesi:
        """The session of a page request; without one the browser is sent to sign in and back."""
        isi = self.baca(request, KUE)
        if isi is not None:
            token = str(isi["token"])
            try:
                return Sesi(token, await request.app.state.authenticator.principal(f"Bearer {token}"))
            except ProblemError as galat:
                if galat.status_code != 401:
                    raise
        tujuan = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        alamat = "/masuk?ke=" + quote(tujuan, safe="")
        raise ProblemError(303, "perlu-masuk", "Perlu masuk", "Silakan masuk dahulu.", headers={"Location": alamat})
