"""A digest of what was asked: the same question gives the same one in every process, and it holds nothing of it."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from handrail.disclosure.request import DecisionRequest


def fingerprint(request: DecisionRequest) -> str:
    """SHA-256, in hex, over every fact of the request; instants count with their offset."""
    return sha256(json.dumps(_plain(request), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
