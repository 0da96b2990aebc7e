"""The base of everything that crosses the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A body or message: unknown fields are refused, and it does not change once read.

    Not `strict`: JSON Schema takes `3.0` for an integer, so we do.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
