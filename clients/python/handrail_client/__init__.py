"""The Python SDK of Handrail, and the client side of its command line.

A participant who raises a hand and answers a check-in:

    import asyncio
    from handrail_client import Client, CredentialFile, HandRaise, RoundAnswer, join

    async def evening(server: str) -> None:
        async with Client(server, CredentialFile()) as client:
            session = (await client.sessions())[0].id
            async with join(client, session) as room:
                await room.do(HandRaise())
                state = await room.until(lambda state: state.open_round is not None)
                await room.do(RoundAnswer(round=state.open_round.round, answers={"mood": 6}))

    asyncio.run(evening("https://program.example"))

`CredentialFile` holds what `handrail sign-in` or `Client.sign_in` left. Lost connections heal by themselves: a
command is answered once, however often it had to be sent. Everything that goes wrong is a `HandrailError`; a
`Problem` is the server saying no, with one class for every code. Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handrail_client.address import NotALink, UnsafeServer, open_link
    from handrail_client.aio import Entered, Interrupted, Refreshed, Room, join
    from handrail_client.client import Client
    from handrail_client.credentials import CredentialFile, Credentials, UnsafeCredentials
    from handrail_client.errors import (
        HandrailError,
        Problem,
        ProtocolBroken,
        RoomLeft,
        SignedOut,
        Unreachable,
    )
    from handrail_client.messages import (
        AlertAcknowledge,
        AnswerShare,
        AwayEnd,
        AwayStart,
        Command,
        Event,
        GroupLeave,
        GroupPlace,
        GroupsArrange,
        GroupsEnd,
        GroupsStart,
        GroupVisit,
        HandLower,
        HandoutAcknowledge,
        HandoutShare,
        HandoutTurn,
        HandRaise,
        HelpAsk,
        LeaveRoom,
        MessageSend,
        NoteSend,
        PictureShow,
        Result,
        RoomAdmit,
        RoomAdmitAll,
        RoomEnd,
        RoomRemove,
        RoundAnswer,
        RoundClose,
        RoundOpen,
        SegmentStart,
    )
    from handrail_client.outputs import Ending
    from handrail_client.room_state import RoomState

_HOMES = {
    "address": ("NotALink", "UnsafeServer", "open_link"),
    "aio": ("Entered", "Interrupted", "Refreshed", "Room", "join"),
    "client": ("Client",),
    "credentials": ("CredentialFile", "Credentials", "UnsafeCredentials"),
    "errors": ("HandrailError", "Problem", "ProtocolBroken", "RoomLeft", "SignedOut", "Unreachable"),
    "messages": (
        "AlertAcknowledge",
        "AnswerShare",
        "AwayEnd",
        "AwayStart",
        "Command",
        "Event",
        "GroupLeave",
        "GroupPlace",
        "GroupVisit",
        "GroupsArrange",
        "GroupsEnd",
        "GroupsStart",
        "HandLower",
        "HandRaise",
        "HandoutAcknowledge",
        "HandoutShare",
        "HandoutTurn",
        "HelpAsk",
        "LeaveRoom",
        "MessageSend",
        "NoteSend",
        "PictureShow",
        "Result",
        "RoomAdmit",
        "RoomAdmitAll",
        "RoomEnd",
        "RoomRemove",
        "RoundAnswer",
        "RoundClose",
        "RoundOpen",
        "SegmentStart",
    ),
    "outputs": ("Ending",),
    "room_state": ("RoomState",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AlertAcknowledge",
    "AnswerShare",
    "AwayEnd",
    "AwayStart",
    "Client",
    "Command",
    "CredentialFile",
    "Credentials",
    "Ending",
    "Entered",
    "Event",
    "GroupLeave",
    "GroupPlace",
    "GroupVisit",
    "GroupsArrange",
    "GroupsEnd",
    "GroupsStart",
    "HandLower",
    "HandRaise",
    "HandoutAcknowledge",
    "HandoutShare",
    "HandoutTurn",
    "HandrailError",
    "HelpAsk",
    "Interrupted",
    "LeaveRoom",
    "MessageSend",
    "NotALink",
    "NoteSend",
    "PictureShow",
    "Problem",
    "ProtocolBroken",
    "Refreshed",
    "Result",
    "Room",
    "RoomAdmit",
    "RoomAdmitAll",
    "RoomEnd",
    "RoomLeft",
    "RoomRemove",
    "RoomState",
    "RoundAnswer",
    "RoundClose",
    "RoundOpen",
    "SegmentStart",
    "SignedOut",
    "Unreachable",
    "UnsafeCredentials",
    "UnsafeServer",
    "join",
    "open_link",
]


def __getattr__(name: str) -> Any:
    """Load a public name where it lives, so that the command line starts without what it does not need."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
