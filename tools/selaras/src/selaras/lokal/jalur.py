"""Where the local stack keeps its things: the state folder of a checkout and the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path

LUAR = Path("/var/tmp")  # noqa: S108 - each folder in it belongs to us and is checked to
"""Kept over a restart of the machine, unlike /tmp, and open to pass through."""


def akar_repo() -> Path:
    """The checkout this package is installed from (editable), else the working directory."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "uv.lock").is_file():
            return folder
    return Path.cwd()


def folder_keadaan() -> Path:
    """State of the stack that ``make up`` runs: ``.selaras/`` of the checkout, or ``SELARAS_STATE``."""
    return Path(os.environ.get("SELARAS_STATE") or akar_repo() / ".selaras").absolute()


def folder_data(keadaan: Path | None = None) -> Path:
    """What the user lays down for the stack to read (the Dukcapil files): ``SELARAS_DATA``, else the state folder."""
    return Path(os.environ.get("SELARAS_DATA") or keadaan or folder_keadaan()).absolute()


def folder_cache() -> Path:
    """Downloads shared by every checkout of this user."""
    dasar = os.environ.get("XDG_CACHE_HOME")
    return (Path(dasar) if dasar else Path.home() / ".cache") / "selaras"


def terbuka_untuk_lain(jalur: Path) -> bool:
    """May any other user of the machine pass through every folder above ``jalur``?"""
    return all(induk.stat().st_mode & stat.S_IXOTH for induk in jalur.absolute().parents if induk.exists())


def folder_luar(jalur: Path) -> Path:
    """A stand-in for ``jalur`` that another user can reach, when the checkout lies under a closed folder such as /root.

    PostgreSQL refuses to run as root, so for root it runs as `nobody`; opening the user's own folders for that would be rude.
    """
    sidik = hashlib.sha256(str(jalur.absolute()).encode()).hexdigest()[:16]
    return LUAR / f"selaras-{sidik}"


def buat_folder_luar(jalur: Path) -> Path:
    """Makes the stand-in, notes whose it is, and removes stand-ins whose folder is gone (a temporary one of a demo or a test)."""
    for lama in LUAR.glob("selaras-*/asal"):
        if not Path(lama.read_text()).exists() and not _dipakai(lama.parent):
            shutil.rmtree(lama.parent)
    folder = folder_luar(jalur)
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} milik pengguna lain")
    (folder / "asal").write_text(str(jalur.absolute()))
    return folder


def _dipakai(folder: Path) -> bool:
    catatan = folder / "data" / "postmaster.pid"
    return catatan.is_file() and Path("/proc", catatan.read_text().split()[0]).exists()


def hapus(jalur: Path) -> None:
    """Removes a folder of the stack and its stand-in."""
    for folder in (jalur, folder_luar(jalur)):
        if folder.exists():
            shutil.rmtree(folder)
