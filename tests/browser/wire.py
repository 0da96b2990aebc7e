"""The socket between a page and its room: a test can cut it, leave it unanswered, or hold or refuse what is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from playwright.async_api import Page, WebSocketRoute
from tests.browser.line import REFUSAL

Reaches = Literal["open", "cut", "silent"]
Commands = Literal["open", "held", "refused"]

OWN = {"hello", "renew"}
"""Frames of the connection itself, which nobody pressed a button for."""


@dataclass
class Wire:
    """What becomes of one page's sockets, and of the commands on them."""

    reaches: Reaches = "open"
    commands: Commands = "open"
    _sockets: list[WebSocketRoute] = field(default_factory=list)
    _held: list[tuple[WebSocketRoute, str | bytes]] = field(default_factory=list)

    @classmethod
    async def of(cls, page: Page) -> Wire:
        wire = cls()
        await page.route_web_socket("**/v1/live", wire._opened)
        return wire

    async def now(self, reaches: Reaches) -> None:
        """From here on; a socket that is open is closed, so that the page comes to know."""
        self.reaches = reaches
        for socket in self._sockets:
            await socket.close()
        self._sockets.clear()

    def let(self, commands: Commands) -> None:
        """From here on; what was held goes on its way."""
        self.commands = commands
        for server, message in self._held:
            server.send(message)
        self._held.clear()

    async def _opened(self, socket: WebSocketRoute) -> None:
        if self.reaches == "cut":
            await socket.close()
            return
        self._sockets.append(socket)
        if self.reaches == "open":
            socket.on_message(partial(self._asked, socket, socket.connect_to_server()))

    def _asked(self, page: WebSocketRoute, server: WebSocketRoute, message: str | bytes) -> None:
        frame = json.loads(message)
        if self.commands == "open" or frame["type"] in OWN:
            server.send(message)
        elif self.commands == "held":
            self._held.append((server, message))
        else:
            page.send(json.dumps({"type": "reply", "to": frame["id"], "ok": False, "problem": REFUSAL}))
