"""Forms: what can be signed, and what a form says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handrail.consent.authorization import Form, checked, kinds, revoked
from handrail.consent.codes import DataElement, LegalAuthority, Purpose, RecipientClass, RevocationManner
from handrail.kernel.errors import Conflict, Invalid
from handrail.kernel.ids import ConsentId
from tests.consent.people import ANA, CEDAR, TODAY, choices

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
        ({"elements": None}, "/elements"),
        ({"expires_on": None}, "/expires_on"),
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


def test_a_form_is_taken_back_once():
    at = datetime(2026, 9, 2, 18, tzinfo=UTC)
    form = Form(ConsentId("c1"), ANA, CEDAR, kinds(part2=False), choices(), at, TODAY, at, 1, "d", "t")
    gone = revoked(form, at, RevocationManner.ELECTRONIC, 1)
    assert form.holds_on(TODAY)
    assert not gone.holds_on(TODAY)
    assert not form.holds_on(date(2026, 10, 3))
    with pytest.raises(Conflict):
        revoked(gone, at, RevocationManner.WRITTEN, 1)
    assert "Corvid" not in repr(form)
