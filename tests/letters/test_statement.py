"""A clinician's statement hangs together or is refused, and speaks to what it holds alone."""

from datetime import date
from typing import Any

import pytest
from tests.letters.builders import statement

from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.errors import Invalid
from handrail.letters.statement import Leave, checked


def test_a_statement_that_hangs_together_is_kept_as_it_is():
    assert checked(statement()) == statement()


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"good_until": date(2026, 9, 9)}, "/good_until"),
        ({"leave": Leave(date(2026, 9, 2), date(2026, 9, 1))}, "/leave/last"),
        ({"leave": Leave(date(2026, 9, 1), date(2026, 9, 2), days_a_month=31)}, "/leave/days_a_month"),
        ({"diagnosis_code": "depression"}, "/diagnosis_code"),
        ({"diagnosis_code": "F33.1; see chart"}, "/diagnosis_code"),
    ],
)
def test_what_does_not_is_named(change: dict[str, Any], at: str):
    with pytest.raises(Invalid) as refused:
        checked(statement(**change))
    assert [fault.at for fault in refused.value.faults] == [at]


@pytest.mark.parametrize("code", ["F33.1", "F10.20", "Z71.89", "M79.7", "T40.2X5A"])
def test_codes_are_taken_as_they_are_written(code: str):
    assert checked(statement(diagnosis_code=code)).diagnosis_code == code


def test_it_speaks_to_what_it_holds_and_to_nothing_else():
    bare = statement(leave=None, return_on=None, limits=(), restrictions=(), schedule=None, specialty=None)
    assert bare.covers == {
        DataElement.DIAGNOSIS_GENERAL,
        DataElement.DIAGNOSIS_SPECIFIC,
        DataElement.PROVIDER_NAME,
        DataElement.PROVIDER_CREDENTIAL,
    }
