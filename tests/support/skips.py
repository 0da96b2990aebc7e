"""Which programs of the operating system a test needs, and that continuous integration never skips for want of one.

On somebody's laptop a test that needs Chromium or qpdf says so and is skipped. With `CI=true` the same skip is a
failure, or the tests that matter most could be missing for years unnoticed.
"""

import os
import shutil
from collections.abc import Generator

import pytest

PACKAGES = {
    "chromium": "chromium-headless-shell",
    "pdffonts": "poppler-utils",
    "pdfinfo": "poppler-utils",
    "pdfsig": "poppler-utils",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
}
"""Program → the Debian package that brings it."""

ALSO = {
    "chromium": ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
}
"""Program → the names under which it may be found. A browser without its window opens a tab in a third of the time."""

_REASON = "needs the Debian package "


def found(program: str) -> str | None:
    """Where this program is; None where it is not on this machine."""
    return next((path for name in ALSO.get(program, (program,)) if (path := shutil.which(name))), None)


def needs(*programs: str) -> pytest.MarkDecorator:
    """Mark a test as needing these programs (keys of `PACKAGES`): skipped, with the reason, where one is missing."""
    missing = sorted({PACKAGES[program] for program in programs if found(program) is None})
    return pytest.mark.skipif(bool(missing), reason=_REASON + ", ".join(missing))


def refused(report: pytest.TestReport | pytest.CollectReport, environ: dict[str, str] | None = None) -> bool:
    """Whether this is a skip for want of a Debian package where none may be wanting."""
    strict = (os.environ if environ is None else environ).get("CI", "").lower() in {"1", "true"}
    return strict and report.skipped and _REASON in str(report.longrepr)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if refused(report):
        report.outcome = "failed"
        report.longrepr = f"CI may not skip this: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if refused(report):
        report.outcome = "failed"
        report.longrepr = f"CI may not skip this: {report.longrepr}"
    return report
