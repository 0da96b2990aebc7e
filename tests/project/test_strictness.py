"""What a reviewer would say twice is said here once."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.project.paths import ROOT, SDK, SERVER, named, project_files, python_files

LONGEST = 300
"""Lines after which a module should be two, unless it stands in `LONG`."""

LONG: dict[str, str] = {
    "clients/python/handrail_client/aio.py": "one life of one socket: opening, waiting, coming back",
    "clients/python/handrail_client/connection.py": "one state machine, told with its table",
    "clients/python/handrail_client/http.py": "one request and all the ways it may be repeated",
    "clients/python/handrail_client/records.py": "every record that the server answers with: a list, not a story",
    "clients/python/handrail_client/terminal/taking_part.py": "one evening in a terminal: typed, shown, sent",
    "server/handrail/consent/store.py": "seven small tables of what one client allowed, written once and read together",
    "server/handrail/consent/wire.py": "every body of some twenty routes: a list, not a story",
    "server/handrail/disclosure/gate.py": "the two values without which nothing leaves are made in one place only",
    "server/handrail/disclosure/parse.py": "one strict reading of one document, part by part in the order it has",
    "server/handrail/disclosure/verbs.py": "every condition a rule may name, one short function each",
    "server/handrail/identity/store.py": "four small tables that change in the same units",
    "server/handrail/letters/wire.py": "every body of some thirty routes: a list, not a story",
    "server/handrail/live/hub.py": "everything a node does about its rooms shares one table of them",
    "server/handrail/live/hub_room.py": "one task owns the room: deciding, committing and telling are one loop",
    "server/handrail/live/ws.py": "one life of one socket, from the upgrade to the close code",
    "server/handrail/programs/http.py": "two dozen short handlers and the table of their routes",
    "server/handrail/programs/wire.py": "every body of two dozen routes: a list, not a story",
}
"""Module of more than 300 lines → why splitting it would make it harder to read."""

VAGUE = frozenset({"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "base"})
UNFINISHED = re.compile("|".join((r"\bTO" + "DO", r"\bFIX" + "ME", r"\bXX" + r"X\b", "NotImplemented" + "Error")))
EXCUSE = re.compile(r"# noqa(?!: [A-Z]+[0-9]+)|# type: ignore(?!\[[a-z-]+(?:, ?[a-z-]+)*\])")
UNREASONED = re.compile(r"# noqa: [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)*(?! - \S)(?!,|[0-9])")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def product() -> tuple[Path, ...]:
    return tuple(path for path in python_files() if path.is_relative_to(SERVER) or path.is_relative_to(SDK))


def all_tests() -> tuple[Path, ...]:
    return tuple(path for path in python_files() if path.is_relative_to(ROOT / "tests"))


def sources() -> tuple[Path, ...]:
    """Everything that people write: code, texts, build files; not what tools wrote."""
    written = {".py", ".md", ".toml", ".typ", ".ts", ".svelte", ".css", ".html", ".yaml", ""}
    return tuple(path for path in project_files() if path.suffix in written and path.name != "LICENSE")


def lines_like(pattern: re.Pattern[str], paths: tuple[Path, ...]) -> list[str]:
    return [
        f"{named(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def report(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(found)


def test_nothing_is_left_unfinished():
    report(lines_like(UNFINISHED, sources()))


def test_every_exception_to_a_rule_names_the_rule():
    report(lines_like(EXCUSE, tuple(path for path in python_files() if path != Path(__file__))))


def test_every_exception_in_the_product_gives_its_reason():
    report(lines_like(UNREASONED, product()))


@pytest.mark.parametrize("excuse", ["noqa", "noqa: E501", "noqa: E501, F401", "type: ignore"])
def test_an_exception_without_its_reason_is_found(excuse: str):
    assert EXCUSE.search(f"x = 1  # {excuse}") or UNREASONED.search(f"x = 1  # {excuse}")


@pytest.mark.parametrize("excuse", ["noqa: E501 - a table", "noqa: E501, F401 - a table", "type: ignore[arg-type]"])
def test_an_exception_with_its_reason_is_accepted(excuse: str):
    assert not EXCUSE.search(f"x = 1  # {excuse}")
    assert not UNREASONED.search(f"x = 1  # {excuse}")


def test_every_rule_that_is_off_has_its_reason():
    section = (ROOT / "pyproject.toml").read_text().partition("[tool.ruff.lint]")[2].partition("[tool.ruff.lint.f")[0]
    rules = re.findall(r'^\s+("[A-Z]+[0-9]*",?.*)$', section, re.MULTILINE)
    assert len(rules) > 10
    report([rule for rule in rules if "# " not in rule and not re.search(r'"(ANN|INP|SLF)[0-9]+"', rule)])


def test_every_module_says_what_it_decides():
    for path in product():
        first = (ast.get_docstring(parsed(path)) or "").partition("\n")[0]
        assert first.endswith((".", ":", "?")), f"{named(path)}: {first!r}"


def test_no_module_has_a_name_that_says_nothing():
    report([named(path) for path in python_files() if VAGUE & set(path.relative_to(ROOT).with_suffix("").parts)])


def test_long_modules_are_long_for_a_reason():
    written = (path for path in product() if "versions" not in path.parts)  # a migration is as long as its tables
    long = {named(path) for path in written if len(path.read_text("utf-8").splitlines()) > LONGEST}
    report([f"{name} has more than {LONGEST} lines: split it or say why not" for name in sorted(long - set(LONG))])
    report([f"{name} is not there" for name in sorted(LONG) if not (ROOT / name).exists()])


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name it calls."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def test_every_skip_gives_its_reason():
    found = []
    for path in all_tests():
        for call, name in calls(path):
            keywords = {keyword.arg for keyword in call.keywords}
            marked = name.endswith(("mark.skip", "mark.skipif", "mark.xfail")) and "reason" not in keywords
            if marked or (name in ("pytest.skip", "pytest.xfail") and not (call.args or keywords)):
                found.append(f"{named(path)}:{call.lineno}")
        bare = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute) and node.attr == "skip"]
        functions = {id(call.func) for call, _ in calls(path)}
        found += [f"{named(path)}:{node.lineno}" for node in bare if id(node) not in functions]
    report(found)


def test_tests_wait_for_something_rather_than_for_a_while():
    """`asyncio.sleep(0)` lets others run; any other sleep is a guess about how fast a machine is."""
    found = [
        f"{named(path)}:{call.lineno}"
        for path in all_tests()
        for call, name in calls(path)
        if name in ("time.sleep", "asyncio.sleep", "sleep") and ast.unparse(call.args[0]) != "0"
    ]
    report(found)
