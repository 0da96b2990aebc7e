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


class Walk:
    """Walks a chain from its start, entry by entry, and stops at the first thing that does not hold."""

    def __init__(self, checkpoint: tuple[int, bytes] | None = None) -> None:
        """Begin before the first entry.

        Args:
            checkpoint: a number and its link from an earlier walk; a log that was cut short, or replaced by
                an older or another one, does not contain it.
        """
        self._checkpoint = checkpoint
        self._linked = 0
        self._head = START
        self._broken: Break | None = None

    def holds(self, at: Linked) -> bool:
        """Whether the chain still holds with this entry; after the first break, never again."""
        if self._broken is None and (wrong := self._wrong(at)):
            self._broken = Break(at.number, at.entry_id, wrong)
        if self._broken:
            return False
        self._linked, self._head = at.number, at.stored
        return True

    def verdict(self) -> Verdict:
        """What was found up to here."""
        broken = self._broken
        if broken is None and self._checkpoint and self._linked < self._checkpoint[0]:
            broken = Break(self._linked + 1, "", "the log ends before the checkpoint")
        return Verdict(self._linked, self._head, broken)

    def _wrong(self, at: Linked) -> str:
        if at.number != self._linked + 1:
            return "a number is missing"
        if at.entry is None:
            return "the entry was removed"
        if link(self._head, leaf(at.entry)) != at.stored:
            return "the entry or its link was changed"
        if self._checkpoint and self._checkpoint[0] == at.number and self._checkpoint[1] != at.stored:
            return "another log than the one of the checkpoint"
        return ""


def verify(chain: Iterable[Linked], *, checkpoint: tuple[int, bytes] | None = None) -> Verdict:
    """Walk the whole chain."""
    walk = Walk(checkpoint)
    for at in chain:
        if not walk.holds(at):
            break
    return walk.verdict()
