"""The `handrail` command: which names it has, where each one lives, and what its exit code says.

Exit codes: 0 done; 1 refused; 2 wrong usage; 3 signed out; 4 the server could not be reached; 130 interrupted.
Nothing but click is loaded before a command is chosen: `handrail --help` must not wait for a network library.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

import click

from handrail_client.errors import (
    FreshSignInNeeded,
    HandrailError,
    Problem,
    SignedOut,
    Unavailable,
    Unreachable,
)

OK, REFUSED, USAGE, SIGNED_OUT, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 4, 130

CLIENT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sign-in": ("handrail_client.terminal.sign_in:sign_in", "Activate an account from a link, or sign in."),
        "sign-out": ("handrail_client.terminal.sign_in:sign_out", "Sign this computer out."),
        "sessions": ("handrail_client.terminal.records:sessions", "The sessions you belong to."),
        "room": ("handrail_client.terminal.room:room", "Take part in a session."),
        "letters": ("handrail_client.terminal.letters:letters", "Ask for attendance letters and look after them."),
        "consents": ("handrail_client.terminal.consents:consents", "What you signed; sign or revoke."),
        "attendance": ("handrail_client.terminal.records:attendance", "Your own attendance."),
        "crisis-plan": (
            "handrail_client.terminal.crisis_plan:crisis_plan",
            "Your own plan for a hard hour: read it, write it.",
        ),
        "handouts": ("handrail_client.terminal.records:handouts", "The handouts you were given."),
        "check": ("handrail_client.terminal.check:check", "Check a letter by its code, without signing in."),
    }
)
"""Name → ("module:object", one line of help)."""

SERVER_NAMES = (
    "serve",
    "demo",
    "rehearse",
    "migrate",
    "backup",
    "restore",
    "keys",
    "audit",
    "openapi",
    "asyncapi",
    "schemas",
    "disclosure",
    "letter",
)
"""What the server extra adds. Known here so that without it a name says how to get it."""

NEEDS_SERVER = "`handrail {name}` belongs to the server. To get it: pip install 'handrail[server]'"
_SERVER_PACKAGES = ("sqlmodel", "orjson", "structlog")


def server_commands() -> Mapping[str, tuple[str, str]]:
    """The server's commands; none when the server extra is not installed."""
    if any(find_spec(name) is None for name in ("handrail", *_SERVER_PACKAGES)):
        return {}
    try:
        table: Mapping[str, tuple[str, str]] = import_module("handrail.cli").COMMANDS
    except ModuleNotFoundError:
        return {}
    return table


class Commands(click.Group):
    """Commands by name, loaded when they are called; failures become words and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*CLIENT, *server_commands()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = CLIENT.get(cmd_name) or server_commands().get(cmd_name)
        if where is not None:
            return _load(where[0])
        if cmd_name in SERVER_NAMES and not server_commands():
            raise click.UsageError(NEEDS_SERVER.format(name=cmd_name), ctx)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        server = server_commands()
        with formatter.section("Taking part"):
            formatter.write_dl([(name, says) for name, (_, says) in CLIENT.items()])
        with formatter.section("Running a server"):
            if server:
                formatter.write_dl([(name, says) for name, (_, says) in server.items()])
            else:
                formatter.write_text("pip install 'handrail[server]'")

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's own signature
        **extra: Any,
    ) -> Any:
        words = sys.argv[1:] if args is None else args
        try:
            return super().main(args, prog_name, complete_var, standalone_mode, **extra)
        except HandrailError as failure:
            tell(failure, as_json="--json" in words)
            sys.exit(exit_code(failure))
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)


def _load(where: str) -> click.Command:
    module, _, name = where.partition(":")
    command: click.Command = getattr(import_module(module), name)
    return command


def exit_code(failure: HandrailError) -> int:
    """What a failure means to a script."""
    match failure:
        case SignedOut() | FreshSignInNeeded():
            return SIGNED_OUT
        case Unreachable() | Unavailable():
            return UNREACHABLE
        case _:
            return REFUSED


def tell(failure: HandrailError, *, as_json: bool = False) -> None:
    """Say on stderr what went wrong and what to do next; with `as_json`, as one JSON object."""
    if as_json:
        click.echo(json.dumps(as_object(failure), ensure_ascii=False), err=True)
        return
    click.echo(str(failure) or type(failure).__name__, err=True)
    if not isinstance(failure, Problem):
        return
    for fault in failure.faults:
        click.echo(f"  {fault.at or 'what was sent'}: {fault.says}", err=True)
    if failure.rules:
        click.echo(f"  Rules: {', '.join(failure.rules)}", err=True)
    if failure.retry_after is not None:
        click.echo(f"  Try again in {failure.retry_after} s.", err=True)
    if isinstance(failure, SignedOut | FreshSignInNeeded):
        click.echo("  handrail sign-in", err=True)
    if failure.request_id:
        click.echo(f"  When you ask for help, give this number: {failure.request_id}", err=True)


def as_object(failure: HandrailError) -> dict[str, Any]:
    """The failure as `--json` prints it."""
    if not isinstance(failure, Problem):
        return {"error": {"code": type(failure).__name__.lower(), "says": str(failure)}}
    return {
        "error": {
            "code": failure.code,
            "says": str(failure),
            "faults": [{"at": fault.at, "says": fault.says} for fault in failure.faults],
            "rules": list(failure.rules),
            "retry_after": failure.retry_after,
            "request_id": failure.request_id,
        }
    }


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="handrail", message="%(prog)s %(version)s")
def main() -> None:
    """Handrail: the companion to a virtual intensive outpatient program.

    Exit codes: 0 done, 1 refused, 2 wrong usage, 3 signed out, 4 server not reached, 130 interrupted.
    """
