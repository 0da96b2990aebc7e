"""The closed set of verbs that conditions are written in; the rules themselves are data.

A verb takes its argument once, when rules are read, and gives a check of facts and (where a rule looks at
one) a form. A check answers true, false, or `None` when nobody knows. An argument that makes no sense stops
the reading: no rule is ever ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from handrail.disclosure import form_checks
from handrail.disclosure.facts import THREE_VALUED, Facts
from handrail.disclosure.request import Authority, ContactPolicy
from handrail.disclosure.rule import Check, Condition, Part
from handrail.disclosure.truth import Truth, every, negated, some
from handrail.disclosure.vocabulary import (
    ActorRole,
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


class RuleFault(ValueError):
    """The rules cannot be read as they stand; nothing is decided by them."""


@dataclass(frozen=True, slots=True)
class Names:
    """Sets and conditions that rules refer to by name."""

    sets: Mapping[str, tuple[str, ...]]
    conditions: Mapping[str, Condition]


def codes(kind: type[E], argument: object, names: Names) -> frozenset[E]:
    """Codes of one vocabulary; `@name` stands for a named set."""
    if isinstance(argument, str):
        argument = [argument]
    if not isinstance(argument, list) or not argument:
        raise RuleFault("a list of codes is needed, and not an empty one")
    found: set[E] = set()
    for one in argument:
        if isinstance(one, str) and one.startswith("@"):
            if one[1:] not in names.sets:
                raise RuleFault(f"no set is called {one}")
            found.update(codes(kind, list(names.sets[one[1:]]), names))
            continue
        try:
            found.add(kind(one))
        except ValueError:
            raise RuleFault(f"{one!r} is no {kind.__name__}") from None
    return frozenset(found)


def condition(table: object, names: Names) -> Condition:
    """Compile one table of verbs.

    Raises:
        RuleFault: it is empty, or holds a verb or an argument that is not known.
    """
    if not isinstance(table, dict) or not table:
        raise RuleFault("a condition without content would always hold")
    return Condition(tuple(_part(verb, argument, names) for verb, argument in table.items()))


def _part(verb: str, argument: object, names: Names) -> Part:
    if verb in {"any", "all"}:
        if not isinstance(argument, list) or not argument:
            raise RuleFault(f"`{verb}` needs a list of conditions")
        inner = tuple(condition(one, names) for one in argument)
        combine = some if verb == "any" else every
        return Part(verb, argument, lambda facts, form: combine(one(facts, form) for one in inner), inner)
    if verb == "not":
        one = condition(argument, names)
        return Part(verb, argument, lambda facts, form: negated(one(facts, form)), (one,))
    if verb == "some_authority":
        one = condition(argument, names)
        return Part(
            verb, argument, lambda facts, _form: some(one(facts, each) for each in facts.request.authorities), (one,)
        )
    if verb == "holds":
        wanted = _words(argument)
        if missing := [name for name in wanted if name not in names.conditions]:
            raise RuleFault(f"no condition is called {missing[0]}")
        inner = tuple(names.conditions[name] for name in wanted)
        return Part(verb, argument, lambda facts, form: every(one(facts, form) for one in inner), inner)
    if verb not in VERBS:
        raise RuleFault(f"{verb!r} is no verb")
    return Part(verb, argument, VERBS[verb](argument, names))


def _words(argument: object) -> tuple[str, ...]:
    words = [argument] if isinstance(argument, str) else argument
    if not isinstance(words, list) or not words or not all(isinstance(one, str) for one in words):
        raise RuleFault("a list of names is needed")
    return tuple(words)


def _is(argument: object) -> bool:
    if not isinstance(argument, bool):
        raise RuleFault("true or false is needed")
    return argument


def _number(argument: object) -> int:
    if isinstance(argument, bool) or not isinstance(argument, int):
        raise RuleFault("a whole number is needed")
    return argument


Make = Callable[[object, Names], Check]


def _member(kind: type[E], read: Callable[[Facts], E | None]) -> Make:
    """A verb that asks whether a code of the request is one of these; a code that is not given is unknown."""

    def make(argument: object, names: Names) -> Check:
        wanted = codes(kind, argument, names)

        def check(facts: Facts, _form: Authority) -> Truth:
            value = read(facts)
            return None if value is None else value in wanted

        return check

    return make


def _overlap(kind: type[E], read: Callable[[Facts], Iterable[E]]) -> Make:
    """A verb that asks whether any of the request's codes is one of these."""

    def make(argument: object, names: Names) -> Check:
        wanted = codes(kind, argument, names)
        return lambda facts, _form: not wanted.isdisjoint(read(facts))

    return make


def _yes_or_no(read: Callable[[Facts], Truth]) -> Make:
    """A verb that compares one fact with true or false."""

    def make(argument: object, _names: Names) -> Check:
        wanted = _is(argument)

        def check(facts: Facts, _form: Authority) -> Truth:
            value = read(facts)
            return None if value is None else value is wanted

        return check

    return make


def _form(read: Callable[[Facts, Authority], Truth]) -> Make:
    """A verb that compares one property of the form with true or false."""

    def make(argument: object, _names: Names) -> Check:
        wanted = _is(argument)

        def check(facts: Facts, form: Authority) -> Truth:
            value = read(facts, form)
            return None if value is None else value is wanted

        return check

    return make


def _form_member(kind: type[E], read: Callable[[Authority], E | None], *, blank: Truth = None) -> Make:
    """A verb that asks whether a code on the form is one of these; `blank` is the answer where none is given."""

    def make(argument: object, names: Names) -> Check:
        wanted = codes(kind, argument, names)

        def check(_facts: Facts, form: Authority) -> Truth:
            value = read(form)
            return blank if value is None else value in wanted

        return check

    return make


def _fact(argument: object, _names: Names) -> Check:
    """Three-valued facts by name, each with the value that is wanted."""
    if not isinstance(argument, dict) or not argument:
        raise RuleFault("facts are given as name = true or false")
    for name in argument:
        if name not in THREE_VALUED:
            raise RuleFault(f"no fact is called {name}")
    wanted = tuple((name, _is(value)) for name, value in argument.items())

    def check(facts: Facts, _form: Authority) -> Truth:
        result: Truth = True
        for name, value in wanted:
            known = facts.named(name)
            if known is None:
                result = None
            elif known is not value:
                return False
        return result

    return check


def _shown(argument: object, _names: Names) -> Check:
    """Facts that must be positively known to be true; unknown counts as false."""
    wanted = _words(argument)
    for name in wanted:
        if name not in THREE_VALUED:
            raise RuleFault(f"no fact is called {name}")
    return lambda facts, _form: all(facts.named(name) is True for name in wanted)


def _shown_not(argument: object, _names: Names) -> Check:
    """Facts that are positively known to be false."""
    wanted = _words(argument)
    for name in wanted:
        if name not in THREE_VALUED:
            raise RuleFault(f"no fact is called {name}")
    return lambda facts, _form: all(facts.named(name) is False for name in wanted)


def _age(compare: Callable[[int, int], bool]) -> Make:
    def make(argument: object, _names: Names) -> Check:
        years = _number(argument)

        def check(facts: Facts, _form: Authority) -> Truth:
            age = facts.request.context.subject.age
            return None if age is None else compare(age, years)

        return check

    return make


def _known_under(argument: object, _names: Names) -> Check:
    years = _number(argument)

    def check(facts: Facts, _form: Authority) -> Truth:
        age = facts.request.context.subject.age
        return age is not None and age < years

    return check


def _level(argument: object, _names: Names) -> Check:
    levels = argument if isinstance(argument, list) else [argument]
    wanted = frozenset(_number(one) for one in levels)
    return lambda facts, _form: facts.request.letter_level in wanted


def _state(argument: object, _names: Names) -> Check:
    wanted = frozenset(_words(argument))
    return lambda facts, _form: not wanted.isdisjoint(facts.request.context.states)


def _met(argument: object, names: Names) -> Check:
    wanted = codes(Obligation, argument, names)
    return lambda facts, _form: wanted <= facts.request.context.obligations_met


def _lacks(argument: object, names: Names) -> Check:
    """The finished artefact is there and does not carry one of these."""
    wanted = codes(Obligation, argument, names)

    def check(facts: Facts, _form: Authority) -> Truth:
        carries = facts.request.context.artefact
        return carries is not None and not wanted <= carries

    return check


def _signed_within_hours(argument: object, _names: Names) -> Check:
    """The form was signed less than so many hours ago; one without a date says nothing."""
    span = timedelta(hours=_number(argument))

    def check(facts: Facts, form: Authority) -> Truth:
        signed = form.signed_at
        return signed is not None and timedelta(0) <= facts.request.now - signed < span

    return check


def _blank(argument: object, _names: Names) -> Check:
    checks = tuple(form_checks.BLANK.get(word) for word in _words(argument))
    if None in checks:
        raise RuleFault("no such part of a form")
    return lambda _facts, form: any(check(form) for check in checks if check)


def _combined_beyond(argument: object, names: Names) -> Check:
    allowed = frozenset() if argument == [] else codes(LegalAuthority, argument, names)
    return lambda _facts, form: bool(form.combined_with - allowed - {form.code})


def _combined_with(argument: object, names: Names) -> Check:
    wanted = codes(LegalAuthority, argument, names)
    return lambda _facts, form: not wanted.isdisjoint(form.combined_with)


def _signed_by(argument: object, names: Names) -> Check:
    """One of these signed, first or second."""
    wanted = codes(Signer, argument, names)
    return lambda _facts, form: form.signer in wanted or form.cosigner in wanted


def _names(argument: object, names: Names) -> Check:
    """The form names a recipient of one of these classes."""
    wanted = codes(RecipientClass, argument, names)
    return lambda _facts, form: any(one.klass in wanted for one in form.recipients or ())


def _names_beyond(argument: object, names: Names) -> Check:
    """The form names a recipient of none of these classes."""
    wanted = codes(RecipientClass, argument, names)
    return lambda _facts, form: any(one.klass not in wanted for one in form.recipients or ())


def _asks_beyond(argument: object, names: Names) -> Check:
    """Something is asked that is none of these."""
    wanted = codes(DataElement, argument, names)
    return lambda facts, _form: not facts.asked <= wanted


def _routes(argument: object, _names: Names) -> Check:
    wanted = frozenset(_words(argument))
    return lambda facts, _form: not wanted.isdisjoint(facts.routes)


VERBS: Mapping[str, Make] = {
    "actor": _member(ActorRole, lambda facts: facts.request.actor_role),
    "recipient": _member(RecipientClass, lambda facts: facts.request.recipient.klass),
    "recipient_named": _yes_or_no(lambda facts: bool(facts.request.recipient.name)),
    "purpose": _member(Purpose, lambda facts: facts.request.purpose),
    "channel": _member(Channel, lambda facts: facts.request.channel),
    "relation": _member(Relation, lambda facts: facts.request.context.requester_relation),
    "relation_given": _yes_or_no(lambda facts: facts.request.context.requester_relation is not None),
    "record_source": _member(RecordSource, lambda facts: facts.request.context.record_source),
    "order_kind": _member(OrderKind, lambda facts: facts.request.context.order.kind),
    "order_kind_given": _yes_or_no(lambda facts: facts.request.context.order.kind is not None),
    "issuer_publicly_sud": _member(YesNoUnknown, lambda facts: facts.request.context.issuer_publicly_sud),
    "asks": _overlap(DataElement, lambda facts: facts.asked),
    "asks_beyond": _asks_beyond,
    "authority": _overlap(LegalAuthority, lambda facts: facts.codes),
    "part2": _yes_or_no(lambda facts: facts.part2),
    "identified": _yes_or_no(lambda facts: facts.identified),
    "letter": _yes_or_no(lambda facts: facts.request.letter_level is not None),
    "level": _level,
    "fact": _fact,
    "shown": _shown,
    "shown_not": _shown_not,
    "age_under": _age(lambda age, years: age < years),
    "age_from": _age(lambda age, years: age >= years),
    "age_known_under": _known_under,
    "state": _state,
    "overlay": _yes_or_no(lambda facts: bool(facts.request.context.states)),
    "met": _met,
    "lacks": _lacks,
    "contact_policy": _yes_or_no(lambda facts: facts.request.context.contact_policy != ContactPolicy()),
    "channel_allowed": _yes_or_no(form_checks.channel_allowed),
    # what the evaluation found so far
    "used": _overlap(LegalAuthority, lambda facts: facts.used),
    "route": _routes,
    "permitted": _yes_or_no(lambda facts: facts.outcome is not None and facts.outcome.permits),
    "kept_back": _yes_or_no(lambda facts: bool(facts.kept_back)),
    # the form that a route rests on
    "blank": _blank,
    "expired": _form(form_checks.expired),
    "event": _form_member(ExpiryEvent, lambda form: form.expiry_event, blank=False),
    "event_over": _form(form_checks.event_over),
    "revoked": _form(form_checks.revoked),
    "revocation": _form_member(RevocationManner, lambda form: form.revocation_manner or RevocationManner.WRITTEN),
    "signed_within_hours": _signed_within_hours,
    "signed_later": _form(lambda facts, form: form.signed_at is not None and form.signed_at > facts.request.now),
    "signer": _form_member(Signer, lambda form: form.signer),
    "signed_by": _signed_by,
    "representative": _form_member(RepresentativeAuthority, lambda form: form.representative_authority),
    "representative_given": _form(lambda _facts, form: form.representative_authority is not None),
    "signer_suspended": _form(lambda _facts, form: form.signer_suspended),
    "cosigner_suspended": _form(lambda _facts, form: form.cosigner_suspended),
    "combined_beyond": _combined_beyond,
    "combined_with": _combined_with,
    "names": _names,
    "names_beyond": _names_beyond,
    "conditioned": _form(lambda _facts, form: form.conditioned_on_treatment),
    "known_defect": _form(lambda _facts, form: bool(form.defects)),
    "witnessed": _form(lambda _facts, form: form.witnessed),
    "other_recipient": _form(form_checks.other_recipient),
    "other_purpose": _form(form_checks.other_purpose),
    "over_a_year": _form(form_checks.over_a_year),
    "received_today": _form(form_checks.received_today),
    "calendar_expiry": _form(lambda _facts, form: form.expires_on is not None),
}
"""Every verb, with what makes its check."""
