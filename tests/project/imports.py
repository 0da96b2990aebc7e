"""The import rule: which module may lean on which, told by folder (level) and file name (layer).

    kernel < web, db < audit < identity < programs < consent, handouts, rooms, safety
           < checkins, attendance, disclosure < letters, practice < live, interop < rights < the rest

Imports point down only; two capabilities of one level never import each other. Core leans on core; ports on core; a
use case (whatever waits: it has an `async def`) on core, ports and use cases; wire models on core and pydantic; the
shell on everything. Only `kernel.clock` asks for the time, only `kernel.ids` for randomness.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

LEVELS: tuple[tuple[str, ...], ...] = (
    ("kernel",),
    ("web", "db"),
    ("audit",),
    ("identity",),
    ("programs",),
    ("consent", "handouts", "rooms", "safety"),
    ("checkins", "attendance", "disclosure"),
    ("letters", "practice"),
    ("live", "interop"),
    ("rights",),
)
TOP = len(LEVELS)
"""The level of the modules beside the capabilities (app, unit_of_work, reactions, config, …), `cli` and `migrations`;
they put the others together and may import one another."""
TOP_FOLDERS = ("cli", "migrations")

SHELL_NAMES = frozenset({"http", "ws", "store", "hub", "outbox", "pdf", "tokens", "bearer", "cli"})
"""A file whose first word is one of these touches the world: `pdf.py`, `pdf_signature.py`."""
SHELL_MODULES = {
    "identity.factors": "the libraries that check passwords and codes, behind ports of identity",
    "identity.factors_passkey": "the library that checks passkeys, behind a port of identity",
}
"""Shell under a name of its own → why no name of the list would tell better what it is."""
SHELL_FOLDERS = frozenset({"web", "db", "cli", "migrations"})
WIRE_IN_SHELL = frozenset({"web.model", "web.problems"})
"""The base of all wire models, and the one shape of a problem for HTTP and for the room."""


class Layer(StrEnum):
    CORE = "core"
    PORTS = "ports"
    USE_CASE = "use case"
    WIRE = "wire"
    SHELL = "shell"


MAY_IMPORT: dict[Layer, frozenset[Layer]] = {
    Layer.CORE: frozenset({Layer.CORE}),
    Layer.PORTS: frozenset({Layer.CORE, Layer.PORTS}),
    Layer.USE_CASE: frozenset({Layer.CORE, Layer.PORTS, Layer.USE_CASE}),
    Layer.WIRE: frozenset({Layer.CORE, Layer.WIRE}),
    Layer.SHELL: frozenset(Layer),
}

CLIENT = "handrail_client"
"""The SDK runs where no server is installed, so it imports none of it; of the server only the top imports the SDK."""
CLIENT_CORE = frozenset({"connection", "errors"})
"""The SDK's pure part: what to send when, what a gap means, when to come back."""

LIBRARIES: dict[Layer, frozenset[str]] = {
    Layer.CORE: frozenset(),
    Layer.PORTS: frozenset(),
    Layer.USE_CASE: frozenset(),
    Layer.WIRE: frozenset({"pydantic"}),
}
"""What besides the standard library a layer may import; the shell may import anything."""

IMPURE = frozenset({"asyncio", "logging", "threading", "multiprocessing", "subprocess", "socket", "sqlite3", "urllib"})
"""Standard library that waits, speaks or listens: for the shell alone."""
CLOCKS = frozenset({"time"})
DICE = frozenset({"random", "secrets", "uuid_utils"})
ASKS_TIME = frozenset({"now", "utcnow", "today"})
ASKS_DICE = frozenset({"urandom", "getrandom", "uuid1", "uuid4", "uuid7", "generate_key", "gen_salt"})

ALLOWED: dict[tuple[str, str], str] = {
    ("kernel.clock", "time"): "it is the one that asks",
    ("kernel.ids", "secrets"): "it is the one that asks",
    ("kernel.ids", "uuid_utils"): "it is the one that asks",
    ("kernel.tasks", "asyncio"): "owns every task, so that none loses its exception",
}
"""(module, what it imports) → why this one may. A new line needs a reason a reviewer would accept."""


@dataclass(frozen=True, slots=True)
class Module:
    """One file: its dotted name below the package, its parse tree."""

    name: str
    tree: ast.Module
    is_package: bool

    @property
    def capability(self) -> str:
        return self.name.partition(".")[0]

    @property
    def level(self) -> int:
        for level, capabilities in enumerate(LEVELS):
            if self.capability in capabilities:
                return level
        return TOP

    @property
    def layer(self) -> Layer:
        stem = self.name.rpartition(".")[2]
        if stem.split("_")[0] == "wire" or self.name in WIRE_IN_SHELL:
            return Layer.WIRE
        if self.level == TOP or self.capability in SHELL_FOLDERS:
            return Layer.SHELL
        if stem.partition("_")[0] in SHELL_NAMES or self.name in SHELL_MODULES:
            return Layer.SHELL
        if stem == "ports":
            return Layer.PORTS
        return Layer.USE_CASE if _waits(self.tree) else Layer.CORE


def findings(package: Path) -> list[str]:
    """Every breach of the rule in `package` (the folder `handrail`), as `file:line: sentence`."""
    modules = {module.name: module for module in modules_of(package)}
    unplaced = [
        f"{module.capability}/: this folder has no level; give it one in tests/project/imports.py"
        for module in modules.values()
        if module.is_package and module.level == TOP and module.name not in ("", *TOP_FOLDERS)
        if "." not in module.name
    ]
    return unplaced + [
        f"{module.name.replace('.', '/')}{'/__init__' if module.is_package else ''}.py:{line}: {what}"
        for module in modules.values()
        for line, what in sorted(set(_breaches(module, modules, package.name)))
    ]


def client_findings(package: Path, libraries: frozenset[str]) -> list[str]:
    """Every breach in the SDK (the folder `handrail_client`), which may lean on these `libraries` and no other."""
    found = []
    modules = {module.name: module for module in modules_of(package)}
    for module in modules.values():
        for line, name in _imports(module, modules, package.name):
            root = name.partition(".")[0]
            if root in sys.stdlib_module_names:
                wrong = module.name in CLIENT_CORE and root in IMPURE | CLOCKS | DICE
            else:
                wrong = root != package.name and (root not in libraries or module.name in CLIENT_CORE)
            if wrong:
                found.append(f"{module.name.replace('.', '/')}.py:{line}: the SDK may not import {root} here")
    return found


def modules_of(package: Path) -> Iterator[Module]:
    for path in sorted(package.rglob("*.py")):
        parts = list(path.relative_to(package).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        yield Module(".".join(parts[:-1] if is_package else parts), _parsed(path.read_text("utf-8")), is_package)


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def _nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


@cache
def _waits(tree: ast.Module) -> bool:
    """A use case waits for its ports, the core for nothing; a protocol that speaks of waiting is only a shape."""
    return any(
        isinstance(one, ast.AsyncFunctionDef)
        for node in tree.body
        if not (isinstance(node, ast.ClassDef) and any(_last_name(base) == "Protocol" for base in node.bases))
        for one in ast.walk(node)
    )


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return _last_name(value)
        case _:
            return ""


def _breaches(module: Module, modules: dict[str, Module], package: str) -> Iterator[tuple[int, str]]:
    for line, name in _imports(module, modules, package):
        root = name.partition(".")[0]
        if root == package:
            yield from ((line, what) for what in _breach_inside(module, modules[name.partition(".")[2]]))
        elif (module.name, root) not in ALLOWED:
            yield from ((line, what) for what in _breach_outside(module, root))
    if module.name not in ("kernel.clock", "kernel.ids"):
        yield from _questions(module)


def _imports(module: Module, modules: dict[str, Module], package: str) -> Iterator[tuple[int, str]]:
    """Every imported module by its full name, wherever in the file it is imported, for types only or not."""
    own = [package, *filter(None, module.name.split("."))]
    for node in _nodes(module.tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, _known(alias.name, modules, package)) for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = own[: len(own) - level + (1 if module.is_package else 0)] if level else []
                stem = ".".join([*base, *([source] if source else [])])
                for alias in names:
                    yield node.lineno, _known(f"{stem}.{alias.name}", modules, package)
            case _:
                pass


def _known(name: str, modules: dict[str, Module], package: str) -> str:
    """`handrail.audit.entry.Tag` → `handrail.audit.entry`: the longest prefix that is a file."""
    if name != package and not name.startswith(f"{package}."):
        return name
    inside = name.partition(".")[2]
    while inside and inside not in modules:
        inside = inside.rpartition(".")[0]
    return f"{package}.{inside}"


def _breach_inside(module: Module, target: Module) -> Iterator[str]:
    if module.is_package and module.capability:
        yield "__init__.py holds one docstring and no imports"
    if target.name in ("", module.name):
        return
    if target.capability != module.capability and target.level > module.level:
        yield f"{module.capability} may not import upward: {target.name}"
    elif target.capability != module.capability and target.level == module.level < TOP:
        yield f"{module.capability} and {target.capability} are of one level: {target.name}"
    if target.layer not in MAY_IMPORT[module.layer]:
        yield f"{module.layer} may not import {target.layer}: {target.name}"


def _breach_outside(module: Module, root: str) -> Iterator[str]:
    if root in CLOCKS:
        yield f"only kernel.clock asks for the time: {root}"
    elif root in DICE:
        yield f"only kernel.ids asks for randomness: {root}"
    elif root == CLIENT and module.level < TOP:
        yield "the server may not import the SDK"
    elif module.layer is Layer.SHELL:
        return
    elif root in IMPURE:
        yield f"{module.layer} may not import {root}"
    elif root not in sys.stdlib_module_names and root not in LIBRARIES[module.layer]:
        yield f"{module.layer} may not import the library {root}"


def _questions(module: Module) -> Iterator[tuple[int, str]]:
    """Calls that ask for the time or for randomness through a module everybody may import."""
    nodes = _nodes(module.tree)
    really = {
        alias.asname: alias.name
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=asked)):
                name = really.get(_last_name(owner), _last_name(owner))
                if asked in ASKS_TIME and name in ("datetime", "date"):
                    yield node.lineno, f"only kernel.clock asks for the time: {name}.{asked}()"
                elif asked in ASKS_DICE and name in ("os", "uuid", "AESGCM"):
                    yield node.lineno, f"only kernel.ids asks for randomness: {name}.{asked}()"
            case ast.ImportFrom(module="os" | "uuid" as source, names=names):
                for alias in names:
                    if alias.name in ASKS_DICE:
                        yield node.lineno, f"only kernel.ids asks for randomness: {source}.{alias.name}"
            case _:
                pass
