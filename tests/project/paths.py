"""Where things are, and which files belong to the project."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server" / "handrail"
SDK = ROOT / "clients" / "python" / "handrail_client"

_NOT_OURS = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "node_modules", "dist"}
_NOT_OURS |= {"__pycache__", "artifacts", "data", "secrets", "build"}


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the project: those git knows, or, in an unpacked archive, all that nobody made by running it."""
    git: list[str | Path] = ["git", "-C", ROOT, "ls-files", "-z"]
    listed = subprocess.run(git, check=False, capture_output=True, text=True) if (ROOT / ".git").exists() else None
    if listed is not None and listed.returncode == 0:
        return tuple(sorted(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()))
    inside = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in inside if not _NOT_OURS & set(path.relative_to(ROOT).parts)))


def python_files() -> tuple[Path, ...]:
    return tuple(path for path in project_files() if path.suffix == ".py")


def named(path: Path) -> str:
    """As a reader would name it: from the root of the project."""
    return path.relative_to(ROOT).as_posix()
