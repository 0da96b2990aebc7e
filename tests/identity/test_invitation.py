"""A link opens once, within a week."""

from datetime import timedelta

from tests.identity.builders import NOW, an_invitation

from handrail.identity.invitation import LIVES, link

A_MOMENT = timedelta(microseconds=1)


def test_it_opens_for_seven_days():
    assert timedelta(days=7) == LIVES
    assert an_invitation().opens(NOW)
    assert an_invitation().opens(NOW + LIVES - A_MOMENT)
    assert not an_invitation().opens(NOW + LIVES)


def test_it_does_not_open_twice_or_before_it_was_made():
    """A clock set back does not open what was not there yet (K6)."""
    assert not an_invitation(used_at=NOW).opens(NOW)
    assert not an_invitation().opens(NOW - A_MOMENT)


def test_the_secret_stands_in_the_fragment():
    """Browsers never send it, so no server, proxy or log sees it (A6)."""
    assert link("https://rooms.example", "s3cret").partition("#") == ("https://rooms.example/enter", "#", "s3cret")


def test_an_authenticator_secret_shows_in_no_repr():
    assert "JBSWY3DP" not in repr(an_invitation(enrolling="JBSWY3DP"))
