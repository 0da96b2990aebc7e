"""The hash chain over entries: leaf, link, and what a break means. Pure, with published test vectors.

Leaf and link are told apart by their first byte as in RFC 6962 §2.1, so that no leaf can pose as a link.
A Merkle tree can replace `link` later without changing who records entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256

from handrail.audit.entry import Entry

START = bytes(32)
"""What the first link is built on."""


def leaf(entry: Entry) -> bytes:
    """SHA-256 of the entry in one fixed spelling: a JSON list of its fields, instants in microseconds, UTC."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [entry.id, at, str(entry.tag), entry.actor, entry.subject, entry.program, entry.outcome, entry.node]
    return sha256(b"\x00" + json.dumps(fields, separators=(",", ":"), ensure_ascii=True).encode()).digest()


def link(before: bytes, of_leaf: bytes) -> bytes:
    """The next link: 32 bytes that depend on everything before."""
    return sha256(b"\x01" + before + of_leaf).digest()


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry's place in the chain: its number (dense from 1) and stored link; `entry` is None where it is missing."""

    number: int
    entry_id: str
    stored: bytes
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the log is not what was written."""

    number: int
    entry_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What walking the chain found.

    Attributes:
        linked: entries that hold, up to the first break.
        head: the last good link, which a later walk can be compared with.
        broken: the first break, or None.
    """

    linked: int
    head: bytes
    broken: Break | None


def extend(before: bytes, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The links of `entries`, in order, after the link `before`."""
    for entry in entries:
        before = link(before, leaf(entry))
        yield before


def verify(chain: Iterable[Linked], *, checkpoint: tuple[int, bytes] | None = None) -> Verdict:
    """Walk the chain from its start and stop at the first thing that does not hold.

    Args:
        chain: entries with their stored links, by number.
        checkpoint: a number and its link from an earlier walk; a log that was cut short or replaced by an
            older or other one does not contain it.
    """
    before = START
    expected = 1
    for at in chain:
        wrong = _wrong(at, expected, before, checkpoint)
        if wrong:
            return Verdict(expected - 1, before, Break(at.number, at.entry_id, wrong))
        before = at.stored
        expected += 1
    if checkpoint and expected <= checkpoint[0]:
        return Verdict(expected - 1, before, Break(expected, "", "the log ends before the checkpoint"))
    return Verdict(expected - 1, before, None)


def _wrong(at: Linked, expected: int, before: bytes, checkpoint: tuple[int, bytes] | None) -> str:
    if at.number != expected:
        return "a number is missing"
    if at.entry is None:
        return "the entry was removed"
    if link(before, leaf(at.entry)) != at.stored:
        return "the entry or its link was changed"
    if checkpoint and checkpoint[0] == at.number and checkpoint[1] != at.stored:
        return "another log than the one of the checkpoint"
    return ""
