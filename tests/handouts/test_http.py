"""Handouts over HTTP: found by id and version, harmless on a page, under a name that says nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from handrail.handouts.http import (
    HANDOUT_PRINTER,
    ROUTES,
    handout_page,
    handout_pdf,
    list_handouts,
    page,
    read_handout,
)
from handrail.handouts.pdf import Printer
from handrail.kernel.errors import NotFound
from handrail.kernel.principal import Power
from handrail.web.routes import Call, WayOut


def asked(handout: str = "", **query: str) -> Call[None]:
    app = web.Application()
    app[HANDOUT_PRINTER] = Printer()
    request = make_mocked_request("GET", "/", app=app)
    return Call(request, None, None, {"handout": handout}, query, None)


async def test_the_list_says_what_there_is() -> None:
    assert [one.id for one in await list_handouts(asked())] == ["getting-started", "grounding", "thinking-traps"]


async def test_a_handout_is_found_by_id_and_version() -> None:
    assert (await read_handout(asked("grounding"))).version == 1
    assert (await read_handout(asked("grounding", version="1"))).title.startswith("Grounding")


@pytest.mark.parametrize("call", [asked("nothing"), asked("grounding", version="99")])
@pytest.mark.parametrize("handler", [read_handout, handout_page, handout_pdf])
async def test_what_is_not_in_the_library_is_not_found(handler: Any, call: Call[None]) -> None:
    with pytest.raises(NotFound):
        await handler(call)


async def test_the_file_is_named_so_that_a_downloads_folder_tells_nothing() -> None:
    answer = await handout_pdf(asked("thinking-traps"))

    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="handout.pdf"'
    assert isinstance(answer.body, bytes)
    assert answer.body.startswith(b"%PDF-1.7")


async def test_the_page_is_a_fragment_of_headings_lists_and_tables() -> None:
    answer = await handout_page(asked("grounding"))

    assert answer.content_type == "text/html"
    assert answer.text is not None
    assert "<h2>When it can help</h2>" in answer.text
    assert "<th>At home</th>" not in answer.text
    assert "<td>At home</td>" in answer.text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html,hi)",
        "![x](https://example.org/beacon.png)",
        '<a href="https://example.org" onclick="x()">x</a>',
        "<iframe src=//example.org>",
    ],
)
def test_nothing_on_the_page_can_run_or_load(hostile: str) -> None:
    assert set(re.findall(r"<(\w+)", page(hostile))) <= {"p"}


def test_a_link_tells_the_other_side_nothing() -> None:
    assert 'rel="noopener noreferrer"' in page("[x](https://example.org)")


def test_no_route_says_anything_of_a_person_and_all_need_a_sign_in() -> None:
    assert {(route.way, route.power) for route in ROUTES} == {(WayOut.NOTHING, Power.SIGNED_IN)}
