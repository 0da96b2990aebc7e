"""The browser app's files: which there are, where they stand, and how long a browser may keep them.

What Vite built bears a hash of its content in its name and may be kept for a year; the page that names those
files, and everything else, is asked for anew each time (security J2). The files are read once, at the start:
what is not in the table does not exist, so no path of a request ever reaches the disk.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from aiohttp import web

from handrail.kernel.principal import Power
from handrail.web import page
from handrail.web.routes import Call, Handler, Route, WayOut

PLACES = (Path(__file__).parents[3] / "clients" / "web" / "dist", Path(__file__).with_name("app"))
"""Where a built app may be: where a checkout builds it, or beside this module in an installed package."""

DEEP_LINKS = ("/", "/enter")
"""Addresses of the page. The app keeps its screens out of the address, so there are no others."""

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
"""Kinds of files that are served; others are left where they are."""

_KEPT = "public, max-age=31536000, immutable"
_WORTH_PACKING = frozenset({".css", ".html", ".js", ".json", ".svg"})


def routes(places: tuple[Path, ...] = PLACES) -> tuple[Route, ...]:
    """The app's page and files; the plain page where no app was built."""
    built = next((place for place in places if (place / "index.html").is_file()), None)
    return page.ROUTES if built is None else tuple(_routes(built))


def _routes(built: Path) -> Iterator[Route]:
    shown = _handler(built / "index.html", kept=False)
    for address in DEEP_LINKS:
        yield _route(address, shown, "The browser app.", "text/html")
    for file in sorted(built.rglob("*")):
        if file.is_file() and file.suffix in TYPES and file.name != "index.html":
            inside = file.relative_to(built)
            handler = _handler(file, kept=inside.parts[0] == "assets")
            yield _route(f"/{inside.as_posix()}", handler, "A file of the browser app.", TYPES[file.suffix])


def _route(address: str, handler: Handler, summary: str, produces: str) -> Route:
    return Route("GET", address, handler, WayOut.NOTHING, Power.ANYONE, summary, produces=produces)


def _handler(file: Path, *, kept: bool) -> Handler:
    plain = file.read_bytes()
    packed = gzip.compress(plain, mtime=0) if file.suffix in _WORTH_PACKING else None
    headers = {"Cache-Control": _KEPT} if kept else {}

    async def serve(call: Call[None]) -> web.Response:
        answer = web.Response(body=plain, content_type=TYPES[file.suffix], headers=headers)
        if packed is not None:
            answer.headers["Vary"] = "Accept-Encoding"
            if "gzip" in call.request.headers.get("Accept-Encoding", ""):
                answer.body = packed
                answer.headers["Content-Encoding"] = "gzip"
        return answer

    return serve
