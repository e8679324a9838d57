"""Settings of this service alone, beside those every process has."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Jaringan = IPv4Network | IPv6Network


class SetelanWebhook(BaseSettings):
    """Environment: ``SELARAS_WEBHOOK_…``.

    izinkan  networks that may be aimed at although they are private, as a comma separated list (local stack: ``127.0.0.0/8``)
    """

    model_config = SettingsConfigDict(env_prefix="SELARAS_WEBHOOK_", env_ignore_empty=True, extra="ignore", frozen=True)

    izinkan: str = ""
    batas_detik: float = Field(default=15.0, gt=0, le=60)
    serentak: int = Field(default=8, ge=1, le=100, description="Messages under way at once to one endpoint")

    @field_validator("izinkan")
    @classmethod
    def _jaringan(cls, value: str) -> str:
        for bagian in value.split(","):
            if bagian.strip():
                ip_network(bagian.strip(), strict=False)
        return value

    def jaringan(self) -> tuple[Jaringan, ...]:
        return tuple(ip_network(b.strip(), strict=False) for b in self.izinkan.split(",") if b.strip())
