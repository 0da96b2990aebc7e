"""An alert stays open until a person has seen it, and nothing about it is ever taken back."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from handrail.kernel.ids import AlertId, PersonId, ProgramId, ResponseId, SessionId
from handrail.safety import alert
from handrail.safety.alert import MOVES, Acknowledge, Alert, Phase, Watched

NOW = datetime(2026, 9, 3, 1, 20, tzinfo=UTC)
LEA, COLE = PersonId("lea"), PersonId("cole")
RAISED = Watched(
    Alert(AlertId("r1"), SessionId("s1"), ProgramId("p1"), PersonId("ana"), ResponseId("r1"), ("harm",), raised_at=NOW)
)


def after(watched: Watched, *commands: Acknowledge) -> Watched:
    for command in commands:
        for fact in alert.decide(watched, command, NOW):
            watched = alert.evolve(watched, fact)
    return watched


def test_it_is_open_until_somebody_acknowledges_it() -> None:
    assert RAISED.phase is Phase.OPEN
    assert after(RAISED, Acknowledge("k1", LEA)).phase is Phase.ACKNOWLEDGED


def test_the_same_person_twice_is_one_acknowledgement() -> None:
    assert len(after(RAISED, Acknowledge("k1", LEA), Acknowledge("k1", LEA)).acknowledgements) == 1


def test_a_word_on_what_was_done_can_be_added_later() -> None:
    seen = after(RAISED, Acknowledge("k1", LEA), Acknowledge("k1", LEA, "Talked in private; plan is in place."))

    assert [one.note for one in seen.acknowledgements] == ["", "Talked in private; plan is in place."]


def test_a_second_person_may_look_too() -> None:
    assert {one.by for one in after(RAISED, Acknowledge("k1", LEA), Acknowledge("k2", COLE)).acknowledgements} == {
        LEA,
        COLE,
    }


@given(
    st.lists(
        st.builds(Acknowledge, st.just("k"), st.sampled_from([LEA, COLE]), st.sampled_from(["", "a", "b"])), max_size=6
    )
)
def test_every_move_is_in_the_table_and_nothing_is_lost(commands: list[Acknowledge]) -> None:
    watched = RAISED
    for command in commands:
        later = after(watched, command)
        assert later.phase is MOVES[watched.phase, Acknowledge]
        assert later.acknowledgements[: len(watched.acknowledgements)] == watched.acknowledgements
        watched = later


def test_no_words_show_when_an_alert_is_printed() -> None:
    shown = repr(after(RAISED, Acknowledge("k1", LEA, "private words")))

    assert "private words" not in shown
    assert "harm" not in shown
