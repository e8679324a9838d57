"""Pure shared kernel of Selaras: standard library only, no I/O, no clock, no randomness.

What every domain needs and nobody owns: refusals with their rule, rupiah, WIB dates, identifiers of JKN,
effective-dated regulation tables. See docs/adr/0001-dasar.md for why this is a library of its own.
"""
