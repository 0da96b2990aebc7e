"""The route table as OpenAPI 3.1: written from what is served, so it cannot say anything else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic.json_schema import models_json_schema

from handrail.kernel.principal import Power
from handrail.web.problems import MEDIA_TYPE, Problem
from handrail.web.routes import Route

_REF = "#/components/schemas/{model}"


def document(routes: Iterable[Route], version: str) -> dict[str, Any]:
    """The description of these routes."""
    table = sorted(routes, key=lambda route: (route.path, route.method))
    models = {model for route in table for model in (route.body, route.result) if model} | {Problem}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "validation") for model in ordered], ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for route in table:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handrail",
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"access": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{re.sub(r'[^A-Za-z0-9]+', '_', route.path)}".rstrip("_"),
        "summary": route.summary,
        "x-way-out": str(route.way),
        "x-power": str(route.power),
        "security": [] if route.power is Power.ANYONE else [{"access": []}],
        "responses": {
            str(route.status): _ok(route),
            "default": _problem(),
        },
    }
    if parameters := _parameters(route):
        operation["parameters"] = parameters
    if route.body:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(route.body)}}}
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    text = {"type": "string"}
    found = [
        {"name": name, "in": "path", "required": True, "schema": text} for name in re.findall(r"{(\w+)", route.path)
    ]
    found += [{"name": name, "in": "query", "schema": text} for name in route.query]
    if route.idempotent:
        found.append({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "format": "uuid"}})
    return found


def _ok(route: Route) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.result:
        schema = _ref(route.result)
        if route.many:
            schema = {
                "type": "object",
                "required": ["items"],
                "properties": {"items": {"type": "array", "items": schema}},
            }
        answer["content"] = {"application/json": {"schema": schema}}
    elif route.produces:
        answer["content"] = {route.produces: {}}
    return answer


def _problem() -> dict[str, Any]:
    return {"description": "A problem (RFC 9457)", "content": {MEDIA_TYPE: {"schema": _ref(Problem)}}}


def _ref(model: type[Any]) -> dict[str, Any]:
    return {"$ref": _REF.format(model=model.__name__)}
