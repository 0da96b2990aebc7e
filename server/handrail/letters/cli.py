"""`handrail letter`: the leak scan of a finished letter, message, page or calendar entry, offline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from handrail.letters.markup import calendar_places, html_places
from handrail.letters.outbox_reading import message_places
from handrail.letters.pdf_reading import Unreadable, places, read_lexicon
from handrail.letters.scan import Finding, Kind, Place, scan

FOUND = 1
UNREADABLE = 2


@click.group(help="Finished letters.")
def letter() -> None: ...


@letter.command(name="scan")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--canary", "canaries", multiple=True, metavar="WORD", help="A name that must not appear. Repeatable.")
@click.option("--spare", "spare", multiple=True, metavar="WORDS", help="What may stand, such as the person's own name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def scan_file(file: Path, canaries: tuple[str, ...], spare: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Look through every hiding place of FILE: a PDF, or by its ending .eml, .html, .ics or .txt.

    Exit 0: clean; 1: something found; 2: it cannot be read.
    """
    try:
        findings = scan(_places(file), read_lexicon(), canaries, spare)
    except Unreadable as failure:
        click.echo(
            json.dumps({"scan": "unreadable", "findings": []}) if as_json else f"{file}: {failure}", err=not as_json
        )
        raise SystemExit(UNREADABLE) from None
    if as_json:
        out = [{"where": one.where, "word": one.word, "reason": one.reason} for one in findings]
        click.echo(json.dumps({"scan": "found" if findings else "clean", "findings": out}))
    else:
        click.echo("\n".join(_line(one) for one in findings) or "clean")
    raise SystemExit(FOUND if findings else 0)


def _places(file: Path) -> Iterator[Place]:
    """Every place of the file, read as what its name says it is; a PDF where it says nothing."""
    raw, kind = file.read_bytes(), file.suffix.lower()
    if kind not in {".eml", ".html", ".htm", ".ics", ".txt"}:
        yield from places(raw, file.name)
        return
    yield Place("file name", Kind.LABEL, file.name)
    if kind == ".eml":
        yield from message_places(raw)
        return
    text = raw.decode("utf-8", errors="replace")
    yield Place("text", Kind.PROSE, text)
    if kind == ".ics":
        yield from calendar_places("calendar", text)
    elif kind != ".txt":
        yield from html_places("page", text)


def _line(finding: Finding) -> str:
    return f"{finding.where}: {finding.word} - {finding.reason}"
