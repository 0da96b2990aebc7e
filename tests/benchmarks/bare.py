"""A bare aiohttp broadcast in a process of its own: every frame goes to every socket, and nothing is kept.

`python -m tests.benchmarks.bare` prints its port and serves until standard input closes.
"""

from __future__ import annotations

import asyncio
import json
import sys

from aiohttp import WSMsgType, web


async def serve() -> None:
    sockets: set[web.WebSocketResponse] = set()

    async def live(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        sockets.add(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                said = json.loads(message.data)
                event = json.dumps({**said, "type": "answer.shared", "stream": "room"})
                for one in tuple(sockets):
                    await one.send_str(event)
                await socket.send_str(json.dumps({"type": "reply", "to": said["id"], "ok": True}))
        sockets.discard(socket)
        return socket

    app = web.Application()
    app.router.add_get("/", live)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
