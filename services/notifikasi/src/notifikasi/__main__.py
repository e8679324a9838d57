"""``python -m notifikasi api | worker | semua | migrate | tutup-hari``."""

from chassis.runner import main

from notifikasi.main import SPEC

main(SPEC)
