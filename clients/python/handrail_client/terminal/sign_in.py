"""Activate an account from a one-time link, sign in, sign out.

Passwords come from the keyboard or from the first line of stdin, never from an argument: arguments show in the
list of processes and stay in the shell's history.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from handrail_client.address import open_link
from handrail_client.client import Client
from handrail_client.credentials import CredentialFile
from handrail_client.errors import Invalid, Problem, SecondFactorNeeded, SignedOut, Unreachable
from handrail_client.records import Authenticator, SignedIn
from handrail_client.terminal.shell import json_option, known_server, own, put_json, run, use_proxy

Result = TypeVar("Result")


@click.command("sign-in")
@click.argument("link", required=False)
@click.option("--server", help="The server's address, for an account that is active already.")
@click.option("--email", help="Your e-mail address; asked for when left out.")
@click.option("--display-name", default="", help="With a link: the name that the group sees.")
@click.option("--second-factor", is_flag=True, help="With a link: also set up an authenticator app.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
@click.option("--code", default="", help="The code from your authenticator app.")
@json_option
def sign_in(
    link: str | None,
    server: str | None,
    email: str | None,
    display_name: str,
    code: str,
    *,
    second_factor: bool,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Activate an account from the one-time LINK you were given, or sign in to one that is active."""
    if link is not None and (server or email):
        raise click.UsageError("Give a link, or --server and --email, not both.")
    if link is not None:
        origin, secret = open_link(link)
        entered = run(_activate(origin, secret, display_name, code, second_factor, password_stdin))
    else:
        where = server or known_server() or click.prompt("Server's address")
        who = email or click.prompt("E-mail")
        entered = run(_enter(where, who, code, password_stdin=password_stdin))
    if as_json:
        put_json(entered)
    else:
        click.echo(
            f"You are signed in on this computer, until {entered.ends_at.astimezone():%A %H:%M %Z} at the latest."
        )


@click.command("sign-out")
@click.option("--everywhere", is_flag=True, help="End your sign-ins on all devices.")
@json_option
def sign_out(*, everywhere: bool, as_json: bool) -> None:
    """Sign this computer out, and forget everything it keeps."""
    run(_leave(everywhere=everywhere))
    if as_json:
        put_json({"signed_out": True, "everywhere": everywhere})
    else:
        click.echo("You are signed out.")


async def _activate(
    origin: str,
    secret: str,
    display_name: str,
    code: str,
    second_factor: bool,  # noqa: FBT001 - handed through
    password_stdin: bool,  # noqa: FBT001 - handed through
) -> SignedIn:
    async with own(origin) as client:
        password = _password(password_stdin, new=True)

        async def attempt(password: str, code: str) -> SignedIn | Authenticator:
            return await client.activate(
                secret, password, code=code, second_factor=second_factor, display_name=display_name
            )

        outcome: SignedIn | Authenticator | None = None
        while outcome is None:
            try:
                outcome = await attempt(password, "")
            except Invalid as refused:
                if password_stdin:
                    raise
                _explain(refused)
                password = _password(stdin=False, new=True)
        while isinstance(outcome, Authenticator):
            click.echo("Your account needs an authenticator app. Add this to it:", err=True)
            click.echo(f"  {outcome.address}", err=True)
            click.echo(f"or type this key into it: {outcome.secret}", err=True)
            outcome = await _with_code(code, lambda given: attempt(password, given))
        return outcome


async def _enter(server: str, email: str, code: str, *, password_stdin: bool) -> SignedIn:
    async with own(server) as client:
        password = _password(password_stdin, new=False)
        try:
            return await client.sign_in(email, password, code=code)
        except SecondFactorNeeded:
            return await _with_code("", lambda given: client.sign_in(email, password, code=given))


async def _with_code(code: str, attempt: Callable[[str], Awaitable[Result]]) -> Result:
    """Try with the code, asking for it, and for another where it does not fit."""
    while True:
        given = code or str(click.prompt("Code from your authenticator app")).replace(" ", "")
        try:
            return await attempt(given)
        except Invalid as refused:
            if code:
                raise
            _explain(refused)


async def _leave(*, everywhere: bool) -> None:
    file = CredentialFile()
    kept = file.load()
    if kept is None:
        return
    try:
        async with Client(kept.server, file, use_proxy=use_proxy()) as client:
            await client.sign_out(everywhere=everywhere)
    except SignedOut:
        if everywhere:
            raise
    except Unreachable:
        raise Unreachable(
            "This computer has forgotten you, but the server could not be told. "
            "On a shared computer, sign out everywhere from another one."
        ) from None
    finally:
        # Whatever the server says, this computer forgets; the sign-in ends by itself when it is not used.
        file.forget()


def _password(stdin: bool, *, new: bool) -> str:  # noqa: FBT001 - the flag as given
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not new:
        return str(click.prompt("Password", hide_input=True, err=True))
    click.echo(
        "Choose a password: 15 characters or more. A few words that only you would put together do well.", err=True
    )
    return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True))


def _explain(refused: Problem) -> None:
    for fault in refused.faults:
        click.echo(f"  {fault.says}", err=True)
