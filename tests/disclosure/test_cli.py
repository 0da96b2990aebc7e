"""`handrail disclosure` as an operator meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from handrail.disclosure.cli import disclosure
from tests.disclosure.case_tables import bases, cases

WORK = bases()["work"]


def run(*words: str, stdin: str = ""):
    return CliRunner().invoke(disclosure, list(words), input=stdin)


def test_each_file_gets_its_answer_in_order(tmp_path: Path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(WORK))
    bad.write_text(json.dumps(WORK | {"purpose": "gossip"}))
    result = run("decide", str(bad), str(good))
    first, second = map(json.loads, result.output.splitlines())
    assert result.exit_code == 2
    assert list(first) == ["error"]
    assert second["decision"] == "permit_with_obligations"
    assert run("decide", str(good)).exit_code == 0


def test_a_case_file_is_no_request(tmp_path: Path):
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"request": WORK}))
    assert run("decide", str(file)).exit_code == 2


def test_one_bad_line_does_not_stop_the_rest():
    result = run("decide", "--lines", "-", stdin=f"{json.dumps(WORK)}\n{{\n\n{json.dumps(WORK)}")
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert ["error" in one for one in answers] == [False, True, True, False]


def test_a_thousand_requests_get_a_thousand_answers():
    lines = [json.dumps(case["request"]) for case in cases()]
    result = run("decide", "--lines", "-", stdin="\n".join((lines * 5)[:1000]))
    assert len(result.output.splitlines()) == 1000


def test_every_rule_is_listed_with_its_source():
    rows = json.loads(run("rules", "--json").output)["rules"]
    assert len(rows) > 150
    assert all(row["cite"] and row["says"] and row["in_force"] for row in rows)
    assert "164.508" in run("rules").output


def test_an_explanation_shows_each_verb_and_what_it_found(tmp_path: Path):
    file = tmp_path / "one.json"
    file.write_text(json.dumps(WORK))
    told = json.loads(run("explain", str(file)).output)
    assert told["decision"]["decision"] == "permit_with_obligations"
    opened = [one for one in told["clauses"] if one["rule"] == "H-508-a1" and one["effect"] == "permit"]
    assert opened[0]["holds"] == "true"
    assert opened[0]["verbs"]


def test_neither_files_nor_lines_is_a_mistake():
    assert run("decide").exit_code == 2


def test_it_starts_without_the_server():
    script = (
        "import sys; import handrail.disclosure.cli; "
        "print([one for one in ('aiohttp', 'sqlalchemy', 'pydantic', 'sqlmodel') if one in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"
