"""What somebody could learn today: the table agrees with single decisions and gives a reason for every cell."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from handrail.disclosure.bundled import rulebook
from handrail.disclosure.cli import disclosure
from handrail.disclosure.parse import request
from handrail.disclosure.simulate import simulate
from handrail.disclosure.vocabulary import DataElement, Outcome, Purpose
from tests.disclosure.case_tables import bases


def open_to(base: str) -> set[tuple[str, str]]:
    cells = simulate(request(bases()[base]), rulebook())
    return {(str(one.purpose), str(one.element)) for one in cells if one.outcome.permits}


def test_an_employer_learns_what_the_form_says_and_for_that_alone():
    assert open_to("work") == {
        ("attendance_proof_work", "person_name"),
        ("attendance_proof_work", "date_range"),
    }


def test_somebody_with_nothing_on_file_learns_nothing():
    assert open_to("caller") == set()


def test_every_cell_is_there_once_and_has_its_reason():
    cells = simulate(request(bases()["plan"]), rulebook())
    assert len(cells) == len(Purpose) * len(DataElement)
    assert len({(one.purpose, one.element) for one in cells}) == len(cells)
    assert all(one.rules and one.because for one in cells)


def test_what_opens_a_cell_is_a_rule_that_permits():
    [cell] = [
        one
        for one in simulate(request(bases()["plan"]), rulebook(), (Purpose.PAYMENT,))
        if one.element is DataElement.BILLING_CODES
    ]
    assert cell.outcome is Outcome.PERMIT_WITH_OBLIGATIONS
    assert cell.rules[0] == "H-506-c"


def told(tmp_path: Path, *options: str) -> str:
    facts = bases()["work"]
    del facts["purpose"], facts["data"]
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts))
    result = CliRunner().invoke(disclosure, ["simulate", str(file), *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_table_is_read_by_people(tmp_path: Path):
    output = told(tmp_path)
    assert "permit_with_obligations: person_name, date_range" in output
    assert "because you signed a form for it (H-508-a1), with scope_filter, verify_identity" in output
    closed = next(line for line in output.splitlines() if line.startswith("nothing for"))
    assert "marketing" in closed
    assert "because the form was signed for another purpose (H-508-c1iv)" in output


def test_the_table_is_read_by_programs(tmp_path: Path):
    cells = json.loads(told(tmp_path, "--json", "--purpose", "attendance_proof_work"))["cells"]
    assert len(cells) == len(DataElement)
    assert {one["element"] for one in cells if one["decision"].startswith("permit")} == {"person_name", "date_range"}


def test_facts_that_are_none_are_told_so(tmp_path: Path):
    file = tmp_path / "facts.json"
    file.write_text('{"now": "yesterday"}')
    result = CliRunner().invoke(disclosure, ["simulate", str(file)])
    assert result.exit_code == 2
    assert "error" in json.loads(result.output)
