"""What a new form goes against is shown before it is signed (trap 26), and nobody signs past it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handrail.consent.codes import DataElement, Purpose, RecipientClass
from handrail.consent.draft import DraftConsent
from handrail.consent.earlier import earlier
from handrail.consent.receipt import Out
from handrail.consent.restrict import AnswerRestriction, AskRestriction
from handrail.consent.restriction import Restriction
from handrail.consent.sign import SignConsent
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import SystemIds
from handrail.unit_of_work import Units
from tests.consent.people import ANA, CEDAR, OFFICER, SHE, TODAY, choices, settle, signs
from tests.consent.test_attest import AT, a_form
from tests.disclosure.test_gate import CHECKABLE
from tests.fakes import FakeClock

NAME, RANGE, LEVEL = DataElement.PERSON_NAME, DataElement.DATE_RANGE, DataElement.LEVEL_OF_CARE
TO_HR = Restriction("r1", ANA, CEDAR, AT, recipients=frozenset({RecipientClass.EMPLOYER_HR}))
LESS = replace(a_form(), choices=choices(elements=frozenset({NAME})))
MORE = replace(a_form(), choices=choices(elements=frozenset({NAME, RANGE, LEVEL})))


@pytest.mark.parametrize(
    ("restriction", "shown"),
    [
        (TO_HR, True),
        (replace(TO_HR, agreed=True), True),
        (replace(TO_HR, agreed=False), False),
        (replace(TO_HR, agreed=True, ended_at=AT), False),
        (replace(TO_HR, recipients=frozenset({RecipientClass.COURT})), False),
        (replace(TO_HR, elements=frozenset({RANGE})), True),
        (replace(TO_HR, elements=frozenset({LEVEL})), False),
        (replace(TO_HR, purposes=frozenset({next(iter(choices().purposes))})), True),
    ],
)
def test_a_restriction_that_it_touches_is_shown(restriction: Restriction, *, shown: bool):
    assert [one.key for one in earlier(choices(), [restriction], [], [])] == (["restriction:r1"] if shown else [])


def test_telling_more_than_the_least_ever_chosen_is_shown():
    """The lowest ever chosen for a recipient is the safe default; a higher one since does not count."""
    [one] = earlier(choices(), [], [MORE, LESS], [])
    assert one.key == "wider:date_range"
    assert "the first and last day of a time in which you had appointments" in one.says
    assert "level" not in one.says


def test_the_least_itself_goes_against_nothing():
    assert earlier(choices(elements=frozenset({NAME})), [], [MORE, LESS], []) == ()
    assert earlier(choices(), [], [MORE], []) == ()


def test_another_recipient_is_another_matter():
    assert earlier(choices(recipient_name="Another"), [], [LESS], []) == ()
    assert earlier(choices(recipient=RecipientClass.EAP), [], [LESS], []) == ()
    assert earlier(choices(recipient_name="corvid  MILLS, staff office"), [], [LESS], [])


def test_what_was_told_counts_too():
    """A wide form on which little was ever sent: the little is the safe default."""
    told = Out(AT, TODAY, RecipientClass.EMPLOYER_HR, "Corvid Mills, Staff Office", (NAME,), Purpose.RETURN_TO_WORK)
    assert earlier(choices(), [], [MORE], [told])[0].key == "wider:date_range"
    assert earlier(choices(), [], [MORE], [replace(told, recipient_name="Another")]) == ()


def test_letting_a_reader_check_is_a_matter_of_its_own():
    """It tells nothing of the person: it neither narrows what may be told later nor widens it."""
    check = choices(**CHECKABLE)
    told = Out(AT, TODAY, check.recipient, check.recipient_name, tuple(check.elements or ()), *check.purposes)
    assert earlier(choices(), [], [replace(a_form(), choices=check)], [told]) == ()
    assert earlier(check, [], [LESS], []) == ()


async def test_nobody_signs_past_an_earlier_choice(units: Units, clock: FakeClock):
    await settle(units, clock)
    await signs(units, clock, choices(elements=frozenset({NAME})))
    asked = await AskRestriction(units, clock, SystemIds())(SHE, None, frozenset({RecipientClass.EMPLOYER_HR}), None)
    draft, against = await DraftConsent(units, clock).shown(SHE, choices())
    assert [one.key.partition(":")[0] for one in against] == ["restriction", "wider"]
    assert "Until the program answers" in against[0].says
    sign = SignConsent(units, clock, SystemIds())
    for seen in (frozenset[str](), frozenset({against[0].key})):
        with pytest.raises(Conflict):
            await sign(SHE, choices(), draft.digest, seen)
    await AnswerRestriction(units, clock)(OFFICER, asked.id, agreed=True)
    _, against = await DraftConsent(units, clock).shown(SHE, choices())
    assert "even if you sign" in against[0].says
    assert await sign(SHE, choices(), draft.digest, frozenset(one.key for one in against))
