"""`handrail letter`: the leak scan of a finished PDF, offline."""

from __future__ import annotations

import json
from pathlib import Path

import click

from handrail.letters.pdf_reading import Unreadable, places, read_lexicon
from handrail.letters.scan import Finding, scan

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
    """Look through every hiding place of FILE. Exit 0: clean; 1: something found; 2: it cannot be read."""
    try:
        findings = scan(places(file.read_bytes(), file.name), read_lexicon(), canaries, spare)
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


def _line(finding: Finding) -> str:
    return f"{finding.where}: {finding.word} - {finding.reason}"
