"""What puts Handrail on a machine holds as far as can be told without one: image, services, secrets, wheel."""

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.project.paths import ROOT, project_files

from handrail.config import SETTINGS, Config

BIN = Path(sysconfig.get_path("scripts"))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return services


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_dockerfile_has_nothing_to_complain_about():
    assert run(BIN / "hadolint", "Dockerfile") == ""


def test_every_yaml_file_is_in_order():
    files = [path for path in project_files() if path.suffix in {".yaml", ".yml"}]
    run(BIN / "yamllint", "--strict", *files, ROOT / ".yamllint", ROOT / ".hadolint.yaml")


def test_the_image_runs_as_nobody_in_particular():
    users = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("USER ")]
    assert users == ["USER 10001:10001"]


def test_the_image_takes_nothing_that_the_locks_do_not_name():
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    steps = [step for line in text.splitlines() for step in line.split("&&")]
    installs = [step for step in steps if " pip install " in step or " pip sync " in step]
    assert len(installs) == 3
    assert all("--require-hashes" in step or "--no-deps dist/" in step for step in installs), installs


def test_the_builder_sees_no_data_keys_or_history():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    copied = {"pyproject.toml", "README.md", "LICENSE", "build.lock", "runtime.lock", "server", "clients/python"}
    copied.add("clients/web")
    assert {rule[1:] for rule in rules if rule.startswith("!")} == copied


def test_every_service_says_how_it_is(compose: dict[str, Any]):
    dockerfile = (ROOT / "Dockerfile").read_text()
    for name, service in compose["services"].items():
        assert "healthcheck" in service or (service["image"] == "handrail" and "HEALTHCHECK" in dockerfile), name


def test_every_service_gives_up_what_it_does_not_need(compose: dict[str, Any]):
    for name, service in compose["services"].items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert name == "postgres" or (service["read_only"] and service["cap_drop"] == ["ALL"]), name


def test_only_the_front_door_is_published_and_the_database_has_no_way_out(compose: dict[str, Any]):
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    assert compose["networks"]["back"]["internal"] is True
    assert services["postgres"]["networks"] == services["nats"]["networks"] == ["back"]


def test_images_are_named_by_version(compose: dict[str, Any]):
    images = {service["image"] for service in compose["services"].values() if service["image"] != "handrail"}
    assert all(":" in image and not image.endswith(":latest") for image in images)


def test_services_are_told_settings_that_exist(compose: dict[str, Any]):
    known = {setting.name for setting in SETTINGS}
    for name in ("server", "migrate"):
        assert set(compose["services"][name]["environment"]) <= known
    in_image = {word for word in (ROOT / "Dockerfile").read_text().replace("=", " ").split() if "HANDRAIL_" in word}
    assert in_image <= known


def test_secrets_are_files_and_never_values(compose: dict[str, Any]):
    mounted = {secret for service in compose["services"].values() for secret in service.get("secrets", [])}
    assert mounted == set(compose["secrets"])
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            assert name.endswith("_FILE") or "PASSWORD" not in name, name
            if str(value).startswith("/run/secrets/"):
                assert str(value).removeprefix("/run/secrets/") in service["secrets"]


def test_waiting_is_for_health_or_completion(compose: dict[str, Any]):
    waits = [wait for service in compose["services"].values() for wait in service.get("depends_on", {}).values()]
    assert {wait["condition"] for wait in waits} <= {"service_healthy", "service_completed_successfully"}


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """What `make secrets` makes."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    run("make", "secrets", cwd=tmp_path)
    return tmp_path / "secrets"


def test_secrets_are_made_for_one_reader_each(secrets: Path, compose: dict[str, Any]):
    assert {path.name for path in secrets.iterdir()} == set(compose["secrets"])
    assert {path.stat().st_mode & 0o777 for path in secrets.iterdir()} == {0o600}
    assert len((secrets / "master_key").read_bytes()) == 32


def test_a_second_run_overwrites_no_key(secrets: Path):
    before = (secrets / "master_key").read_bytes()
    again = subprocess.run(["make", "secrets"], check=False, capture_output=True, cwd=secrets.parent)
    assert again.returncode != 0
    assert (secrets / "master_key").read_bytes() == before


def test_the_server_and_the_bus_accept_what_was_made(secrets: Path):
    config = Config.from_env(
        {
            "HANDRAIL_DATABASE_URL_FILE": str(secrets / "database_url"),
            "HANDRAIL_BUS_URL_FILE": str(secrets / "bus_url"),
            "HANDRAIL_HOST": "0.0.0.0",
            "HANDRAIL_PUBLIC_ORIGIN": "https://rooms.example",
        }
    )
    password = (secrets / "postgres_password").read_text()
    assert config.database_url == f"postgresql+asyncpg://handrail:{password}@postgres/handrail"
    assert password not in repr(config)
    run(BIN / "nats-server", "-t", "-c", secrets / "nats_conf")


def test_the_wheel_holds_the_whole_product_and_nothing_else(tmp_path: Path):
    tree = tmp_path / "tree"
    for path in project_files():
        target = tree / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=tree)
    (wheel,) = tmp_path.glob("*.whl")
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    places = {ROOT / "server": "handrail/", ROOT / "clients" / "python": "handrail_client/"}
    assert inside == {
        name
        for path in project_files()
        for place, package in places.items()
        if path.is_relative_to(place) and (name := path.relative_to(place).as_posix()).startswith(package)
    }
