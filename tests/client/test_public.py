"""What the package offers, and that it starts light and alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import handrail_client

HERE = Path(handrail_client.__file__).parent


@pytest.mark.parametrize("name", handrail_client.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(handrail_client, name).__module__.startswith("handrail_client.") or name == "Event"


def test_what_checkers_see_is_what_is_offered() -> None:
    tree = ast.parse((HERE / "__init__.py").read_text("utf-8"))
    seen = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("handrail_client.")
        for alias in node.names
    }

    assert seen == set(handrail_client.__all__)


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError):
        handrail_client.Server  # noqa: B018


def test_the_client_needs_nothing_of_the_server() -> None:
    for path in HERE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [one for one in modules if one.split(".")[0] == "handrail"], path


def test_the_package_loads_nothing_until_it_is_asked() -> None:
    code = "import sys, handrail_client; print([m for m in sys.modules if m.startswith('handrail_client.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
