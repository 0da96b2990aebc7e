"""Reads every hiding place of a finished PDF, earlier revisions included, for `scan` to judge (security E3, E12).

The page as a reader's program extracts it, every string, name and decompressed stream, XMP, Info, outline,
structure tree, fonts, links, attachments, what barcodes on the drawn page hold, the certificates of
signatures, the bytes outside all objects, and the file's own name.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from asn1crypto import cms  # type: ignore[import-untyped]

from handrail.letters import pdf_barcodes
from handrail.letters.lexicon import Term, parse_lexicon
from handrail.letters.scan import Kind, Place

LANGUAGES = ("en", "es")
PDFIUM = threading.Lock()
"""PDFium may be used by one thread at a time, whatever the document (pypdfium2's documentation)."""

_DIGEST = re.compile(r"(?<=[>(])[A-Za-z0-9+/]{22}==(?=(?:_source)?[<)])")
"""The 16 random-looking bytes that the typesetter names a file by (/ID, XMP): short words turn up in them by chance."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_END = b"%%EOF"

# Names that the PDF format itself uses and the lexicon would take for words (ISO 32000-1 §11.4.7, §12.6.3, §14.8.4).
_FORMAT_NAMES = frozenset({"/Group", "/AA", "/NA", "/OP", "/MH", "/Program"})
_ACTS = frozenset(
    {
        "/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/OpenAction", "/AA", "/URI", "/GoToR",
        "/GoToE", "/SubmitForm", "/ImportData", "/RichMedia", "/Movie", "/Sound", "/Rendition", "/XFA", "/Filespec",
    }
)  # fmt: skip


class Unreadable(Exception):
    """The bytes are no PDF that can be read through, so nothing can be said about them."""


def read_lexicon() -> tuple[Term, ...]:
    """The shipped lexicon, all languages: a letter in one may name a thing in the other."""
    folder = files("handrail.letters") / "lexicon"
    return tuple(term for one in LANGUAGES for term in parse_lexicon((folder / f"{one}.toml").read_text("utf-8")))


def places(pdf: bytes, file_name: str = "") -> tuple[Place, ...]:
    """Every place of the document and what stands there.

    Raises:
        Unreadable: not a PDF, damaged, or locked.
    """
    try:
        return tuple(place for place in _all(pdf, file_name) if place.text)
    except (pikepdf.PdfError, pikepdf.PasswordError, pypdfium2.PdfiumError, RecursionError) as failure:
        raise Unreadable(f"this is not a PDF that can be read through ({type(failure).__name__})") from None


def _all(pdf: bytes, file_name: str) -> Iterator[Place]:
    if file_name:
        yield Place("file name", Kind.LABEL, file_name)
    yield from _outside(pdf)
    seen: set[bytes] = set()
    for number, revision in reversed([*enumerate(_revisions(pdf), 1)]):
        yield from _objects(revision, f"revision {number}", seen)
    yield from _pages(pdf)


def _revisions(pdf: bytes) -> Iterator[bytes]:
    """The file as each revision left it: what a later one replaced is still in the bytes."""
    ends = [found.end() for found in re.finditer(re.escape(_END) + rb"\r?\n?", pdf)]
    for end in ends[:-1]:
        try:
            pikepdf.open(BytesIO(pdf[:end])).close()
        except pikepdf.PdfError:
            continue  # an end mark inside a stream, not the end of a revision
        yield pdf[:end]
    yield pdf


def _outside(pdf: bytes) -> Iterator[Place]:
    """The bytes between streams: comments, objects that nothing refers to, whatever follows the end."""
    bare = re.sub(rb"stream\r?\n.*?endstream", b" ", pdf, flags=re.DOTALL)
    # Signatures and file identifiers are long runs of hexadecimal digits: they are read elsewhere, or random.
    bare = re.sub(rb"<[0-9A-Fa-f\s]*>", b" ", bare)
    text = _DIGEST.sub(" ", bare.decode("latin-1"))
    for name in _FORMAT_NAMES:
        text = re.sub(re.escape(name) + r"(?![A-Za-z0-9])", " ", text)
    yield Place("bytes outside streams", Kind.PROSE, _printable(text))


def _objects(pdf: bytes, revision: str, seen: set[bytes]) -> Iterator[Place]:
    """What stands in the objects of a revision, without those `seen` in a later one: most stay as they were."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for item in document.objects:
            same = _written(item)
            if same not in seen:
                seen.add(same)
                yield from _object(item, revision)
        yield from _object(document.trailer, f"{revision}, Info and trailer")
        with document.open_outline() as outline:
            for entry in outline.root:
                yield Place(f"{revision}, outline", Kind.PROSE, str(entry.title))
        for name in document.attachments:
            yield Place(f"{revision}, attachment name", Kind.LABEL, name)


def _written(item: Any) -> bytes:
    """The object as a file would hold it."""
    if isinstance(item, pikepdf.Stream):
        return bytes(item.stream_dict.unparse(resolved=True) + item.read_raw_bytes())
    return (
        bytes(pikepdf.Object.unparse(item, resolved=True)) if isinstance(item, pikepdf.Object) else repr(item).encode()
    )


def _object(item: Any, revision: str) -> Iterator[Place]:
    """The strings and names of one object, not following references: those are objects of their own."""
    if isinstance(item, pikepdf.Stream):
        yield from _mapping(item, revision)
        yield from _stream(item, revision)
    elif isinstance(item, pikepdf.Dictionary):
        yield from _mapping(item, revision)
    elif isinstance(item, pikepdf.Array):
        for inner in item:
            if not getattr(inner, "is_indirect", False):
                yield from _object(inner, revision)
    elif isinstance(item, pikepdf.String):
        yield Place(f"{revision}, text string", Kind.PROSE, str(item))
    elif isinstance(item, pikepdf.Name):
        yield from _name(str(item), revision)


def _mapping(item: Any, revision: str) -> Iterator[Place]:
    signature = item.get("/Type") == "/Sig" or "/ByteRange" in item
    for key, value in item.items():
        yield from _name(key, revision)
        if key in _ACTS:
            yield Place(f"{revision}, object", Kind.STRUCTURE, key)
        if isinstance(value, pikepdf.Name) and str(value) in _ACTS:
            yield Place(f"{revision}, object", Kind.STRUCTURE, str(value))
        if signature and key == "/Contents":
            yield from _certificates(bytes(value), revision)
        elif key == "/ID" and isinstance(value, pikepdf.Array):
            continue  # digests
        elif isinstance(value, pikepdf.String):
            yield Place(f"{revision}, {key}", Kind.LABEL if key == "/URI" else Kind.PROSE, str(value))
        elif not getattr(value, "is_indirect", False):
            yield from _object(value, revision)


def _name(name: str, revision: str) -> Iterator[Place]:
    if name not in _FORMAT_NAMES:
        yield Place(f"{revision}, name", Kind.LABEL, name.removeprefix("/"))


def _stream(item: Any, revision: str) -> Iterator[Place]:
    try:
        data = item.read_bytes()
    except pikepdf.PdfError:
        data = item.read_raw_bytes()  # an image in a coding of its own
    where = f"{revision}, {str(item.get('/Type', 'stream')).removeprefix('/')} stream"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and len(_CONTROL.findall(text)) * 30 < len(text):
        for name in _FORMAT_NAMES:
            text = re.sub(re.escape(name) + r"(?![A-Za-z0-9])", " ", text)
        yield Place(where, Kind.PROSE, _DIGEST.sub(" ", text))
    yield from _data(where, data)


def _data(where: str, data: bytes) -> Iterator[Place]:
    """What can be read in binary data, in one byte a letter or two; from an odd place on as well."""
    yield Place(where, Kind.DATA, _printable(data.decode("latin-1")))
    for start in (0, 1):
        yield Place(where, Kind.DATA, _printable(data[start:].decode("utf-16-be", errors="replace")))


def _printable(text: str) -> str:
    return "\n".join(re.findall(r"[^\W_][ -~\u00a0-\u024f\n\r]{3,}", text))


def _certificates(der: bytes, revision: str) -> Iterator[Place]:
    """Every name that the certificates of a signature carry, and those of its attributes."""
    try:
        # Zeros fill the reserved room behind; a signature may itself end in some, so they are not cut off.
        signed = cms.ContentInfo.load(der)["content"]
        certificates = [one.chosen for one in signed["certificates"]]
    except (ValueError, KeyError, TypeError):
        yield Place(f"{revision}, signature", Kind.STRUCTURE, "a signature that cannot be read")
        return
    for certificate in certificates:
        names = [*certificate.subject.native.values(), *certificate.issuer.native.values()]
        alternative = certificate.subject_alt_name_value
        if alternative is not None:
            names.extend(alternative.native)
        yield Place(f"{revision}, signature certificate", Kind.LABEL, "\n".join(str(name) for name in names))
    yield from _data(f"{revision}, signature", der)


def _pages(pdf: bytes) -> Iterator[Place]:
    """The pages as they are read aloud and as they are seen."""
    with PDFIUM:
        pages = tuple(_drawn(pdf))
    for number, (text, pictures) in enumerate(pages, 1):
        yield Place(f"page {number}, text", Kind.PROSE, text)
        for picture in pictures:
            for says in pdf_barcodes.read(picture):
                yield Place(f"page {number}, barcode", Kind.LABEL, says)


def _drawn(pdf: bytes) -> Iterator[tuple[str, list[memoryview]]]:
    """The text of each page, and the parts of it that can hold a barcode."""
    document: Any = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call]
    try:
        for page in document:
            reader = page.get_textpage()
            text = reader.get_text_bounded()
            reader.close()
            yield text, pdf_barcodes.pictures(page, text)
            page.close()
    finally:
        document.close()
