"""The sender is the message: what a letterhead would tell before a word of the letter is read."""

from typing import Any

import pytest
from tests.programs.factories import CEDAR, NOON

from handrail.kernel.errors import Invalid
from handrail.programs.issuer_profile import IssuerProfile, Reveals, issuer_profile, telling


def a_profile(**changed: Any) -> IssuerProfile:
    neutral: dict[str, Any] = {
        "name": "Cedar Street Health",
        "address_lines": ("100 Cedar Street", "Salem, OR 97301"),
        "phone": "503-555-0100",
        "signer_name": "R. Okafor",
        "signer_title": "Director of Client Services",
        "check_host": "check.cedarstreet.example",
    }
    return issuer_profile(CEDAR, 1, **{**neutral, **changed}, written_at=NOON)


def test_a_neutral_profile_has_no_warning():
    assert telling(a_profile()) == ()


@pytest.mark.parametrize(
    ("changed", "at", "reveals"),
    [
        ({"name": "Harbor Recovery Center"}, "/name", Reveals.SUBSTANCE_USE),
        ({"name": "Mindful Health"}, "/name", Reveals.MENTAL_HEALTH),
        ({"name": "Salem IOP"}, "/name", Reveals.KIND_OF_CARE),
        ({"name": "Cedar BEHAVIORAL Health"}, "/name", Reveals.MENTAL_HEALTH),
        ({"address_lines": ("Detox Unit 4", "Salem")}, "/address_lines/0", Reveals.SUBSTANCE_USE),
        ({"check_host": "check.cedar-rehab.example"}, "/check_host", Reveals.SUBSTANCE_USE),
        ({"check_host": "cedarpsychiatry.example"}, "/check_host", Reveals.MENTAL_HEALTH),
    ],
)
def test_a_telling_word_is_pointed_out_where_it_stands(changed: dict[str, Any], at: str, reveals: Reveals):
    assert [(one.at, one.reveals) for one in telling(a_profile(**changed))] == [(at, reveals)]


@pytest.mark.parametrize(
    "changed",
    [
        {"signer_title": "Licensed Psychologist"},
        {"signer_title": "LCSW"},
        {"signer_title": "Clinical Social Worker"},
        {"signer_title": "Addiction Medicine"},
        {"signer_name": "R. Okafor, LADC"},
    ],
)
def test_a_signer_whose_title_shows_the_specialty_is_refused(changed: dict[str, str]):
    with pytest.raises(Invalid) as refused:
        a_profile(**changed)

    assert {fault.at for fault in refused.value.faults} == {f"/{field}" for field in changed}
    assert not any(value in str(refused.value.faults) for value in changed.values())


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"name": ""}, "/name"),
        ({"name": "Cedar\u202eStreet"}, "/name"),
        ({"address_lines": ()}, "/address_lines"),
        ({"address_lines": ("one", "two\nthree")}, "/address_lines/1"),
        ({"phone": "call us"}, "/phone"),
        ({"check_host": "https://check.example/path"}, "/check_host"),
        ({"check_host": "check.example/iop"}, "/check_host"),
        ({"check_host": "-check.example"}, "/check_host"),
    ],
)
def test_what_cannot_be_printed_is_refused(changed: dict[str, Any], at: str):
    with pytest.raises(Invalid) as refused:
        a_profile(**changed)

    assert [fault.at for fault in refused.value.faults] == [at]


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:53211", "check.example.org", "Check.Example.org"])
def test_a_host_may_have_a_port_and_is_kept_in_lower_case(host: str):
    assert a_profile(check_host=host).check_host == host.lower()


def test_no_line_of_a_profile_is_in_its_repr():
    assert "Cedar" not in repr(a_profile())
