"""Sentences in Bahasa Indonesia for what pydantic finds wrong. The value itself is never repeated: it may be personal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MESSAGES: Mapping[str, str] = {
    "missing": "Wajib diisi.",
    "missing_argument": "Wajib diisi.",
    "extra_forbidden": "Tidak dikenal.",
    "string_type": "Harus berupa teks.",
    "string_too_short": "Terlalu pendek: paling sedikit {min_length} karakter.",
    "string_too_long": "Terlalu panjang: paling banyak {max_length} karakter.",
    "string_pattern_mismatch": "Bentuknya tidak sesuai.",
    "string_unicode": "Bukan teks Unicode yang sah.",
    "literal_error": "Harus salah satu dari: {expected}.",
    "enum": "Harus salah satu dari: {expected}.",
    "int_type": "Harus bilangan bulat.",
    "int_parsing": "Harus bilangan bulat.",
    "int_parsing_size": "Bilangan terlalu besar.",
    "int_from_float": "Harus bilangan bulat, tanpa pecahan.",
    "float_type": "Harus berupa bilangan.",
    "float_parsing": "Harus berupa bilangan.",
    "finite_number": "Harus bilangan berhingga.",
    "decimal_type": "Harus berupa bilangan.",
    "decimal_parsing": "Harus berupa bilangan.",
    "bool_type": "Harus true atau false.",
    "bool_parsing": "Harus true atau false.",
    "greater_than": "Harus lebih besar dari {gt}.",
    "greater_than_equal": "Paling kecil {ge}.",
    "less_than": "Harus lebih kecil dari {lt}.",
    "less_than_equal": "Paling besar {le}.",
    "multiple_of": "Harus kelipatan {multiple_of}.",
    "date_type": "Harus tanggal berbentuk YYYY-MM-DD.",
    "date_parsing": "Harus tanggal berbentuk YYYY-MM-DD.",
    "date_from_datetime_parsing": "Harus tanggal berbentuk YYYY-MM-DD.",
    "date_from_datetime_inexact": "Harus tanggal berbentuk YYYY-MM-DD, tanpa jam.",
    "datetime_type": "Harus waktu RFC 3339, misalnya 2016-08-11T09:00:00+07:00.",
    "datetime_parsing": "Harus waktu RFC 3339, misalnya 2016-08-11T09:00:00+07:00.",
    "datetime_from_date_parsing": "Harus waktu RFC 3339, misalnya 2016-08-11T09:00:00+07:00.",
    "datetime_object_invalid": "Waktu tidak sah.",
    "timezone_aware": "Waktu harus menyebut zona, misalnya +07:00.",
    "uuid_type": "Harus berupa UUID.",
    "uuid_parsing": "Harus berupa UUID.",
    "url_parsing": "Bukan alamat URL yang sah.",
    "url_scheme": "Skema URL harus salah satu dari: {expected_schemes}.",
    "url_type": "Bukan alamat URL yang sah.",
    "url_too_long": "Alamat URL terlalu panjang.",
    "list_type": "Harus berupa daftar.",
    "tuple_type": "Harus berupa daftar.",
    "set_type": "Harus berupa daftar.",
    "frozen_set_type": "Harus berupa daftar.",
    "too_short": "Terlalu sedikit: paling sedikit {min_length}.",
    "too_long": "Terlalu banyak: paling banyak {max_length}.",
    "dict_type": "Harus berupa objek JSON.",
    "model_type": "Harus berupa objek JSON.",
    "model_attributes_type": "Harus berupa objek JSON.",
    "dataclass_type": "Harus berupa objek JSON.",
    "union_tag_not_found": "Jenisnya tidak disebut.",
    "union_tag_invalid": "Jenis tidak dikenal; yang ada: {expected_tags}.",
    "bytes_type": "Harus berupa berkas.",
    "is_instance_of": "Harus berupa berkas.",
    "recursion_loop": "Bersarang terlalu dalam.",
}
_OTHER = "Nilai tidak sah."


def sentence(error: Mapping[str, Any]) -> str:
    """The sentence for one entry of ``ValidationError.errors()``."""
    kind = str(error.get("type", ""))
    context: Mapping[str, Any] = error.get("ctx") or {}
    if kind in ("value_error", "assertion_error"):
        # our own validators raise ValueError("a sentence for people")
        return str(context.get("error") or "").strip() or _OTHER
    template = _MESSAGES.get(kind)
    if template is None:
        return _OTHER
    try:
        return template.format_map(dict(context))
    except (KeyError, IndexError, ValueError):
        return _OTHER
