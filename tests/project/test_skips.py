"""A test that cannot run says what it needs; continuous integration does not accept that as an answer."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NEEDY = """
import pytest
from tests.support import skips

skips.PACKAGES["no-such-program"] = "no-such-package"
pytestmark = skips.needs("no-such-program")

def test_nothing():
    pass
"""


def run(folder: Path, text: str, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_needy.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "tests.support.skips", "-p", "no:cacheprovider", "-rs", "-c"]
    return subprocess.run(
        [*command, "/dev/null", "--rootdir", folder, folder],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"CI": ci, "PYTHONPATH": str(ROOT), "PATH": ""},
    )


def test_a_missing_program_skips_with_the_name_of_its_package(tmp_path: Path):
    result = run(tmp_path, NEEDY, ci="")
    assert result.returncode == 0, result.stdout
    assert "1 skipped" in result.stdout
    assert "needs the Debian package no-such-package" in result.stdout


def test_continuous_integration_fails_on_that_skip(tmp_path: Path):
    result = run(tmp_path, NEEDY, ci="true")
    assert result.returncode == 1, result.stdout
    assert "CI may not skip this" in result.stdout


def test_continuous_integration_accepts_other_skips(tmp_path: Path):
    other = "import pytest\n\n@pytest.mark.skip(reason='another day')\ndef test_nothing():\n    pass\n"
    assert "1 skipped" in run(tmp_path, other, ci="true").stdout
