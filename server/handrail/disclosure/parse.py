"""A decision request from JSON: strict, and precise about where it is wrong without repeating what stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from handrail.disclosure.request import (
    Authority,
    ContactPolicy,
    Context,
    DecisionRequest,
    Order,
    Period,
    Recipient,
    Restriction,
    Subject,
    Threat,
)
from handrail.disclosure.vocabulary import (
    STATES,
    ActorRole,
    Assurance,
    Channel,
    DataElement,
    ExpiryEvent,
    LegalAuthority,
    Obligation,
    OrderKind,
    Purpose,
    RecipientClass,
    RecordSource,
    Relation,
    RepresentativeAuthority,
    RevocationManner,
    Signer,
    YesNoUnknown,
)

E = TypeVar("E", bound=StrEnum)
Read = Callable[[Any, str], Any]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_LETTER_LEVELS = range(5)


class RequestFault(ValueError):
    """The request is not valid; the message names the place (JSON Pointer), never the value."""


def parse(raw: bytes | str) -> DecisionRequest:
    """Read one request from JSON text.

    Raises:
        RequestFault: it is not JSON, or not a request.
    """
    return request(decoded(raw))


def decoded(raw: bytes | str) -> Any:
    """JSON text, read strictly: no name twice in one object, no NaN.

    Raises:
        RequestFault: it is not JSON.
    """
    try:
        return json.loads(raw, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, RequestFault):
            raise
        raise RequestFault("this is not JSON") from None


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RequestFault("a name stands twice in one object")
    return found


def _no_constant(_name: str) -> None:
    raise RequestFault("this is not JSON")


def request(value: Any) -> DecisionRequest:
    """Read one request from decoded JSON.

    Raises:
        RequestFault: something is missing, unknown, or of another kind.
    """
    found = _object(value, "", _REQUEST, required=("now", "actor_role", "purpose", "recipient", "data"))
    found.pop("note", None)
    asked = DecisionRequest(**found)
    return replace(
        asked, authorities=tuple(_judged(one, aside=asked.context.pr_suspended) for one in asked.authorities)
    )


def _judged(form: Authority, *, aside: bool | None) -> Authority:
    """The request format knows one representative: the fact about them is a fact about every form they signed."""
    return replace(form, signer_suspended=aside, cosigner_suspended=aside is True)


def _object(
    value: Any, at: str, fields: Mapping[str, tuple[str, Read]], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The object's values by the names that the core gives them."""
    if not isinstance(value, dict):
        raise RequestFault(f"{at or '/'}: an object is needed")
    for key in value:
        if key not in fields:
            raise RequestFault(f"{at or '/'}: a name that is not known stands here")
    for key in required:
        if key not in value:
            raise RequestFault(f"{at}/{key}: this is missing")
    return {fields[key][0]: fields[key][1](one, f"{at}/{key}") for key, one in value.items()}


def _text(value: Any, at: str) -> str:
    if not isinstance(value, str):
        raise RequestFault(f"{at}: text is needed")
    return value


def _flag(value: Any, at: str) -> bool:
    if not isinstance(value, bool):
        raise RequestFault(f"{at}: true or false is needed")
    return value


def _whole(value: Any, at: str) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise RequestFault(f"{at}: a whole number is needed")
    return value


def _age(value: Any, at: str) -> int:
    years = _whole(value, at)
    if years < 0:
        raise RequestFault(f"{at}: this cannot be less than 0")
    return years


def _level(value: Any, at: str) -> int:
    level = _whole(value, at)
    if level not in _LETTER_LEVELS:
        raise RequestFault(f"{at}: a level from 0 to 4 is needed")
    return level


def _day(value: Any, at: str) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise RequestFault(f"{at}: a date is needed (YYYY-MM-DD)")


def _instant(value: Any, at: str) -> datetime:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper())
        except ValueError:
            pass
    raise RequestFault(f"{at}: an instant with its UTC offset is needed (RFC 3339)")


def _code(kind: type[E]) -> Callable[[Any, str], E]:
    known = {str(one): one for one in kind}

    def read(value: Any, at: str) -> E:
        if isinstance(value, str) and value in known:
            return known[value]
        raise RequestFault(f"{at}: this is no code of {kind.__name__}")

    return read


def _list(read: Read) -> Callable[[Any, str], list[Any]]:
    def read_all(value: Any, at: str) -> list[Any]:
        if not isinstance(value, list):
            raise RequestFault(f"{at}: a list is needed")
        return [read(one, f"{at}/{place}") for place, one in enumerate(value)]

    return read_all


def _codes(kind: type[E]) -> Callable[[Any, str], frozenset[E]]:
    read = _list(_code(kind))
    return lambda value, at: frozenset(read(value, at))


def _asked(value: Any, at: str) -> tuple[DataElement, ...]:
    found = _list(_code(DataElement))(value, at)
    if not found:
        raise RequestFault(f"{at}: at least one element is needed")
    if len(set(found)) != len(found):
        raise RequestFault(f"{at}: an element stands twice")
    return tuple(found)


def _recipient(value: Any, at: str) -> Recipient:
    fields = {"class": ("klass", _code(RecipientClass)), "name": ("name", _text)}
    return Recipient(**_object(value, at, fields, required=("class",)))


def _recipients(value: Any, at: str) -> tuple[Recipient, ...]:
    return tuple(_list(_recipient)(value, at))


def _period(value: Any, at: str, required: tuple[str, ...] = ()) -> Period:
    found = Period(**_object(value, at, {"from": ("start", _day), "to": ("end", _day)}, required))
    if found.start and found.end and found.start > found.end:
        raise RequestFault(f"{at}: it ends before it begins")
    return found


def _whole_period(value: Any, at: str) -> Period:
    return _period(value, at, ("from", "to"))


def _states(value: Any, at: str) -> frozenset[str]:
    def state(one: Any, where: str) -> str:
        if not isinstance(one, str) or one not in STATES:
            raise RequestFault(f"{where}: this is no state")
        return one

    fields = {name: (name, state) for name in ("client", "program", "recipient")}
    return frozenset(_object(value, at, fields).values())


def _artefact(value: Any, at: str) -> frozenset[Obligation]:
    found = _object(value, at, {"carries": ("carries", _codes(Obligation))}, required=("carries",))
    carries: frozenset[Obligation] = found["carries"]
    return carries


def _defects(value: Any, at: str) -> tuple[str, ...]:
    return tuple(_list(_text)(value, at))


def _into(kind: Callable[..., Any], fields: Mapping[str, tuple[str, Read]], required: tuple[str, ...] = ()) -> Read:
    return lambda value, at: kind(**_object(value, at, fields, required))


def _plain(**readers: Read) -> dict[str, tuple[str, Read]]:
    return {name: (name, read) for name, read in readers.items()}


_AUTHORITY: dict[str, tuple[str, Read]] = {
    "authority": ("code", _code(LegalAuthority)),
    "recipients": ("recipients", _recipients),
    "period": ("period", _period),
    "defects": ("defects", _defects),
    **_plain(
        id=_text,
        reference=_text,
        data=_codes(DataElement),
        purposes=_codes(Purpose),
        signed_at=_instant,
        received_on=_day,
        expires_on=_day,
        expiry_event=_code(ExpiryEvent),
        expiry_event_occurred=_flag,
        revoked_at=_instant,
        revocation_manner=_code(RevocationManner),
        signer=_code(Signer),
        cosigner=_code(Signer),
        representative_authority=_code(RepresentativeAuthority),
        witnessed=_flag,
        combined_with=_codes(LegalAuthority),
        conditioned_on_treatment=_flag,
    ),
}
_RESTRICTION = _plain(
    id=_text,
    agreed=_flag,
    mandatory=_flag,
    data=_codes(DataElement),
    recipients=_codes(RecipientClass),
    purposes=_codes(Purpose),
)
_CONTACT = _plain(
    allowed_channels=_codes(Channel),
    allowed_addresses_only=_flag,
    address_matches=_flag,
    unsecure_email_accepted=_flag,
)
_SUBJECT = _plain(age=_age, deceased=_flag, in_custody=_flag, emancipated=_flag, lacks_capacity=_flag)
_THREAT = _plain(serious_and_imminent=_flag, recipient_able_to_prevent=_flag, learned_in_treatment_for_propensity=_flag)
_ORDER = _plain(
    kind=_code(OrderKind),
    with_subpoena=_flag,
    scope=_codes(DataElement),
    satisfactory_assurance=_flag,
    findings_made=_flag,
)


def _restrictions(value: Any, at: str) -> tuple[Restriction, ...]:
    return tuple(_list(_into(Restriction, _RESTRICTION))(value, at))


def _authorities(value: Any, at: str) -> tuple[Authority, ...]:
    return tuple(_list(_into(Authority, _AUTHORITY, ("authority",)))(value, at))


_CONTEXT: dict[str, tuple[str, Read]] = {
    "state": ("states", _states),
    "artefact": ("artefact", _artefact),
    **_plain(
        part2_status=_code(YesNoUnknown),
        issuer_publicly_sud=_code(YesNoUnknown),
        route_c_signed_off=_flag,
        subject=_into(Subject, _SUBJECT),
        minor_consented_alone=_flag,
        lps_covered=_flag,
        service_for_third_party=_flag,
        obligations_met=_codes(Obligation),
        already_occurred=_flag,
        record_source=_code(RecordSource),
        restrictions=_restrictions,
        contact_policy=_into(ContactPolicy, _CONTACT),
        pr_suspended=_flag,
        identity_assurance=_code(Assurance),
        requester_relation=_code(Relation),
        individual_present_and_agrees=_flag,
        individual_objects=_flag,
        emergency=_flag,
        threat=_into(Threat, _THREAT),
        order=_into(Order, _ORDER),
        treatment_relationship=_flag,
        baa_in_place=_flag,
        qsoa_in_place=_flag,
        deidentified=_flag,
        leak_scan_passed=_flag,
    ),
}
_REQUEST: dict[str, tuple[str, Read]] = _plain(
    now=_instant,
    actor_role=_code(ActorRole),
    purpose=_code(Purpose),
    recipient=_recipient,
    data=_asked,
    data_period=_whole_period,
    channel=_code(Channel),
    letter_level=_level,
    authorities=_authorities,
    context=_into(Context, _CONTEXT),
    note=_text,
)
