"""A receiver that takes any POST and says 204: a bare ASGI app, so that it is not what is measured."""

from __future__ import annotations

import os
from typing import Any

import uvicorn


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body", False):
        pass
    await send({"type": "http.response.start", "status": 200 if scope["path"] == "/siap" else 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    port = int(os.environ["BENCH_PORT"])
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning", lifespan="off")
