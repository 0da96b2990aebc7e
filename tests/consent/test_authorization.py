"""Forms: what can be signed, and what a form says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handrail.consent.authorization import Form, checked, kinds, revoked
from handrail.consent.codes import DataElement, LegalAuthority, Purpose, RecipientClass, RevocationManner
from handrail.consent.terms import Parties, digest, text
from handrail.kernel.errors import Conflict, Invalid
from handrail.kernel.ids import ConsentId
from tests.consent.people import ANA, CEDAR, TODAY, choices

PARTIES = Parties("Ana Ruiz", "Cedar House")
CHECK = {
    "purposes": frozenset({Purpose.VERIFICATION_CALLBACK}),
    "elements": frozenset({DataElement.LETTER_EXISTENCE}),
}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"recipient_name": "  "}, "/recipient_name"),
        ({"recipient_name": "x" * 201}, "/recipient_name"),
        ({"recipient_name": "Corvid\nMills"}, "/recipient_name"),
        ({"recipient": RecipientClass.UNKNOWN}, "/recipient"),
        ({"recipient": RecipientClass.INDIVIDUAL}, "/recipient"),
        ({"purposes": frozenset()}, "/purposes"),
        ({"purposes": frozenset({Purpose.LEGAL_PROCEEDING})}, "/purposes"),
        ({"elements": frozenset()}, "/elements"),
        ({"elements": frozenset({DataElement.PSYCHOTHERAPY_NOTES})}, "/elements"),
        ({"elements": frozenset({DataElement.OTHER_MEMBER_IDENTITY})}, "/elements"),
        ({"expires_on": date(2026, 9, 1)}, "/expires_on"),
        ({"expires_on": date(2027, 9, 3)}, "/expires_on"),
        ({"service_from": date(2026, 9, 2), "service_to": date(2026, 9, 1)}, "/service_to"),
        ({**CHECK, "elements": frozenset({DataElement.LETTER_EXISTENCE, DataElement.DATE_RANGE})}, "/purposes"),
        (CHECK | {"purposes": frozenset({Purpose.VERIFICATION_CALLBACK, Purpose.TREATMENT})}, "/purposes"),
    ],
)
def test_a_form_that_could_not_hold_is_not_signed(change: dict[str, object], at: str):
    with pytest.raises(Invalid) as refused:
        checked(choices(**change), TODAY)
    assert at in [fault.at for fault in refused.value.faults]


def test_a_form_may_end_today_or_in_a_year():
    for last in (TODAY, date(2027, 9, 2)):
        assert checked(choices(expires_on=last), TODAY).expires_on == last


def test_a_check_of_a_letter_is_signed_for_alone():
    assert checked(choices(**CHECK), TODAY)


def test_one_paper_serves_both_rules_in_a_part_2_program():
    assert kinds(part2=True) == {LegalAuthority.HIPAA_AUTHORIZATION, LegalAuthority.PART2_CONSENT}
    assert kinds(part2=False) == {LegalAuthority.HIPAA_AUTHORIZATION}


def test_the_text_holds_every_part_that_the_rule_asks_for():
    """45 CFR 164.508(c)(1) and (c)(2): what, who, to whom, why, until when; revoking, no condition, passing on."""
    shown = text(
        PARTIES, choices(service_from=date(2026, 8, 1), service_to=date(2026, 8, 31)), kinds(part2=False), TODAY
    )
    for part in (
        "Ana Ruiz",
        "Cedar House may tell Corvid Mills, staff office",
        "my name",
        "my date range",
        "from August 1, 2026 to August 31, 2026",
        "to show at work that I came to appointments",
        "to the end of October 2, 2026",
        "I may take this back at any time",
        "do not depend on signing this",
        "may tell others",
        "I get a copy",
    ):
        assert part in shown
    assert "substance" not in shown


def test_a_part_2_form_says_that_its_notice_tells_the_kind_of_care():
    assert "shows what kind of care" in text(PARTIES, choices(), kinds(part2=True), TODAY)


def test_another_choice_is_another_text():
    base = digest(text(PARTIES, choices(), kinds(part2=False), TODAY))
    for change in (
        {"recipient_name": "Corvid Hills"},
        {"expires_on": date(2026, 10, 3)},
        {"elements": frozenset({DataElement.PERSON_NAME})},
        {"purposes": frozenset({Purpose.RETURN_TO_WORK})},
        {"service_from": date(2026, 8, 1)},
    ):
        assert digest(text(PARTIES, choices(**change), kinds(part2=False), TODAY)) != base


def test_a_form_is_taken_back_once():
    at = datetime(2026, 9, 2, 18, tzinfo=UTC)
    form = Form(ConsentId("c1"), ANA, CEDAR, kinds(part2=False), choices(), at, TODAY, at, 1, "d", "t")
    gone = revoked(form, at, RevocationManner.ELECTRONIC)
    assert form.holds_on(TODAY)
    assert not gone.holds_on(TODAY)
    assert not form.holds_on(date(2026, 10, 3))
    with pytest.raises(Conflict):
        revoked(gone, at, RevocationManner.WRITTEN)
    assert "Corvid" not in repr(form)
