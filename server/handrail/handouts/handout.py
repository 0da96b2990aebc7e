"""What a handout is, and how one is read from Markdown with front matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from handrail.kernel.ids import HandoutId

FENCE = "---"


class NotAHandout(ValueError):
    """The text lacks front matter, or a line of it cannot be understood: a fault of ours, found by a test."""


@dataclass(frozen=True, slots=True)
class Handout:
    """One version of one text. A change of words is a new version; the old one stays readable (I9).

    Attributes:
        id: short and stable, e.g. `grounding`; says a topic, never a person.
        version: counts from 1.
        summary: one sentence for lists.
        source: where the ideas come from, in words for the reader.
        reviewed_on: when its words were last checked against their source. That is no clinician's approval: a
            program has its own staff read a handout before it is used.
        reading_level: US school grade that it was written for; a test measures the text against it.
        body: Markdown, without the title.
    """

    id: HandoutId
    version: int
    title: str
    summary: str
    source: str
    reviewed_on: date
    reading_level: int
    body: str

    @property
    def sections(self) -> int:
        """How many headings of the first level it has."""
        return sum(line.startswith("## ") for line in self.body.splitlines())


def parse(text: str) -> Handout:
    """The handout in `text`: front matter between two `---` lines, one `name: value` a line, then Markdown.

    Raises:
        NotAHandout: a field is missing, unknown, or not of its kind.
    """
    start, _, rest = text.partition(f"{FENCE}\n")
    front, fence, body = rest.partition(f"\n{FENCE}\n")
    if start or not fence:
        raise NotAHandout("a handout starts with front matter between two --- lines")
    given = dict(_pair(line) for line in front.splitlines())
    wanted = {field.name for field in fields(Handout)} - {"body"}
    if given.keys() != wanted:
        raise NotAHandout(f"front matter has {sorted(given)}, not {sorted(wanted)}")
    return _read(given, body.strip() + "\n")


def _pair(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(": ")
    if not colon or not value.strip():
        raise NotAHandout("each line of the front matter is `name: value`")
    return name.replace("-", "_"), value.strip()


def _read(given: Mapping[str, str], body: str) -> Handout:
    try:
        return Handout(
            id=HandoutId(given["id"]),
            version=int(given["version"]),
            title=given["title"],
            summary=given["summary"],
            source=given["source"],
            reviewed_on=date.fromisoformat(given["reviewed_on"]),
            reading_level=int(given["reading_level"]),
            body=body,
        )
    except ValueError as fault:
        raise NotAHandout("a number or a date in the front matter cannot be read") from fault
