"""The command line: words, JSON and exit codes, against a small server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from aiohttp import web
from click.testing import CliRunner
from tests.client.conftest import TOKENS, Run, says
from tests.client.fake_server import OTHER, SEAT, FakeServer, problem

from handrail_client import cli
from handrail_client.cli import CLIENT, SERVER_NAMES, main, server_commands
from handrail_client.credentials import CredentialFile, Credentials

LATER = "2100-01-01T00:00:00Z"
SESSION = {
    "id": "s1",
    "cohort": "c",
    "on": "2026-11-23",
    "starts": "18:00",
    "ends": "21:00",
    "zone": "America/Los_Angeles",
    "state": "open",
    "segments": [],
    "opened_at": None,
    "closed_at": None,
    "part": "participant",
}
LETTER = {
    "id": "l1",
    "number": "ABCD",
    "use": "work",
    "level": 1,
    "route": "A",
    "issued_on": "2026-11-23",
    "standing": "issued",
    "sha256": "00",
    "can_be_checked": True,
    "scan": "clean",
    "confirmations": [],
}
CONSENT = {
    "id": "c1",
    "recipient": "employer_hr",
    "recipient_name": "Acme HR",
    "purposes": ["verification_callback"],
    "elements": ["letter_existence"],
    "service_from": None,
    "service_to": None,
    "expires_on": "2027-01-31",
    "signed_at": LATER,
    "signed_on": "2026-11-23",
    "serves": [],
    "terms": 1,
    "digest": "d1",
    "text": "I agree.",
    "revoked_at": None,
}
MAIL = {
    "sender": "Northgate Health Services <letters@mail.example>",
    "subject": "A document for you",
    "text": "Hello,",
    "files": [],
}
CHOICES = {
    "closed": None,
    "purpose": "attendance_proof_work",
    "elements": ["letter_existence", "person_name"],
    "sender": "letters@mail.example",
    "choices": [
        {
            "form": "c1",
            "recipient": "Acme",
            "until": "2026-12-08",
            "manners": ["link"],
            "warnings": ["notice"],
            "neutral": False,
            "mails": {"link": MAIL},
        }
    ],
}
DELIVERY = {
    "id": "d1",
    "letter": "l1",
    "state": "queued",
    "manner": "link",
    "recipient": "Acme",
    "address": "hr@acme.example",
    "queued_at": LATER,
    "sends_at": LATER,
    "since": LATER,
    "passcode": "7K2M4Q9R",
}
PAPERWORK = {
    "id": "p1",
    "kind": "fmla",
    "title": "Leave certification",
    "state": "waiting",
    "needed_by": "2026-12-08",
    "asked_at": LATER,
    "due_at": LATER,
    "answer": "",
    "forms": [],
}
FORM = {"id": "f1", "attached_at": LATER, "pages": 4, "sha256": "00"}
KINDS = {
    "kinds": [
        {
            "kind": "fmla",
            "title": "Leave certification",
            "is_not": "A letter is not a certification.",
            "reveals": "The type of practice shows it.",
            "then": "",
            "cites": ["29 CFR 825.306"],
        }
    ],
    "always": "Not legal advice.",
}
CHECK_IN = {
    "id": "evening",
    "version": 1,
    "title": "Evening check-in",
    "intro": "",
    "closing": "",
    "items": [
        {
            "kind": "scale",
            "id": "mood",
            "prompt": "Mood",
            "help": "",
            "optional": False,
            "shareable": True,
            "low": 0,
            "high": 10,
            "low_label": "low",
            "high_label": "high",
        },
        {"kind": "yes_no", "id": "safe", "prompt": "Are you safe?", "help": "", "optional": False, "shareable": False},
    ],
}


class TestTheCommand:
    def test_help_names_every_command(self) -> None:
        result = CliRunner().invoke(main, ["--help"])

        assert result.exit_code == 0
        for name in (*CLIENT, *server_commands()):
            assert f"\n  {name}" in result.output

    def test_every_command_can_be_loaded(self) -> None:
        for name in CLIENT:
            assert isinstance(main.get_command(click.Context(main), name), click.Command)

    def test_help_loads_no_network_library(self) -> None:
        code = (
            "import sys; from handrail_client.cli import main\n"
            "try: main(['--help'])\n"
            "except SystemExit: print([m for m in ('aiohttp', 'websockets', 'pydantic', 'rich') if m in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert done.stdout.splitlines()[-1] == "[]"

    @pytest.mark.parametrize("name", SERVER_NAMES)
    def test_without_the_server_its_commands_say_how_to_get_it(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cli, "find_spec", lambda _: None)

        result = CliRunner().invoke(main, [name])

        assert result.exit_code == cli.USAGE
        assert "pip install 'handrail[server]'" in result.output

    def test_the_names_of_the_server_are_known(self) -> None:
        assert set(server_commands()) <= set(SERVER_NAMES)

    def test_a_typing_mistake_is_wrong_usage(self) -> None:
        assert CliRunner().invoke(main, ["lettres"]).exit_code == cli.USAGE


class TestExitCodes:
    async def test_signed_out(self, run: Run) -> None:
        result = await run("sessions", signed_out=True)

        assert result.exit_code == cli.SIGNED_OUT
        assert "handrail sign-in" in result.stderr

    async def test_refused(self, fake: FakeServer, run: Run) -> None:
        refusal = problem("disclosure-refused", 409, rules=["H-508-a1"], request_id="ABC")
        fake.on("POST", "/v1/letters", lambda _: refusal)

        result = await run("letters", "ask", "--use", "work", "--level", "1", "--json")

        assert result.exit_code == cli.REFUSED
        told = json.loads(result.stderr)["error"]
        assert (told["code"], told["rules"], told["request_id"]) == ("disclosure-refused", ["H-508-a1"], "ABC")
        assert result.stdout == ""

    async def test_unreachable(self, run: Run, tmp_path: Path) -> None:
        CredentialFile(tmp_path).save(Credentials("http://127.0.0.1:1", "refresh-0"))

        result = await run("check", "CODE", "--server", "http://127.0.0.1:1")

        assert result.exit_code == cli.UNREACHABLE

    async def test_a_sign_in_that_is_over(self, fake: FakeServer, run: Run, tmp_path: Path) -> None:
        CredentialFile(tmp_path).save(Credentials(fake.origin, "refresh-0"))
        fake.on("POST", "/v1/refreshes", lambda _: problem("signed-out", 401))

        assert (await run("sessions", signed_out=True)).exit_code == cli.SIGNED_OUT


class TestSigningIn:
    async def test_a_link_asks_for_a_password_twice(self, fake: FakeServer, run: Run, tmp_path: Path) -> None:
        fake.on("POST", "/v1/activations", says({"signed_in": TOKENS, "authenticator": None}, 201))

        result = await run(
            "sign-in", f"{fake.origin}/start#s3cret", typed="four small grey horses\n" * 2, signed_out=True
        )

        assert result.exit_code == 0
        assert fake.asked[0].body == {"secret": "s3cret", "password": "four small grey horses"}
        assert CredentialFile(tmp_path).load() == Credentials(fake.origin, "refresh-1")
        assert "horses" not in result.output

    async def test_a_weak_password_is_asked_for_again(self, fake: FakeServer, run: Run) -> None:
        refusal = problem("invalid", 422, faults=[{"at": "/password", "says": "use 15 characters or more"}])
        fake.on("POST", "/v1/activations", lambda _: refusal, says({"signed_in": TOKENS}, 201))

        result = await run(
            "sign-in",
            f"{fake.origin}/start#s3cret",
            typed="short\nshort\nfour small grey horses\nfour small grey horses\n",
            signed_out=True,
        )

        assert result.exit_code == 0
        assert "use 15 characters or more" in result.stderr

    async def test_staff_are_shown_their_authenticator_and_asked_for_its_code(self, fake: FakeServer, run: Run) -> None:
        enrolling = {"authenticator": {"address": "otpauth://totp/x?secret=ABC", "secret": "ABC"}}
        refusal = problem("invalid", 422, faults=[{"at": "/code", "says": "this code does not belong to it"}])
        fake.on("POST", "/v1/activations", says(enrolling), lambda _: refusal, says({"signed_in": TOKENS}, 201))

        result = await run(
            "sign-in",
            f"{fake.origin}/start#s3cret",
            typed="four small grey horses\n" * 2 + "000 000\n123 456\n",
            signed_out=True,
        )

        assert result.exit_code == 0
        assert "otpauth://totp/x?secret=ABC" in result.stderr
        assert [one.body.get("code") for one in fake.asked] == [None, "000000", "123456"]

    async def test_an_active_account_gives_a_code_where_it_must(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/sign-ins", lambda _: problem("second-factor-needed", 401), says(TOKENS, 201))

        result = await run(
            *("sign-in", "--server", fake.origin, "--email", "ana@example.org", "--password-stdin", "--json"),
            typed="four small grey horses\n123456\n",
            signed_out=True,
        )

        assert result.exit_code == 0
        assert fake.asked[-1].body["code"] == "123456"
        assert "access-1" not in result.output
        assert "refresh-1" not in result.output

    async def test_half_a_link_is_not_repeated(self, run: Run) -> None:
        result = await run("sign-in", "http://localhost/start?s3cret", signed_out=True)

        assert result.exit_code == cli.REFUSED
        assert "s3cret" not in result.output

    async def test_signing_out_forgets(self, fake: FakeServer, run: Run, tmp_path: Path) -> None:
        fake.on("DELETE", "/v1/sign-ins", lambda _: web.Response(status=204))

        result = await run("sign-out", "--everywhere")

        assert result.exit_code == 0
        assert CredentialFile(tmp_path).load() is None

    async def test_who_is_signed_out_can_sign_out(self, run: Run) -> None:
        assert (await run("sign-out", signed_out=True)).exit_code == 0


class TestRecords:
    async def test_sessions(self, fake: FakeServer, run: Run) -> None:
        fake.on("GET", "/v1/sessions", says({"items": [SESSION]}))

        words, data = await run("sessions"), await run("sessions", "--json")

        assert "18:00-21:00 America/Los_Angeles" in words.output
        assert json.loads(data.output)["items"][0]["id"] == "s1"

    async def test_a_letter_is_saved_for_its_owner_alone(self, fake: FakeServer, run: Run, tmp_path: Path) -> None:
        fake.on("POST", "/v1/letters", says(LETTER, 201))
        fake.on("GET", "/v1/letters/l1/document", lambda _: web.Response(body=b"%PDF", content_type="application/pdf"))
        path = tmp_path / "letter.pdf"
        words = ("letters", "ask", "--use", "work", "--level", "1", "-o", str(path), "--json")

        first, second = await run(*words), await run(*words)

        assert json.loads(first.output)["path"] == str(path)
        assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"%PDF", 0o600)
        assert second.exit_code == cli.USAGE  # not over a file

    async def test_the_server_does_not_choose_the_folder(
        self, fake: FakeServer, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        headers = {"Content-Disposition": 'attachment; filename="../../up.pdf"'}
        fake.on("GET", "/v1/letters/l1/document", lambda _: web.Response(body=b"%PDF", headers=headers))

        result = await run("letters", "download", "l1")

        assert result.exit_code == 0
        assert (tmp_path / "up.pdf").exists()

    async def test_the_letter_that_takes_the_place_is_read_before_it_is_made(
        self, fake: FakeServer, run: Run, tmp_path: Path
    ) -> None:
        fake.on("POST", "/v1/letters/l1/successor-preview", says({"says": ["Ana came."], "text": "Ana came.\n"}))
        fake.on("POST", "/v1/letters/l1/successor", says({**LETTER, "id": "l2"}, 201))
        fake.on("GET", "/v1/letters/l2/document", lambda _: web.Response(body=b"%PDF", content_type="application/pdf"))
        words = ("letters", "replace", "l1", "-o")

        no = await run(*words, str(tmp_path / "no.pdf"), typed="n\n")
        assert not [one for one in fake.asked if one.path.endswith("successor")]
        yes = await run(*words, str(tmp_path / "yes.pdf"), typed="y\n")
        data = await run(*words, str(tmp_path / "data.pdf"), "--json")

        assert (no.exit_code, (tmp_path / "no.pdf").exists()) == (1, False)
        assert "Ana came." in yes.output
        assert (tmp_path / "yes.pdf").read_bytes() == b"%PDF"
        assert json.loads(data.output)["id"] == "l2"

    async def test_a_letter_that_still_stands_is_not_replaced(self, fake: FakeServer, run: Run) -> None:
        refusal = problem("conflict", 409, detail="It still stands.")
        fake.on("POST", "/v1/letters/l1/successor-preview", lambda _: refusal)

        result = await run("letters", "replace", "l1")

        assert result.exit_code == cli.REFUSED
        assert "It still stands." in result.output

    async def test_taking_a_letter_back_is_asked_twice(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/letters/l1/withdrawal", says({**LETTER, "standing": "withdrawn"}))

        no, yes = await run("letters", "withdraw", "l1", typed="n\n"), await run("letters", "withdraw", "l1", "--yes")

        assert no.exit_code == 1
        assert "withdrawn" in yes.output
        assert len([one for one in fake.asked if one.path.endswith("withdrawal")]) == 1

    @pytest.mark.parametrize(("answer", "code"), [("confirmed", 0), ("not_confirmed", 1)])
    async def test_a_check_needs_nobody_to_sign_in(self, fake: FakeServer, run: Run, answer: str, code: int) -> None:
        fake.on("POST", "/v1/checks", says({"answer": answer}))

        result = await run("check", "ABCD", "--server", fake.origin, "--json", signed_out=True)

        assert result.exit_code == code
        assert json.loads(result.output) == {"answer": answer}
        assert (fake.asked[0].token, fake.asked[0].body) == (None, {"code": "ABCD"})

    async def test_a_name_cannot_move_the_cursor(self, fake: FakeServer, run: Run) -> None:
        handout = {"id": "h", "version": 1, "title": "Calm\x1b[2J\u202e", "summary": ""}
        fake.on("GET", "/v1/handouts", says({"items": [handout]}))

        result = await run("handouts")

        assert "\x1b" not in result.output
        assert "\u202e" not in result.output


class TestConsents:
    SIGN = ("consents", "sign", "--recipient", "employer_hr", "--recipient-name", "Acme HR", "--let-reader-check")
    UNTIL = ("--expires-on", "2027-01-31")

    @pytest.fixture(autouse=True)
    def _there_is_a_form(self, fake: FakeServer) -> None:
        fake.on("POST", "/v1/consent-drafts", says({"text": "I agree.", "digest": "d1", "terms": 1, "serves": []}))
        fake.on("POST", "/v1/consents", says(CONSENT, 201))

    async def test_a_form_is_read_before_it_is_signed(self, fake: FakeServer, run: Run) -> None:
        no = await run(*self.SIGN, *self.UNTIL, typed="n\n")
        assert "I agree." in no.output
        assert not [one for one in fake.asked if one.path == "/v1/consents"]

        yes = await run(*self.SIGN, *self.UNTIL, typed="y\n")
        assert yes.exit_code == 0
        assert fake.asked[-1].body == {
            "choices": {
                "recipient": "employer_hr",
                "recipient_name": "Acme HR",
                "purposes": ["verification_callback"],
                "elements": ["letter_existence"],
                "expires_on": "2027-01-31",
            },
            "digest": "d1",
            "seen": [],
        }

    async def test_a_form_that_one_signature_cannot_make_good_is_not_offered(self, fake: FakeServer, run: Run) -> None:
        shown = {"text": "I agree.", "digest": "d1", "terms": 1, "not_alone": "minor", "says": "Sign it on paper."}
        fake.on("POST", "/v1/consent-drafts", says(shown))

        result = await run(*self.SIGN, *self.UNTIL, typed="y\n")

        assert result.exit_code != 0
        assert "Sign it on paper." in result.output
        assert not [one for one in fake.asked if one.path == "/v1/consents"]

    async def test_signing_asks_who_one_is(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/consents", lambda _: problem("fresh-sign-in-needed", 401), says(CONSENT, 201))
        fake.on("POST", "/v1/reauthentications", lambda _: web.Response(status=204))

        result = await run(*self.SIGN, *self.UNTIL, typed="y\nfour small grey horses\n")

        assert result.exit_code == 0
        first, second = (one.key for one in fake.asked if one.path == "/v1/consents")
        assert first is not None
        assert second is not None

    async def test_a_program_signs_only_what_it_was_shown(self, fake: FakeServer, run: Run) -> None:
        draft = await run(*self.SIGN, *self.UNTIL, "--draft", "--json")
        refused = await run(*self.SIGN, *self.UNTIL, "--json")
        signed = await run(*self.SIGN, *self.UNTIL, "--json", "--digest", json.loads(draft.output)["digest"])

        assert (refused.exit_code, signed.exit_code) == (cli.USAGE, 0)
        assert json.loads(signed.output)["id"] == "c1"

    async def test_forms_are_listed_and_taken_back(self, fake: FakeServer, run: Run) -> None:
        fake.on("GET", "/v1/consents", says({"items": [CONSENT]}))
        fake.on("POST", "/v1/consents/c1/revocations", says({**CONSENT, "revoked_at": LATER}, 201))

        assert "Acme HR" in (await run("consents")).output
        assert json.loads((await run("consents", "revoke", "c1", "--json")).output)["revoked_at"] == LATER


class TestTheRoom:
    @pytest.fixture(autouse=True)
    def _there_is_a_session(self, fake: FakeServer) -> None:
        fake.on("GET", "/v1/sessions", says({"items": [SESSION]}))
        fake.on("GET", "/v1/checkins/evening/versions/1", says(CHECK_IN))
        fake.snapshot = {
            "phase": "open",
            "members": [
                {"seat": SEAT, "name": "Ana", "standing": "member", "presence": "connected", "hand": False},
                {"seat": OTHER, "name": "Ben", "standing": "member", "presence": "connected", "hand": True},
            ],
            "rounds": [{"round": "r1", "template": "evening", "version": 1, "title": "Evening check-in", "open": True}],
        }

    async def test_somebody_answers_item_by_item_and_leaves(self, fake: FakeServer, run: Run) -> None:
        result = await run("room", "join", typed="answer\nsad\n4\n-\nsend\nleave\n")

        assert result.exit_code == 0
        assert "Ben (hand up)" in result.output
        assert "A whole number from 0 to 10" in result.output
        assert fake.told("round.answer")[0]["answers"] == {"mood": 4, "safe": None}
        assert fake.frames[-1]["type"] == "leave"

    async def test_somebody_passes(self, fake: FakeServer, run: Run) -> None:
        await run("room", "join", typed="pass\nleave\n")

        assert fake.told("round.answer")[0]["pass"] is True

    async def test_what_was_not_saved_is_not_called_sent(self, fake: FakeServer, run: Run) -> None:
        fake.refuse = [json.loads(str(problem("unavailable", 503).text))]

        result = await run("room", "join", typed="answer\n4\ny\nsend\nleave\n")

        assert "Nothing was saved." in result.output
        assert "988" in result.output

    async def test_who_does_not_lead_is_not_offered_to(self, fake: FakeServer, run: Run) -> None:
        result = await run("room", "join", typed="help\nend session\nleave\n")

        assert "end the session" not in result.output
        assert fake.told("room.end") == []

    async def test_where_somebody_is_today_is_asked_once(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/sessions/s1/tickets", lambda _: problem("place-needed", 409), fake.usual)
        fake.on("POST", "/v1/sessions/s1/place", lambda _: web.Response(status=204))

        result = await run("room", "join", typed="1\n12 Elm Street\n503 555 0100\n1\nleave\n")

        assert result.exit_code == 0
        (told,) = [one.body for one in fake.asked if one.path.endswith("place")]
        assert told == {"kind": "home", "address": "12 Elm Street", "callback": "503 555 0100", "privacy": "alone"}

    async def test_a_facilitator_leads(self, fake: FakeServer, run: Run) -> None:
        fake.standing = "facilitator"
        fake.snapshot["waiting"] = [{"seat": OTHER, "name": "Cleo", "presence": "connected"}]
        fake.on("GET", "/v1/handouts", says({"items": [{"id": "grounding", "version": 1, "title": "Grounding"}]}))

        lines = ["admit cleo", "close", "answers", "handout 1", "end session", "leave"]
        result = await run("room", "join", typed="\n".join(lines) + "\n")

        assert result.exit_code == 0
        kinds = [frame["type"] for frame in fake.frames]
        assert kinds == ["hello", "room.admit", "round.close", "handout.share", "room.end", "leave"]

    async def test_a_program_speaks_frames(self, fake: FakeServer, run: Run) -> None:
        typed = '{"type": "hand.raise"}\n{"type": "nonsense"}\n'

        result = await run("room", "join", "--json", typed=typed)

        told = [json.loads(line) for line in result.stdout.splitlines()]
        assert told[0]["type"] == "entered"
        replies = [one for one in told if one["type"] == "reply"]
        assert sorted("ok" in one for one in replies) == [False, True]
        assert result.exit_code == 0

    async def test_no_session_is_said(self, fake: FakeServer, run: Run) -> None:
        fake.on("GET", "/v1/sessions", says({"items": []}))

        result = await run("room", "join")

        assert result.exit_code == cli.REFUSED
        assert "no session to join" in result.stderr

    async def test_being_removed_is_told_kindly(self, fake: FakeServer, run: Run) -> None:
        fake.on_command_close = 4403

        result = await run("room", "join", typed="hand\nwho\n")

        assert result.exit_code == cli.REFUSED
        assert "no longer part of this session" in result.output


class TestForms:
    async def test_what_a_form_reveals_is_told_before_it_is_asked_for(self, fake: FakeServer, run: Run) -> None:
        fake.on("GET", "/v1/paperwork-kinds", says(KINDS))
        fake.on("POST", "/v1/paperwork", says(PAPERWORK, 201))

        result = await run("letters", "forms", "ask", "fmla", "--needed-by", "2026-12-08", typed="y\n")

        assert result.exit_code == 0
        assert "The type of practice shows it." in result.output
        assert "29 CFR 825.306" in result.output
        assert fake.asked[-1].body == {"kind": "fmla", "understood": True, "needed_by": "2026-12-08"}

    async def test_who_says_no_asks_for_nothing(self, fake: FakeServer, run: Run) -> None:
        fake.on("GET", "/v1/paperwork-kinds", says(KINDS))

        result = await run("letters", "forms", "ask", "fmla", typed="n\n")

        assert result.exit_code != 0
        assert not [one for one in fake.asked if one.method == "POST" and one.path == "/v1/paperwork"]

    async def test_all_kinds_are_told_of(self, fake: FakeServer, run: Run) -> None:
        fake.on("GET", "/v1/paperwork-kinds", says(KINDS))

        result = await run("letters", "forms", "about", "--language", "es")

        assert "A letter is not a certification." in result.output
        assert "Not legal advice." in result.output

    async def test_a_completed_form_is_saved_for_its_owner_alone(
        self, fake: FakeServer, run: Run, tmp_path: Path
    ) -> None:
        fake.on("GET", "/v1/paperwork", says({"items": [PAPERWORK | {"state": "attached", "forms": [FORM]}]}))
        fake.on(
            "GET",
            "/v1/paperwork/p1/forms/f1/document",
            lambda _: web.Response(body=b"%PDF-1.7", content_type="application/pdf"),
        )

        result = await run("letters", "forms", "download", "p1", "-o", str(tmp_path / "form.pdf"))

        assert result.exit_code == 0
        assert (tmp_path / "form.pdf").read_bytes() == b"%PDF-1.7"
        assert (tmp_path / "form.pdf").stat().st_mode & 0o077 == 0

    async def test_where_there_is_no_form_yet_it_says_so(self, fake: FakeServer, run: Run) -> None:
        fake.on("GET", "/v1/paperwork", says({"items": [PAPERWORK]}))

        assert "no completed form" in (await run("letters", "forms", "download", "p1")).output
        assert "answer due by" in (await run("letters", "forms", "list")).output

    async def test_a_clinician_sees_attaches_and_declines(self, fake: FakeServer, run: Run, tmp_path: Path) -> None:
        waiting = {"id": "p1", "kind": "fmla", "name": "Jordan Lee", "asked_at": LATER, "due_at": LATER}
        fake.on("GET", "/v1/paperwork-queue", says({"items": [waiting | {"needed_by": None}]}))
        fake.on("POST", "/v1/paperwork-queue/p1/forms", lambda _: web.Response(status=204))
        fake.on("POST", "/v1/paperwork-queue/p1/refusal", lambda _: web.Response(status=204))
        (tmp_path / "done.pdf").write_bytes(b"%PDF-1.7")

        assert "Jordan Lee" in (await run("letters", "forms", "queue")).output
        assert (await run("letters", "forms", "attach", "p1", str(tmp_path / "done.pdf"))).exit_code == 0
        assert fake.asked[-1].body == {"document": "JVBERi0xLjc="}
        assert (await run("letters", "forms", "decline", "p1", "needs_visit")).exit_code == 0
        assert fake.asked[-1].body == {"reason": "needs_visit"}

    async def test_a_request_is_taken_back(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/paperwork/p1/cancellation", says(PAPERWORK | {"state": "cancelled"}))

        assert json.loads((await run("letters", "forms", "cancel", "p1", "--json")).output)["state"] == "cancelled"


class TestSending:
    async def test_mail_and_warnings_are_shown_first_and_the_address_is_typed_twice(
        self, fake: FakeServer, run: Run
    ) -> None:
        fake.on("GET", "/v1/letters/l1/delivery-choices", says(CHOICES))
        fake.on("POST", "/v1/letters/l1/deliveries", says(DELIVERY, 201))
        typed = "1\ny\ny\nhr@acme.example\nhr@acme.example\ny\n"

        result = await run("letters", "send", "l1", typed=typed)

        assert result.exit_code == 0, result.output
        assert "Subject: A document for you" in result.output
        assert "substance use treatment" in result.output
        assert "7K2M4Q9R" in result.output
        sent = fake.asked[-1].body
        assert (sent["address"], sent["address_again"]) == ("hr@acme.example", "hr@acme.example")
        assert (sent["notice_accepted"], sent["notice_accepted_again"]) == (True, True)

    async def test_who_does_not_accept_the_warning_sends_nothing(self, fake: FakeServer, run: Run) -> None:
        fake.on("GET", "/v1/letters/l1/delivery-choices", says(CHOICES))

        result = await run("letters", "send", "l1", typed="1\ny\nn\n")

        assert result.exit_code != 0
        assert not [one for one in fake.asked if one.path.endswith("/deliveries")]

    async def test_it_is_said_why_nothing_can_be_sent_and_which_form_is_missing(
        self, fake: FakeServer, run: Run
    ) -> None:
        fake.on("GET", "/v1/letters/l1/delivery-choices", says({**CHOICES, "closed": "no_mail_server", "choices": []}))
        assert "sends no letters" in (await run("letters", "send", "l1")).output
        fake.on("GET", "/v1/letters/l1/delivery-choices", says({**CHOICES, "choices": []}))
        assert "--element letter_existence --element person_name" in (await run("letters", "send", "l1")).output

    async def test_a_link_sent_again_comes_with_a_new_passcode(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/deliveries/d1/again", says({**DELIVERY, "id": "d2", "passcode": "9R7K2M4Q"}, 201))
        told = (await run("letters", "again", "d1")).output
        assert "9R7K2M4Q" in told
        assert "handrail letters cancel d2" in " ".join(told.split())

    async def test_sendings_are_told_in_plain_words_and_taken_back(self, fake: FakeServer, run: Run) -> None:
        failed = {**DELIVERY, "state": "failed", "why": "not_private"}
        fake.on("GET", "/v1/deliveries", says({"items": [failed]}))
        fake.on("POST", "/v1/deliveries/d1/cancellation", says({**DELIVERY, "state": "cancelled"}))
        assert "was not sent: the way" in " ".join((await run("letters", "deliveries")).output.split())
        assert "was taken back" in (await run("letters", "cancel", "d1")).output


RENEWAL = {
    "id": "r1",
    "use": "work",
    "level": 1,
    "start_on": "2026-11-23",
    "until": "2027-05-31",
    "state": "standing",
    "entries": [{"act": "make", "due_on": "2026-12-23", "at": LATER, "letter": "l1"}],
}
BATCH = {
    "id": "b1", "started_at": LATER, "by_staff": True, "total": 3, "left": 0,
    "made": 2, "nothing_to_say": 0, "refused": 1, "blocked": 0, "later": 0, "gone": 0,
}  # fmt: skip


class TestStandingRequests:
    async def test_one_signature_and_its_letters_are_seen_and_it_is_stopped(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/letter-renewals", says(RENEWAL, 201))
        fake.on("GET", "/v1/letter-renewals", says({"items": [RENEWAL]}))
        fake.on("POST", "/v1/letter-renewals/r1/stop", says(RENEWAL | {"state": "stopped"}))

        sign = ("sign", "--use", "work", "--level", "1", "--until", "2027-05-31")
        assert "each month until 2027-05-31" in (await run("letters", "standing", *sign)).output
        assert fake.asked[-1].body["level"] == 1
        assert "standing" in (await run("letters", "standing", "list")).output
        assert "It is stopped." in (await run("letters", "standing", "stop", "r1")).output

    async def test_where_each_letter_goes_is_typed_twice_and_the_passcode_told_once(
        self, fake: FakeServer, run: Run
    ) -> None:
        sent = RENEWAL | {"level": 2, "recipient": "Acme", "address": "hr@acme.example"}
        over = sent | {"state": "lapsed", "entries": [{"act": "revoke", "due_on": "2026-12-24", "at": LATER}]}
        fake.on("POST", "/v1/letter-renewals", says(sent | {"passcode": "7K2M4Q9R"}, 201))
        fake.on("GET", "/v1/letter-renewals", says({"items": [over]}))
        sign = ("sign", "--use", "work", "--level", "2", "--until", "2027-05-31")
        send = ("--form", "c1", "--to", "hr@acme.example", "--accept-warnings")

        told = await run("letters", "standing", *sign, *send, typed="hr@acme.example\ny\n")

        assert "7K2M4Q9R" in told.output
        asked = fake.asked[-1].body["send"]
        assert (asked["form"], asked["address_again"]) == ("c1", "hr@acme.example")
        assert (asked["notice_accepted"], asked["notice_accepted_again"]) == (True, True)
        listed = json.loads((await run("letters", "standing", "list", "--json")).output)["items"]
        assert listed[0]["address"] == "hr@acme.example"
        assert (await run("letters", "standing", *sign, "--form", "c1")).exit_code == 2

    async def test_a_batch_is_followed_to_its_end_and_told_in_numbers(self, fake: FakeServer, run: Run) -> None:
        me = {**TOKENS, "display_name": "C", "legal_name": "C", "email": "c@x.example", "zone": "UTC"}
        fake.on("GET", "/v1/me", says({**me, "second_factor": False}))
        fake.on("POST", "/v1/programs/g/letter-batches", says(BATCH, 201))
        fake.on("GET", "/v1/programs/g/letter-batches", says({"items": [BATCH]}))

        told = await run("letters", "batch")

        assert told.exit_code == 0
        assert "3 were due." in told.output
        assert "1 ended: the rules permit them no more" in told.output
        assert json.loads((await run("letters", "batch", "--look", "--json")).output)["made"] == 2


REQUEST = {
    "id": "q1",
    "kind": "clinician",
    "state": "waiting",
    "use": "work",
    "level": 4,
    "items": ["diagnosis_general"],
    "asked_at": LATER,
    "due_at": LATER,
    "answer": "",
    "items_to_sign": ["diagnosis_general"],
    "ready_at": None,
    "letter": "",
    "warnings": ["It names what you are treated for."],
}


class TestLetterRequests:
    async def test_level_4_asks_what_to_say_and_ticks_nothing_beforehand(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/letter-requests", says(REQUEST, 201))

        result = await run("letters", "ask", "--use", "work", "--level", "4", typed="99\n8,9\n")

        assert result.exit_code == 0
        assert fake.asked[-1].body["items"] == ["diagnosis_general", "level_of_care"]
        assert "an answer is due by" in result.output
        assert "! It names what you are treated for." in result.output

    async def test_a_level_that_names_nothing_is_asked_for_by_name(self, fake: FakeServer, run: Run) -> None:
        """Leave and return rest on a clinician's statement too."""
        fake.on("POST", "/v1/letter-requests", says(REQUEST | {"level": 2, "items": ["return_date"]}, 201))

        result = await run("letters", "ask", "--use", "work", "--level", "2", "--item", "return_date", "--json")

        assert json.loads(result.output)["items"] == ["return_date"]
        assert (fake.asked[-1].body["level"], fake.asked[-1].body["language"]) == (2, "en")

    async def test_a_form_that_lets_a_reader_check_it_goes_with_the_request(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/letter-requests", says(REQUEST, 201))
        words = ("letters", "ask", "--use", "work", "--level", "3", "--item", "functional_limits")

        result = await run(*words, "--reader-form", "c1")

        assert result.exit_code == 0
        assert fake.asked[-1].body["reader_form"] == "c1"

    @pytest.mark.parametrize("what", [("--level", "3"), ("--level", "2", "--item", "return_date")])
    async def test_what_is_only_asked_for_cannot_be_saved_yet(
        self, what: tuple[str, ...], fake: FakeServer, run: Run, tmp_path: Path
    ) -> None:
        result = await run("letters", "ask", "--use", "work", *what, "-o", str(tmp_path / "letter.pdf"))

        assert result.exit_code == cli.USAGE
        assert "handrail letters requests issue ID -o FILE" in " ".join(result.stderr.split())
        assert not fake.asked

    async def test_the_list_tells_what_each_waits_for(self, fake: FakeServer, run: Run) -> None:
        signed = REQUEST | {"id": "q2", "state": "signed"}
        cooling = signed | {"id": "q3", "items_to_sign": [], "ready_at": LATER}
        declined = REQUEST | {"id": "q4", "state": "declined", "answer": "Bring us the form that you were given."}
        fake.on("GET", "/v1/letter-requests", says({"items": [signed, cooling, declined]}))

        told = (await run("letters", "requests", "list")).output

        for words in ("sign for:", "can be had from", "Bring us the form"):
            assert words in " ".join(told.split())

    async def test_each_item_takes_a_signature_of_its_own(self, fake: FakeServer, run: Run) -> None:
        fake.on("POST", "/v1/letter-requests/q1/item-signatures", says(REQUEST | {"state": "signed"}))

        no = await run("letters", "requests", "sign", "q1", "diagnosis_general", typed="n\n")
        yes = await run("letters", "requests", "sign", "q1", "diagnosis_general", typed="y\n")

        assert (no.exit_code == 0, yes.exit_code) == (False, 0)
        assert [one.body for one in fake.asked if one.path.endswith("signatures")] == [{"item": "diagnosis_general"}]

    async def test_the_whole_page_and_its_warnings_come_before_the_letter(
        self, fake: FakeServer, run: Run, tmp_path: Path
    ) -> None:
        fake.on("GET", "/v1/letter-requests", says({"items": [REQUEST]}))
        fake.on("POST", "/v1/letter-requests/q1/preview", says({"says": [], "text": "The whole page."}))
        fake.on("POST", "/v1/letter-requests/q1/letter", says(REQUEST | {"state": "issued", "letter": "l9"}, 201))
        fake.on("GET", "/v1/letters/l9/document", lambda _: web.Response(body=b"%PDF", content_type="application/pdf"))

        made = await run("letters", "requests", "issue", "q1", "-o", str(tmp_path / "letter.pdf"), typed="y\n")

        assert made.exit_code == 0
        assert made.output.index("The whole page.") < made.output.index("! It names") < made.output.index("Saved as")
        assert next(one.body for one in fake.asked if one.path.endswith("/letter")) == {"warnings_accepted": True}
