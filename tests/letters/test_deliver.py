"""Route B from end to end over a real mail server: asked for twice, judged three times, sent once, fetched once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, Envelope
from tests.letters.world import ASK, CALLER, LEXICON, NOBODY, World, a_form

from handrail.audit.entry import Tag
from handrail.consent.events import ConsentRevoked
from handrail.consent.receipt import Kind, Stopped
from handrail.disclosure.vocabulary import Channel, DataElement, LegalAuthority, Obligation, Purpose, RecipientClass
from handrail.kernel.errors import Conflict, DisclosureRefused, Invalid, NotFound
from handrail.kernel.ids import ConsentId
from handrail.letters.ask import elements
from handrail.letters.deliver import CancelDelivery, Queued, QueueDelivery, SeeDeliveries
from handrail.letters.delivery import Act, DeliveryAsk, State
from handrail.letters.fetch_delivered import FetchDelivered
from handrail.letters.mail import NOTICE, mail_places
from handrail.letters.outbox_mail import SmtpMailer
from handrail.letters.scan import scan
from handrail.letters.send_due import SendDue
from handrail.letters.stop import StopChecks
from handrail.programs.program import Part2Status

ADDRESS = "hr.person@acme.example"
SEND = DeliveryAsk("send", ADDRESS, ADDRESS)
TEN_MINUTES = 600
A_DAY = 24 * 3600


def to_acme(**change: Any):
    said = {"id": "send", "data": frozenset(elements(ASK)), "purposes": frozenset({Purpose.ATTENDANCE_PROOF_WORK})}
    return a_form(**(said | change))


class Taken:
    """What the mail server took; `says` is its answer to the message, None: it hangs up without one."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.says: str | None = "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        if self.says is None:
            server.transport.abort()
            return "250 OK"
        return self.says


class Post:
    """Every use case of route B over one world and one real mail server."""

    def __init__(self, taken: Taken, port: int) -> None:
        self.taken = taken
        self.world = world = World()
        world.forms = (a_form(), to_acme())
        self.mailer = SmtpMailer("127.0.0.1", port, "letters@mail.example.org", world.clock, start_tls=False)
        given: dict[str, Any] = {"units": world, "gate": world.gate, "clock": world.clock}
        self.queue = QueueDelivery(**given, ids=world.ids)
        self.cancel, self.see = CancelDelivery(world), SeeDeliveries(world)  # type: ignore[arg-type]
        self.send = SendDue(
            **given, mailer=self.mailer, ids=world.ids, lexicon=LEXICON, origin="https://letters.example.org"
        )
        self.fetch = FetchDelivered(**given)

    async def queued(self, ask: DeliveryAsk = SEND) -> Queued:
        letter = await self.world.issue(CALLER, ASK)
        return await self.queue(CALLER, letter.id, ask)

    async def sent(self, ask: DeliveryAsk = SEND) -> tuple[Queued, str]:
        """A delivery that was mailed, and the token of its link."""
        queued = await self.queued(ask)
        self.world.clock.advance(TEN_MINUTES)
        assert await self.send() == 1
        return queued, self.link.partition("#")[2]

    @property
    def message(self) -> EmailMessage:
        (envelope,) = self.taken.envelopes
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=policy.SMTP)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def link(self) -> str:
        text = self.message.get_content()
        return next(word for word in text.split() if word.startswith("https://"))

    def state(self, queued: Queued) -> State:
        return self.world.deliveries.kept[queued.delivery.id].state


@pytest_asyncio.fixture
async def post() -> AsyncIterator[Post]:
    taken = Taken()
    loop = asyncio.get_running_loop()
    talks: list[SMTP] = []

    def talk() -> SMTP:
        talks.append(SMTP(taken, hostname="mx.example"))
        return talks[-1]

    server = await loop.create_server(talk, "127.0.0.1", 0)
    yield Post(taken, server.sockets[0].getsockname()[1])
    server.close()
    for one in talks:
        if one.transport is not None:
            one.transport.abort()
    await server.wait_closed()
    await asyncio.sleep(0)  # lets the transports go


async def test_a_letter_is_sent_by_link_and_fetched_once_with_its_passcode(post: Post):
    queued, token = await post.sent()
    assert post.state(queued) is State.SENT
    handed = await post.fetch(token, queued.passcode)
    assert handed is not None
    assert handed.pdf == post.world.letters.documents[queued.delivery.letter]
    assert handed.notice == ""
    assert post.state(queued) is State.FETCHED
    assert await post.fetch(token, queued.passcode) is None
    told = post.world.records[-1]
    assert (told.recipient, told.channel, told.released) == (RecipientClass.EMPLOYER_HR, Channel.EMAIL_SECURE, True)
    assert "send" in told.consents
    assert [tag for tag, *_ in post.world.written][-1] is Tag.DELIVERY_FETCHED


async def test_the_mail_tells_nothing_in_envelope_headers_or_body(post: Post):
    await post.sent()
    (envelope,) = post.taken.envelopes
    message = post.message
    assert (envelope.mail_from, envelope.rcpt_tos) == ("letters@mail.example.org", [ADDRESS])
    assert set(message.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }
    assert message["From"] == "Northgate Health Services <letters@mail.example.org>"
    assert message["Subject"] == "A document for you"
    assert message["Date"].datetime.hour == 12
    assert post.link.startswith("https://letters.example.org/letter#")
    raw = envelope.content
    assert isinstance(raw, bytes)
    assert scan(mail_places(raw.decode()), LEXICON, ["Jordan Lee", "Harbor Recovery IOP", "Evening"]) == ()
    for word in (b"Jordan", b"letter-", b"letter ", b"Python", b"appointment"):
        assert word not in raw


async def test_nothing_leaves_in_the_time_to_undo(post: Post):
    queued = await post.queued()
    post.world.clock.advance(TEN_MINUTES - 1)
    assert await post.send() == 0
    await post.cancel(CALLER, queued.delivery.id)
    post.world.clock.advance(A_DAY)
    assert await post.send() == 0
    assert post.taken.envelopes == []


async def test_the_address_is_typed_twice_and_shown_in_full(post: Post):
    letter = await post.world.issue(CALLER, ASK)
    with pytest.raises(Invalid):
        await post.queue(CALLER, letter.id, replace(SEND, address_again="hr.person@acne.example"))
    await post.queue(CALLER, letter.id, SEND)
    assert [one.address for one in await post.see(CALLER)] == [ADDRESS]


async def test_without_a_form_that_covers_the_letter_nothing_is_queued(post: Post):
    letter = await post.world.issue(CALLER, ASK)
    world = post.world
    with pytest.raises(Invalid):
        await post.queue(CALLER, letter.id, replace(SEND, form="none"))
    for form in (
        to_acme(data=frozenset({DataElement.PERSON_NAME})),
        to_acme(purposes=frozenset({Purpose.TREATMENT})),
        to_acme(revoked_at=world.clock.now()),
    ):
        world.forms = (form,)
        with pytest.raises((Invalid, DisclosureRefused)):
            await post.queue(CALLER, letter.id, SEND)
    assert world.deliveries.kept == {}


async def test_a_form_revoked_meanwhile_stops_sending_link_and_says_which(post: Post):
    queued = await post.queued()
    gone = ConsentRevoked(ConsentId("send"), CALLER.person, CALLER.program)
    assert await StopChecks()(post.world, gone) == [Stopped(Kind.SENDING, queued.delivery.id)]  # type: ignore[arg-type]
    sent, token = await post.sent()
    assert await StopChecks()(post.world, gone) == [Stopped(Kind.LINK, sent.delivery.id)]  # type: ignore[arg-type]
    assert await post.fetch(token, sent.passcode) is None


async def test_it_is_judged_again_when_sent_and_when_fetched(post: Post):
    queued = await post.queued()
    forms = post.world.forms
    post.world.forms = ()
    post.world.clock.advance(TEN_MINUTES)
    await post.send()
    assert post.state(queued) is State.FAILED
    assert post.taken.envelopes == []
    post.world.forms = forms
    sent, token = await post.sent()
    post.world.forms = ()
    assert await post.fetch(token, sent.passcode) is None
    assert post.state(sent) is State.SENT


async def test_a_link_has_its_own_revocation(post: Post):
    queued, token = await post.sent()
    with pytest.raises(NotFound):
        await post.cancel(NOBODY, queued.delivery.id)
    await post.cancel(CALLER, queued.delivery.id)
    assert await post.fetch(token, queued.passcode) is None


async def test_a_passcode_is_guessed_five_times_at_most(post: Post):
    queued, token = await post.sent()
    for _ in range(5):
        assert await post.fetch(token, "WRONG") is None
    assert await post.fetch(token, queued.passcode) is None
    (seen,) = await post.see(CALLER)
    assert seen.acts.count(Act.WRONG) == 5


async def test_an_old_link_leads_nowhere(post: Post):
    queued, token = await post.sent()
    post.world.clock.advance(15 * A_DAY)
    assert await post.fetch(token, queued.passcode) is None
    assert await post.fetch("nonsense", "x") is None


@pytest.mark.parametrize(("says", "state"), [("550 no such mailbox", State.FAILED), (None, State.UNKNOWN)])
async def test_a_failed_or_unknown_attempt_is_never_repeated(post: Post, says: str | None, state: State):
    post.taken.says = says
    queued = await post.queued()
    post.world.clock.advance(TEN_MINUTES)
    await post.send()
    assert post.state(queued) is state
    post.taken.says = "250 OK"
    post.world.clock.advance(A_DAY)
    assert await post.send() == 0
    assert len(post.taken.envelopes) == 1


async def test_no_mail_server_is_a_failure_that_is_told(post: Post):
    queued = await post.queued()
    post.world.clock.advance(TEN_MINUTES)
    await replace(post.send, mailer=replace(post.mailer, port=1))()
    assert post.state(queued) is State.FAILED


async def test_two_nodes_send_once(post: Post):
    await post.queued()
    post.world.clock.advance(TEN_MINUTES)
    await asyncio.gather(post.send(), post.send())
    assert len(post.taken.envelopes) == 1


async def test_a_part_2_letter_goes_with_the_notice_after_two_confirmations(post: Post):
    world = post.world
    world.program = replace(world.program, part2=Part2Status.YES)
    world.forms = (to_acme(code=LegalAuthority.PART2_CONSENT), to_acme(id="hipaa"))
    letter = await world.issue(CALLER, ASK)
    for once in (SEND, replace(SEND, notice_accepted=True)):
        with pytest.raises(Invalid) as refused:
            await post.queue(CALLER, letter.id, once)
        assert "substance use treatment" in refused.value.faults[0].says
    queued = await post.queue(CALLER, letter.id, replace(SEND, notice_accepted=True, notice_accepted_again=True))
    assert queued.delivery.notice
    world.clock.advance(TEN_MINUTES)
    await post.send()
    handed = await post.fetch(post.link.partition("#")[2], queued.passcode)
    assert handed is not None
    assert handed.notice.startswith(NOTICE)
    assert "I let Northgate Health Services tell Acme Corp." in handed.notice
    told = world.records[-1]
    assert {Obligation.REDISCLOSURE_NOTICE_PART2, Obligation.ACCOUNTING_ENTRY_PART2} <= set(told.obligations)
    assert "substance" not in post.message.get_content()


async def test_a_letter_that_no_longer_stands_is_not_sent(post: Post):
    letter = await post.world.issue(CALLER, ASK)
    post.world.clock.advance(1)
    with pytest.raises(NotFound):
        await post.queue(NOBODY, letter.id, SEND)
    await post.world.letters.take_step(letter.id, "withdraw", by="jordan", at=datetime(2026, 9, 14, tzinfo=UTC))  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await post.queue(CALLER, letter.id, SEND)
