"""No hiding place is overlooked: a word is planted in each and must be found; a clean letter is silent."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from tests.letters.builders import CODE, HEAD, ISSUED_ON, NUMBER, content

from handrail.kernel.ids import SystemIds
from handrail.letters import pdf_barcodes, pdf_reading
from handrail.letters.choices import Language, Level
from handrail.letters.content import Check
from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_reading import Unreadable, places, read_lexicon
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.scan import scan

LEXICON = read_lexicon()
TYPESETTER = Typesetter()
KEY = SigningKey.make(SystemIds(), date(2026, 9, 1))
DRAWN = TYPESETTER.draw(content())
SPARE = ["Jordan Lee", NUMBER, CODE]


def found(pdf: bytes, file_name: str = "letter.pdf", names: tuple[str, ...] | list[str] = ()):
    return {(one.word, one.where) for one in scan(places(pdf, file_name), LEXICON, names, SPARE)}


def changed(change: Any):
    out = BytesIO()
    with pikepdf.open(BytesIO(DRAWN)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("level", [Level.APPOINTMENT, Level.UNDER_CARE, Level.FUNCTION])
@pytest.mark.parametrize("name", ["Jordan Lee", "محمد علي", "Siobhán O’Neill-Nguyễn"])
def test_a_finished_letter_is_clean(level: Level, name: str):
    signed = KEY.sign(TYPESETTER.draw(content(level, person_name=name)), ISSUED_ON)
    assert (
        scan(places(signed, "letter.pdf"), LEXICON, ["Evening cohort", "Harbor IOP", "Ana Ruiz"], [name, "Rosa Quispe"])
        == ()
    )


def test_a_digest_that_spells_something_by_chance_is_no_word():
    """One letter in some thousands would be refused for it."""
    digest = re.search(rb"(?<=DocumentID>)[A-Za-z0-9+/]{22}==", DRAWN)
    assert digest
    assert found(DRAWN.replace(digest.group(), b"IOP/" + digest.group()[4:])) == set()


@pytest.mark.parametrize("language", Language)
def test_a_letter_of_level_4_says_what_was_signed_for_and_is_clean_beyond(language: Language):
    letter = content(Level.NAMED, language=language)
    everywhere = places(KEY.sign(TYPESETTER.draw(letter), ISSUED_ON), "letter.pdf")
    assert scan(everywhere, LEXICON, [], ["Jordan Lee"])
    assert scan(everywhere, LEXICON, [], ["Jordan Lee", letter.named]) == ()


def info(pdf: Any, word: str):
    pdf.docinfo["/Subject"] = word


def info_key(pdf: Any, word: str):
    pdf.docinfo[f"/{word}"] = "x"


def xmp(pdf: Any, word: str):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:description"] = word


def outline(pdf: Any, word: str):
    with pdf.open_outline() as entries:
        entries.root.append(pikepdf.OutlineItem(word, 0))


def alt(pdf: Any, word: str):
    next(one for one in pdf.objects if isinstance(one, Dictionary) and one.get("/S") == "/Figure").Alt = String(word)


def actual_text(pdf: Any, word: str):
    next(one for one in pdf.objects if isinstance(one, Dictionary) and one.get("/S") == "/P").ActualText = String(word)


def role(pdf: Any, word: str):
    pdf.Root.StructTreeRoot.RoleMap[f"/{word}"] = Name.P


def font_name(pdf: Any, word: str):
    font = next(one for one in pdf.objects if isinstance(one, Dictionary) and one.get("/Type") == "/FontDescriptor")
    font.FontName = Name(f"/ABCDEF+{word}-Regular")


def stream_ascii(pdf: Any, word: str):
    pdf.make_stream(b"q \x90\x91\xff BT (" + word.encode() + b") Tj ET Q")
    pdf.Root.Own = pdf.make_stream(b"BT (" + word.encode() + b") Tj ET")


def stream_utf16(pdf: Any, word: str):
    pdf.Root.Own = pdf.make_stream(b"\xff\x00\x81" + word.encode("utf-16-be") + b"\x00\xff")


def attachment(pdf: Any, word: str):
    pdf.attachments["notes.txt"] = word.encode()


def attachment_name(pdf: Any, word: str):
    pdf.attachments[f"{word}.txt"] = b"x"


def link(pdf: Any, word: str):
    action = Dictionary(S=Name.URI, URI=String(f"https://example.org/{word}/letters"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def comment(pdf: Any, word: str):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=String(word))
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def layer_name(pdf: Any, word: str):
    pdf.Root.OCProperties = Dictionary(OCGs=Array([pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(word)))]))


def page_label(pdf: Any, word: str):
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(word))]))


PLACES = [
    info, info_key, xmp, outline, alt, actual_text, role, font_name, stream_ascii, stream_utf16, attachment,
    attachment_name, link, comment, layer_name, page_label,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLACES, ids=lambda plant: plant.__name__)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(word=st.sampled_from(["therapy", "cohort", "addiction", "recovery", "psychiatrist", "sobriety", "adicciones"]))
def test_a_word_planted_in_each_place_is_found(plant: Any, word: str):
    planted = changed(lambda pdf: plant(pdf, word))
    assert {one for one, _ in found(planted)} > {one for one, _ in found(changed(lambda _: None))}
    assert word in {one for one, _ in found(planted)} or any(
        word.startswith(one.rstrip("*")) for one, _ in found(planted)
    )


def test_a_letter_copied_unchanged_is_clean():
    assert found(changed(lambda _: None)) == set()


def test_a_word_in_a_letterhead_is_found_on_the_page_and_beside_it():
    head = HEAD.__class__("Harbor Recovery Center", *(getattr(HEAD, name) for name in HEAD.__slots__[1:]))
    where = {place for _, place in found(TYPESETTER.draw(content(head=head)))}
    assert "page 1, text" in where


def test_a_word_in_the_barcode_is_found():
    drawn = TYPESETTER.draw(content(check=Check("https://iop.example.org/check", CODE)))
    assert ("iop", "page 1, barcode") in found(drawn)


CODE_ROWS = [[*row] for row in segno.make("https://iop.example.org/a", error="m", micro=False).matrix_iter(border=4)]
SIDE = len(CODE_ROWS)
SQUARES = [(x, SIDE - 1 - y) for y, row in enumerate(CODE_ROWS) for x, dark in enumerate(row) if dark]
DRAWN_CODE = b"0 g " + b" ".join(b"%d %d 1 1 re" % at for at in SQUARES) + b" f"
BOX = Array([0, 0, SIDE, SIDE])
PLAIN = TYPESETTER.draw(content(check=None))


def on_page(pdf: Any, name: str, resource: Any, shown: bytes):
    pdf.pages[0].Resources = pdf.pages[0].Resources if "/Resources" in pdf.pages[0] else Dictionary()
    kind = "/Font" if name == "/Own" and resource.get("/Type") == "/Font" else "/XObject"
    if kind not in pdf.pages[0].Resources:
        pdf.pages[0].Resources[kind] = Dictionary()
    pdf.pages[0].Resources[kind][name] = pdf.make_indirect(resource)
    pdf.pages[0].contents_add(b"q 2 0 0 2 200 300 cm " + shown + b" Q")


def code_in_lines(pdf: Any):
    pdf.pages[0].contents_add(b"q 2 0 0 2 200 300 cm " + DRAWN_CODE + b" Q")


def code_in_a_form(pdf: Any):
    form = pdf.make_stream(DRAWN_CODE, Type=Name.XObject, Subtype=Name.Form, BBox=BOX)
    on_page(pdf, "/Own", form, b"/Own Do")


def code_in_an_image(pdf: Any):
    grey = bytes(0 if dark else 255 for row in CODE_ROWS for dark in row)
    look = {"Type": Name.XObject, "Subtype": Name.Image, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    image = pdf.make_stream(grey, Width=SIDE, Height=SIDE, **look)
    on_page(pdf, "/Own", image, b"%d 0 0 %d 0 0 cm /Own Do" % (SIDE, SIDE))


def code_in_a_note(pdf: Any):
    look = pdf.make_stream(DRAWN_CODE, Type=Name.XObject, Subtype=Name.Form, BBox=BOX)
    rect = Array([200, 300, 200 + 2 * SIDE, 300 + 2 * SIDE])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=rect, F=4, AP=Dictionary(N=look))
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def code_in_letters(pdf: Any):
    """A font whose letter is a square."""
    square = pdf.make_stream(b"1 0 0 0 1 1 d1 0 0 1 1 re f")
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 1, 1]),
        FontMatrix=Array([1, 0, 0, 1, 0, 0]),
        CharProcs=Dictionary(a=square),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name("/a")])),
        FirstChar=97,
        LastChar=97,
        Widths=Array([1]),
    )
    shown = b" ".join(b"1 0 0 1 %d %d Tm (a) Tj" % at for at in SQUARES)
    on_page(pdf, "/Own", font, b"BT /Own 1 Tf " + shown + b" ET")


def code_on_a_turned_page(pdf: Any):
    code_in_lines(pdf)
    pdf.pages[0].Rotate = 90


def code_on_a_moved_page(pdf: Any):
    code_in_lines(pdf)
    pdf.pages[0].MediaBox = Array([100, 100, 712, 892])


@pytest.mark.parametrize(
    "draw",
    [
        code_in_lines, code_in_a_form, code_in_an_image, code_in_a_note, code_in_letters, code_on_a_turned_page,
        code_on_a_moved_page,
    ],
    ids=lambda draw: draw.__name__,
)  # fmt: skip
def test_a_word_in_a_barcode_is_found_however_it_is_drawn(draw: Any):
    out = BytesIO()
    with pikepdf.open(BytesIO(PLAIN)) as pdf:
        draw(pdf)
        pdf.save(out)
    assert ("iop", "page 1, barcode") in found(out.getvalue())


def test_a_page_of_words_and_a_rule_is_not_searched_for_barcodes():
    document = pypdfium2.PdfDocument(TYPESETTER.draw(content(check=None, person_name="محمد علي Иван Ω 山田")))
    assert pdf_barcodes.pictures(document[0], "Confirmation") == []
    assert len(pdf_barcodes.pictures(document[0], "Confirmation \u2588\u2588")) == 1


def test_a_word_in_the_file_name_is_found():
    assert ("iop", "file name") in found(DRAWN, "iop-letter.pdf")


def test_a_word_that_a_later_revision_took_away_is_found():
    first = changed(lambda pdf: info(pdf, "therapy"))
    number, title = re.search(rb"(\d+) 0 obj\n<< [^>]*?/Subject[^>]*>>", first), b"<< /Title (Letter) >>"
    start = int(re.search(rb"startxref\s+(\d+)", first)[1])
    later = b"%d 0 obj\n%s\nendobj\n" % (int(number[1]), title)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (int(number[1]), len(first))
    root = re.search(rb"/Root (\d+) 0 R", first)[1]
    trailer = b"<< /Size 99 /Root %s 0 R /Info %s 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    whole = first + later + table + trailer % (root, number[1], start, len(first) + len(later))
    where = {place for _, place in found(whole)}
    assert any(place.startswith("revision 1") for place in where)
    assert not any(place.startswith("revision 2") for place in where)


def test_a_word_after_the_end_and_one_in_an_object_nobody_refers_to_are_found():
    assert ("therap*", "bytes outside streams") in found(DRAWN + b"% therapy\n")
    orphan = DRAWN.replace(b"%%EOF", b"9999 0 obj\n(therapy)\nendobj\n%%EOF")
    assert ("therap*", "bytes outside streams") in found(orphan)


def test_a_signature_that_ends_in_zeros_is_read_like_any_other():
    """One in 256 does; the room reserved for it is filled with zeros too."""
    with pikepdf.open(BytesIO(KEY.sign(DRAWN, ISSUED_ON))) as pdf:
        (contents,) = (one for one in pdf.objects if isinstance(one, Dictionary) and "/ByteRange" in one)
        der = bytes(contents.Contents)
    length = len(der.rstrip(b"\0"))
    ends_in_zero = der[: length - 1] + b"\0" + der[length:]
    assert not [place for place in pdf_reading._certificates(ends_in_zero, "revision 2") if "read" in place.text]


def test_a_word_in_the_signing_certificate_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("handrail.letters.pdf_signature.COMMON_NAME", "Harbor Recovery")
    signed = SigningKey.make(SystemIds(), date(2026, 9, 1)).sign(DRAWN, ISSUED_ON)
    assert any(where.endswith("signature certificate") for _, where in found(signed))


def test_a_facilitators_name_is_found_wherever_it_hides():
    planted = changed(lambda pdf: info(pdf, "Rosa Quispe"))
    assert {word for word, _ in found(planted, names=["Rosa Quispe"])} == {"name 1"}


@pytest.mark.parametrize("key", ["/JavaScript", "/Launch", "/SubmitForm"])
def test_what_acts_is_found(key: str):
    def act(pdf: Any):
        pdf.Root.OpenAction = Dictionary(S=Name(key))

    assert {"/OpenAction", key} <= {word for word, _ in found(changed(act))}


@pytest.mark.parametrize("raw", [b"", b"not a pdf", DRAWN[:2000]])
def test_what_cannot_be_read_is_not_called_clean(raw: bytes):
    with pytest.raises(Unreadable):
        places(raw)


def test_a_locked_document_is_not_called_clean():
    out = BytesIO()
    with pikepdf.open(BytesIO(DRAWN)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Unreadable):
        places(out.getvalue())
