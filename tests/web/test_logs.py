"""Only what is on the list is ever written (I10)."""

import errno
import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from handrail.web import logs


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    root, level = list(logging.root.handlers), logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = root
    logging.root.setLevel(level)


def test_a_key_that_is_not_listed_is_scrubbed(capfdbinary: pytest.CaptureFixture[bytes]):
    logs.configure("info")
    structlog.get_logger().info("unexpected", request_id="ABC", name="Ana Ruiz", kind="KeyError")
    line = json.loads(capfdbinary.readouterr().out)
    assert (line["event"], line["request_id"], line["kind"], line["name"]) == (
        "unexpected",
        "ABC",
        "KeyError",
        "[scrubbed]",
    )


def test_a_line_cannot_be_forged(capfdbinary: pytest.CaptureFixture[bytes]):
    """Text with a line break stays one line (security I6)."""
    logs.configure("info")
    structlog.get_logger().info("unexpected", kind='x"}\n{"event":"sign-in"}')
    assert capfdbinary.readouterr().out.count(b"\n") == 1


def test_libraries_may_say_that_something_happened_and_not_what(capfdbinary: pytest.CaptureFixture[bytes]):
    """Their messages and exceptions hold addresses, statements and values."""
    logs.configure("info")
    try:
        assert {}["Ana Ruiz"]
    except KeyError:
        logging.getLogger("asyncio").exception("Task of %s failed", "Ana Ruiz")
    told = capfdbinary.readouterr()
    assert b"Ana" not in told.out + told.err
    line = json.loads(told.out)
    assert (line["event"], line["kind"], line["level"]) == ("library", "KeyError", "error")
    assert line["where"].startswith("asyncio:")


def test_below_the_level_nothing_is_written(capfdbinary: pytest.CaptureFixture[bytes]):
    logs.configure("warning")
    structlog.get_logger().info("unexpected")
    logging.getLogger("asyncio").info("hello")
    told = capfdbinary.readouterr()
    assert not told.out + told.err


class Full(io.BytesIO):
    """A log on a disk that has no room."""

    attempts = 0

    def write(self, _: object) -> int:
        self.attempts += 1
        raise OSError(errno.ENOSPC, "no space left on device")


def test_a_log_that_cannot_be_written_stops_nothing():
    """A full disk must not turn what was kept into an error, nor hide what was not."""
    full = Full()
    logs.configure("info", full)
    structlog.get_logger().info("unexpected", kind="KeyError")
    logging.getLogger("a.library").error("something")
    assert full.attempts == 2
