"""The accounting as a table: every cell arrives, and none is a formula (security G3)."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.disclosure.sheet import FORMULA, HEAD, safe, sheet
from tests.disclosure.test_sentences import ENTRY


def read(table: str) -> list[list[str]]:
    return list(csv.reader(StringIO(table, newline="")))


def test_each_row_holds_what_the_law_asks_for():
    """45 CFR 164.528(b)(2): date, recipient, what, why."""
    head, row = read(sheet([("HIPAA", [ENTRY])]))
    assert tuple(head) == HEAD
    assert row == [
        "HIPAA",
        "2026-09-02",
        "your employer's staff office",
        "Corvid Mills",
        "person name, dates attended",
        "to show at work that you came to appointments",
        "you signed a form for it",
        "H-508-a1",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0@", "\uff1d"])
def test_a_name_that_is_a_formula_stays_a_name(start: str):
    name = f'{start}HYPERLINK("https://evil.example","x")'
    assert read(sheet([("HIPAA", [replace(ENTRY, recipient_name=name)])]))[1][3] == "'" + name


@given(st.text(max_size=40))
def test_no_cell_ever_begins_like_a_formula_and_none_is_lost(name: str):
    [_, row] = read(sheet([("HIPAA", [replace(ENTRY, recipient_name=name)])]))
    assert len(row) == len(HEAD)
    assert row[3].removeprefix("'") == name.removeprefix("'")
    assert not row[3] or row[3][0] not in FORMULA


def test_harmless_cells_stay_as_they_are():
    assert safe("O'Neil = Sons") == "O'Neil = Sons"
    assert safe("") == ""


def test_rows_end_as_the_standard_says():
    """RFC 4180 §2."""
    assert sheet([]).endswith("\r\n")
    assert sheet([]).count("\n") == 1
