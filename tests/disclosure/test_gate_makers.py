"""The gate alone makes what composers and senders accept (I1): by imports, by constructors, and when it is tried."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handrail.disclosure.gate import Permit, Release
from handrail.unit_of_work import Units
from tests.consent.people import choices, settle, signs
from tests.disclosure.test_gate import OWN, SEND, a_gate, sends
from tests.fakes import FakeClock

SERVER = Path(__file__).parents[2] / "server" / "handrail"
GATE = "disclosure/gate.py"
MADE = frozenset({"Permit", "Release"})


def modules() -> dict[str, ast.Module]:
    return {file.relative_to(SERVER).as_posix(): ast.parse(file.read_text("utf-8")) for file in SERVER.rglob("*.py")}


def makers(tree: ast.Module) -> Iterator[str]:
    """Every way to make one that can be read off the text: by its name, by another name, by its module, by its type."""
    names = set(MADE)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "handrail.disclosure.gate":
            names |= {one.asname for one in node.names if one.name in MADE and one.asname}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in names:
                yield name
            case ast.Call(func=ast.Attribute(attr=name)) if name in MADE | {"__new__"}:
                yield name
            case _:
                pass


def test_nobody_else_calls_their_constructors():
    assert {name for name, tree in modules().items() if any(makers(tree))} == {GATE}


@pytest.mark.parametrize(
    "planted",
    [
        "from handrail.disclosure.gate import Release\nRelease()",
        "from handrail.disclosure.gate import Release as Leave\nLeave()",
        "from handrail.disclosure import gate\ngate.Permit()",
        "import handrail.disclosure.gate as g\ng.Release()",
        "object.__new__(thing)",
    ],
)
def test_a_planted_maker_is_found(planted: str):
    assert list(makers(ast.parse(planted)))


def test_nobody_imports_what_the_gate_keeps_to_itself():
    """The seal is private: no module takes a name with an underscore from the gate, or looks one up there."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "handrail.disclosure.gate":
                assert not [one.name for one in node.names if one.name.startswith("_") or one.name == "*"], name
            if isinstance(node, ast.Attribute) and node.attr in {"_Seal", "_made_by"}:
                assert name == GATE


def test_the_log_of_decisions_is_written_by_the_gate_alone():
    """A record that something left is as good as a release to whoever reads the log."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="disclosures"), attr="add")):
                    assert name == GATE
                case ast.Call(func=ast.Name(id="Record")):
                    assert name == GATE
                case _:
                    pass


def test_composers_take_their_elements_from_a_permit():
    """What a letter may say is made in one place, from a permit."""
    found = {}
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "Allowed"
                for one in ast.walk(node)
            ):
                found[f"{name}:{node.name}"] = [ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation]
    assert found
    assert all("Permit" in taken for taken in found.values()), found


@pytest.mark.parametrize("seal", [object(), None, True, "gate", type("_Seal", (), {"spent": False})()])
def test_a_seal_of_ones_own_opens_nothing(seal: Any):
    with pytest.raises(TypeError):
        Permit(SEND, None, None, seal)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Release("x", SEND, None, "", None, seal)  # type: ignore[arg-type]


async def test_what_the_gate_made_cannot_be_made_into_something_else(units: Units, clock: FakeClock):
    """A permit for the client is no permit for the employer, and a release is for one artefact."""
    await settle(units, clock)
    await signs(units, clock, choices())
    gate = a_gate(units, clock)
    permit, release = await gate.consider(OWN), await sends(units, gate)
    with pytest.raises(TypeError):
        replace(permit, ask=SEND)
    with pytest.raises(TypeError):
        replace(release, artefact="00" * 32)
    with pytest.raises(TypeError):
        Release("x", SEND, permit.decision, "", clock.now(), permit._made_by)  # type: ignore[arg-type]
    assert copy.copy(release) == release  # the same one is no other
    with pytest.raises(AttributeError):
        release.artefact = "00" * 32  # type: ignore[misc]
