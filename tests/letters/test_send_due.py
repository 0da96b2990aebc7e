"""Sending over a real mail server: judged again, recorded before it leaves, once, and telling nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from hashlib import sha256

import pytest
from tests.letters.post import A_DAY, ADDRESS, SEND, SENDER, TEN_MINUTES, Post, to_acme
from tests.letters.world import CALLER, LEXICON

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Artefact
from handrail.disclosure.vocabulary import Channel, DataElement, LegalAuthority, Obligation, RecipientClass
from handrail.letters.delivery import Act, Manner, State, Why
from handrail.letters.judge_delivery import whole
from handrail.letters.mail import NOTICE, Mail
from handrail.letters.outbox_reading import message_places
from handrail.letters.scan import scan
from handrail.letters.standing import Step
from handrail.programs.program import Part2Status

ATTACHED = replace(SEND, manner=Manner.ATTACHED)
ACCEPTED = {"notice_accepted": True, "notice_accepted_again": True}
EXISTENCE = (DataElement.LETTER_EXISTENCE,)


def part2(post: Post) -> None:
    post.world.program = replace(post.world.program, part2=Part2Status.YES)
    post.world.forms = (to_acme(code=LegalAuthority.PART2_CONSENT), to_acme())


async def test_a_letter_is_sent_by_link_and_fetched_once_with_its_passcode(post: Post):
    queued, token = await post.sent()
    assert post.state(queued) is State.SENT
    handed = await post.fetch(token, queued.passcode)
    assert handed is not None
    assert handed.pdf == post.world.letters.documents[queued.delivery.letter]
    assert handed.notice == ""
    assert post.state(queued) is State.FETCHED
    assert await post.fetch(token, queued.passcode) is None


async def test_the_mail_and_the_download_are_two_disclosures_each_recorded_when_it_leaves(post: Post):
    """By mail that there is a letter, by download what it says (decision 0013)."""
    queued, token = await post.sent()
    mailed = post.world.records[-1]
    assert (mailed.recipient, mailed.channel) == (RecipientClass.EMPLOYER_HR, Channel.EMAIL_SECURE)
    assert (mailed.elements, mailed.released, mailed.consents) == (EXISTENCE, True, ("send",))
    assert mailed.artefact == sha256(post.raw).hexdigest()
    handed = await post.fetch(token, queued.passcode)
    assert handed is not None
    fetched = post.world.records[-1]
    letter = post.world.letters.kept[queued.delivery.letter]
    assert (frozenset(fetched.elements), fetched.released) == (letter.told, True)
    assert (fetched.artefact, handed.release.id) == (letter.digest, fetched.id)
    tags = [tag for tag, *_ in post.world.written if tag.startswith(("delivery", "disclosure"))][1:]
    decided = Tag.DISCLOSURE_DECIDED
    assert tags == [Tag.DELIVERY_QUEUED, decided, Tag.DELIVERY_BEGUN, Tag.DELIVERY_SENT, decided, Tag.DELIVERY_FETCHED]


async def test_the_mail_tells_nothing_in_envelope_headers_or_body(post: Post):
    await post.sent()
    (envelope,) = post.taken.envelopes
    message = post.message
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [ADDRESS])
    assert set(message.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }
    assert message["From"] == f"Northgate Health Services <{SENDER}>"
    assert message["Subject"] == "A document for you"
    assert message["Date"].datetime.hour == 12
    assert post.link.startswith("https://letters.example.org/letter#")
    assert scan(message_places(post.raw), LEXICON, ["Jordan Lee", "Harbor Recovery IOP", "Evening"]) == ()
    for word in (b"Jordan", b"letter-", b"letter ", b"Python", b"appointment"):
        assert word not in post.raw


async def test_a_letter_can_go_in_the_mail_itself_where_every_server_encrypts(post: Post):
    """One disclosure, of all that it says, when the mail leaves; neutral file name; asked for encryption (RFC 8689)."""
    queued, _ = await post.sent(ATTACHED)
    letter = post.world.letters.kept[queued.delivery.letter]
    (file,) = post.message.iter_attachments()
    assert file.get_content() == post.world.letters.documents[letter.id]
    assert file.get_filename() == f"letter-{letter.number}.pdf"
    assert "REQUIRETLS" in post.taken.envelopes[0].mail_options
    told = post.world.records[-1]
    assert (frozenset(told.elements), told.artefact) == (letter.told, sha256(post.raw).hexdigest())
    assert post.link == ""
    assert b"===" not in post.raw


async def test_a_letter_does_not_go_attached_past_a_server_that_promises_nothing(post: Post):
    post.taken.private = False
    queued = await post.queued(ATTACHED)
    post.world.clock.advance(TEN_MINUTES)
    await post.send()
    assert (post.state(queued), post.now(queued).why) == (State.FAILED, Why.NOT_PRIVATE)
    assert post.taken.envelopes == []
    assert not [one for one in post.world.records if one.released and one.recipient is RecipientClass.EMPLOYER_HR]


async def test_it_is_judged_again_when_sent_and_when_fetched(post: Post):
    queued = await post.queued()
    forms = post.world.forms
    post.world.forms = ()
    post.world.clock.advance(TEN_MINUTES)
    await post.send()
    assert (post.state(queued), post.now(queued).why) == (State.FAILED, Why.RULES)
    assert post.taken.envelopes == []
    post.world.forms = forms
    sent, token = await post.sent()
    post.world.forms = ()
    assert await post.fetch(token, sent.passcode) is None
    assert post.state(sent) is State.SENT


async def test_a_form_taken_back_between_judging_and_attempt_stops_it(post: Post):
    """The last word is under lock, in the unit that writes the attempt (trap 30)."""
    queued = await post.queued()
    post.world.clock.advance(TEN_MINUTES)
    post.world.before_writing = [lambda: setattr(post.world, "forms", ())]
    await post.send()
    assert (post.state(queued), post.taken.envelopes) == (State.FAILED, [])
    assert not post.world.records[-1].released


async def test_a_letter_withdrawn_between_judging_and_attempt_stops_it(post: Post):
    queued = await post.queued()
    post.world.clock.advance(TEN_MINUTES)
    kept = post.world.letters.kept
    letter = kept[queued.delivery.letter]
    withdrawn = replace(letter, steps=(Step.WITHDRAW,))
    post.world.before_writing = [lambda: kept.update({letter.id: withdrawn})]
    await post.send()
    assert (post.now(queued).why, post.taken.envelopes) == (Why.LETTER, [])
    assert not [one for one in post.world.records if one.elements == EXISTENCE]


async def test_a_message_that_would_tell_stays_here(post: Post):
    """The link's host names the care, so nothing is recorded as told, and nothing goes."""
    queued = await post.queued()
    post.world.clock.advance(TEN_MINUTES)
    await replace(post.send, origin="https://letters.harbor-recovery.example")()
    assert (post.now(queued).why, post.taken.envelopes) == (Why.LEAK, [])


async def test_a_part_2_letter_goes_with_the_notice_on_mail_and_download(post: Post):
    part2(post)
    queued, token = await post.sent(replace(SEND, **ACCEPTED))
    assert NOTICE in post.text
    assert "The consent covers" in post.text
    assert "Jordan" not in post.text
    mailed = post.world.records[-1]
    carried = {Obligation.REDISCLOSURE_NOTICE_PART2, Obligation.ACCOUNTING_ENTRY_PART2}
    assert carried <= set(mailed.obligations)
    handed = await post.fetch(token, queued.passcode)
    assert handed is not None
    assert handed.notice.startswith(NOTICE)
    assert "I let Northgate Health Services tell Acme Corp." in handed.notice
    assert carried <= set(post.world.records[-1].obligations)


async def test_a_part_2_letter_attached_brings_the_notice_and_a_copy_of_the_consent(post: Post):
    part2(post)
    await post.sent(replace(ATTACHED, **ACCEPTED))
    assert NOTICE in post.text
    _, notice = post.message.iter_attachments()
    assert notice.get_filename() == "notice.txt"
    assert notice.get_content().startswith(NOTICE)
    assert "I let Northgate Health Services tell Acme Corp." in notice.get_content()


async def test_a_program_that_became_part_2_meanwhile_sends_nothing_without_the_two_warnings(post: Post):
    queued = await post.queued(replace(SEND, **ACCEPTED))
    part2(post)
    post.world.clock.advance(TEN_MINUTES)
    await post.send()
    assert (post.state(queued), post.taken.envelopes) == (State.FAILED, [])


# --- once ------------------------------------------------------------------------------------------------------


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


async def test_while_no_mail_server_answers_it_waits_and_nothing_counts_as_told(post: Post):
    queued = await post.queued()
    nobody = replace(post.send, mailer=replace(post.mailer, port=1))
    post.world.clock.advance(A_DAY)
    assert await nobody() == 0
    assert post.state(queued) is State.QUEUED
    assert not [one for one in post.world.records if one.elements == EXISTENCE]
    assert await post.send() == 1
    assert post.state(queued) is State.SENT


async def test_after_two_days_without_one_it_is_given_up(post: Post):
    queued = await post.queued()
    post.world.clock.advance(2 * A_DAY)
    await replace(post.send, mailer=replace(post.mailer, port=1))()
    assert (post.state(queued), post.now(queued).why) == (State.FAILED, Why.UNREACHABLE)


async def test_two_nodes_send_once(post: Post):
    await post.queued()
    post.world.clock.advance(TEN_MINUTES)
    await asyncio.gather(post.send(), post.send())
    assert len(post.taken.envelopes) == 1
    assert len([one for one in post.world.records if one.elements == EXISTENCE]) == 1


async def test_a_try_whose_node_died_is_shown_as_unknown_and_not_repeated(post: Post):
    """Recorded first, mailed after: whoever comes back cannot know whether it arrived (design §9.9)."""
    queued = await post.queued()
    post.world.clock.advance(TEN_MINUTES)
    ready = await post.send._prepared(queued.delivery.id)
    await post.send._attempt(ready)
    assert post.state(queued) is State.SENDING
    await post.send()
    assert post.state(queued) is State.SENDING
    post.world.clock.advance(TEN_MINUTES)
    await post.send()
    assert post.state(queued) is State.UNKNOWN
    assert post.taken.envelopes == []


async def test_only_what_was_released_is_mailed(post: Post):
    """Not another message, and not on a permit."""
    queued = await post.queued()
    letter = post.world.letters.kept[queued.delivery.letter]
    permit = await post.world.gate.consider(whole(letter, queued.delivery))
    mail = Mail("1", ADDRESS, "Northgate Health Services", "A document for you", "Hello\n")
    message = post.mailer.written(mail)
    release = await post.world.gate.release(post.world, permit, Artefact(sha256(message).hexdigest()))  # type: ignore[arg-type]
    async with post.mailer.open() as talk:
        assert talk is not None
        for given, bytes_ in ((permit, message), (release, message + b"P.S.")):
            with pytest.raises(TypeError):
                await talk.send(given, bytes_, ADDRESS, private=False)  # type: ignore[arg-type]
        assert (await talk.send(release, message, ADDRESS, private=False)).act is Act.SENT


# --- the link --------------------------------------------------------------------------------------------------


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
