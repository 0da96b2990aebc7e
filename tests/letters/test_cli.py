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


PAGE = "<!doctype html><html lang=en><head><title>A letter</title></head><body><p>Northgate {}</p></body></html>"
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Appointment{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
MAIL = "From: a@b.example\r\nTo: c@d.example\r\nSubject: A document\r\n{}\r\n\r\nHello.\r\n"
PARTS = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n{}\r\n--x--"


@pytest.mark.parametrize(
    ("name", "clean", "telling"),
    [
        ("a.html", PAGE.format("Health"), PAGE.format("ther<b>apy</b>")),
        ("a.html", PAGE.format("&amp;"), PAGE.format("&#116;herapy")),
        ("a.html", PAGE.format("<!-- x -->"), PAGE.format("<!-- relapse -->")),
        ("a.html", PAGE.format("<a href='/x'>x</a>"), PAGE.format("<a href='https://x.example/iop/1'>x</a>")),
        ("a.html", PAGE.format("<img alt='a door'>"), PAGE.format("<img alt='recovery'>")),
        ("a.html", PAGE.format("<b class='x'>x</b>"), PAGE.format("<b class='soberLiving'>x</b>")),
        ("a.html", PAGE.format("x"), PAGE.format("<script>x</script>")),
        ("a.ics", CALENDAR.format(""), CALENDAR.format(" with the\r\n  rapists, ther\r\n apy")),
        ("a.ics", CALENDAR.format("\r\nURL:https://x.example/1"), CALENDAR.format("\r\nURL:https://x.example/iop/1")),
        ("a.ics", CALENDAR.format("\r\nLOCATION:Suite 2"), CALENDAR.format("\r\nDESCRIPTION:day\\, group\\ncohort")),
        ("a.eml", MAIL.format("X-A: b"), MAIL.format("X-Campaign: rehab")),
        ("a.eml", MAIL.format("X-A: b"), MAIL.format("X-A: =?utf-8?b?dGhlcmFweQ==?=")),
        ("a.eml", MAIL.format("X-A: b"), MAIL.format(PARTS.format("Content-Type: text/html\r\n\r\nso<i>ber</i>"))),
        (
            "a.eml",
            MAIL.format(PARTS.format("Content-Type: text/plain\r\n\r\nHello")),
            MAIL.format(PARTS.format("Content-Type: text/calendar\r\n\r\nSUMMARY:re\r\n lapse")),
        ),
        (
            "a.eml",
            MAIL.format(PARTS.format("Content-Disposition: attachment; filename=a.txt\r\n\r\nx")),
            MAIL.format(PARTS.format("Content-Disposition: attachment; filename=iop.txt\r\n\r\nx")),
        ),
        ("a.eml", MAIL.format("X-A: b"), MAIL.format(PARTS.format("Content-Type: application/zip\r\n\r\nPK"))),
        ("a.txt", "Hello.", "Your group meets."),
        ("a.txt", "Hello.", "p r o g r a m"),
    ],
)
def test_messages_pages_and_calendar_entries_are_looked_through_too(
    tmp_path: Path, name: str, clean: str, telling: str
):
    for text, code in ((clean, 0), (telling, 1)):
        (tmp_path / name).write_bytes(text.encode())
        result = run(tmp_path / name)
        assert result.exit_code == code, result.output
