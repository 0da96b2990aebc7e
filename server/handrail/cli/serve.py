"""`handrail serve`: run the server until it is told to stop, then drain."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from handrail.app import Served, serving
from handrail.config import BadConfig, Config
from handrail.db.data_folder import FolderRefused
from handrail.db.key_file import KeyFileRefused
from handrail.node import NotReady
from handrail.web import logs


@click.command(help="Run the server. Without settings: SQLite and keys under --data, made on first run.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder.")
def serve(host: str | None, port: int | None, data: Path | None) -> None:
    """Serve until SIGTERM or SIGINT."""
    given = {
        "HANDRAIL_HOST": host or "",
        "HANDRAIL_PORT": "" if port is None else str(port),
        "HANDRAIL_DATA": str(data or ""),
    }
    run(os.environ | {name: value for name, value in given.items() if value}, _say_where)


async def _say_where(served: Served) -> None:
    click.echo(f"Handrail is at {served.origin}")
    if served.setup_link:
        click.echo(f"First run. Make the first coordinator with this one-time link:\n  {served.setup_link}")


def run(environ: dict[str, str], started: Callable[[Served], Awaitable[None]]) -> None:
    """Serve with these settings; exit 2 with one line for each thing to put right if it cannot start."""
    try:
        config = Config.from_env(environ)
        logs.configure(config.log_level)
        asyncio.run(_until_told(config, started))
    except (BadConfig, FolderRefused, KeyFileRefused, NotReady) as refused:
        raise click.UsageError(str(refused)) from None


async def _until_told(config: Config, started: Callable[[Served], Awaitable[None]]) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    async with serving(config) as served:
        await started(served)
        await told.wait()
