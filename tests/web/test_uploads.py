"""What staff upload is taken down to its pages; what could act is refused, and nothing is kept of it (D2)."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from handrail.kernel.errors import Invalid, TooLarge, WrongMediaType
from handrail.web import uploads
from handrail.web.uploads import Unfit, clean, cleaned

SECRET = "Rosas Telefon"
EXIF = b"\xff\xe1\x00\x15Exif\x00\x00GPS 45.5 -122"
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
DRAWING = b"\xff\xdb\x00\x03\x00\xff\xda\x00\x02\x12\x34\xff\xd9"


def a_form(change: Callable[[pikepdf.Pdf], None] = lambda _: None, *, pages: int = 1) -> bytes:
    """A form as a clinician's program writes it: a page with words, and a file full of other things."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=(300, 300))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
            page.Contents = pdf.make_stream(b"BT /F1 14 Tf 20 200 Td (Needs leave) Tj ET")
        pdf.docinfo["/Author"] = SECRET
        with pdf.open_metadata() as xmp:
            xmp["dc:creator"] = [SECRET]
        change(pdf)
        out = BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue()


def a_field(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    """A filled-in text field on the first page."""
    widget = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="who",
            V="Jordan Lee",
            DA="/F1 12 Tf 0 g",
            Rect=[20, 100, 200, 120],
            F=4,
        )
    )
    pdf.pages[0].Annots = pikepdf.Array([widget])
    fonts = pikepdf.Dictionary(Font=pdf.pages[0].Resources.Font)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[widget], DR=fonts, NeedAppearances=True)
    return widget


def an_image(pdf: pikepdf.Pdf, data: bytes, coding: Any) -> None:
    image = pdf.make_stream(data)
    image.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=1,
        Height=1,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Metadata=pdf.make_stream(SECRET.encode()),
    )
    image.write(data, filter=coding)
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(I1=image)


def words(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0]
    return str(page.get_textpage().get_text_bounded())


async def test_the_pages_are_kept_and_nothing_else_of_the_file():
    """Not who wrote it, in what, when; not its bookmarks, links, layers or earlier versions."""

    def full(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(SECRET, 0))
        pdf.pages[0].PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=SECRET))
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], Contents=SECRET
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(link)])

    found = await cleaned(a_form(full))
    assert found.pages == 1
    assert "Needs leave" in words(found.pdf)
    with pikepdf.open(BytesIO(found.pdf)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        assert set(pdf.pages[0].obj.keys()) <= {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox"}
        everything = b"".join(bytes(str(one), "utf-8") for one in pdf.objects) + found.pdf
    assert SECRET.encode() not in everything


def test_equal_files_give_equal_bytes():
    assert clean(a_form()) == clean(a_form())


def test_what_was_filled_in_becomes_part_of_the_page():
    pdf, _ = clean(a_form(a_field))
    assert "Jordan Lee" in words(pdf)
    assert b"AcroForm" not in pdf
    assert b"/Annots" not in pdf


def test_what_a_camera_wrote_into_a_photograph_goes():
    raw = b"\xff\xd8" + JFIF + EXIF + b"\xff\xfe\x00\x06mine" + DRAWING + b"a second picture"

    def photo(pdf: pikepdf.Pdf) -> None:
        an_image(pdf, raw, pikepdf.Name.DCTDecode)

    pdf, _ = clean(a_form(photo))
    with pikepdf.open(BytesIO(pdf)) as document:
        image = document.pages[0].Resources.XObject.I1
        assert image.read_raw_bytes() == b"\xff\xd8" + JFIF + DRAWING
        assert "/Metadata" not in image


def a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launch(pdf: pikepdf.Pdf) -> None:
    widget = a_field(pdf)
    widget.A = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def _page_act(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.GoToR, F="x.pdf"))


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.exe"] = b"MZ"


def _xfa(pdf: pikepdf.Pdf) -> None:
    a_field(pdf)
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


def _elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents.F = "//server/share"


@pytest.mark.parametrize("active", [a_script, _launch, _page_act, _attachment, _xfa, _elsewhere])
def test_what_could_act_by_itself_is_refused(active: Callable[[pikepdf.Pdf], None]):
    with pytest.raises(Unfit, match="acts"):
        clean(a_form(active))


def test_a_note_without_a_look_is_refused_and_not_lost():
    def note(pdf: pikepdf.Pdf) -> None:
        typed = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[9, 9, 90, 90], Contents="six weeks"
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(typed)])

    with pytest.raises(Unfit, match="unseen"):
        clean(a_form(note))


def test_an_image_that_cannot_be_cleaned_is_refused():
    for data, coding in ((b"jpx", pikepdf.Name.JPXDecode), (b"no jpeg", pikepdf.Name.DCTDecode)):
        with pytest.raises(Unfit, match="image"):
            clean(a_form(lambda pdf, data=data, coding=coding: an_image(pdf, data, coding)))


def test_a_locked_file_is_refused():
    with pikepdf.open(BytesIO(a_form())) as pdf:
        out = BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(Unfit, match="locked"):
        clean(out.getvalue())


def test_too_many_pages_are_refused():
    clean(a_form(pages=uploads.MOST_PAGES))
    with pytest.raises(Unfit, match="pages"):
        clean(a_form(pages=uploads.MOST_PAGES + 1))


async def test_it_is_known_by_its_content_whatever_it_is_called():
    for raw in (b"MZ\x90\x00", b"<html>", b"", b"\x89PNG"):
        with pytest.raises(WrongMediaType):
            await cleaned(raw)


async def test_a_large_file_is_refused_before_anybody_reads_it():
    with pytest.raises(TooLarge):
        await cleaned(b"%PDF-1.7" + bytes(uploads.LARGEST))


async def test_a_refusal_says_what_to_do_and_nothing_of_the_file():
    with pytest.raises(Invalid) as refused:
        await cleaned(a_form(a_script))
    (fault,) = refused.value.faults
    assert (fault.at, "print it to a new PDF" in fault.says) == ("/document", True)
    with pytest.raises(TooLarge):
        await cleaned(a_form(pages=uploads.MOST_PAGES + 1))


async def test_a_file_that_swells_hurts_nobody_else(monkeypatch: pytest.MonkeyPatch):
    """Objects packed small: the process that reads them ends at its limit, this one does not notice."""
    monkeypatch.setattr(uploads, "_MEMORY", 200 * 2**20)
    packer = zlib.compressobj(9)
    swollen = b"".join(packer.compress(b" " * 2**20) for _ in range(250)) + packer.flush()
    head = b"%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length " + str(len(swollen)).encode()
    body = head + b">>\nstream\n" + swollen + b"\nendstream\nendobj\n"
    at = len(body)
    table = bytes([0, 0, 0, 0]) + bytes([1]) + (9).to_bytes(2, "big") + b"\0" + bytes([2, 0, 1, 0])
    table += bytes([1]) + at.to_bytes(3, "big")[-2:] + b"\0"
    body += b"3 0 obj\n<</Type/XRef/Size 4/W[1 2 1]/Root 2 0 R/Length " + str(len(table)).encode()
    body += b">>\nstream\n" + table + b"\nendstream\nendobj\nstartxref\n" + str(at).encode() + b"\n%%EOF\n"
    with pytest.raises(Invalid):
        await cleaned(body)
