"""The child of ``offload``: takes calls from its input, one after the other, and answers each. Ends with its input."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
from contextlib import suppress
from typing import Any, BinaryIO

from chassis.offload import LENGTH_BYTES

ADDRESS_SPACE = 1024 * 1024 * 1024
"""More is a MemoryError of this call instead of a visit of the kernel's OOM killer to the whole container."""


def _answer(call: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(call)  # noqa: S301  from the parent, over a pipe of its own
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001  whatever it is, it is the caller's
        return _failure(error)


def _failure(error: Exception) -> bytes:
    try:
        packed = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        pickle.loads(packed)  # noqa: S301  an exception that packs does not always unpack
    except Exception:  # noqa: BLE001  then its name has to do
        return pickle.dumps((False, RuntimeError(type(error).__name__)), pickle.HIGHEST_PROTOCOL)
    return packed


def serve(calls: BinaryIO, answers: BinaryIO) -> None:
    while len(head := calls.read(LENGTH_BYTES)) == LENGTH_BYTES:
        answer: Any = _answer(calls.read(int.from_bytes(head, "big")))
        answers.write(len(answer).to_bytes(LENGTH_BYTES, "big"))
        answers.write(answer)
        answers.flush()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, resource.getrlimit(resource.RLIMIT_AS)[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints must not fall into the answers
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
