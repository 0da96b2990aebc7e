"""The list of tags is closed, and each says what was done to what."""

import re

from handrail.audit.entry import Tag


def test_a_tag_is_a_subject_and_what_was_done():
    assert all(re.fullmatch(r"[a-z]+[a-z0-9-]*:[a-z]+[a-z0-9-]*", tag) for tag in Tag)


def test_no_two_tags_are_alike():
    assert len(set(Tag)) == len(Tag.__members__)
