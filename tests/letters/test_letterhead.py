"""The sender is the message: what in a letterhead blocks letters, and how each is put right."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handrail.kernel.ids import ProgramId
from handrail.letters.letterhead import revealing
from handrail.letters.pdf_reading import read_lexicon
from handrail.programs.issuer_profile import IssuerProfile

LEXICON = read_lexicon()
NEUTRAL = IssuerProfile(
    ProgramId("program"),
    1,
    "Northgate Health Services",
    ("1400 Alder Street, Suite 210", "Portland, OR 97205"),
    "(503) 555-0142",
    "Dana Whitfield",
    "Records Office",
    "letters.example.org",
    datetime(2026, 9, 1, tzinfo=UTC),
)


def test_a_neutral_profile_has_no_finding():
    assert revealing(NEUTRAL, LEXICON) == ()


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"name": "Harbor Recovery Center"}, "/name"),
        ({"name": "Mindful IOP"}, "/name"),
        ({"name": "Bright Mood Clinic"}, "/name"),
        ({"name": "Centro de Rehabilitación Puerto"}, "/name"),
        ({"address_lines": ("Behavioral Health Unit", "Portland, OR 97205")}, "/address_lines/0"),
        ({"phone": "1-800-SOBER-NOW 12345"}, "/phone"),
        ({"phone": "(503) 555-0142, NPI 1234567893"}, "/phone"),
        ({"signer_name": "Dana Whitfield, LCSW"}, "/signer_name"),
        ({"signer_name": "Dana Whitfield 101YA0400X"}, "/signer_name"),
        ({"signer_title": "Licensed Alcohol and Drug Counselor"}, "/signer_title"),
        ({"signer_title": "Addiction Medicine"}, "/signer_title"),
        ({"check_host": "letters.harborrecovery.example"}, "/check_host"),
        ({"check_host": "iop-letters.example.org"}, "/check_host"),
    ],
)
def test_each_telling_part_is_named_with_how_to_put_it_right(change: dict[str, Any], at: str):
    found = revealing(replace(NEUTRAL, **change), LEXICON)
    assert {one.at for one in found} == {at}
    assert all(one.reason and one.fix for one in found)


def test_one_word_is_told_once_though_two_lists_know_it():
    found = revealing(replace(NEUTRAL, name="Harbor Recovery"), LEXICON)
    assert [one.word for one in found] == ["recovery"]
