"""Where the local stack keeps its things: the state folder of a checkout and the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path


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
    return Path("/var/tmp") / f"selaras-{sidik}"  # noqa: S108 - made with mode 0700 by the caller, name bound to the state folder


def hapus(jalur: Path) -> None:
    """Removes a folder of the stack and its stand-in."""
    for folder in (jalur, folder_luar(jalur)):
        if folder.exists():
            shutil.rmtree(folder)
