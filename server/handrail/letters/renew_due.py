"""Makes the letters that clients asked for each month, in batches that a cut-off loses nothing of.

What became of a request is written in the unit that holds its letter, and that it was queued in the one that holds
the sending, so each is made once and queued once however often a node is killed, and the counts agree. Between two
letters there is no unit open: what is urgent takes its turn.
"""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, DisclosureRefused, Invalid, LeakFound, NotFound
from handrail.kernel.ids import Ids, LetterId, PersonId, ProgramId, SignInId
from handrail.kernel.principal import Principal, Role
from handrail.letters.batch import Batch, Outcome
from handrail.letters.deliver import QueueDelivery
from handrail.letters.delivery import Delivery
from handrail.letters.issue import IssueLetter
from handrail.letters.issued import Letter
from handrail.letters.ports import Unit, Units
from handrail.letters.renewal import Act, Entry, Renewal, Sends
from handrail.programs.relation import runs


class _Gone(Exception):
    """The request ended, or was answered, while its letter was made."""


@dataclass(frozen=True)
class StartBatch:
    """Staff start a run before the server does. They choose nothing: what is due is what clients signed for."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, program: ProgramId) -> Batch:
        """The batch; a node goes on with it within a minute.

        Raises:
            NotFound: not the caller's program.
            Conflict: one is running.
        """
        runs(caller, program)
        async with self.units.begin() as unit:
            latest = await unit.renewals.batches(program, most=1)
            if latest and latest[0].left:
                raise Conflict("A batch is running. It goes on by itself.")
            return await _open(unit, program, caller.person, self.clock, self.ids)


@dataclass(frozen=True)
class SeeBatches:
    """The latest runs of a program, newest first: numbers and nobody's name."""

    units: Units

    async def __call__(self, caller: Principal, program: ProgramId) -> tuple[Batch, ...]:
        """The batches.

        Raises:
            NotFound: not the caller's program.
        """
        runs(caller, program)
        async with self.units.read() as unit:
            return await unit.renewals.batches(program, most=20)


@dataclass(frozen=True)
class RenewDue:
    """One round: begins the day's batches, and tells what is left of every one that is not done."""

    units: Units
    issue: IssueLetter
    clock: Clock
    ids: Ids
    queue: QueueDelivery

    async def __call__(self) -> tuple[tuple[str, str], ...]:
        """Batch and request of each place that is to be settled now."""
        await self._begin()
        async with self.units.read() as unit:
            return await unit.renewals.left()

    async def settle(self, batch: str, renewal_id: str) -> None:
        """Make the letter, or write down why there is none, and queue it where it is to go. What fails is raised.

        A letter that could not be made is settled as `later`; one that could not be queued stays with its client.
        """
        renewal = await self._read(renewal_id)
        if not renewal.unsent:
            try:
                await self._settle(batch, renewal)
            except Exception:
                await self._answer(batch, renewal, Outcome.LATER)
                raise
            renewal = await self._read(renewal_id)
        if renewal.sends and renewal.unsent:
            await self._send(batch, renewal, renewal.sends, renewal.unsent)

    async def _read(self, renewal_id: str) -> Renewal:
        async with self.units.read() as unit:
            return await unit.renewals.get(renewal_id)

    async def _begin(self) -> None:
        day = self.clock.now().date()
        async with self.units.read() as unit:
            programs = dict.fromkeys(program for program, _ in await unit.renewals.due(day))
        for program in programs:
            async with self.units.begin() as unit:
                latest = await unit.renewals.batches(program, most=1)
                # Once a day: what could not be settled then is tried again tomorrow, or when staff say so.
                if not latest or (not latest[0].left and latest[0].started_at.date() < day):
                    await _open(unit, program, PersonId(""), self.clock, self.ids)

    async def _settle(self, batch: str, renewal: Renewal) -> None:
        due_on = renewal.due(self.clock.now().date())
        if due_on is None:
            await self._answer(batch, renewal, Outcome.GONE)
            return

        async def kept(unit: Unit, letter: Letter) -> None:
            await _still(unit, batch, renewal)
            await unit.renewals.append(renewal, Entry(Act.MAKE, due_on, letter.issued_at, letter.id))
            if not renewal.sends:
                await unit.renewals.settle(batch, renewal.id, Outcome.MADE)
            await unit.audit.record(Tag.RENEWAL_MADE, subject=renewal.id, program=renewal.program)

        try:
            _ = await self.issue(_client(renewal), renewal.letter(due_on), then=kept)
        except _Gone:
            await self._answer(batch, renewal, Outcome.GONE)
        except (DisclosureRefused, NotFound):
            await self._answer(batch, renewal, Outcome.REFUSED, Entry(Act.REFUSE, due_on, self.clock.now()))
        except LeakFound:
            await self._answer(batch, renewal, Outcome.BLOCKED)
        except Invalid:
            await self._answer(batch, renewal, Outcome.NOTHING_TO_SAY, Entry(Act.SKIP, due_on, self.clock.now()))
        except Conflict:
            await self._answer(batch, renewal, Outcome.LATER)

    async def _send(self, batch: str, renewal: Renewal, sends: Sends, made: Entry) -> None:
        """Queue the letter just made, or write down why it is not: it is judged like any other sending."""

        async def kept(unit: Unit, delivery: Delivery) -> None:
            await _still(unit, batch, renewal)
            if (delivery.notice, delivery.neutral) != (sends.notice, sends.neutral):
                raise Invalid("It would go otherwise than its client accepted.")
            queued = Entry(Act.QUEUE, made.due_on, delivery.queued_at, made.letter)
            await unit.renewals.append(renewal, queued)
            await unit.renewals.settle(batch, renewal.id, Outcome.MADE)

        act = None
        try:
            _ = await self.queue.for_client(
                renewal.person,
                renewal.program,
                LetterId(made.letter),
                sends.ask,
                passcode=sends.passcode,
                then=kept,
            )
        except _Gone:
            await self._answer(batch, renewal, Outcome.GONE)
        except (DisclosureRefused, Invalid):
            act = Act.LAPSE
        except Conflict:
            act = Act.KEEP
        except Exception:
            await self._answer(batch, renewal, Outcome.MADE, self._of(made, Act.KEEP))
            raise
        if act:
            await self._answer(batch, renewal, Outcome.MADE, self._of(made, act))

    def _of(self, made: Entry, act: Act) -> Entry:
        return Entry(act, made.due_on, self.clock.now(), made.letter)

    async def _answer(self, batch: str, renewal: Renewal, outcome: Outcome, entry: Entry | None = None) -> None:
        async with self.units.begin() as unit:
            try:
                await _still(unit, batch, renewal)
            except _Gone:
                if await unit.renewals.is_left(batch, renewal.id):
                    await unit.renewals.settle(batch, renewal.id, Outcome.GONE)
                return
            await unit.renewals.settle(batch, renewal.id, outcome)
            if entry:
                await unit.renewals.append(renewal, entry)
            if entry and entry.act in {Act.REFUSE, Act.LAPSE}:
                await unit.audit.record(
                    Tag.RENEWAL_STOPPED, subject=renewal.id, program=renewal.program, outcome="refused"
                )


async def _still(unit: Unit, batch: str, renewal: Renewal) -> None:
    """Nothing, if nothing happened to the request, nor to its place in the batch, since it was read."""
    now = await unit.renewals.get(renewal.id, lock=True)
    if now != renewal or not await unit.renewals.is_left(batch, renewal.id):
        raise _Gone


async def _open(unit: Unit, program: ProgramId, by: PersonId, clock: Clock, ids: Ids) -> Batch:
    now = clock.now()
    due = tuple(one for whose, one in await unit.renewals.due(now.date()) if whose == program)
    batch = Batch(ids.new(), program, by, now, len(due), {})
    await unit.renewals.open(batch, due)
    await unit.audit.record(Tag.RENEWALS_STARTED, actor=by, subject=batch.id, program=program)
    return batch


def _client(renewal: Renewal) -> Principal:
    """The client, as who signed the standing request. Nobody is signed in."""
    return Principal(renewal.person, renewal.program, frozenset({Role.PARTICIPANT}), SignInId(""), renewal.signed_at)
