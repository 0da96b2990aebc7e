"""A mail server is refused at start where letters or passwords would travel in the clear, or names would tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from handrail.config import BadConfig, Config
from handrail.letters.mail import Tls
from handrail.sending import mailer
from tests.fakes import FakeClock

SAFE = {"HANDRAIL_MAIL_URL": "smtp://mail.example", "HANDRAIL_MAIL_SENDER": "letters@mail.example"}


def refused(**change: str) -> str:
    with pytest.raises(BadConfig) as caught:
        mailer(Config.from_env(SAFE | change), FakeClock())
    return str(caught.value)


def test_without_one_nothing_is_sent():
    config = Config.from_env({})
    assert config.mail is None
    assert mailer(config, FakeClock()) is None


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtp://mail.example", Tls.START, 587),
        ("smtps://mail.example", Tls.WRAPPED, 465),
        ("smtps://mail.example:2465", Tls.WRAPPED, 2465),
        ("smtp+plain://127.0.0.1:2525", Tls.OFF, 2525),
        ("smtp+plain://localhost", Tls.OFF, 25),
    ],
)
def test_the_scheme_says_how_it_is_encrypted(url: str, tls: Tls, port: int):
    found = Config.from_env(SAFE | {"HANDRAIL_MAIL_URL": url}).mail
    assert found is not None
    assert (found.tls, found.port) == (tls, port)


@pytest.mark.parametrize("url", ["smtp+plain://mail.example", "smtp+plain://10.0.0.5:25"])
def test_nothing_goes_in_the_clear_to_another_machine(url: str):
    assert "in the clear" in refused(HANDRAIL_MAIL_URL=url)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://a:b@mail.example",
        "smtp://mail.example:x",
        "smtp://h/x",
    ],
)
def test_what_is_no_mail_server_is_refused_and_never_repeated(url: str):
    said = refused(HANDRAIL_MAIL_URL=url)
    assert "HANDRAIL_MAIL_URL must be" in said
    assert "a:b" not in said


def test_the_sender_is_one_address():
    for sender in ("", "letters", "letters@mail", "a@b.example, c@d.example", "l\u00e9@mail.example"):
        assert "HANDRAIL_MAIL_SENDER" in refused(HANDRAIL_MAIL_SENDER=sender)


def test_a_name_and_its_password_come_together_and_the_password_out_of_a_file(tmp_path: Path):
    file = tmp_path / "password"
    file.write_text("hush\n")
    config = Config.from_env(SAFE | {"HANDRAIL_MAIL_USER": "letters", "HANDRAIL_MAIL_PASSWORD_FILE": str(file)})
    assert config.mail is not None
    assert config.mail.password == "hush"
    assert "hush" not in repr(config)
    assert "together" in refused(HANDRAIL_MAIL_USER="letters")
    assert "together" in refused(HANDRAIL_MAIL_PASSWORD_FILE=str(file))
    missing = str(tmp_path / "none")
    assert "cannot be read" in refused(HANDRAIL_MAIL_USER="letters", HANDRAIL_MAIL_PASSWORD_FILE=missing)


def test_settings_of_a_mail_server_without_one_are_a_mistake():
    with pytest.raises(BadConfig, match="of no use"):
        Config.from_env({"HANDRAIL_MAIL_SENDER": "letters@mail.example"})


def test_links_lead_to_a_page_behind_tls():
    assert "HANDRAIL_CHECK_ORIGIN must be https" in refused(HANDRAIL_CHECK_ORIGIN="http://check.example")


@pytest.mark.parametrize(
    "change",
    [
        {"HANDRAIL_MAIL_SENDER": "letters@harbor-recovery.example"},
        {"HANDRAIL_MAIL_SENDER": "iop.letters@mail.example"},
        {"HANDRAIL_CHECK_ORIGIN": "https://mental-health.example"},
    ],
)
def test_names_that_tell_the_kind_of_care_are_refused(change: dict[str, str]):
    assert "tells the kind of care" in refused(**change)
