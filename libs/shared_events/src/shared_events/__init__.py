"""The published language of Selaras: the only words services share.

One module a producing service, one frozen class an event, its docstring and field descriptions go into the JSON Schema and
the AsyncAPI document. ``registry.EVENTS`` knows them all by ``ce_type``.
"""
