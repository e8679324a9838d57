"""An event loop without a machine under it: time jumps to the next thing that is due, so a history takes as long as its code."""

from __future__ import annotations

import asyncio
import contextvars
import heapq
from asyncio import events
from collections import deque
from collections.abc import Coroutine
from typing import Any, Protocol


class Sleeper(Protocol):
    """A process as far as the loop cares: nothing of it goes on before ``paused_until``."""

    paused_until: float


_Loop: Any = asyncio.AbstractEventLoop  # its stub wants all 40 methods; a simulation needs none of those that reach a machine


class SimLoop(_Loop):  # type: ignore[misc]
    """Ready callbacks in order, timers by virtual time. Determined by what is asked of it and nothing else."""

    def __init__(self) -> None:
        self.steps = 0
        self._now = 0.0
        self._number = 0
        self._ready: deque[asyncio.Handle] = deque()
        self._due: list[tuple[float, int, Any, Sleeper | None]] = []
        self.failures: list[dict[str, Any]] = []

    def time(self) -> float:
        return self._now

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, *, name: str | None = None, context: contextvars.Context | None = None) -> asyncio.Task[Any]:
        return asyncio.Task(coro, loop=self, name=name, context=context)

    def call_soon(self, callback: Any, *args: Any, context: contextvars.Context | None = None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_later(self, delay: float, callback: Any, *args: Any, context: contextvars.Context | None = None) -> asyncio.TimerHandle:
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(self, when: float, callback: Any, *args: Any, context: contextvars.Context | None = None) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self._push(when, handle, None)
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        return None

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.failures.append(context)

    def pause(self, delay: float, who: Sleeper | None = None) -> asyncio.Future[Any]:
        """Done after ``delay``, or when ``who`` goes on again."""
        future: asyncio.Future[Any] = asyncio.Future(loop=self)
        self._push(self._now + delay, future, who)
        return future

    def _push(self, when: float, what: Any, who: Sleeper | None) -> None:
        self._number += 1
        heapq.heappush(self._due, (when, self._number, what, who))

    def run(self, main: Coroutine[Any, Any, Any], *, most_steps: int) -> Any:
        """``main`` to its end; RuntimeError when that takes too many steps or nothing is left that could happen."""
        before = events._get_running_loop()
        events._set_running_loop(self)
        try:
            task = self.create_task(main)
            ready, due = self._ready, self._due
            while not task.done():
                while ready:
                    handle = ready.popleft()
                    if not handle._cancelled:
                        self.steps += 1
                        handle._run()
                if task.done():
                    break
                if not due:
                    raise RuntimeError("deadlock: nothing is left that could happen")
                if self.steps > most_steps:
                    raise RuntimeError(f"no end after {self.steps} steps at {self._now:.1f} s")
                when, _, what, who = heapq.heappop(due)
                if who is not None and who.paused_until > when:
                    self._push(who.paused_until, what, who)
                    continue
                self._now = when
                if isinstance(what, asyncio.TimerHandle):
                    if not what._cancelled:
                        self.steps += 1
                        what._run()
                elif not what.done():
                    what.set_result(None)
            return task.result()
        finally:
            self._drop_the_rest()
            events._set_running_loop(before)

    def _drop_the_rest(self) -> None:
        """End every task that is left, so that none complains when it is collected."""
        left = [t for t in asyncio.all_tasks(self) if not t.done()]
        for task in left:
            task.cancel()
        for _ in range(50):
            while self._ready:
                handle = self._ready.popleft()
                if not handle._cancelled:
                    handle._run()
        for task in left:
            if task.done() and not task.cancelled():
                task.exception()
