"""Handouts over HTTP: the list, the text, a page for the screen and one for paper."""

from __future__ import annotations

import asyncio

import nh3
from aiohttp import web

from handrail.handouts.handout import Handout
from handrail.handouts.pdf import Printer, markdown
from handrail.handouts.store import shipped
from handrail.handouts.wire import HandoutOut, HandoutText, handout_out, handout_text
from handrail.kernel.errors import NotFound
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

TAGS = frozenset(
    {"h2", "h3", "h4", "p", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "br", "a"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
"""Everything that a handout may hold on a page; nothing that runs, loads or frames."""
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

HANDOUT_PRINTER = web.AppKey("handout_printer", Printer)


def provide(app: web.Application) -> None:
    """Give `app` what these routes need."""
    app[HANDOUT_PRINTER] = Printer()


def page(body: str) -> str:
    """The Markdown as an HTML fragment of allowed tags only. Headings begin at `h2`; the title is the page's own."""
    return nh3.clean(
        markdown().render(body),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes={"https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def _wanted(call: Call[None]) -> Handout:
    """The version asked for, or the newest."""
    name, version = call.path["handout"], call.query.get("version")
    found = [one for one in shipped() if one.id == name and version in (None, str(one.version))]
    if not found:
        raise NotFound
    return max(found, key=lambda one: one.version)


async def list_handouts(call: Call[None]) -> list[HandoutOut]:  # noqa: ARG001 - one shape for every handler
    newest = {one.id: one for one in sorted(shipped(), key=lambda one: one.version)}
    return [handout_out(newest[name]) for name in sorted(newest)]


async def read_handout(call: Call[None]) -> HandoutText:
    return handout_text(_wanted(call))


async def handout_page(call: Call[None]) -> web.Response:
    return web.Response(text=page(_wanted(call).body), content_type="text/html", charset="utf-8")


async def handout_pdf(call: Call[None]) -> web.Response:
    drawn = await asyncio.to_thread(call.app[HANDOUT_PRINTER].draw, _wanted(call))
    # The file name says nothing: it stays in the downloads of a shared computer.
    named = {"Content-Disposition": 'inline; filename="handout.pdf"'}
    return web.Response(body=drawn, content_type="application/pdf", headers=named)


ROUTES = (
    Route(
        "GET",
        "/v1/handouts",
        list_handouts,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "The handouts that there are, in their newest version.",
        result=HandoutOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/handouts/{handout}",
        read_handout,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "One handout with its text in Markdown; `version` asks for an older one.",
        result=HandoutText,
        query=("version",),
    ),
    Route(
        "GET",
        "/v1/handouts/{handout}/page",
        handout_page,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "The text as an HTML fragment of harmless tags.",
        produces="text/html",
        query=("version",),
    ),
    Route(
        "GET",
        "/v1/handouts/{handout}/document.pdf",
        handout_pdf,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "The text as a tagged PDF for printing.",
        produces="application/pdf",
        query=("version",),
    ),
)
