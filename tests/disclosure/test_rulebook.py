"""The rulebook: every row is accounted for, and one fault stops the reading."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files
from importlib.util import find_spec

import pytest

from handrail.disclosure.bundled import rulebook
from handrail.disclosure.rule import Effect, Handling, Regime
from handrail.disclosure.rulebook import parse
from handrail.disclosure.verbs import RuleFault

ROWS = """
H-502-a H-502-a1i H-502-a2 H-502-b H-502-e H-502-f H-502-g2 H-502-g3 H-502-g5 H-506-c H-508-a1 H-508-a2 H-508-a34
H-508-b2i H-508-b2ii H-508-b2iii H-508-b2iv H-508-b2v H-508-b4 H-508-b5 H-508-b6 H-508-c1i H-508-c1ii H-508-c1iii
H-508-c1iv H-508-c1v H-508-c1vi H-508-c2 H-508-c34 H-510-a H-510-b H-512-a H-512-b H-512-b1v H-512-b1vi H-512-c
H-512-d H-512-e1i H-512-e1ii H-512-f H-512-j H-512-k5 H-512-l H-514-b H-514-d H-514-h H-520 H-522-a H-522-b
H-524-time H-524-form H-524-fee H-524-c3ii H-524-deny H-524-new H-526 H-528-c H-528-x H-528-t H-530-c H-530-adm
H-530-j H-PRE H-GRP S-306 S-308-1 S-308-3 S-308-4 S-308-5 S-308-6 S-308-7 S-308-8 S-308-b S-312-a1 S-312-a2i
S-312-a2ii S-312-a2iii S-312-a2iv S-312-b S-312-c S-312-d S-312-e S-310 S-316 S-NPRM B-402 B-404 B-406-8 B-410
B-414 B-P2 P-11 P-12a P-12c P-12d P-13a P-13b P-13c P-14a P-14b P-14c P-15 P-16 P-22 P-23 P-24 P-25 P-26 P-31a1
P-31a2 P-31a3 P-31a4 P-31a4ii P-31a4iii P-31a5 P-31a6 P-31a7 P-31a89 P-31a10 P-31b P-31c P-31d P-32a P-32b P-33
P-35 P-51 P-threat P-53 P-61 P-64 P-65 P-66 X-CA-1 X-CA-2 X-CA-3 X-IL-1 X-IL-2 X-NY-1 X-TX-1 X-PA-1 X-DEF E-FMLA-1
E-FMLA-2 E-FMLA-3 E-FMLA-4 E-FMLA-5 E-ADA-1 E-ADA-2 E-FERPA E-SICK E-HHS
""".split()  # noqa: SIM905 - a hundred and fifty quoted ids read worse
"""Every row of law that this product was measured against."""

NAMES = b'[set]\nstaff = ["front_desk"]\n[condition.staffed]\nactor = "@staff"\n'
RULE = b"""
regime = "hipaa"
url = "https://example.org"
read-on = 2026-01-01
in-force = [{ from = 2020-01-01 }]
[[rule]]
id = "T-1"
cite = "45 CFR 1"
says = "A rule."
[[rule.clause]]
effect = "permit"
when = { holds = "staffed" }
"""


def test_every_row_is_accounted_for():
    assert set(ROWS) <= set(rulebook().rules)


def test_every_rule_has_a_source_a_sentence_and_a_way_it_is_kept():
    for rule in rulebook().rules.values():
        assert rule.cite
        assert rule.url.startswith("https://")
        assert rule.says.endswith(".")
        assert rule.read_on > date(2026, 1, 1)
        assert rule.clauses or rule.kept_by
        if rule.handling is Handling.ENGINE:
            assert rule.clauses


def test_what_is_said_to_keep_a_rule_is_there():
    for rule in rulebook().rules.values():
        if rule.handling is Handling.IMPLEMENTED_BY:
            module = rule.kept_by.partition(":")[0].removeprefix("tests ").strip()
            assert find_spec(module) is not None, f"{rule.id}: {rule.kept_by}"
        if rule.handling is Handling.NOT_SOFTWARE:
            assert len(rule.kept_by.split()) > 3, rule.id


def test_every_rule_begins_on_its_day_and_not_before():
    book = rulebook()
    for rule in book.rules.values():
        for start, end in rule.in_force:
            for day, held in ((start - timedelta(days=1), False), (start, True)):
                assert rule.holds_on(day) is held
                assert all((clause in book.on(day).clauses) is held for clause in rule.clauses), rule.id
            if end is not None:
                assert rule.holds_on(end - timedelta(days=1))
                assert not rule.holds_on(end)


def test_a_proposal_is_no_law():
    assert not rulebook().rules["S-NPRM"].clauses


def test_overlays_only_tighten():
    for rule in rulebook().rules.values():
        for clause in rule.clauses:
            if clause.regime in (Regime.STATE, Regime.SETTING, Regime.POLICY):
                assert clause.effect not in (Effect.PERMIT, Effect.REFER)


def test_the_digest_names_the_rules_and_changes_with_them():
    folder = files("handrail.disclosure") / "rules"
    texts = {one.name: one.read_bytes() for one in folder.iterdir() if one.name.endswith(".toml")}
    assert parse(texts).version == rulebook().version
    texts["policy.toml"] += b"\n# a remark\n"
    assert parse(texts).version != rulebook().version


def test_a_small_rulebook_can_be_read():
    assert list(parse({"names.toml": NAMES, "a.toml": RULE}).rules) == ["T-1"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'when = { holds = "staffed" }', b"when = {}"),
        (b'when = { holds = "staffed" }', b""),
        (b'when = { holds = "staffed" }', b'when = { smells = "good" }'),
        (b'when = { holds = "staffed" }', b'when = { holds = "nothing" }'),
        (b'when = { holds = "staffed" }', b'when = { actor = "@nobody" }'),
        (b'when = { holds = "staffed" }', b"when = { actor = [] }"),
        (b'when = { holds = "staffed" }', b'when = { actor = "janitor" }'),
        (b'when = { holds = "staffed" }', b"when = { any = [] }"),
        (b'when = { holds = "staffed" }', b"when = { not = {} }"),
        (b'when = { holds = "staffed" }', b"when = { fact = { sunny = true } }"),
        (b'when = { holds = "staffed" }', b'when = { shown = "sunny" }'),
        (b'effect = "permit"', b'effect = "allow"'),
        (b'effect = "permit"', b'effect = "defect"'),
        (b'effect = "permit"', b'effect = "oblige"'),
        (b'effect = "permit"', b'effect = "permit"\nunless = "monday"'),
        (b'effect = "permit"', b'effect = "permit"\nelements = ["shoe_size"]'),
        (b'effect = "permit"', b'effect = "permit"\nlimit = "T-9"'),
        (b'regime = "hipaa"', b'regime = "state"'),
        (b'cite = "45 CFR 1"', b""),
        (b'cite = "45 CFR 1"', b'cite = " "'),
        (b'says = "A rule."', b""),
        (b'url = "https://example.org"', b""),
        (b"read-on = 2026-01-01", b'read-on = "lately"'),
        (b"in-force = [{ from = 2020-01-01 }]", b"in-force = []"),
        (b"in-force = [{ from = 2020-01-01 }]", b'in-force = [{ from = "once" }]'),
        (b"[[rule.clause]]", b"[[rule.klause]]"),
        (b'id = "T-1"', b""),
        (b'id = "T-1"', b'id = "T-1'),
        (RULE, b""),
        (RULE, RULE + RULE[RULE.index(b"[[rule]]") :]),
        (RULE, b"\xff"),
    ],
)
def test_one_fault_stops_the_reading(old: bytes, new: bytes):
    assert old in RULE
    with pytest.raises(RuleFault):
        parse({"names.toml": NAMES, "a.toml": RULE.replace(old, new, 1)})


def test_without_names_there_are_no_rules():
    with pytest.raises(RuleFault):
        parse({"a.toml": RULE})


def test_a_rule_holds_from_its_first_day_to_the_day_before_its_end():
    text = RULE.replace(b"from = 2020-01-01", b"from = 2020-01-01, until = 2021-01-01")
    book = parse({"names.toml": NAMES, "a.toml": text})
    held = [
        bool(book.on(day).routes[Regime.HIPAA])
        for day in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    ]
    assert held == [False, True, True, False]


def test_rule_files_hold_no_rule_twice():
    folder = files("handrail.disclosure") / "rules"
    ids = [
        rule["id"]
        for one in folder.iterdir()
        if one.name.endswith(".toml")
        for rule in tomllib.loads(one.read_text()).get("rule", [])
    ]
    assert len(ids) == len(set(ids))
