"""What is installed is what was chosen: every version by hash, from no address in particular (security L1)."""

import json
import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from tests.project.paths import ROOT, named, project_files

LOCKS = ("build.lock", "runtime.lock", "dev.lock")
AT_LEAST = {
    "aiohttp": "3.13.4",  # bounds trailers
    "pyjwt": "2.12.0",  # checks `crit`
}
"""Versions below these have a known flaw that matters here."""


def locked(name: str) -> dict[str, Version]:
    """Package → version."""
    lines = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {canonical(package): Version(version) for package, version in lines}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.mark.parametrize("name", LOCKS)
def test_every_version_has_its_hashes(name: str):
    entries = re.split(r"^(?=[\w])", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry and "==" in entry for entry in entries)


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_an_address(name: str):
    assert "://" not in (ROOT / name).read_text()


def test_npm_locks_name_no_address_either():
    for path in project_files():
        if path.name == "package-lock.json":
            assert '"resolved"' not in path.read_text(), named(path)
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().splitlines()


def test_the_locks_fit_what_the_project_asks_for(project: dict[str, Any]):
    extras = [line for lines in project["project"]["optional-dependencies"].values() for line in lines]
    asked = {
        "build.lock": project["build-system"]["requires"],
        "runtime.lock": project["project"]["dependencies"] + extras,
        "dev.lock": project["project"]["dependencies"] + extras + project["dependency-groups"]["dev"],
    }
    for name, lines in asked.items():
        versions = locked(name)
        for one in map(Requirement, lines):
            assert canonical(one.name) in versions, f"{name} lacks {one.name}: run `make lock`"
            assert versions[canonical(one.name)] in one.specifier, f"{name} is behind on {one.name}: run `make lock`"


def test_tests_run_on_the_versions_that_are_shipped():
    shipped, tested = locked("runtime.lock"), locked("dev.lock")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_the_tools_of_the_build_are_those_the_makefile_names():
    (tools,) = re.findall(r"^BUILD_TOOLS := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    versions = locked("build.lock")
    for tool in map(Requirement, tools.split()):
        assert versions[tool.name] in tool.specifier


def test_no_version_with_a_flaw_that_matters_here():
    versions = locked("runtime.lock")
    assert all(versions[name] >= Version(least) for name, least in AT_LEAST.items())


def test_the_bill_of_materials_lists_what_is_shipped(tmp_path: Path):
    tool = Path(sysconfig.get_path("scripts")) / "cyclonedx-py"
    (command,) = re.findall(r"\$\(BIN\)/cyclonedx-py (.*?)\n\n", (ROOT / "Makefile").read_text(), re.DOTALL)
    words = command.replace("\\\n", " ").replace("artifacts/sbom.json", str(tmp_path / "sbom.json")).split()
    subprocess.run([sys.executable, tool, *words], check=True, capture_output=True, cwd=ROOT)
    bill = json.loads((tmp_path / "sbom.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    listed = {canonical(part["name"]): Version(part["version"]) for part in bill["components"]}
    assert listed == locked("runtime.lock")
