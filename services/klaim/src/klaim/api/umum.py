"""Bodies and answers that several routes share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from dasar.identitas import kode_ppk_sah, noka_sah, nomor_sep_sah
from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from klaim.domain.alasan import Alasan


def _sah(periksa: Any, pesan: str) -> Any:
    def cek(nilai: str) -> str:
        if not periksa(nilai):
            raise ValueError(pesan)
        return nilai

    return AfterValidator(cek)


NomorKartu = Annotated[str, _sah(noka_sah, "Nomor kartu harus 13 angka."), Field(examples=["0001944358911"])]
KodePpk = Annotated[str, _sah(kode_ppk_sah, "Kode faskes harus 8 karakter, misalnya 0301R001."), Field(examples=["0301R001"])]
NomorSep = Annotated[str, _sah(nomor_sep_sah, "Nomor SEP harus 19 karakter."), Field(examples=["0301R0011216V000001"])]
Rupiah = Annotated[int, Field(ge=0, le=10**12, strict=True, description="Rupiah bulat")]
Teks = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Diagnosa = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?$"), Field(description="ICD-10", examples=["E11.6"])]
Bulan = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"), Field(examples=["2016-12"])]


class AlasanView(BaseModel):
    """A reason: the rule, its text, a sentence; ``kode`` for machines."""

    kode: str
    aturan: str | None = None
    sumber: str = ""
    penjelasan: str
    peristiwa_id: str | None = None


def lihat_alasan(semua: Iterable[Alasan]) -> list[AlasanView]:
    return [AlasanView(kode=a.kode, aturan=a.aturan, sumber=a.sumber, penjelasan=a.penjelasan, peristiwa_id=a.peristiwa_id) for a in semua]


def baca_alasan(isi: list[dict[str, Any]]) -> list[AlasanView]:
    return [AlasanView(**a) for a in isi]


def isi(model: BaseModel) -> dict[str, Any]:
    """A view as the stored answer of a command."""
    return model.model_dump(mode="json")
