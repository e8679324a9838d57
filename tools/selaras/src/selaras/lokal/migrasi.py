"""Brings every service's database to its newest version, in one process (Alembic is imported once, not seven times)."""

from __future__ import annotations

import json
import sys

from chassis.migrate import upgrade

from selaras.lokal.jalur import akar_repo


def main() -> None:
    for nama, url in json.load(sys.stdin).items():
        folder = akar_repo() / "services" / nama / "migrations"
        upgrade(url, folder if folder.is_dir() else None)


if __name__ == "__main__":
    main()
