"""JSON logs on stderr with the trace's ids. Personal data does not belong in them; what slips in as a long number is blotted out."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
from pydantic import ValidationError

from chassis.telemetry import current_span_id, current_trace_id

# NIK (16), virtual account (16, it holds the last digits of a NOKA), NOKA (13); also written with blanks or dashes between groups
_NUMBER = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,15}(?![\w-])")
_RESERVED = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_DEPTH = 5


def redact(text: str) -> str:
    """The second net: runs of 13 to 16 digits become ``[disamarkan]``."""
    return _NUMBER.sub("[disamarkan]", text)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, service, message, ids of the trace, and what was given as ``extra``."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "waktu": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "tingkat": record.levelname,
            "layanan": self._service,
            "pencatat": record.name,
            "pesan": redact(record.getMessage()),
        }
        if (trace_id := current_trace_id()) is not None:
            line["trace_id"] = trace_id
            line["span_id"] = current_span_id()
        for name, value in record.__dict__.items():
            if name not in _RESERVED and name not in line:
                line[name] = _plain(value)
        if record.exc_info and record.exc_info[1] is not None:
            line["galat"] = describe(record.exc_info[1])
        return orjson.dumps(line, option=orjson.OPT_NON_STR_KEYS, default=str).decode()


def describe(error: BaseException) -> dict[str, Any]:
    """An exception for the log: kind, place and a text without values.

    A database quotes the row that broke a constraint, pydantic the input: of those only the code or the place is kept.
    """
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    found: dict[str, Any] = {"jenis": type(error).__qualname__, "jejak": frames}
    state = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
    if isinstance(error, ValidationError):
        found["pesan"] = [
            {"di": ".".join(map(str, e["loc"])), "jenis": e["type"]} for e in error.errors(include_input=False, include_url=False)
        ]
    elif state is not None:
        cause = getattr(error, "orig", None) or error
        found["pesan"] = {
            "sqlstate": str(state),
            "constraint": getattr(cause, "constraint_name", None),
            "tabel": getattr(cause, "table_name", None),
        }
    else:
        found["pesan"] = redact(str(error))
    causes = (
        error.exceptions
        if isinstance(error, BaseExceptionGroup)
        else [error.__cause__ or (None if error.__suppress_context__ else error.__context__)]
    )
    inner = [describe(c) for c in causes if c is not None]
    if inner:
        found["sebab"] = inner
    return found


def _plain(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str):
        return redact(value)
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**12 else redact(str(value))
    if depth < _DEPTH:
        if isinstance(value, Mapping):
            return {redact(str(k)): _plain(v, depth + 1) for k, v in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [_plain(v, depth + 1) for v in value]
    return redact(str(value))


def configure_logging(service: str, level: str = "INFO", *, stream: TextIO | None = None) -> None:
    """JSON on stderr for the whole process, uvicorn's and SQLAlchemy's own loggers included. To be called once by ``main``."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(service))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    # uvicorn's access log writes query strings; ours (middleware.py) writes route templates
    logging.getLogger("uvicorn.access").handlers = []
    logging.getLogger("uvicorn.access").propagate = False
    for name in ("aiokafka", "asyncio", "sqlalchemy.engine", "sqlalchemy.pool"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.captureWarnings(True)
    # what no line of ours tells is not asked for: thread, process, and the frame of the caller ("Optimization" in the logging HOWTO)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
