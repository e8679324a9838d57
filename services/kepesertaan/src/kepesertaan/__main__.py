"""``python -m kepesertaan <role>``."""

from __future__ import annotations

from chassis.runner import main

from kepesertaan.main import SPEC

main(SPEC)
