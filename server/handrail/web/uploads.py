"""Takes a PDF that staff upload down to its pages: nothing else of the file is kept (security D2).

The pages go into a new file. What is not on a page goes: metadata of the file, its parts and its photographs,
comments, bookmarks, links, hidden layers, attachments, earlier revisions. Fields that were filled in become part
of the page. What could act by itself is refused, for a form that acts may show another thing tomorrow.

The bytes are read in a process of its own with limits, so that a file made to hurt a reader hurts nothing else.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

from handrail.kernel.errors import Fault, Invalid, Refusal, TooLarge, WrongMediaType

LARGEST = 5 * 1024 * 1024
"""Bytes of an upload."""
MOST_PAGES = 40

_SECONDS = 10
_MEMORY = 1024 * 1024 * 1024
_HEAD = 1024
"""Where a PDF has to say that it is one (ISO 32000-1, implementation note 13)."""

_ACTS = frozenset(
    {
        "/JavaScript", "/JS", "/Launch", "/AA", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/RichMedia",
        "/Movie", "/Sound", "/Rendition", "/XFA", "/EmbeddedFiles", "/EmbeddedFile", "/FileAttachment", "/EF",
    }
)  # fmt: skip
_OF_A_PAGE = frozenset({"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"})
_BESIDE_THE_PAGE = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/OPI",
    "/AF",
    "/Alternates",
    "/Thumb",
    "/Ref",
    "/OC",
    "/StructParent",
    "/StructParents",
)
_NO_LOOK = frozenset({"/Link", "/Popup"})
"""Annotations that show nothing on the page."""

# Segments of a JPEG that say how to draw it: JFIF, colour profile, Adobe's colour transform (ITU-T T.81 B.1.1.3).
_DRAWS = frozenset({0xE0, 0xE2, 0xEE})
_APPLICATION = range(0xE0, 0xF0)
_COMMENT, _SCAN, _MARK = 0xFE, 0xDA, 0xFF
_END = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The pages of an upload, as a PDF of ours."""

    pdf: bytes = field(repr=False)
    pages: int


async def cleaned(raw: bytes) -> Cleaned:
    """The pages of `raw` and nothing else.

    Raises:
        WrongMediaType: it is not a PDF, whatever it is called.
        TooLarge: too many bytes or pages.
        Invalid: it is locked, damaged, could act by itself, or holds what cannot be taken down to its looks.
    """
    if len(raw) > LARGEST:
        raise TooLarge(f"Attach at most {LARGEST // 1024 // 1024} MB.")
    if b"%PDF-" not in raw[:_HEAD]:
        raise WrongMediaType("Attach a PDF.")
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-m", __name__, str(_SECONDS), str(_MEMORY)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
    )
    try:
        async with asyncio.timeout(2 * _SECONDS):
            answer, _ = await child.communicate(raw)
    except TimeoutError:
        raise _refusal("damaged") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    head, _, pdf = answer.partition(b"\n")
    if child.returncode or not head.isdigit():
        raise _refusal(head.decode("ascii", "replace"))
    return Cleaned(pdf, int(head))


_WHY = {
    "locked": "save it without a password first",
    "acts": "it holds scripts, actions or attachments; print it to a new PDF, or scan the paper",
    "unseen": "it holds notes or fields without a fixed look; print it to a new PDF, or scan the paper",
    "image": "it holds an image that cannot be cleaned; print it to a new PDF, or scan the paper as JPEG",
    "damaged": "it cannot be read through; print it to a new PDF, or scan the paper",
}


def _refusal(why: str) -> Refusal:
    if why == "pages":
        return TooLarge(f"Attach at most {MOST_PAGES} pages.")
    return Invalid(faults=(Fault("/document", _WHY.get(why, _WHY["damaged"])),))


class Unfit(Exception):
    """The file is not taken; the word says why."""


def clean(raw: bytes) -> tuple[bytes, int]:
    """The pages of `raw` as a PDF of ours, equal bytes for equal input, and how many there are.

    Raises:
        Unfit: with a word of `_WHY`, or `pages`.
    """
    try:
        with pikepdf.open(BytesIO(raw)) as source, pikepdf.new() as made:
            if not 0 < len(source.pages) <= MOST_PAGES:
                raise Unfit("pages" if source.pages else "damaged")
            if any(word in _ACTS for item in source.objects for word in _names(item)):
                raise Unfit("acts")
            _flatten(source)
            for page in source.pages:
                for key in set(page.obj.keys()) - _OF_A_PAGE:
                    del page.obj[key]
                made.pages.append(page)
            for item in made.objects:
                _bare(item)
            out = BytesIO()
            made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return out.getvalue(), len(made.pages)
    except pikepdf.PasswordError:
        raise Unfit("locked") from None
    except (pikepdf.PdfError, ValueError, RecursionError, zlib.error):
        raise Unfit("damaged") from None


def _names(item: Any) -> Iterator[str]:
    """Every name in one object, as key or value, not following references: those are objects of their own."""
    if isinstance(item, pikepdf.Name):
        yield str(item)
    elif isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
        if isinstance(item, pikepdf.Stream) and "/F" in item:
            yield "/EF"  # a stream whose data are in another file
        for key, value in item.items():
            yield str(key)
            if not getattr(value, "is_indirect", False):
                yield from _names(value)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from _names(value)


def _flatten(source: pikepdf.Pdf) -> None:
    """Draw every field and note into its page; refuse one that has no look of its own."""
    if "/AcroForm" in source.Root:
        source.generate_appearance_streams()
    for page in source.pages:
        for note in page.obj.get("/Annots", ()):
            kind, empty = note.get("/Subtype"), not str(note.get("/V", ""))
            if str(kind) not in _NO_LOOK and "/AP" not in note and not (kind == "/Widget" and empty):
                raise Unfit("unseen")
    source.flatten_annotations("all")


def _bare(item: Any) -> None:
    """Take from an object what is not seen on the page."""
    if isinstance(item, pikepdf.Array):
        for value in item:
            _bare_inside(value)
    if not isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
        return
    for key in _BESIDE_THE_PAGE:
        if key in item:
            del item[key]
    for key in list(item.keys()):
        _bare_inside(item[key])
    if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/PS":
        raise Unfit("acts")
    if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
        _bare_image(item)


def _bare_inside(value: Any) -> None:
    if not getattr(value, "is_indirect", False):
        _bare(value)


def _bare_image(image: pikepdf.Stream) -> None:
    """Take from a photograph what the camera wrote into it: place, time, owner, a small picture before cropping."""
    given = image.get("/Filter", ())
    coded = [str(one) for one in given] if isinstance(given, pikepdf.Array) else [str(given)] if given else []
    if "/JPXDecode" in coded:
        raise Unfit("image")
    if "/DCTDecode" not in coded:
        return
    raw = image.read_raw_bytes()
    if coded == ["/FlateDecode", "/DCTDecode"]:
        opener = zlib.decompressobj()
        raw = opener.decompress(raw, LARGEST * 2)
        if opener.unconsumed_tail:
            raise Unfit("image")
    elif coded != ["/DCTDecode"]:
        raise Unfit("image")
    image.write(_jpeg(raw), filter=pikepdf.Name.DCTDecode)


def _jpeg(raw: bytes) -> bytes:
    """The JPEG without comments and without application data that no drawing needs."""
    if raw[:2] != b"\xff\xd8":
        raise Unfit("image")
    kept, at = bytearray(raw[:2]), 2
    while at + 4 <= len(raw) and raw[at] == _MARK:
        marker = raw[at + 1]
        if marker == _SCAN:
            return bytes(kept + raw[at : raw.index(_END, at) + len(_END)])
        if marker == _MARK:  # a filler
            at += 1
            continue
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker != _COMMENT and (marker not in _APPLICATION or marker in _DRAWS):
            kept += raw[at:end]
        at = end
    raise Unfit("image")


def _main() -> None:
    """Read a file from standard input; write the number of pages, a line break and the pages, or a word."""
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pdf, pages = clean(sys.stdin.buffer.read())
    except Unfit as unfit:
        os.write(1, f"{unfit}".encode())
        raise SystemExit(1) from None
    sys.stdout.buffer.write(b"%d\n" % pages + pdf)


if __name__ == "__main__":
    _main()
