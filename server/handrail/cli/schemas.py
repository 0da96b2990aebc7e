"""`handrail openapi | asyncapi | schemas`: what crosses the wire, written from the code that serves it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel

from handrail.app import ROUTES
from handrail.kernel.errors import every_refusal
from handrail.live import wire, wire_commands
from handrail.live.wire_parts import SUBPROTOCOL
from handrail.web import openapi as openapi_of
from handrail.web.problems import STATUS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> Mapping[str, Any]:
    """Every generated file under `schemas/` by its path, as JSON values."""
    return {
        "messages/client.json": _messages(wire_commands.CLIENT_FRAME, "What a client says"),
        "messages/server.json": _messages(wire.SERVER_FRAME, "What the server says"),
        "problems.json": problems(),
        "openapi.json": openapi_document(),
        "asyncapi.json": asyncapi_document(),
    }


def problems() -> dict[str, Any]:
    """Every problem code with its title and status."""
    return {kind.code: {"title": kind.title, "status": STATUS[kind]} for kind in every_refusal()}


def openapi_document() -> dict[str, Any]:
    """OpenAPI 3.1 of every route."""
    return openapi_of.document(ROUTES, version("handrail"))


def asyncapi_document() -> dict[str, Any]:
    """AsyncAPI 3 of the socket: one channel, one operation each way."""
    said, heard = _frames(wire_commands.ClientFrame), _frames(wire.ServerFrame)
    schemas = {
        **wire_commands.CLIENT_FRAME.json_schema(ref_template="#/components/schemas/{model}").get("$defs", {}),
        **wire.SERVER_FRAME.json_schema(ref_template="#/components/schemas/{model}", mode="serialization").get(
            "$defs", {}
        ),
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Handrail rooms",
            "version": version("handrail"),
            "description": f"Subprotocol `{SUBPROTOCOL}`: JSON text frames, one object each, `type` tells which.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "channels": {
            "live": {
                "address": "/v1/live",
                "messages": {_name(one): {"$ref": f"#/components/messages/{_name(one)}"} for one in (*said, *heard)},
            }
        },
        "operations": {
            "say": {"action": "receive", "channel": {"$ref": "#/channels/live"}, "messages": _in_channel(said)},
            "hear": {"action": "send", "channel": {"$ref": "#/channels/live"}, "messages": _in_channel(heard)},
        },
        "components": {
            "messages": {_name(one): _message(one) for one in (*said, *heard)},
            "schemas": schemas,
        },
    }


def _messages(adapter: Any, title: str) -> dict[str, Any]:
    return {"$schema": DIALECT, "title": title, **adapter.json_schema()}


def _frames(union: Any) -> tuple[type[BaseModel], ...]:
    inner = get_args(union)[0]
    return tuple(get_args(inner))


def _name(model: type[BaseModel]) -> str:
    return str(model.model_fields["type"].default)


def _message(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": _name(model),
        "summary": (model.__doc__ or "").strip().partition("\n")[0],
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
    }


def _in_channel(models: tuple[type[BaseModel], ...]) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/live/messages/{_name(one)}"} for one in models]


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write(folder: Path) -> None:
    """Write every generated file under `folder`."""
    for name, value in documents().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(value), "utf-8")


def check(folder: Path) -> list[str]:
    """What stands under `folder` and is not what the code says; empty where all is well."""
    wrong = []
    for name, value in documents().items():
        path = folder / name
        if not path.exists():
            wrong.append(f"{name} is missing")
        elif path.read_text("utf-8") != _text(value):
            wrong.append(f"{name} is not what the code says")
    there = [path.relative_to(folder).as_posix() for path in (*folder.glob("*.json"), *folder.glob("messages/*.json"))]
    return wrong + [f"{name} is written by nothing" for name in sorted(set(there) - set(documents()))]


@click.command(help="Print the HTTP interface as OpenAPI 3.1.")
def openapi() -> None:
    click.echo(_text(openapi_document()), nl=False)


@click.command(help="Print the room protocol as AsyncAPI 3.")
def asyncapi() -> None:
    click.echo(_text(asyncapi_document()), nl=False)


@click.command(help="Write the schemas under DIRECTORY, or check that they are what the code says.")
@click.argument("directory", type=click.Path(path_type=Path), default=Path("schemas"))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 and say what differs.")
def schemas(directory: Path, only_check: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Keep the committed schemas in step with the code."""
    if not only_check:
        write(directory)
        return
    wrong = check(directory)
    for one in wrong:
        click.echo(one, err=True)
    raise SystemExit(1 if wrong else 0)
