"""The digest of a question: the same everywhere, another for another question."""

from __future__ import annotations

import copy
import json
import subprocess
import sys

from handrail.disclosure.fingerprint import fingerprint
from handrail.disclosure.parse import request
from tests.disclosure.case_tables import bases, cases, put


def test_the_same_question_has_the_same_digest_in_another_process():
    script = (
        "from handrail.disclosure.fingerprint import fingerprint; from handrail.disclosure.parse import parse; "
        "import sys; print(fingerprint(parse(sys.stdin.read())))"
    )
    work = bases()["work"]
    found = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert found.stdout.strip() == fingerprint(request(work))


def test_every_changed_fact_changes_it():
    work = bases()["work"]
    seen = {fingerprint(request(work))}
    for path, value in (
        ("recipient.name", "Corvid Hills"),
        ("now", "2026-10-05T10:00:01-07:00"),
        ("now", "2026-10-05T11:00:00-06:00"),
        ("authorities.0.signer", "other"),
        ("authorities.0.reference", "x"),
        ("context.part2_status", "yes"),
    ):
        changed = copy.deepcopy(work)
        put(changed, path.split("."), value)
        seen.add(fingerprint(request(changed)))
    assert len(seen) == 7
    assert len({fingerprint(request(case["request"])) for case in cases()}) > 150
