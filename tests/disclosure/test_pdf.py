"""The accounting on paper: both reports, tagged, with every entry; and no words of ours in its properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf

from handrail.disclosure.accounting import Accounting
from handrail.disclosure.pdf import AccountingPrinter
from tests.disclosure.test_sentences import ENTRY
from tests.handouts.test_pdf import words

PRINTER = AccountingPrinter()
MANY = tuple(replace(ENTRY, recipient_name=f"Corvid Mills {place}") for place in range(60))
SOME = Accounting(date(2026, 9, 2), "Ana Ruiz", (), MANY)


def test_every_entry_is_on_it():
    drawn = words(PRINTER.draw(SOME))
    assert "About Ana Ruiz." in drawn
    assert "There is nothing to list." in drawn
    for one in MANY:
        assert one.recipient_name in drawn
    assert "the days on which you came" in drawn
    assert "you signed a form for it" in drawn


def test_it_is_tagged_and_names_nobody_in_its_properties():
    with pikepdf.open(BytesIO(PRINTER.draw(SOME))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as facts:
            assert facts["pdfuaid:part"] == "1"
            assert facts["dc:title"] == "Accounting of disclosures"
            assert "Ana" not in str(facts)


def test_the_same_log_is_the_same_file():
    assert PRINTER.draw(SOME) == AccountingPrinter().draw(SOME)
