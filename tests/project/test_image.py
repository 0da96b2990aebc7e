"""What the image and the compose file start does start: same commands, settings and health check, on this machine."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.project.paths import ROOT
from tests.support.nats import nats_server
from tests.support.patience import PATIENCE
from tests.support.pg import postgres
from tests.support.ports import free_port

HANDRAIL = Path(sysconfig.get_path("scripts")) / "handrail"
"""Seconds from SIGTERM to the end (security K7)."""


def image() -> dict[str, Any]:
    """What the Dockerfile's last stage says about running: ENV, ENTRYPOINT, CMD and HEALTHCHECK."""
    last = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").rpartition("\nFROM ")[2]
    (environment,) = re.findall(r"^ENV (.*)$", last, re.MULTILINE)
    (health,) = re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", last, re.MULTILINE)
    (entry,) = re.findall(r"^ENTRYPOINT (\[.*\])$", last, re.MULTILINE)
    (command,) = re.findall(r"^CMD (\[.*\])$", last, re.MULTILINE)
    settings = dict(word.split("=", 1) for word in shlex.split(environment))
    settings = {name: value for name, value in settings.items() if name.startswith("HANDRAIL_")}
    return {"settings": settings, "health": json.loads(health), "run": json.loads(entry) + json.loads(command)}


def clean(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a container: no setting of the machine that runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")} | dict(settings)


@contextmanager
def started(settings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = image()["run"]
    assert words[0] == "handrail"
    with log.open("wb") as out:
        server = subprocess.Popen([HANDRAIL, *words[1:]], env=clean(settings), stdout=out, stderr=subprocess.STDOUT)
        try:
            yield server
        finally:
            server.kill()
            server.wait()


def healthy(port: str) -> bool:
    words = [sys.executable, *(word.replace(":8080", f":{port}") for word in image()["health"][1:])]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


def becomes_healthy(server: subprocess.Popen[bytes], port: str) -> bool:
    for _ in range(PATIENCE * 5):
        if healthy(port):
            return True
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        return False
    return False


@pytest.fixture
def on_this_machine(tmp_path: Path) -> dict[str, str]:
    """The image's settings, and a public origin, in a folder and on a port of the test's own."""
    here = {"HANDRAIL_DATA": str(tmp_path / "data"), "HANDRAIL_PORT": str(free_port())}
    settings: dict[str, str] = image()["settings"]
    return settings | here | {"HANDRAIL_PUBLIC_ORIGIN": "https://rooms.example"}


def test_the_image_serves_says_it_is_ready_and_stops_when_told(on_this_machine: dict[str, str], tmp_path: Path):
    assert not healthy(on_this_machine["HANDRAIL_PORT"])
    with started(on_this_machine, tmp_path / "log") as server:
        assert becomes_healthy(server, on_this_machine["HANDRAIL_PORT"]), (tmp_path / "log").read_text()
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) == 0, (tmp_path / "log").read_text()
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "data").rglob("*key*") if path.is_file()} == {0}


def test_the_image_refuses_a_public_address_without_tls(on_this_machine: dict[str, str], tmp_path: Path):
    plain = on_this_machine | {"HANDRAIL_PUBLIC_ORIGIN": "http://rooms.example"}
    with started(plain, tmp_path / "log") as server:
        assert server.wait(PATIENCE) == 2
    assert "HANDRAIL_PUBLIC_ORIGIN must be https" in (tmp_path / "log").read_text()


def test_the_services_of_compose_work_together(on_this_machine: dict[str, str], tmp_path: Path):
    told: dict[str, str] = yaml.safe_load((ROOT / "compose.yaml").read_text())["x-server"]["environment"]
    with postgres() as database, nats_server() as bus:
        secrets = {"database_url": database.encode(), "bus_url": bus.encode(), "master_key": bytes(range(32))}
        for name, value in secrets.items():
            (tmp_path / name).touch(mode=0o600)
            (tmp_path / name).write_bytes(value)
        settings = on_this_machine | {
            name: value.replace("/run/secrets", str(tmp_path))
            for name, value in told.items()
            if name.endswith("_FILE") and not value.startswith("${")  # what .env alone would set
        }
        migrated = subprocess.run([HANDRAIL, "migrate"], check=False, capture_output=True, env=clean(settings))
        assert migrated.returncode == 0, migrated.stderr.decode()
        with started(settings, tmp_path / "log") as server:
            assert becomes_healthy(server, settings["HANDRAIL_PORT"]), (tmp_path / "log").read_text()
            server.send_signal(signal.SIGTERM)
            assert server.wait(PATIENCE) == 0, (tmp_path / "log").read_text()
