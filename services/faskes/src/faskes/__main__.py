"""``python -m faskes api | worker | semua | migrate | tutup-hari``."""

from chassis.runner import main

from faskes.main import SPEC

main(SPEC)
