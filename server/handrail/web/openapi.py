"""The route table as OpenAPI 3.1: written from what is served, so it cannot say anything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from pydantic.json_schema import models_json_schema

from handrail.kernel.principal import Power
from handrail.web.model import Model
from handrail.web.problems import MEDIA_TYPE, Problem
from handrail.web.routes import Route

Refs = Mapping[type[Model], dict[str, Any]]
_REF = "#/components/schemas/{model}"


def document(routes: Iterable[Route], version: str) -> dict[str, Any]:
    """The description of these routes."""
    table = sorted(routes, key=lambda route: (route.path, route.method))
    models: set[type[Model]] = {model for route in table for model in (route.body, route.result) if model} | {Problem}
    ordered = sorted(models, key=lambda model: (model.__name__, model.__module__))
    # Two models of one name get longer names here, so a reference is asked for, never built from the name.
    found, schemas = models_json_schema([(model, "validation") for model in ordered], ref_template=_REF)
    refs: Refs = {model: found[model, "validation"] for model in ordered}
    paths: dict[str, dict[str, Any]] = {}
    for route in table:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs)
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


def _operation(route: Route, refs: Refs) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{re.sub(r'[^A-Za-z0-9]+', '_', route.path)}".rstrip("_"),
        "summary": route.summary,
        "x-way-out": str(route.way),
        "x-power": str(route.power),
        "security": [] if route.power is Power.ANYONE else [{"access": []}],
        "responses": {
            str(route.status): _ok(route, refs),
            "default": _problem(refs),
        },
    }
    if parameters := _parameters(route):
        operation["parameters"] = parameters
    if route.body:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": refs[route.body]}}}
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


def _ok(route: Route, refs: Refs) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.result:
        schema = refs[route.result]
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


def _problem(refs: Refs) -> dict[str, Any]:
    return {"description": "A problem (RFC 9457)", "content": {MEDIA_TYPE: {"schema": refs[Problem]}}}
