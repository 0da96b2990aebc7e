"""The description is written from the table that is served."""

from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.web.conftest import ROUTES

from handrail.web.openapi import document


def test_it_is_valid_openapi():
    OpenAPIV31SpecValidator(document(ROUTES, "1.0")).validate()


def test_every_route_says_its_power_and_which_way_out_it_is():
    """I1 can be read from outside."""
    paths = document(ROUTES, "1.0")["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == {
        (route.method.lower(), route.path) for route in ROUTES
    }
    for route in ROUTES:
        told = paths[route.path][route.method.lower()]
        assert (told["x-way-out"], told["x-power"]) == (str(route.way), str(route.power))
        assert bool(told["security"]) == (route.power != "anyone")


def test_the_same_routes_give_the_same_bytes():
    assert str(document(ROUTES, "1.0")) == str(document(reversed(ROUTES), "1.0"))
