"""A check-in at a terminal: what is asked, and what a typed line means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.checkins.store import shipped
from handrail.checkins.template import validate
from handrail.checkins.wire import template_out
from handrail_client.records import CheckIn
from handrail_client.terminal.form import Cancelled, Finished, Form, Unclear, in_words, question, take

EVERY = [CheckIn.model_validate(template_out(one).model_dump(mode="json")) for one in shipped()]
TEMPLATES = {(one.id, one.version): one for one in shipped()}


def an_item(kind: str, **more: object) -> dict[str, object]:
    return {"kind": kind, "id": kind, "prompt": f"The {kind}?", **more}


OPTIONS = [
    {"id": "a", "label": "Apples"},
    {"id": "b", "label": "Bread"},
    {"id": "none", "label": "None", "alone": True},
]
FORM = Form(
    CheckIn.model_validate(
        {
            "id": "all",
            "version": 1,
            "title": "All",
            "items": [
                an_item("scale", low=0, high=10, low_label="low", high_label="high"),
                an_item("choice", options=OPTIONS),
                an_item("choices", options=OPTIONS),
                an_item("text", longest=10, optional=True),
                an_item("yes_no"),
            ],
        }
    )
)


def filled(*lines: str) -> Form:
    form: object = FORM
    for line in lines:
        assert isinstance(form, Form)
        form = take(form, line)
    assert isinstance(form, Form)
    return form


def test_every_kind_of_item_is_answered() -> None:
    form = filled("7", "2", "1, 2", "pass", "no")

    assert form.answers == {"scale": 7, "choice": "b", "choices": ("a", "b"), "text": "pass", "yes_no": False}
    assert isinstance(take(form, "send"), Finished)


def test_prefer_not_to_say_is_an_answer_to_everything() -> None:
    assert set(filled("-", "-", "-", "-", "-").answers.values()) == {None}


def test_what_is_optional_can_be_left_out() -> None:
    assert "text" not in filled("7", "a", "none", "", "y").answers


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ([], "11"),
        ([], "-1"),
        ([], "3.5"),
        ([], ""),
        (["7"], "4"),
        (["7"], "0"),
        (["7", "1"], "1 3"),
        (["7", "1"], ","),
        (["7", "1", "1"], "more than ten characters"),
        (["7", "1", "1", "x"], "maybe"),
        (["7", "1", "1", "x", "y"], "yes"),
    ],
)
def test_what_is_no_answer_is_asked_again_without_repeating_it(before: list[str], line: str) -> None:
    with pytest.raises(Unclear) as unclear:
        take(filled(*before), line)

    assert len(line) < 4 or line not in str(unclear.value)


@given(st.integers(0, 5))
def test_one_can_pass_or_stop_at_every_item(reached: int) -> None:
    form = filled(*["7", "1", "1", "x", "y"][:reached])

    passed = take(form, "/pass")

    assert isinstance(passed, Finished)
    assert passed.answers is None
    assert isinstance(take(form, "/cancel"), Cancelled)


def test_one_can_go_back_and_think_again() -> None:
    form = take(filled("7"), "back")

    assert isinstance(form, Form)
    assert take(form, "3") == Form(FORM.check_in, {"scale": 3}, 1)


def test_the_last_look_shows_what_would_be_sent() -> None:
    shown = question(filled("7", "a", "1 2", "", "-"))

    for words in ("7 of 10", "Apples", "Apples, Bread", "(left out)", "prefer not to say"):
        assert words in shown


def test_answers_stay_out_of_reprs() -> None:
    assert "Apples" not in repr(filled("7", "a").answers) or "answers" not in repr(filled("7", "a"))


@pytest.mark.parametrize("check_in", EVERY, ids=lambda one: one.id)
def test_what_the_form_takes_the_server_takes(check_in: CheckIn) -> None:
    form: object = Form(check_in)
    while isinstance(form, Form) and form.item is not None:
        assert form.item.prompt in question(form)
        form = take(form, {"text": "words", "yes_no": "y"}.get(form.item.kind, "1"))
    assert isinstance(form, Form)
    done = take(form, "send")

    assert isinstance(done, Finished)
    assert done.answers is not None
    validate(TEMPLATES[check_in.id, check_in.version], done.answers)


def test_answers_are_told_in_words() -> None:
    scale, choice, choices, _, yes = FORM.check_in.items
    assert in_words(scale, 7) == "7 of 10"
    assert in_words(choice, "b") == "Bread"
    assert in_words(choices, ("a", "none")) == "Apples, None"
    assert in_words(yes, True) == "yes"  # noqa: FBT003 - the answer
    assert in_words(yes, None) == "prefer not to say"
