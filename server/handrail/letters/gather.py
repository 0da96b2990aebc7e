"""Reads what a letter could be made from: the ledger, the enrolment, the account and the issuer profile, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from handrail.attendance.entry import Entry, standing
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import PersonId
from handrail.letters.ask import LetterAsk
from handrail.letters.content import Letterhead
from handrail.letters.gathered import ATTENDED, Gathered
from handrail.letters.letter import Day, Facts, part_of_day
from handrail.letters.ports import FactsUnit
from handrail.programs.calendar import starts_at
from handrail.programs.enrolment import Enrolment
from handrail.programs.issuer_profile import IssuerProfile


@dataclass(frozen=True)
class GatherFacts:
    """Reads the facts as they are in this unit."""

    async def __call__(
        self, unit: FactsUnit, person: PersonId, ask: LetterAsk, today: date, *, lock: bool = False
    ) -> Gathered:
        """The facts about `person`, within the days asked about; with `lock`, the ledger stays so until the unit ends.

        Raises:
            Conflict: the program has no issuer profile yet.
        """
        account = await unit.accounts.get(person)
        program = await unit.programs.get(account.program)
        profile = await unit.programs.latest_issuer_profile(account.program)
        if profile is None:
            raise Conflict("Your program has not set up its letterhead yet. Please ask your coordinator.")
        enrolments = await unit.enrolments.of(person)
        attended = _attended(await unit.ledger.of_person(person, lock=lock), ask)
        return Gathered(
            facts=Facts(
                person_name=account.legal_name,
                attended=tuple([await _day(unit, entry) for entry in attended]),
                under_care=any(_is_current(one, today) for one in enrolments),
                expected_end=_expected_end(enrolments, today),
                program=program.name,
            ),
            head=head_of(profile),
            profile=profile,
            sessions=tuple((entry.session, entry.day) for entry in attended),
            names=await _names(unit, program.name, enrolments),
            part2=program.part2,
        )


def _attended(entries: Sequence[Entry], ask: LetterAsk) -> tuple[Entry, ...]:
    if ask.first_day is None or ask.last_day is None:
        return ()
    first, last = ask.first_day, ask.last_day
    return tuple(one for one in standing(entries) if one.status in ATTENDED and first <= one.day <= last)


async def _day(unit: FactsUnit, entry: Entry) -> Day:
    session = await unit.sessions.get(entry.session)
    return Day(entry.day, part_of_day(starts_at(session).astimezone(ZoneInfo(entry.zone)).hour))


def _is_current(enrolment: Enrolment, today: date) -> bool:
    return enrolment.ended_at is None and enrolment.starts_on <= today


def _expected_end(enrolments: Sequence[Enrolment], today: date) -> date | None:
    planned = [one.planned_end for one in enrolments if _is_current(one, today) and one.planned_end]
    return max((day for day in planned if day >= today), default=None)


def head_of(profile: IssuerProfile) -> Letterhead:
    """What of the profile a letter shows."""
    return Letterhead(profile.name, profile.address_lines, profile.phone, profile.signer_name, profile.signer_title)


async def _names(unit: FactsUnit, program: str, enrolments: Sequence[Enrolment]) -> tuple[str, ...]:
    cohorts = frozenset(one.cohort for one in enrolments)
    names = [program, *(cohort.name for cohort in await unit.cohorts.some(cohorts))]
    for cohort in sorted(cohorts):
        for assignment in await unit.assignments.of_cohort(cohort):
            leader = await unit.accounts.get(assignment.person)
            names.extend((leader.legal_name, leader.display_name))
    return tuple(dict.fromkeys(name for name in names if name))
