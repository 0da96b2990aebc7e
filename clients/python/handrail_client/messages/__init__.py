"""Every frame of the room protocol `handrail.v1`, as the SDK reads and writes them (see `schemas/`).

What we say is checked before it is sent. What we hear is read leniently: fields that a newer server adds are
left out, and an event of a type we do not know becomes `Unknown`, which only counts.
"""

# ruff: noqa: F403 - all of it can be had from here

from handrail_client.messages.checkin_events import *
from handrail_client.messages.commands import *
from handrail_client.messages.events import *
from handrail_client.messages.parts import *
from handrail_client.messages.reading import *
from handrail_client.messages.room_events import *
from handrail_client.messages.server import *
from handrail_client.messages.snapshot import *
