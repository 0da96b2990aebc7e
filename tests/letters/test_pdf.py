"""The drawn page: the same bytes every time, tagged, readable aloud, and nothing but what was composed."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from tests.letters.builders import CHECK, HEAD, content
from tests.support.skips import needs

from handrail.kernel.errors import Invalid
from handrail.letters.letter import Level
from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_reading import places
from handrail.letters.scan import Kind

TYPESETTER = Typesetter()


def text_of(pdf: Any):
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    text = " ".join(page.get_text_bounded().split())
    page.close()
    document.close()
    return text


@pytest.mark.parametrize("level", Level)
def test_equal_letters_are_equal_bytes_on_every_thread_and_compiler(level: Level):
    letter = content(level)
    with ThreadPoolExecutor(3) as threads:
        drawn = list(threads.map(lambda _: TYPESETTER.draw(letter), range(6)))
    assert {*drawn, Typesetter().draw(letter)} == {drawn[0]}


@pytest.mark.parametrize("level", Level)
def test_the_page_reads_what_was_composed_in_order(level: Level):
    letter = content(level)
    text = text_of(TYPESETTER.draw(letter))
    said = [
        HEAD.name,
        *HEAD.address_lines,
        HEAD.phone,
        letter.title,
        *letter.paragraphs,
        *letter.closing,
        HEAD.signer_name,
    ]
    found = [text.find(part) for part in said]
    assert -1 not in found
    assert found == sorted(found)
    assert letter.check_code in text


def test_the_code_is_on_the_page_for_typing_and_scanning_only_where_signed_for():
    with_check = {place.text for place in places(TYPESETTER.draw(content())) if "barcode" in place.where}
    without = TYPESETTER.draw(content(check=None))
    assert with_check == {f"{CHECK.page}#{CHECK.code}"}
    assert not [place for place in places(without) if "barcode" in place.where]
    assert "check" not in text_of(without)


def test_the_document_is_tagged_and_claims_the_two_standards():
    with pikepdf.open(BytesIO(TYPESETTER.draw(content()))) as pdf:
        assert pdf.pdf_version == "1.7"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-US"
        metadata = pdf.open_metadata()
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        pictures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert all(str(picture.Alt) for picture in pictures)
        assert pictures


def test_properties_carry_the_number_the_date_and_the_typesetter_alone():
    with pikepdf.open(BytesIO(TYPESETTER.draw(content()))) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    assert info == {
        "/Title": "Letter 7K2M-4Q9R-TV3X-W5YZ",
        "/Creator": "Typst 0.15.1",
        "/CreationDate": "D:20260914000000Z",
        "/ModDate": "D:20260914000000Z",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Siobhán O’Neill-Nguyễn",
        "محمد علي",
        "Ελένη Παπαδοπούλου",
        "Мария Иванова",
        '#eval("1") *b* $x$ @a',
        "\\u{1}#pagebreak()",
    ],
)
def test_a_name_in_any_script_the_fonts_carry_is_drawn_as_text(name: str):
    drawn = TYPESETTER.draw(content(person_name=name))
    with pikepdf.open(BytesIO(drawn)) as pdf:
        assert len(pdf.pages) == 1
    if name.isascii():
        assert name in text_of(drawn)


def test_a_name_the_fonts_cannot_draw_is_refused_by_naming_the_character():
    with pytest.raises(Invalid) as refused:
        TYPESETTER.draw(content(person_name="山田 太郎"))
    assert refused.value.faults[0].at == "/person_name"
    assert refused.value.faults[0].says == "the fonts have no cjk unified ideograph-5c71"


def test_a_long_name_stays_on_one_page():
    drawn = TYPESETTER.draw(content(Level.UNDER_CARE, person_name="Maria " * 33))
    with pikepdf.open(BytesIO(drawn)) as pdf:
        assert len(pdf.pages) == 1


def test_only_the_shipped_fonts_are_used():
    fonts = {
        place.text.partition("+")[2].partition("-")[0]
        for place in places(TYPESETTER.draw(content(person_name="محمد")))
        if place.kind is Kind.LABEL and "+" in place.text
    }
    assert fonts == {"AtkinsonHyperlegible", "NotoSansArabic"}


@needs("qpdf")
def test_qpdf_finds_no_fault(tmp_path: Path):
    (tmp_path / "letter.pdf").write_bytes(TYPESETTER.draw(content()))
    assert (
        subprocess.run(["qpdf", "--check", tmp_path / "letter.pdf"], capture_output=True, check=False).returncode == 0
    )
