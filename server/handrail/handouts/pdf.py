"""Draws a handout: Markdown tokens to Typst to a tagged PDF (PDF/UA-1), equal bytes for equal input.

A kind of token that is not known here raises: words are never lost on the way to paper. Every piece of text
reaches Typst as a string literal, so nothing in a handout is ever read as Typst's own markup.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from importlib.util import find_spec
from pathlib import Path

import typst
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from handrail.handouts.handout import Handout

TEMPLATE = Path(__file__).parent / "templates" / "handout.typ"
FONT_WHEELS = ("fontpkg_atkinson_hyperlegible", "fontpkg_noto_sans")


class UnknownToken(ValueError):
    """The Markdown holds something that the page cannot show."""


def markdown() -> MarkdownIt:
    """CommonMark with tables and without raw HTML: what handouts are written in, for the page and for paper."""
    return MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])


def typeset(body: str) -> str:
    """The Markdown as Typst content.

    Raises:
        UnknownToken: it holds a kind of token that has no form here.
    """
    return _inside(SyntaxTreeNode(markdown().parse(body)))


class Printer:
    """Compiles handouts, each version once. Each thread has a compiler of its own; fonts are read once."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[_files(wheel) for wheel in FONT_WHEELS],
        )
        self._template = TEMPLATE.read_text("utf-8")
        self._own = threading.local()
        self._kept: dict[tuple[str, int], bytes] = {}

    def draw(self, handout: Handout) -> bytes:
        """The PDF; about 10 ms the first time.

        Raises:
            UnknownToken: the text holds something that has no form on paper.
        """
        kept = self._kept.get((handout.id, handout.version))
        if kept is None:
            kept = self._kept[handout.id, handout.version] = self._compile(handout)
        return kept

    def _compile(self, handout: Handout) -> bytes:
        facts = {
            "title": handout.title,
            "source": handout.source,
            "version": str(handout.version),
            "reviewed": f"{handout.reviewed_on:%d %B %Y}".lstrip("0"),
        }
        drawn = self._compiler().compile(
            input=(self._template + typeset(handout.body)).encode(),
            format="pdf",
            sys_inputs=facts,
            timestamp=datetime.combine(handout.reviewed_on, time(), UTC),
            pdf_standards=["ua-1"],
        )
        if not isinstance(drawn, bytes):
            raise TypeError("one PDF was asked for")
        return drawn

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._own, "compiler"):
            self._own.compiler = typst.Compiler(root=str(TEMPLATE.parent), font_paths=self._fonts)
        compiler: typst.Compiler = self._own.compiler
        return compiler


def _files(wheel: str) -> str:
    spec = find_spec(wheel)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the font package {wheel} is not installed")
    return str(Path(spec.origin).parent / "files")


def _drawn(node: SyntaxTreeNode) -> str:
    form = FORMS.get(node.type)
    if form is None:
        raise UnknownToken(f"a handout may not hold {node.type}")
    return form(node)


def _inside(node: SyntaxTreeNode) -> str:
    return "".join(_drawn(child) for child in node.children)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{escaped}"'


def _text(node: SyntaxTreeNode) -> str:
    return f"#{_literal(node.content)};"


def _call(function: str) -> Callable[[SyntaxTreeNode], str]:
    return lambda node: f"#{function}[{_inside(node)}];"


def _block(function: str) -> Callable[[SyntaxTreeNode], str]:
    return lambda node: f"\n\n#{function}[{_inside(node)}]\n\n"


def _heading(node: SyntaxTreeNode) -> str:
    return f"\n\n#heading(level: {node.tag.removeprefix('h')})[{_inside(node)}]\n\n"


def _paragraph(node: SyntaxTreeNode) -> str:
    leads_in = node.next_sibling is not None and node.next_sibling.type in LED_IN
    said = _inside(node)
    return f"\n\n#block(sticky: true)[{said}]\n\n" if leads_in else f"\n\n{said}\n\n"


def _list(node: SyntaxTreeNode) -> str:
    items = "".join(f"[{_inside(item).strip()}], " for item in node.children)
    if node.type == "bullet_list":
        return f"\n\n#list({items})\n\n"
    return f"\n\n#enum(start: {node.attrs.get('start', 1)}, {items})\n\n"


def _link(node: SyntaxTreeNode) -> str:
    return f"#link({_literal(str(node.attrs['href']))})[{_inside(node)}];"


def _code(node: SyntaxTreeNode) -> str:
    return f"#raw({_literal(node.content)});"


def _code_block(node: SyntaxTreeNode) -> str:
    return f"\n\n#raw(block: true, {_literal(node.content.rstrip())})\n\n"


def _table(node: SyntaxTreeNode) -> str:
    head, *bodies = node.children
    columns = _cells(head.children[0])
    rows = [row for body in bodies for row in body.children]
    cells = [cell for row in rows for cell in _cells(row)]
    first = "auto" if all(cells) else "1fr"  # what is to be filled in by hand gets equal room
    width = ", ".join([first, *("1fr" for _ in columns[1:])])
    filled = "".join(f"[{cell or '#blank'}], " for cell in cells)
    header = ", ".join(f"[{cell}]" for cell in columns)
    return f"\n\n#table(columns: ({width},), table.header({header}), {filled})\n\n"


def _cells(row: SyntaxTreeNode) -> list[str]:
    return [_inside(cell) for cell in row.children]


LED_IN = frozenset({"bullet_list", "ordered_list", "blockquote", "table"})
"""What stays on one page with the paragraph that leads into it."""

FORMS: Mapping[str, Callable[[SyntaxTreeNode], str]] = {
    "inline": _inside,
    "text": _text,
    "strong": _call("strong"),
    "em": _call("emph"),
    "softbreak": lambda _: '#" ";',
    "hardbreak": lambda _: "#linebreak();",
    "code_inline": _code,
    "code_block": _code_block,
    "fence": _code_block,
    "link": _link,
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _block("quote(block: true)"),
    "table": _table,
    "hr": lambda _: "\n\n#line(length: 100%, stroke: 0.5pt)\n\n",
}
"""How each kind of token stands on paper. A new kind is added here or it raises."""
