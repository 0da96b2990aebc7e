"""The browser app is served from a table of its files, each kept as long as it may be (J2)."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from tests.fakes import FakeClock
from tests.web.conftest import Site

from handrail.kernel.ids import SystemIds
from handrail.web import page, static
from handrail.web.headers import CSP, IDS, SERVED_OVER_TLS, on_prepare, problems
from handrail.web.runner import Runner
from handrail.web.serve import CLOCK, mount

SCRIPT = b"console.log('here')\n" * 40


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What a build leaves behind, and what somebody left there by accident."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Home</title>")
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "index-BKr7zDJn.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "letter-Bbz.woff2").write_bytes(b"font")
    (tmp_path / "assets" / "index-BKr7zDJn.js.map").write_text("{}")
    (tmp_path / "notes.txt").write_text("not for you")
    return tmp_path


@pytest_asyncio.fixture(loop_scope="session")
async def app_site(built: Path, clock: FakeClock) -> AsyncIterator[Site]:
    app = web.Application(middlewares=[problems])
    app.on_response_prepare.append(on_prepare)
    app[IDS], app[SERVED_OVER_TLS], app[CLOCK] = SystemIds(), False, clock
    mount(app, static.routes((built,)))
    runner = Runner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Site(app, runner.addresses[0][1], clock)
    await runner.cleanup()


@pytest.mark.parametrize("path", ["/", "/enter"])
async def test_links_open_the_app_and_the_page_is_never_kept(app_site: Site, path: str):
    """Nothing private may stay in a home computer's cache, the page least of all."""
    answer = await app_site("GET", path)
    assert answer.status == 200
    assert b"<title>Home</title>" in answer.body
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == CSP


async def test_a_file_with_a_hash_in_its_name_is_kept_for_a_year(app_site: Site):
    answer = await app_site("GET", "/assets/index-BKr7zDJn.js")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript"
    icon = await app_site("GET", "/icon.svg")
    assert icon.headers["Cache-Control"] == "no-store"


async def test_scripts_travel_packed_to_whoever_can_unpack(app_site: Site):
    """A slow line is the rule at home, not the exception."""
    packed = await app_site.raw(
        b"GET /assets/index-BKr7zDJn.js HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, br\r\nConnection: close\r\n\r\n"
    )
    head, _, body = packed.partition(b"\r\n\r\n")
    assert b"Content-Encoding: gzip" in head
    assert b"Vary: Accept-Encoding" in head
    assert gzip.decompress(body) == SCRIPT
    plain = await app_site("GET", "/assets/index-BKr7zDJn.js", headers={"Accept-Encoding": "identity"})
    assert plain.body == SCRIPT
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    "path",
    ["/notes.txt", "/assets/index-BKr7zDJn.js.map", "/assets/", "/assets/../notes.txt", "/assets/%2e%2e/notes.txt"],
)
async def test_what_is_not_in_the_table_does_not_exist(app_site: Site, path: str):
    """No path of a request reaches the disk."""
    assert (await app_site("GET", path)).status == 404


def test_without_a_built_app_the_plain_page_stays(tmp_path: Path):
    assert static.routes((tmp_path,)) == page.ROUTES


def test_every_file_that_is_served_says_nothing_of_anybody(built: Path):
    """They are the same bytes for all; only the table of routes decides what there is."""
    assert {route.path for route in static.routes((built,))} == {
        "/",
        "/enter",
        "/icon.svg",
        "/assets/index-BKr7zDJn.js",
        "/assets/letter-Bbz.woff2",
    }
