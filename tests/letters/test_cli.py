"""`handrail letter scan` tells by its exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.letters.builders import content

from handrail.letters.cli import letter
from handrail.letters.pdf import Typesetter

DRAWN = Typesetter().draw(content())


def run(path: Path, *more: str):
    return CliRunner().invoke(letter, ["scan", str(path), *more])


@pytest.fixture
def pdf(tmp_path: Path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(DRAWN)
    return path


def test_a_clean_letter_exits_0(pdf: Path):
    result = run(pdf)
    assert (result.exit_code, result.output) == (0, "clean\n")


def test_a_canary_exits_1_and_is_not_repeated(pdf: Path):
    result = run(pdf, "--canary", "Jordan Lee", "--json")
    said = json.loads(result.output)
    assert result.exit_code == 1
    assert said["scan"] == "found"
    assert {one["word"] for one in said["findings"]} == {"name 1"}
    assert "Jordan" not in result.output


def test_a_telling_file_name_exits_1(pdf: Path):
    assert run(pdf.rename(pdf.with_name("rehab.pdf"))).exit_code == 1


def test_what_is_no_pdf_exits_2(tmp_path: Path):
    (tmp_path / "letter.pdf").write_bytes(b"hello")
    assert run(tmp_path / "letter.pdf").exit_code == 2
