"""What every command shares: a client that is signed in, one way to run, one way to print."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar

import click
from pydantic import BaseModel

from handrail_client.client import Client
from handrail_client.credentials import CredentialFile
from handrail_client.errors import FreshSignInNeeded, SecondFactorNeeded, SignedOut

Result = TypeVar("Result")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")


def use_proxy() -> bool:
    """Whether the user asked for the proxy settings of the environment: `HANDRAIL_USE_PROXY=1`."""
    return os.environ.get("HANDRAIL_USE_PROXY", "") in {"1", "yes", "true"}


def known_server() -> str | None:
    """The server this computer was last signed in to, or `HANDRAIL_SERVER`."""
    kept = CredentialFile().load()
    return kept.server if kept is not None else os.environ.get("HANDRAIL_SERVER")


def anonymous(server: str) -> Client:
    """A client that keeps nothing and is nobody."""
    return Client(server, use_proxy=use_proxy())


def own(server: str) -> Client:
    """A client that stays signed in on this computer."""
    return Client(server, CredentialFile(), use_proxy=use_proxy())


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run one command's work."""
    return asyncio.run(work)


def signed_in(ask: Callable[[Client], Awaitable[Result]]) -> Result:
    """Run `ask` as whoever is signed in on this computer.

    Raises:
        SignedOut: nobody is.
    """

    async def work() -> Result:
        server = known_server()
        if server is None:
            raise SignedOut
        async with own(server) as client:
            return await ask(client)

    return run(work())


async def confirmed(client: Client, ask: Callable[[], Awaitable[Result]]) -> Result:
    """Do `ask`; where it needs a sign-in of the last minutes, ask for the password again first."""
    try:
        return await ask()
    except FreshSignInNeeded:
        pass
    click.echo("Please confirm that it is you.", err=True)
    password = str(click.prompt("Password", hide_input=True, err=True))
    try:
        await client.reauthenticate(password)
    except SecondFactorNeeded:
        code = str(click.prompt("Code from your authenticator app", err=True)).replace(" ", "")
        await client.reauthenticate(password, code=code)
    return await ask()


def plain(value: Any) -> Any:
    """`value` as JSON can hold it."""
    match value:
        case BaseModel():
            return value.model_dump(mode="json")
        case Mapping():
            return {str(name): plain(one) for name, one in value.items()}
        case str() | int() | float() | None:
            return value
        case Iterable():
            return [plain(one) for one in value]
        case _:
            return str(value)


def put_json(value: Any) -> None:
    """Print one JSON value on one line."""
    click.echo(json.dumps(plain(value), ensure_ascii=False))


def ask_choice(prompt: str, options: Mapping[str, str], *, default: str | None = None) -> str:
    """Ask for one of `options` (value → what it is called), by number or by value."""
    click.echo(prompt)
    values = list(options)
    for number, value in enumerate(values, 1):
        click.echo(f"  {number}  {options[value]}")
    while True:
        answer = str(click.prompt("Number", default=default, show_default=default is not None)).strip()
        if answer in options:
            return answer
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(values):
            return values[int(answer) - 1]
        click.echo(f"A number from 1 to {len(values)}, please.")
