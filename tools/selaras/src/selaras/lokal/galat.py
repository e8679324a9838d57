"""What can go wrong with the local stack, said to a person."""

from __future__ import annotations


class GalatTumpukan(Exception):
    """The stack could not do what was asked; the message is shown as it is and the command exits 1."""
