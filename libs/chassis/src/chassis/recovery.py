"""At the start a producer compares its store with its own topic. A topic that is ahead means a database restored from a backup:
the world has heard facts that this store does not have, and going on would give their sequence numbers to other facts."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from shared_events.envelope import Envelope

from chassis.ports import RawRecord
from chassis.store import PostgresStore
from chassis.topic_reader import reading

log = logging.getLogger(__name__)
TAIL = 600
"""Records of a partition that are looked at: more than a relay sends twice when it dies between ack and delete."""


class StoreBehindTopic(RuntimeError):
    """Refuse to run: bring the missing facts back first (docs/operasi.md)."""


def published(records: Sequence[RawRecord]) -> Iterator[tuple[RawRecord, Envelope]]:
    """What a producer finds of its own on its topic. A record without an envelope was never one: its readers park it, and it must not
    keep the producer from starting."""
    for record in records:
        try:
            envelope = Envelope.read(record.headers)
        except ValueError as broken:
            where = f"{record.topic}[{record.partition}]@{record.offset}"
            log.warning("a record that nobody of us sent", extra={"record": where, "error": str(broken)})
            continue
        yield record, envelope


async def verify_topic(store: PostgresStore, bootstrap: str, topic: str) -> None:
    """Read the last records of each partition and look their sequences up in the store."""
    newest: dict[str, int] = {}
    async with reading(bootstrap, [topic], tail=TAIL) as reader:
        while not reader.reached:
            for _, envelope in published(await reader.poll(1000)):
                if envelope.sequence is not None:
                    newest[envelope.subject] = max(newest.get(envelope.subject, 0), envelope.sequence)
    known = await store.sequences(list(newest))
    behind = [s for s, sequence in newest.items() if known.get(s, 0) < sequence]
    if behind:
        raise StoreBehindTopic(f"{topic} is ahead of the store for {len(behind)} subjects, for instance {behind[0]}")
