"""What a person is told of a cry for help: that it is kept, and, where we can know, whether somebody sees it now."""

from __future__ import annotations

from handrail_client.room_state import RoomState

_WAITS = "It is kept, but no facilitator is connected right now. One sees it as soon as they are back."
_IN_LOBBY = "It is kept. The facilitators see it at once, or as soon as one of them is connected."


def reached(state: RoomState, told: str) -> str:
    """`told` where a facilitator is connected. Who waits in the lobby cannot know whether one is."""
    if state.you is not None and state.you.standing == "lobby":
        return _IN_LOBBY
    return told if state.led else _WAITS
