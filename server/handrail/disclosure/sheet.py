"""An accounting as CSV (RFC 4180) that no spreadsheet takes for a formula (security G3)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from handrail.disclosure.accounting import Entry
from handrail.disclosure.sentences import WHO, WHY, ground

FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""First characters after which a spreadsheet computes, in their full width too."""

HEAD = ("report", "date", "recipient", "recipient_name", "told", "purpose", "ground", "rules")


def sheet(reports: Iterable[tuple[str, Iterable[Entry]]]) -> str:
    """All reports in one table, each row with the name of its report."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEAD)
    for name, entries in reports:
        for one in entries:
            told = ", ".join(element.replace("_", " ") for element in one.told)
            cells = (name, one.on.isoformat(), WHO[one.recipient], one.recipient_name, told, WHY[one.why])
            writer.writerow([safe(cell) for cell in (*cells, ground(one.authorities), " ".join(one.basis))])
    return out.getvalue()


def safe(cell: str) -> str:
    """The cell, as text: with an apostrophe before what would be a formula, spaces before it or not."""
    return f"'{cell}" if cell[:1] in FORMULA or cell.lstrip()[:1] in FORMULA else cell
