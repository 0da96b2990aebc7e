"""Every method of the client asks for a route that the server has, in the shape that it takes."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from handrail.attendance import http as attendance
from handrail.checkins import http as checkins
from handrail.consent import http as consent
from handrail.handouts import http as handouts
from handrail.identity import http as identity
from handrail.letters import http as letters
from handrail.live import http as live
from handrail.programs import http as programs
from handrail.safety import http_crisis_plan
from handrail.web.routes import Route
from handrail_client.answer import Answer
from handrail_client.client import Client
from handrail_client.errors import ProtocolBroken
from handrail_client.messages import Heard
from handrail_client.records import ConsentChoices

ROUTES: tuple[Route, ...] = (
    *identity.ROUTES,
    *programs.ROUTES,
    *consent.ROUTES,
    *handouts.ROUTES,
    *checkins.ROUTES,
    *http_crisis_plan.ROUTES,
    *attendance.ROUTES,
    *letters.ROUTES,
    *live.ROUTES,
)
DAY = date(2026, 11, 23)
CHOICES = ConsentChoices(
    recipient="employer_hr",
    recipient_name="Acme HR",
    purposes=("verification_callback",),
    elements=("letter_existence",),
    expires_on=DAY,
)
PLACE = {"kind": "home", "address": "12 Elm Street", "callback": "503 555 0100", "privacy": "alone"}
CALLS: dict[str, Callable[[Client], Awaitable[object]]] = {
    "activate": lambda client: client.activate("s", "p", code="1", second_factor=True, display_name="Ana"),
    "sign_in": lambda client: client.sign_in("ana@example.org", "p", code="1", program="g"),
    "reauthenticate": lambda client: client.reauthenticate("p", code="1"),
    "sign_out": lambda client: client.sign_out(),
    "sign_out everywhere": lambda client: client.sign_out(everywhere=True),
    "refresh": lambda client: client.http.send("POST", "/v1/refreshes", {"refresh": "r"}, key="k"),
    "me": lambda client: client.me(),
    "sessions": lambda client: client.sessions(),
    "session": lambda client: client.session("s1"),
    "tell_place": lambda client: client.tell_place("s1", **PLACE),
    "check_in_waiting": lambda client: client.check_in_waiting("s1"),
    "ticket": lambda client: client.ticket("s1"),
    "check_ins": lambda client: client.check_ins(),
    "check_in": lambda client: client.check_in("evening", 1),
    "handouts": lambda client: client.handouts(),
    "handout": lambda client: client.handout("grounding", 1),
    "handout_pdf": lambda client: client.handout_pdf("grounding", 1),
    "attendance": lambda client: client.attendance(),
    "dispute": lambda client: client.dispute("e1", "I was there."),
    "draft_consent": lambda client: client.draft_consent(CHOICES),
    "sign_consent": lambda client: client.sign_consent(CHOICES, "0" * 64),
    "consents": lambda client: client.consents(),
    "revoke_consent": lambda client: client.revoke_consent("c1"),
    "ask_letter": lambda client: client.ask_letter(
        use="work",
        level=1,
        first_day=DAY,
        last_day=DAY,
        time_of_day=True,
        expected_end=True,
        reader_form="c1",
    ),
    "letters": lambda client: client.letters(),
    "letter": lambda client: client.letter("l1"),
    "letter_document": lambda client: client.letter_document("l1"),
    "letter_choices": lambda client: client.letter_choices(),
    "request_letter": lambda client: client.request_letter(
        use="work",
        level=3,
        items=["functional_limits"],
        first_day=DAY,
        last_day=DAY,
        time_of_day=True,
        reader_form="c1",
    ),
    "letter_requests": lambda client: client.letter_requests(),
    "sign_letter_item": lambda client: client.sign_letter_item("q1", "diagnosis_general"),
    "cancel_letter_request": lambda client: client.cancel_letter_request("q1"),
    "preview_letter_request": lambda client: client.preview_letter_request("q1"),
    "issue_letter_request": lambda client: client.issue_letter_request("q1", warnings_accepted=True),
    "paperwork_kinds": lambda client: client.paperwork_kinds(language="es"),
    "ask_paperwork": lambda client: client.ask_paperwork("fmla", understood=True, needed_by=DAY),
    "paperwork": lambda client: client.paperwork(),
    "cancel_paperwork": lambda client: client.cancel_paperwork("p1"),
    "paperwork_document": lambda client: client.paperwork_document("p1", "f1"),
    "paperwork_queue": lambda client: client.paperwork_queue(),
    "attach_paperwork": lambda client: client.attach_paperwork("p1", b"%PDF-1.7"),
    "decline_paperwork": lambda client: client.decline_paperwork("p1", "needs_visit"),
    "delivery_choices": lambda client: client.delivery_choices("l1", language="es"),
    "send_letter": lambda client: client.send_letter(
        "l1", form="c1", address="hr@acme.example", address_again="hr@acme.example", manner="attached", accepted=True
    ),
    "deliveries": lambda client: client.deliveries(),
    "send_again": lambda client: client.send_again("d1"),
    "cancel_delivery": lambda client: client.cancel_delivery("d1"),
    "sign_renewal": lambda client: client.sign_renewal(use="work", level=1, until=DAY),
    "renewals": lambda client: client.renewals(),
    "stop_renewal": lambda client: client.stop_renewal("r1"),
    "start_letter_batch": lambda client: client.start_letter_batch("p1"),
    "letter_batches": lambda client: client.letter_batches("p1"),
    "replacement": lambda client: client.replacement("l1"),
    "replace_letter": lambda client: client.replace_letter("l1"),
    "withdraw_letter": lambda client: client.withdraw_letter("l1"),
    "crisis_plan": lambda client: client.crisis_plan(),
    "write_crisis_plan": lambda client: client.write_crisis_plan({"alone": "Walk to the mill."}, based_on=0),
    "check": lambda client: client.check("CODE", sha256="0" * 64),
}


def route_of(method: str, path: str) -> Route | None:
    for route in ROUTES:
        if route.method == method and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", route.path), path):
            return route
    return None


@pytest.mark.parametrize("name", CALLS)
async def test_every_method_asks_for_a_route_that_the_server_has(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method, path, body, key, query = await asked_by(name, monkeypatch)

    route = route_of(method, path)
    assert route is not None, f"{method} {path}"
    assert (route.body is None) == (body is None)
    if route.body is not None:
        route.body.model_validate_json(json.dumps(body))
    assert set(query or ()) <= set(route.query)
    assert key is None or route.idempotent
    assert key is not None or not route.idempotent


@pytest.mark.parametrize("name", CALLS)
async def test_every_answer_has_what_the_method_reads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method, path, *_ = await asked_by(name, monkeypatch)
    told = get_type_hints(getattr(Client, name.split(maxsplit=1)[0], Client.ticket))["return"]
    record = (*get_args(told), told)[0]
    route = route_of(method, path)

    assert route is not None
    if name == "activate" or not (isinstance(record, type) and issubclass(record, Heard)):
        return
    assert route.result is not None
    assert route.many == (get_args(told) != ())
    assert set(record.model_fields) <= set(route.result.model_fields)


async def asked_by(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, Any, str | None, Any]:
    """What the method asks: method, path, body, key and query."""
    client = Client("http://localhost:1")
    asked: list[tuple[str, str, Any, str | None, Any]] = []

    async def record(method: str, path: str, body: Any = None, *, key: str | None = None, query: Any = None) -> Answer:
        asked.append((method, path, body, key, query))
        return Answer(200, b"", "")

    monkeypatch.setattr(client.http, "call", record)
    monkeypatch.setattr(client.http, "send", record)
    with contextlib.suppress(ProtocolBroken):  # the answer was none; the question is what counts
        await CALLS[name](client)

    (one,) = asked
    return one


def test_every_method_is_tried_here() -> None:
    public = {name for name in vars(Client) if not name.startswith("_") and callable(getattr(Client, name))}

    assert public <= {name.split()[0] for name in CALLS}
