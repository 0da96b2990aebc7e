"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from handrail_client.terminal.screen import clean


def put_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """Print a table, or the words of `empty` when there is nothing in it."""
    kept = list(rows)
    if not kept:
        click.echo(empty)
        return
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in kept:
        table.add_row(*(Text(clean(cell)) for cell in row))
    Console(highlight=False).print(table)
