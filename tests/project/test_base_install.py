"""`pip install handrail` alone is the SDK and the client's commands: it runs where no library of the server is."""

import subprocess
import sys
import tomllib

from tests.project.imports import modules_of
from tests.project.paths import ROOT, SDK

IMPORTED_AS = {"argon2-cffi": "argon2", "nats-py": "nats", "pyjwt": "jwt"}
IMPORTED_AS |= {"markdown-it-py": "markdown_it", "zxing-cpp": "zxingcpp"}


def server_libraries() -> set[str]:
    """Top-level modules of what only the extras bring."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    names = {line.partition(">")[0].partition("=")[0].partition("[")[0] for lines in extras.values() for line in lines}
    fonts = {name for name in names if name.startswith("fontpkg")}
    return {IMPORTED_AS.get(name, name) for name in names - fonts} | {"sqlalchemy", "handrail.config"}


def run_without(libraries: set[str], code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` where none of `libraries` can be imported or found."""
    hide = f"""
import sys
from importlib.abc import MetaPathFinder
class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in {sorted(libraries)!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in {sorted(libraries)!r} else find(name, package)
"""
    return subprocess.run([sys.executable, "-c", hide + code], check=False, capture_output=True, text=True, cwd=ROOT)


def test_every_module_of_the_sdk_can_be_imported():
    names = sorted(f"{SDK.name}.{module.name}".rstrip(".") for module in modules_of(SDK))
    done = run_without(server_libraries(), "\n".join(f"import {name}" for name in names))
    assert done.returncode == 0, done.stderr


def test_the_help_lists_what_a_participant_can_do_and_how_to_get_the_rest():
    done = run_without(server_libraries(), "from handrail_client.cli import main\nmain(['--help'])")
    assert done.returncode == 0, done.stderr
    assert "room" in done.stdout
    assert "handrail[server]" in done.stdout


def test_a_command_of_the_server_says_how_to_get_it():
    done = run_without(server_libraries(), "from handrail_client.cli import main\nmain(['serve'])")
    assert done.returncode == 2
    assert "pip install 'handrail[server]'" in done.stderr
