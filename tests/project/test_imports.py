"""The import rule holds, and would be noticed if it did not."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from tests.project.imports import ALLOWED, SHELL_MODULES, Layer, client_findings, findings, modules_of
from tests.project.paths import ROOT, SDK, SERVER


def test_imports_point_down_only():
    found = findings(SERVER)
    assert not found, "\n" + "\n".join(found)


def test_every_exception_is_still_needed_and_has_a_reason():
    names = {module.name for module in modules_of(SERVER)}
    assert {module for module, _ in ALLOWED} | set(SHELL_MODULES) <= names
    assert all(len(why) > 10 for why in [*ALLOWED.values(), *SHELL_MODULES.values()])


def test_the_file_name_tells_the_layer(tmp_path: Path):
    use_case = "class Issue:\n    async def __call__(self) -> None: ...\n"
    shape = "from typing import Protocol\n\nclass Render(Protocol):\n    async def __call__(self) -> None: ...\n"
    texts = {"issue": use_case, "shape": shape, "ports": shape}
    texts |= dict.fromkeys(("letter", "wire", "wire_more", "pdf_pages", "http"), "")
    (tmp_path / "letters").mkdir()
    for name, text in texts.items():
        (tmp_path / "letters" / f"{name}.py").write_text(text)
    assert {module.name: module.layer for module in modules_of(tmp_path)} == {
        "letters.issue": Layer.USE_CASE,
        "letters.shape": Layer.CORE,
        "letters.letter": Layer.CORE,
        "letters.ports": Layer.PORTS,
        "letters.wire": Layer.WIRE,
        "letters.wire_more": Layer.WIRE,
        "letters.pdf_pages": Layer.SHELL,
        "letters.http": Layer.SHELL,
    }


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's modules as they are, to plant something in."""
    target = tmp_path_factory.mktemp("planted") / "handrail"
    shutil.copytree(SERVER, target, ignore=lambda _, names: [n for n in names if "." in n and not n.endswith(".py")])
    return target


USE_CASE = "\nclass Planted:\n    async def __call__(self) -> None: ...\n"


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        ("kernel/planted.py", "from handrail.audit.entry import Tag", "kernel may not import upward: audit.entry"),
        ("web/planted.py", "import handrail.db.engine", "web and db are of one level: db.engine"),
        ("audit/planted.py", "from handrail.audit import store", "core may not import shell: audit.store"),
        ("audit/planted.py", f"from handrail.audit.store import X{USE_CASE}", "use case may not import shell"),
        ("identity/account.py", "from handrail.identity.start import Start", "core may not import use case"),
        ("audit/ports.py", "from handrail.audit.store import X", "ports may not import shell: audit.store"),
        ("audit/wire.py", "from handrail.db.engine import Database", "wire may not import shell: db.engine"),
        ("audit/planted.py", "from .store import X", "core may not import shell: audit.store"),
        ("audit/planted.py", "def late():\n    from handrail.audit.store import X", "core may not import shell"),
        (
            "audit/planted.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import aiohttp",
            "library aiohttp",
        ),
        ("audit/planted.py", "import pydantic", "core may not import the library pydantic"),
        ("audit/planted.py", f"import sqlalchemy{USE_CASE}", "use case may not import the library sqlalchemy"),
        ("audit/wire.py", "import aiohttp", "wire may not import the library aiohttp"),
        ("audit/http.py", "import handrail_client.http", "the server may not import the SDK"),
        ("audit/planted.py", "import asyncio", "core may not import asyncio"),
        ("audit/planted.py", "import logging", "core may not import logging"),
        ("audit/http.py", "import time", "only kernel.clock asks for the time: time"),
        ("audit/http.py", "import secrets", "only kernel.ids asks for randomness: secrets"),
        ("audit/planted.py", "import random", "only kernel.ids asks for randomness: random"),
        (
            "audit/http.py",
            "import datetime as d\nd.datetime.now()",
            "only kernel.clock asks for the time: datetime.now",
        ),
        ("audit/http.py", "from datetime import date\ndate.today()", "only kernel.clock asks for the time: date.today"),
        ("audit/http.py", "from datetime import datetime as dt\ndt.now()", "asks for the time: datetime.now"),
        ("audit/http.py", "import os\nos.urandom(8)", "only kernel.ids asks for randomness: os.urandom"),
        ("audit/http.py", "from uuid import uuid4", "only kernel.ids asks for randomness: uuid.uuid4"),
        ("audit/__init__.py", "from handrail.audit.chain import leaf", "__init__.py holds one docstring"),
        ("wellness/__init__.py", "", "wellness/: this folder has no level"),
    ],
)
def test_a_planted_breach_is_found(copy: Path, path: str, text: str, says: str):
    place = copy / path
    before = place.read_text() if place.exists() else None
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    try:
        found = findings(copy)
    finally:
        if before is None:
            place.unlink()
        else:
            place.write_text(before)
    assert any(says in one for one in found), found


def base_libraries() -> frozenset[str]:
    """What `pip install handrail` brings, by the name it is imported under."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return frozenset(re.split(r"[^\w-]", line)[0].replace("-", "_") for line in project["dependencies"])


def test_the_sdk_needs_no_server():
    found = client_findings(SDK, base_libraries())
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("aio.py", "from handrail.kernel import ids"),
        ("aio.py", "def late():\n    import sqlmodel"),
        ("connection.py", "import websockets"),
        ("connection.py", "import asyncio"),
        ("errors.py", "import time"),
    ],
)
def test_a_breach_planted_in_the_sdk_is_found(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text)
    assert len(client_findings(tmp_path, base_libraries())) == 1
