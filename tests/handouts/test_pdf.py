"""Handouts on paper: every word arrives, nothing in them is markup of another kind, the file is tagged."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from handrail.handouts.handout import Handout
from handrail.handouts.pdf import Printer, UnknownToken, markdown, typeset
from tests.handouts.test_handout import SHIPPED

PRINTER = Printer()
ANY = SHIPPED[0]


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"\s+", " ", text.replace("\ufffe", "-"))


def drawn(body: str) -> str:
    """The words on paper of a text that is drawn for the first time."""
    return words(Printer.draw(PRINTER, replace(ANY, body=body, version=hash(body) % 10**9)))


@pytest.mark.parametrize("handout", SHIPPED, ids=lambda one: one.id)
class TestTheShippedHandouts:
    def test_every_word_is_on_paper(self, handout: Handout) -> None:
        said = Counter(re.findall(r"\w+", f"{handout.title}\n{handout.body}"))
        said.subtract(re.findall(r"^(\d+)\. ", handout.body, re.MULTILINE))  # numbers of a list are drawn anew

        assert said - Counter(re.findall(r"\w+", words(PRINTER.draw(handout)))) == Counter()

    def test_it_is_tagged_for_a_screen_reader_and_has_its_title(self, handout: Handout) -> None:
        with pikepdf.open(BytesIO(PRINTER.draw(handout))) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).startswith("en")
            with pdf.open_metadata() as facts:
                assert facts["pdfuaid:part"] == "1"
                assert facts["dc:title"] == handout.title
                assert "dc:creator" not in facts

    def test_it_is_two_pages_at_most(self, handout: Handout) -> None:
        document = pypdfium2.PdfDocument(PRINTER.draw(handout))
        pages = len(document)
        document.close()

        assert pages <= 2

    def test_the_same_words_are_the_same_bytes(self, handout: Handout) -> None:
        assert Printer().draw(handout) == PRINTER.draw(handout)


def test_a_picture_has_no_form_on_paper_and_is_refused() -> None:
    with pytest.raises(UnknownToken):
        typeset("![a picture](https://example.org/x.png)")


def test_raw_html_stays_words() -> None:
    assert "<b>raw</b>" in drawn("some <b>raw</b> words")


def test_everything_that_the_dialect_knows_but_pictures_has_a_form() -> None:
    paper = drawn(
        "## One\n\nTwo *three* **four** `five`  \nsix\nseven [eight](https://example.org)\n\n- nine\n\n3. ten\n\n"
        "> eleven\n\n---\n\n    twelve\n\n```\nthirteen\n```\n\n| fourteen | fifteen |\n| --- | --- |\n| sixteen | |\n"
    )

    for word in ("One", "Two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"):
        assert word in paper
    for word in ("twelve", "thirteen", "fourteen", "fifteen", "sixteen"):
        assert word in paper


def test_nothing_written_is_read_as_markup_of_the_typesetter() -> None:
    body = 'She said \\#eval("1") and #read("/etc/passwd") and $x^2$ and @ref <label> and ~ // /* */ [x] and "quotes".'

    assert "#read(“/etc/passwd”)" in drawn(body)
    assert "root:" not in drawn(body)


plain = st.text(alphabet="abcXYZ019 .,;:!?'\"#$@~=-+/()[]{}\\<>&%^|", min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(plain)
def test_any_paragraph_of_text_arrives_in_the_words_that_the_page_shows(text: str) -> None:
    """What HTML shows and what paper shows have the same letters and digits."""
    html = re.sub(r"<[^>]*>", " ", markdown().render(text))
    letters = re.findall(
        r"[A-Za-z0-9]", html.replace("&quot;", "").replace("&lt;", "").replace("&gt;", "").replace("&amp;", "")
    )
    try:
        typst = typeset(text)
    except UnknownToken:
        return
    paper = "".join(re.findall(r'#(?:raw\((?:block: true, )?)?"((?:[^"\\]|\\.)*)"', typst))

    assert re.findall(r"[A-Za-z0-9]", re.sub(r"\\n", " ", paper)) == letters


def test_the_dialect_reads_no_raw_html() -> None:
    assert isinstance(markdown(), MarkdownIt)
    assert "<script>" not in markdown().render("<script>alert(1)</script>")
