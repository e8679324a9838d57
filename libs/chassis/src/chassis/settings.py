"""Settings of a process, read from the environment. There is no module-level instance: ``main`` makes one and hands it on."""

from __future__ import annotations

import base64
import binascii
import socket
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PORTS = {
    "dasbor": 8100,
    "kepesertaan": 8101,
    "iuran": 8102,
    "status": 8103,
    "klaim": 8104,
    "notifikasi": 8105,
    "faskes": 8107,
}

# Known to everyone who reads this file, so good for the local stack only: outside it the settings refuse to be made with them.
_LOCAL_MASTER_KEY = base64.b64encode(b"selaras-lokal-bukan-rahasia-0000").decode()
_LOCAL_SEARCH_SECRET = base64.b64encode(b"selaras-lokal-pencarian-00000000").decode()
_LOCAL_CARD_KEY = base64.b64encode(b"selaras-lokal-tanda-tangan-kartu").decode()


def _secret_bytes(value: SecretStr, name: str) -> bytes:
    try:
        raw = base64.b64decode(value.get_secret_value(), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{name}: not base64") from None
    if len(raw) != 32:
        raise ValueError(f"{name}: 32 bytes in base64 are needed")
    return raw


class Settings(BaseSettings):
    """Every name has the prefix ``SELARAS_``; DATABASE_URL and KAFKA_BOOTSTRAP_SERVERS are read under their usual names too."""

    model_config = SettingsConfigDict(
        env_prefix="SELARAS_",
        env_ignore_empty=True,  # compose passes ${NAME:-} on as an empty text
        extra="ignore",
        populate_by_name=True,
        frozen=True,
        hide_input_in_errors=True,
    )

    lingkungan: Literal["lokal", "produksi"] = "lokal"
    simulasi: bool = False

    database_url: str | None = Field(default=None, validation_alias=AliasChoices("SELARAS_DATABASE_URL", "DATABASE_URL"), repr=False)
    migrasi: bool = True  # role `semua` brings the database up to date first; the local stack has done it for all seven at once
    pool_min: int = Field(default=1, ge=0)
    pool_max: int = Field(default=5, ge=1)

    kafka_bootstrap_servers: str = Field(
        default="127.0.0.1:9092", validation_alias=AliasChoices("SELARAS_KAFKA_BOOTSTRAP_SERVERS", "KAFKA_BOOTSTRAP_SERVERS")
    )
    topic_prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")
    # group.instance.id: a StatefulSet pod keeps its name over a restart, so its partitions wait for it (static membership)
    instance_id: str = Field(default_factory=socket.gethostname)

    issuer: str = "http://127.0.0.1:8106"
    jwks_url: str = "http://127.0.0.1:8106/jwks.json"
    token_url: str = "http://127.0.0.1:8106/token"  # noqa: S105  an address, not a secret
    audience: str = "selaras"
    client_id: str | None = None
    client_secret: SecretStr | None = None

    host: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=0, le=65535)
    url_dasbor: str = f"http://127.0.0.1:{PORTS['dasbor']}"
    url_kepesertaan: str = f"http://127.0.0.1:{PORTS['kepesertaan']}"
    url_iuran: str = f"http://127.0.0.1:{PORTS['iuran']}"
    url_status: str = f"http://127.0.0.1:{PORTS['status']}"
    url_klaim: str = f"http://127.0.0.1:{PORTS['klaim']}"
    url_notifikasi: str = f"http://127.0.0.1:{PORTS['notifikasi']}"
    url_faskes: str = f"http://127.0.0.1:{PORTS['faskes']}"
    dukcapil_url: str = "http://127.0.0.1:8108"
    dukcapil_kunci: SecretStr | None = None

    kunci_induk: SecretStr = SecretStr(_LOCAL_MASTER_KEY)
    kunci_induk_lama: SecretStr = SecretStr("")  # former master keys, comma separated: still open what they wrapped
    rahasia_cari: SecretStr = SecretStr(_LOCAL_SEARCH_SECRET)

    # Ed25519: signs the QR of cards (kepesertaan only); former *public* keys, comma separated: cards printed under them still verify
    kunci_kartu: SecretStr = SecretStr(_LOCAL_CARD_KEY)
    kunci_kartu_lama: str = ""

    # where files are kept (chassis.berkas_store): file:///folder or s3://bucket/prefix; S3 keys only where the pod has no identity
    berkas: str | None = Field(default=None, pattern=r"^(file:///.+|s3://[a-z0-9][a-z0-9.-]+(/.*)?)$")
    s3_endpoint: str | None = Field(default=None, pattern=r"^https?://.+")
    s3_region: str = "us-east-1"
    s3_kunci: str | None = None
    s3_rahasia: SecretStr | None = None

    # how long the answer to an Idempotency-Key is kept; clients are promised thirty days
    simpan_jawaban_hari: int = Field(default=30, ge=30, le=36_500)

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("issuer", "jwks_url", "token_url", "dukcapil_url", *(f"url_{name}" for name in PORTS))
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("an http:// or https:// address is needed")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _safe(self) -> Settings:
        _secret_bytes(self.kunci_induk, "kunci_induk")
        _secret_bytes(self.rahasia_cari, "rahasia_cari")
        _secret_bytes(self.kunci_kartu, "kunci_kartu")
        self.former_card_keys()
        self.former_master_keys()
        if self.lingkungan != "lokal":
            if self.kunci_induk.get_secret_value() == _LOCAL_MASTER_KEY:
                raise ValueError("SELARAS_KUNCI_INDUK must be set outside the local stack")
            if self.rahasia_cari.get_secret_value() == _LOCAL_SEARCH_SECRET:
                raise ValueError("SELARAS_RAHASIA_CARI must be set outside the local stack")
            if self.simulasi:
                raise ValueError("SELARAS_SIMULASI lets every client choose today's date: local stack only")
        return self

    def url(self, service: str) -> str:
        """The base address of a sister service."""
        if service not in PORTS:
            raise KeyError(service)
        address: str = getattr(self, f"url_{service}")
        return address

    def master_key(self) -> bytes:
        return _secret_bytes(self.kunci_induk, "kunci_induk")

    def former_master_keys(self) -> tuple[bytes, ...]:
        parts = [p.strip() for p in self.kunci_induk_lama.get_secret_value().split(",") if p.strip()]
        return tuple(_secret_bytes(SecretStr(p), "kunci_induk_lama") for p in parts)

    def card_key(self) -> bytes:
        """Asked for by the one service that signs, so that the others need not have one."""
        if self.lingkungan != "lokal" and self.kunci_kartu.get_secret_value() == _LOCAL_CARD_KEY:
            raise ValueError("SELARAS_KUNCI_KARTU must be set outside the local stack")
        return _secret_bytes(self.kunci_kartu, "kunci_kartu")

    def former_card_keys(self) -> tuple[bytes, ...]:
        parts = [p.strip() for p in self.kunci_kartu_lama.split(",") if p.strip()]
        return tuple(_secret_bytes(SecretStr(p), "kunci_kartu_lama") for p in parts)

    def search_secret(self) -> bytes:
        return _secret_bytes(self.rahasia_cari, "rahasia_cari")
