"""A connection follows exactly what its standing allows (I4)."""

import pytest

from handrail.kernel.audience import FACILITATORS, ROOM, Standing, follows, member
from handrail.kernel.ids import SeatId

SEAT, OTHER = SeatId("SEAT"), SeatId("OTHER")


@pytest.mark.parametrize(
    ("standing", "streams"),
    [
        (Standing.LOBBY, {member(SEAT)}),
        (Standing.MEMBER, {member(SEAT), ROOM}),
        (Standing.FACILITATOR, {member(SEAT), ROOM, FACILITATORS}),
    ],
)
def test_standing_decides_what_is_followed(standing: Standing, streams: set[str]):
    assert follows(standing, SEAT) == streams


@pytest.mark.parametrize("standing", list(Standing))
def test_nobody_follows_another_persons_stream(standing: Standing):
    """Not even a facilitator: what is for one person is for that person."""
    assert member(OTHER) not in follows(standing, SEAT)
