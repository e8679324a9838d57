"""``python -m status api | worker | semua | migrate | tutup-hari``."""

from chassis.runner import main

from status.main import SPEC

main(SPEC)
