"""Keys and keyed hashes of kepesertaan, the one service that holds keys of peserta."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.crypto import MasterKeys, Unreadable, keyed_hash, name_prefixes, new_key, seal, search_prefixes, unseal
from chassis.settings import Settings

_BERKAS = b"selaras berkas impor"
_KATA_BYTES = 9


@dataclass(frozen=True, slots=True)
class Sandi:
    """``cari``: secret of the hashes that people are found by."""

    induk: MasterKeys = field(repr=False)
    cari: bytes = field(repr=False)

    @classmethod
    def dari(cls, settings: Settings) -> Sandi:
        return cls(MasterKeys(settings.master_key(), settings.former_master_keys()), settings.search_secret())

    def kunci_baru(self) -> tuple[bytes, str]:
        """(key of a new peserta, the same wrapped for storage)."""
        kunci = new_key()
        return kunci, self.induk.wrap(kunci)

    def buka(self, terbungkus: str | None, rahasia: str) -> Mapping[str, Any] | None:
        """The identity of a person by his wrapped key; None for who is forgotten."""
        if terbungkus is None:
            return None
        try:
            return unseal(self.induk.unwrap(terbungkus), rahasia)
        except Unreadable:
            return None

    def hash_identitas(self, identitas: str) -> bytes:
        return keyed_hash(self.cari, f"identitas {identitas}")

    def kata_nama(self, nama: str) -> str:
        """Hashes of the beginnings of the words of a name, for the search index; blank separated."""
        return " ".join(sorted(self._kata(k) for k in name_prefixes(nama)))

    def kata_cari(self, teks: str) -> list[str]:
        return sorted(self._kata(k) for k in search_prefixes(teks))

    def _kata(self, awal: str) -> str:
        return base64.urlsafe_b64encode(keyed_hash(self.cari, f"kata {awal}")[:_KATA_BYTES]).decode()

    def garam_impor(self, pekerjaan: str) -> bytes:
        """Keys the hashes of identities within one import; hashes of two imports have nothing in common."""
        return keyed_hash(self.cari, f"impor {pekerjaan}")

    def tutup_berkas(self, isi: bytes, milik: str) -> str:
        """Seal a file (or rows of it) under a key of its own made from the master key; opens only for the job ``milik``."""
        return seal(_kunci_berkas(self.induk.current), {"z": base64.b64encode(zlib.compress(isi, 1)).decode()}, milik)

    def buka_berkas(self, teks: str, milik: str) -> bytes:
        for induk in (self.induk.current, *self.induk.former):
            try:
                isi: Mapping[str, Any] = unseal(_kunci_berkas(induk), teks, milik)
            except Unreadable:
                continue
            return zlib.decompress(base64.b64decode(isi["z"]))
        raise Unreadable


def _kunci_berkas(induk: bytes) -> bytes:
    return hmac.digest(induk, _BERKAS, hashlib.sha256)
