"""The project holds no secret, no binary, no machine's paths (security L2)."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings
from tests.project.paths import ROOT, SERVER, named, project_files

UNREAD = re.compile(
    r"\.lock$|/package-lock\.json$"  # checksums, which look like nothing but secrets
    r"|/schemas/[a-z]+\.json$|/schemas/messages/[a-z]+\.json$"  # made from code that is read (test_schemas holds it)
    r"|/common_passwords\.txt$"  # known to everybody
)
"""Files that the detectors need not read: they take a fifth of the time that all the others take."""

NOT_SECRET = {
    r"^%s$": "a place for a password, not one",
    r"^(sha256|sha512)-": "a checksum that says so itself",
    r"^0123456789ABCDEFGHJKMNPQRSTVWXYZ$": "an alphabet",
}
"""What a finding may look like → why it is none. One in a single line is marked `# pragma: allowlist secret` there."""

MADE_UP = ("KeywordDetector", "Base64HighEntropyString", "HexHighEntropyString")
"""Detectors whose findings mean nothing where passwords, codes and keys are made up: in tests, golden messages and the
rehearsal's invented evening."""

EXAMPLES = (ROOT / "tests", ROOT / "schemas" / "examples", SERVER / "cli" / "rehearsal")

BINARY: dict[str, str] = {}
"""Binary file → why it must be one."""


def secrets_in(*paths: Path) -> list[str]:
    examples = [path for path in paths if any(path.is_relative_to(folder) for folder in EXAMPLES)]
    return [*_found(examples, MADE_UP), *_found(set(paths) - set(examples), ())]


def _found(paths: Iterable[Path], without: Sequence[str]) -> list[str]:
    with default_settings() as settings:
        settings.filters["detect_secrets.filters.regex.should_exclude_secret"] = {"pattern": list(NOT_SECRET)}
        settings.disable_plugins(*without)
        found = SecretsCollection()
        for path in paths:
            found.scan_file(str(path))
    return sorted(f"{file}:{secret.line_number}: {secret.type}" for file, secret in found)


def test_no_file_holds_a_secret():
    found = secrets_in(*(path for path in project_files() if not UNREAD.search(str(path))))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        'key = "AKIA' + 'QYLPMN5HHHFPZAM2"',
        "-----BEGIN EC " + "PRIVATE KEY-----",
        "postgresql://handrail:hunter-" + "8Gv2w@db/handrail",
    ],
)
def test_a_planted_secret_is_found(tmp_path: Path, text: str):
    (tmp_path / "planted.py").write_text(text + "\n")
    assert secrets_in(tmp_path / "planted.py")


def test_binary_files_are_few_and_have_a_reason():
    binary = {named(path) for path in project_files() if b"\0" in path.read_bytes()[:8192]}
    assert binary == set(BINARY)


def test_no_file_names_a_place_on_one_machine():
    somewhere = re.compile(r"(?<![\w.~<-])/(?:home|root|Users|work)/[\w.-]+")
    found = [
        f"{named(path)}:{number}: {match.group()}"
        for path in project_files()
        if named(path) not in BINARY
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (match := somewhere.search(line))
    ]
    assert not found, "\n" + "\n".join(found)


def test_what_running_makes_is_never_part_of_the_project():
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {".venv/", "/data/", "*.sqlite", "/secrets/", ".env"} <= set(ignored)
