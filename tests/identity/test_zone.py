"""A time zone is a name of the IANA database; no name is the program's."""

import pytest

from handrail.identity.zone import known_zone


@pytest.mark.parametrize("name", ["", "America/Los_Angeles", "Asia/Kolkata", "UTC"])
def test_zones_are_named(name: str):
    assert known_zone(name) == (name or None)


@pytest.mark.parametrize("name", ["Mars/Olympus", "+02:00", "../../etc/passwd", "/etc/localtime", "America", "a\x00b"])
def test_what_is_no_zone_is_refused(name: str):
    """A path is not a zone either."""
    with pytest.raises(ValueError, match="time zone"):
        known_zone(name)
