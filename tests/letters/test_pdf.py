"""The drawn page: the same bytes every time, tagged, readable aloud, and nothing but what was composed."""

import ctypes
import re
import subprocess
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from tests.letters.builders import CHECK, HEAD, content, statement
from tests.support.skips import needs

from handrail.kernel.errors import Invalid
from handrail.letters.choices import Language, Level
from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_reading import places
from handrail.letters.scan import Kind

TYPESETTER = Typesetter()


FOOTER = re.compile("(Letter|Carta) [0-9A-Z]{4}(-[0-9A-Z]{4}){3}( [0-9] / [0-9])?")


def text_of(pdf: Any):
    """What the pages say, in order, without what stands at the foot of each."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(text.get_text_bounded())
        text.close()
        page.close()
    document.close()
    return FOOTER.sub("", " ".join(" ".join(texts).split()))


def ink_of(pdf: Any):
    """How many dots of the first page are dark."""
    document = pypdfium2.PdfDocument(pdf)
    dots = bytes(document[0].render(scale=4, grayscale=True).buffer)
    document.close()
    return sum(dot < 128 for dot in dots)


def sizes_of(pdf: Any):
    document = pypdfium2.PdfDocument(pdf)
    sizes = set()
    for page in document:
        for found in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            size = ctypes.c_float()
            pypdfium2.raw.FPDFTextObj_GetFontSize(found, size)
            sizes.add(round(size.value * abs(found.get_matrix().a), 1))
        page.close()
    document.close()
    return sizes


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
        *(" ".join(sentence.split()) for sentence in letter.sentences),
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
        "山田 太郎",
        "欧阳 诗涵",
        "김 서연",
        "अनीता शर्मा",
        "Nguyễn Thị Ánh Tuyết",
        "Zoe\u0308 O\u2019Brien",
        "N\u0331\u0303a",
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


@pytest.mark.parametrize(
    ("name", "character"),
    [
        ("ሰላም", "ethiopic syllable sa"),
        ("שרה כהן", "hebrew letter final nun"),
        ("สมชาย", "thai character so sua"),
        ("আনিকা", "bengali letter aa"),
        ("தமிழ்", "tamil letter ta"),
        ("ნინო", "georgian letter nar"),
        ("Աննա", "armenian capital letter ayb"),
    ],
)
def test_a_name_the_fonts_cannot_draw_is_refused_by_naming_the_character(name: str, character: str):
    with pytest.raises(Invalid) as refused:
        TYPESETTER.draw(content(person_name=name))
    assert refused.value.faults[0].at == "/person_name"
    assert refused.value.faults[0].says == f"the fonts have no {character}"


def test_a_refusal_says_whose_spelling_it_is():
    letterhead = replace(HEAD, signer_name="ሰላም")
    with pytest.raises(Invalid) as refused:
        TYPESETTER.draw(content(head=letterhead))
    assert {fault.at for fault in refused.value.faults} == {"/issuer_profile"}
    with pytest.raises(Invalid) as refused:
        TYPESETTER.draw(content(Level.FUNCTION, statement=statement(name="ሰላም")))
    assert {fault.at for fault in refused.value.faults} == {"/statement/name"}


@pytest.mark.parametrize("name", ["N\u0331\u0303a", "M\u0323\u0302i", "Q\u0323\u0307"])
def test_marks_never_take_the_letter_they_stand_on_away(name: str):
    """A letter whose marks come from another font would be left out; its word is set in one font instead."""
    bare = "".join(char for char in name if not unicodedata.combining(char))
    assert ink_of(TYPESETTER.draw(content(person_name=name))) > ink_of(TYPESETTER.draw(content(person_name=bare)))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("size", [12, 14])
def test_a_letter_takes_few_pages_whatever_the_name(size: int, level: Level, language: Language):
    with pikepdf.open(BytesIO(TYPESETTER.draw(content(level, language=language, size=size)))) as pdf:
        assert len(pdf.pages) <= (1 if level < Level.FUNCTION else 2)
    long = content(level, language=language, size=size, person_name="Maria " * 33)
    with pikepdf.open(BytesIO(TYPESETTER.draw(long))) as pdf:
        assert len(pdf.pages) <= (1 if level < Level.FUNCTION and size == 12 else 3)


@pytest.mark.parametrize("language", Language)
def test_a_signature_never_stands_on_a_page_alone(language: Language):
    """A page with a name and nothing that was said could be put under anything."""
    drawn = TYPESETTER.draw(content(Level.NAMED, language=language, size=14))
    document = pypdfium2.PdfDocument(drawn)
    last = document[len(document) - 1].get_textpage().get_text_bounded()
    assert {Language.ENGLISH: "in writing or by phone", Language.SPANISH: "por escrito ni por teléfono"}[language] in (
        " ".join(last.split())
    )


def test_large_type_is_large_everywhere():
    """14 points at the least in every running text, the footer's number among it."""
    sizes = sizes_of(TYPESETTER.draw(content(Level.FUNCTION, size=14)))
    assert min(sizes) >= 14
    assert min(sizes_of(TYPESETTER.draw(content(Level.FUNCTION)))) >= 9


@pytest.mark.parametrize("language", Language)
def test_the_language_is_told_to_whoever_reads_aloud(language: Language):
    with pikepdf.open(BytesIO(TYPESETTER.draw(content(language=language)))) as pdf:
        assert str(pdf.Root.Lang) == f"{language}-US"
        assert str(pdf.docinfo["/Title"]).startswith({"en": "Letter", "es": "Carta"}[language])


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
