"""``python -m dasbor api | worker | semua | migrate``."""

from chassis.runner import main

from dasbor.main import SPEC

main(SPEC)
