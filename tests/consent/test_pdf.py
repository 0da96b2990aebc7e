"""The signer's copy: the words that were signed, in 14 points, readable by a screen reader."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2

from handrail.consent.pdf import FormPrinter
from handrail.consent.terms import text
from handrail.consent.witness import Of
from tests.consent.test_attest import a_form, saw
from tests.consent.test_terms import PART2, WITH_DAYS
from tests.handouts.test_pdf import words

PRINTER = FormPrinter()
FORM = replace(a_form(), text=text(WITH_DAYS))
EVERYTHING = replace(a_form(), text=text(replace(PART2, states=frozenset({"IL", "CA"}))))


def test_every_word_that_was_signed_is_on_it():
    for form in (FORM, EVERYTHING):
        said = re.sub(r"\s+", " ", re.sub(r"^- ", "", form.text, flags=re.MULTILINE))
        drawn = re.sub(r"\s+", " ", re.sub(r"[•‣]", "", words(PRINTER.draw(form))))
        for sentence in re.split(r"(?<=[.:]) ", said):
            assert sentence in drawn, sentence
        assert "Signed on September 2, 2026" in drawn


def test_nothing_on_it_is_smaller_than_fourteen_points():
    """Cal. Civ. Code 56.11: type of at least 14 points."""
    document = pypdfium2.PdfDocument(PRINTER.draw(EVERYTHING))
    sizes = set()
    for page in document:
        textpage = page.get_textpage()
        for place in range(textpage.count_chars()):
            if textpage.get_text_range(place, 1).strip():
                sizes.add(round(pypdfium2.raw.FPDFText_GetFontSize(textpage.raw, place), 1))
    document.close()
    assert min(sizes) >= 14


def test_it_is_tagged_and_tells_nothing_in_its_properties():
    with pikepdf.open(BytesIO(PRINTER.draw(FORM))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as facts:
            assert facts["pdfuaid:part"] == "1"
            assert facts["dc:title"] == "Leave to share information about me"
            assert "Ana" not in str(facts)


def test_the_same_form_is_the_same_copy():
    assert PRINTER.draw(FORM) == FormPrinter().draw(FORM)


def test_a_witness_stands_on_it():
    assert "Witnessed on September 2, 2026" in words(PRINTER.draw(replace(FORM, witness=saw(Of.SIGNATURE))))


def test_what_a_person_typed_is_never_markup():
    tricky = replace(FORM, text=FORM.text.replace("Corvid Mills", '#panic("x") $x$ *b* \\'))
    assert '#panic("x") $x$ *b* \\' in words(PRINTER.draw(tricky))
