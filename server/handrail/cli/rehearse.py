"""`handrail rehearse`: a whole evening over real sockets, from sign-in to a letter that a reader can check."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from handrail.cli.rehearsal.report import Report, StepFailed
from handrail.cli.rehearsal.story import STEPS, run, telling
from handrail.cli.rehearsal.throwaway import DidNotStart
from handrail.kernel.clock import SystemClock
from handrail_client.errors import HandrailError

FAILED = 1
FEWEST = 5


@click.command(help="Play a whole evening against a throw-away server, and exit 0 only if every step held.")
@click.option(
    "--participants", type=click.IntRange(FEWEST, 40), default=8, show_default=True, help="People in the room."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of the table.")
@click.option(
    "--letter",
    type=click.Path(path_type=Path),
    default=Path("letter.pdf"),
    show_default=True,
    help="Where the letter goes.",
)
@click.option(
    "--practice-faults", type=click.IntRange(0, 50), default=0, help="Kill the server this many times on the way."
)
def rehearse(participants: int, as_json: bool, letter: Path, practice_faults: int) -> None:  # noqa: FBT001 - click's way
    """Play the evening; the letter stays, everything else is thrown away."""
    console = Console(stderr=True)
    try:
        report = asyncio.run(_play(participants, letter, practice_faults, console))
    except (StepFailed, DidNotStart, HandrailError, TimeoutError) as failed:
        console.print(f"[bold]This did not hold:[/] {str(failed) or 'something took too long'}")
        raise SystemExit(FAILED) from None
    if as_json:
        click.echo(json.dumps(report.as_json()))
    else:
        Console().print(report.as_table())


async def _play(participants: int, letter: Path, faults: int, console: Console) -> Report:
    clock = SystemClock()
    began = clock.monotonic()
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as progress:
        async with telling(participants, letter, faults) as story:
            for title, step in STEPS:
                line = progress.add_task(title, total=1)
                await run(story, step)
                progress.update(line, completed=1)
    story.report.seconds = round(clock.monotonic() - began, 3)
    return story.report
