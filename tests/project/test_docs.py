"""What the documents say can be typed, followed and believed."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import click
import pytest
from tests.project.imports import LEVELS
from tests.project.paths import ROOT, named, project_files

from handrail.config import SETTINGS
from handrail_client.cli import CLIENT, SERVER_NAMES
from handrail_client.cli import main as handrail

DECISIONS = sorted((ROOT / "server" / "decisions").glob("*.md"))
PAGES = [path for path in project_files() if path.suffix == ".md" and "library" not in path.parts]
"""Documents about the product; handouts are read by people in treatment and judged elsewhere."""

KINDS_OF_CHANGE = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def typed(text: str) -> list[str]:
    """Every command a reader is told to type: lines of code blocks, and what stands in backticks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    bare = [re.sub(r"\s+#.*$", "", line).removeprefix(".venv/bin/").strip() for line in lines]
    return [line for line in bare if re.match(r"(handrail|make)(\s|$)", line)]


def refusal(line: str) -> str | None:
    """Why `line` could not be typed; `None` where it can."""
    program, *words = line.split()
    if program == "make":
        targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        wrong = [word for word in words if word not in targets and "=" not in word]
        return f"the Makefile has no {wrong[0]}" if wrong else None
    try:
        parse(handrail, click.Context(handrail, info_name="handrail"), words)
    except (ImportError, AttributeError, click.NoSuchOption) as failure:
        return str(failure)
    except click.BadParameter:
        return None  # a placeholder such as FILE names no file
    except click.UsageError as failure:
        return str(failure)
    return None


def parse(command: click.Command, context: click.Context, words: list[str]) -> None:
    """Read `words` as the command line would; "…" stands for whatever may follow."""
    if not words or words[0] in ("…", "--help"):
        return
    if not isinstance(command, click.Group):
        command.parse_args(context, [word for word in words if word not in ("…", "FILE…")])
        return
    if words[0].startswith("-"):
        command.parse_args(context, [*words, "…"])
        return
    found = command.get_command(context, words[0])
    if found is None:
        raise click.UsageError(f"there is no command {words[0]}")
    parse(found, click.Context(found, info_name=words[0], parent=context), words[1:])


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_can_be_typed(page: Path):
    wrong = {line: why for line in typed(page.read_text("utf-8")) if (why := refusal(line))}
    assert not wrong


@pytest.mark.parametrize(
    "line",
    ["make supper", "handrail supper", "handrail serve --supper", "handrail rehearse supper"],
)
def test_a_command_that_is_not_there_is_found(line: str):
    assert refusal(line)


def test_every_command_of_the_list_is_there():
    context = click.Context(handrail, info_name="handrail")
    for name in (*CLIENT, *SERVER_NAMES):
        command = handrail.get_command(context, name)
        assert command is not None, name
        assert command.get_help(click.Context(command, info_name=name, parent=context)), name


def test_the_settings_table_is_the_settings():
    rows = re.findall(
        r"^\| `(HANDRAIL_\w+)` \| (?:`([^`]*)`)? *\| (.*) \|$", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    assert rows == [(setting.name, setting.default, setting.means) for setting in SETTINGS]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if not re.match(r"[a-z]+:", target):
            where, _, part = target.partition("#")
            place = page.parent / where if where else page
            assert place.exists(), f"{named(page)} → {target}"
            lines = place.read_text("utf-8").splitlines() if part else []
            headings = [line.lstrip("# ").lower() for line in lines if line.startswith("#")]
            assert not part or part in {re.sub(r"[^\w -]", "", line).replace(" ", "-") for line in headings}, target


@pytest.mark.parametrize("page", DECISIONS, ids=named)
def test_a_decision_gives_context_decision_and_consequences(page: Path):
    text = page.read_text()
    assert re.match(
        rf"# {page.name[:4]}: \S.*\n\nDate: \d{{4}}-\d\d-\d\d\. Status: (accepted|replaced by \d{{4}})\.\n", text
    )
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) < 70, "a decision is one page"


def test_decisions_are_numbered_without_a_gap():
    assert [page.name[:4] for page in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


def test_the_changelog_has_the_form_it_names():
    versions = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[1:]
    assert versions[0].startswith("[Unreleased]\n")
    heads = [re.match(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)\n", version) for version in versions[1:]]
    dates = [date.fromisoformat(head[2]) for head in heads if head]
    assert len(dates) == len(versions) - 1
    assert all(newer >= older for newer, older in pairwise(dates))
    assert {
        kind for version in versions for kind in re.findall(r"^### (.*)$", version, re.MULTILINE)
    } <= KINDS_OF_CHANGE


def test_the_levels_told_are_the_levels_held():
    told = re.findall(r"```\n(kernel < .*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)[0]
    levels = [tuple(name.strip() for name in level.split(",")) for level in told.split("<")]
    assert tuple(map(frozenset, levels[:-1])) == tuple(map(frozenset, LEVELS))


def test_the_security_policy_says_how_to_report():
    text = (ROOT / "SECURITY.md").read_text()
    assert {"## How to report", "## What Handrail is built to protect", "## What it cannot protect"} <= set(
        text.splitlines()
    )
    assert "7 days" in text
    assert "30" in text
