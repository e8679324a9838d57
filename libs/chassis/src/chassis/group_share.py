"""Partitions that no member of a consumer group has.

A static member that comes back gets its share back as it was, without a new round of sharing out. A share made up while a topic did not
exist lacks that topic's partitions, and nobody would ever read them."""

from __future__ import annotations

from collections.abc import Collection

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment

STABLE = "Stable"


async def unassigned(bootstrap: str, group: str, partitions: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Of these; none while the group is sharing out or empty."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        [response] = await admin.describe_consumer_groups([group])
    finally:
        await admin.close()
    [described] = response.groups
    state, members = described[2], described[5]
    if state != STABLE or not members:
        return set()
    left = set(partitions)
    for member in members:
        share = next(field for field in reversed(member) if isinstance(field, bytes))  # the last bytes of every version
        if share:
            for topic, parts in ConsumerProtocolMemberAssignment.decode(share).assignment:
                left -= {(topic, part) for part in parts}
    return left
