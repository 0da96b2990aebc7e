"""The description of the HTTP interface is valid, and a real server answers as it says, whatever is sent."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.journeys.house import Clinic, a_clinic, a_house

from handrail.cli.schemas import openapi_document
from handrail.web import page
from handrail.web.routes import WayOut

SECONDS = 20
"""How long each of them tries."""

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
CHECKS += ",ignored_auth,unsupported_method"
LEFT_OUT = (
    *(route.path for route in page.ROUTES),
    "/v1/live",
    "/v1/sign-ins",
    "/v1/sign-ins/current",
    "/v1/me/password",
)
"""Pages that give way to the browser app's where it was built; a socket; and what ends the sign-in that asks."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    async with a_house(tmp_path_factory.mktemp("openapi") / "data") as house, a_clinic(house, 1) as clinic:
        yield clinic


def test_the_description_is_valid():
    """OpenAPI 3.1, by a validator that is not ours."""
    assert list(OpenAPIV31SpecValidator(openapi_document()).iter_errors()) == []


def test_every_operation_says_who_may_ask_and_which_way_out_it_is():
    for methods in openapi_document()["paths"].values():
        for operation in methods.values():
            assert operation["x-way-out"] in set(WayOut)
            assert operation["security"] or operation["x-power"] == "anyone"
            assert operation["summary"].endswith(".")


@pytest.mark.parametrize("who", ["a participant", "a coordinator"])
async def test_a_real_server_answers_as_described(clinic: Clinic, tmp_path: Path, who: str):
    """Whatever fits the description, and much that does not: no fault of ours, and answers that match it."""
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(openapi_document()))
    command = [SCHEMATHESIS, "run", described, "--url", clinic.house.origin, "--checks", CHECKS, "--max-failures", "5"]
    command += ["--max-time", str(SECONDS), "--generation-database", "none"]
    command += ["--phases", "examples,coverage,fuzzing", "--seed", "7", "--no-color", "--suppress-health-check", "all"]
    for path in LEFT_OUT:
        command += ["--exclude-path", path]
    person = clinic.people[0] if who == "a participant" else clinic.cast.coordinator
    command += ["--header", f"Authorization: Bearer {await person.client.http._token()}"]
    pipe = asyncio.subprocess.PIPE
    run = await asyncio.create_subprocess_exec(*map(str, command), stdout=pipe, stderr=pipe, cwd=tmp_path)
    out, err = await run.communicate()
    assert run.returncode == 0, (out + err).decode()[-8000:]
