"""``make kekacauan``: the real stack under seeded traffic and seeded faults, judged from its data alone (docs/kekacauan.md)."""
