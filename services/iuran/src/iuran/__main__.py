"""``python -m iuran <peran>``."""

from chassis.runner import main

from iuran.main import SPEC

if __name__ == "__main__":
    main(SPEC)
