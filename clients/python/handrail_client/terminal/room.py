"""`handrail room`: find the session, say where you are today, and take part."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

import click
from pydantic import ValidationError

from handrail_client.aio import Change, Entered, Interrupted, Refreshed, Room, join
from handrail_client.client import Client
from handrail_client.errors import HandrailError, Invalid, PlaceNeeded, Problem
from handrail_client.messages import CLIENT_FRAME, Command
from handrail_client.records import Session
from handrail_client.terminal.screen import Screen
from handrail_client.terminal.shell import ask_choice, json_option, plain, put_json, signed_in
from handrail_client.terminal.taking_part import TakingPart

_KINDS = {"home": "At home", "work": "At work", "car": "In a car", "other": "Somewhere else"}
_PRIVACY = {"alone": "I am alone", "others_nearby": "Others are nearby"}
_PATIENCE = 5.0
"""Seconds that leaving waits for answers to what was sent."""
_JOINABLE = frozenset({"scheduled", "open"})


class NoSession(HandrailError):
    """There is none to join."""


@click.group("room")
def room() -> None:
    """Take part in a session."""


@room.command("join")
@click.argument("session", required=False)
@click.option("--keep-screen", is_flag=True, help="Leave the conversation on the terminal afterwards.")
@json_option
def join_command(session: str | None, *, keep_screen: bool, as_json: bool) -> None:
    """Join SESSION, or the next one of yours.

    With --json: commands are read from stdin, one JSON object a line as the room protocol has them (an `id` is
    made where there is none); what happens is printed, one JSON object a line.
    """

    async def work(client: Client) -> None:
        chosen = session or (await _next(client)).id
        if as_json:
            async with join(client, chosen) as inside:
                await _as_json(inside)
            return
        try:
            await _take_part(client, chosen, keep_screen=keep_screen)
        except PlaceNeeded:
            await _tell_place(client, chosen)
            await _take_part(client, chosen, keep_screen=keep_screen)

    signed_in(work)


@room.command("place")
@click.argument("session", required=False)
@json_option
def place_command(session: str | None, *, as_json: bool) -> None:
    """Say where you are today, so that help finds you if you ever need it.

    With --json: one JSON object with kind, address, callback and privacy is read from stdin.
    """

    async def work(client: Client) -> None:
        chosen = session or (await _next(client)).id
        if as_json:
            told = _object(sys.stdin.read())
            await client.tell_place(chosen, **{name: str(told.get(name, "")) for name in _PLACE})
            put_json({"session": chosen, "told": True})
        else:
            await _tell_place(client, chosen)
            click.echo("Thank you.")

    signed_in(work)


_PLACE = ("kind", "address", "callback", "privacy")


async def _next(client: Client) -> Session:
    """The session that is open, or the one that comes next."""
    there = [one for one in await client.sessions() if one.state in _JOINABLE]
    if not there:
        raise NoSession("You have no session to join. Your program can tell you when the next one is.")
    soonest = min(there, key=lambda one: (one.state != "open", one.on, one.starts))
    click.echo(f"{soonest.on:%A, %d %B}, {soonest.starts}-{soonest.ends} {soonest.zone}", err=True)
    return soonest


async def _tell_place(client: Client, session: str) -> None:
    click.echo("Where are you today? Only your facilitators can see this, and only to send help.")
    kind = ask_choice("", _KINDS)
    address = callback = ""
    privacy = ""
    while True:
        address = str(click.prompt("Address, so that somebody could find you", default=address or None))
        callback = str(click.prompt("A number to call you if the connection breaks", default=callback or None))
        privacy = privacy or ask_choice("Can you talk freely?", _PRIVACY)
        try:
            await client.tell_place(session, kind=kind, address=address, callback=callback, privacy=privacy)
        except Invalid as refused:
            for fault in refused.faults:
                click.echo(f"  {fault.says}")
        else:
            return


async def _take_part(client: Client, session: str, *, keep_screen: bool) -> None:
    async with join(client, session) as inside, Screen(keep=keep_screen) as screen:
        await TakingPart(client, inside, screen)()
    if inside.ended is not None:
        click.echo(str(inside.ended))


# --- for programs ---------------------------------------------------------------------------------------------------


async def _as_json(inside: Room) -> None:
    """Frames in, frames out. The end of stdin is a goodbye."""
    async with asyncio.TaskGroup() as group, Screen() as stdin:
        reading = group.create_task(_commands(inside, stdin, group))
        async for change in inside.changes():
            put_json(_as_object(change, inside))
        reading.cancel()


async def _commands(inside: Room, stdin: Screen, group: asyncio.TaskGroup) -> None:
    under_way: set[asyncio.Task[None]] = set()
    async for line in stdin.lines():
        if not line.strip():
            continue
        try:
            command = _command(_object(line))
        except Invalid as refused:
            put_json({"type": "reply", "to": None, "problem": {"code": refused.code, "says": str(refused)}})
            continue
        under_way.add(group.create_task(_reply(inside, command)))
    if under_way:
        await asyncio.wait(under_way, timeout=_PATIENCE)
    await inside.leave()


async def _reply(inside: Room, command: Command) -> None:
    try:
        result = await inside.do(command)
    except Problem as refused:
        told = {"code": refused.code, "says": str(refused), "faults": [[one.at, one.says] for one in refused.faults]}
        put_json({"type": "reply", "to": command.id, "problem": told})
    except HandrailError as failure:
        put_json({"type": "reply", "to": command.id, "problem": {"code": "", "says": str(failure)}})
    else:
        put_json({"type": "reply", "to": command.id, "ok": True, "result": plain(result)})


def _command(said: Mapping[str, Any]) -> Command:
    try:
        command = CLIENT_FRAME.validate_python(said)
    except ValidationError:
        raise Invalid("This is no command of the room protocol.") from None
    if not isinstance(command, Command) or command.type == "renew":
        raise Invalid("Renewals and hellos are made by themselves.")
    return command


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Invalid("Give one JSON object.")
    return value


def _as_object(change: Change, inside: Room) -> dict[str, Any]:
    match change:
        case Entered(you, recovered):
            return {"type": "entered", "you": plain(you), "recovered": recovered, "room": plain(inside.state.room)}
        case Refreshed():
            return {"type": "refreshed", "you": plain(inside.state.you), "room": plain(inside.state.room)}
        case Interrupted(after):
            return {"type": "interrupted", "after": after}
        case _:
            told: dict[str, Any] = plain(change)
            return told
