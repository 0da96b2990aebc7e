"""The rulebook that is shipped with this release, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from handrail.disclosure.rulebook import Rulebook, parse


@cache
def rulebook() -> Rulebook:
    """The bundled rules.

    Raises:
        RuleFault: they cannot be read; nothing is decided without them.
    """
    folder = files("handrail.disclosure") / "rules"
    return parse({one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith(".toml")})
