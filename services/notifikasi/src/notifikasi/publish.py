"""Own event -> public event. Of an endpoint the world hears one thing: that it was switched off."""

from __future__ import annotations

from chassis.aggregate import PublicForm
from shared_events import notifikasi as publik

from notifikasi.domain.webhook import Peristiwa, Webhook, WebhookDinonaktifkan


def publish(event: Peristiwa, state: Webhook) -> PublicForm | None:
    if not isinstance(event, WebhookDinonaktifkan):
        return None
    return PublicForm(
        publik.WebhookDinonaktifkan(webhook_id=state.webhook_id, akt_id=state.akt_id, alasan=event.alasan, tertunda=event.tertunda),
        akt_id=state.akt_id,
    )
