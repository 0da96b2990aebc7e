"""What a client may queue, on which form, after which warnings; and how it ends before anything leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.letters.post import A_DAY, ADDRESS, SEND, TEN_MINUTES, Post, to_acme
from tests.letters.world import ASK, CALLER, JORDAN, NOBODY, PROGRAM, a_form, entry

from handrail.attendance.events import AttendanceCorrected
from handrail.attendance.policy import Status
from handrail.consent.events import ConsentRevoked
from handrail.consent.receipt import Kind, Stopped
from handrail.disclosure.vocabulary import DataElement, LegalAuthority, Purpose
from handrail.kernel.errors import Conflict, DisclosureRefused, Invalid, NotFound
from handrail.kernel.ids import ConsentId, EntryId, SessionId
from handrail.letters.choices import Language, Use
from handrail.letters.delivery import Manner, State
from handrail.letters.foresee_delivery import Closed, Warns
from handrail.letters.replace import ReplaceLetters
from handrail.letters.standing import Step
from handrail.letters.stop import StopChecks
from handrail.letters.withdraw import WithdrawLetter
from handrail.programs.program import Part2Status

ATTACHED = replace(SEND, manner=Manner.ATTACHED)
ACCEPTED = replace(SEND, notice_accepted=True, notice_accepted_again=True)
PART2_FORMS = (to_acme(code=LegalAuthority.PART2_CONSENT), to_acme())


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


async def test_no_letter_reaches_the_client_by_a_way_they_did_not_choose(post: Post):
    """Their own address is no recipient's (45 CFR 164.522(b), trap 27)."""
    letter = await post.world.issue(CALLER, ASK)
    own = replace(SEND, address="X@example.org", address_again="X@example.org")
    with pytest.raises(Invalid) as refused:
        await post.queue(CALLER, letter.id, own)
    assert refused.value.faults[0].at == "/address"


async def test_without_a_form_that_covers_the_letter_nothing_is_queued(post: Post):
    letter = await post.world.issue(CALLER, ASK)
    world = post.world
    with pytest.raises(Invalid):
        await post.queue(CALLER, letter.id, replace(SEND, form="none"))
    for form in (
        to_acme(data=frozenset({DataElement.PERSON_NAME})),
        to_acme(purposes=frozenset({Purpose.TREATMENT})),
        to_acme(recipients=()),
        to_acme(revoked_at=world.clock.now()),
    ):
        world.forms = (form,)
        with pytest.raises((Invalid, DisclosureRefused)):
            await post.queue(CALLER, letter.id, SEND)
    assert world.deliveries.kept == {}


async def test_a_link_needs_leave_to_say_that_there_is_a_letter_and_a_file_does_not(post: Post):
    post.world.forms = (to_acme(data=to_acme().data - {DataElement.LETTER_EXISTENCE}),)
    letter = await post.world.issue(CALLER, ASK)
    with pytest.raises(Invalid) as refused:
        await post.queue(CALLER, letter.id, SEND)
    assert "that a letter exists" in refused.value.faults[0].says
    attached = await post.queue(CALLER, letter.id, ATTACHED)
    assert attached.passcode == ""


async def test_nobody_waits_for_a_server_that_sends_nothing(post: Post):
    letter = await post.world.issue(CALLER, ASK)
    with pytest.raises(Conflict):
        await replace(post.queue, sends=False)(CALLER, letter.id, SEND)


async def test_a_letter_that_no_longer_stands_is_not_queued(post: Post):
    letter = await post.world.issue(CALLER, ASK)
    with pytest.raises(NotFound):
        await post.queue(NOBODY, letter.id, SEND)
    await post.world.letters.take_step(letter.id, Step.WITHDRAW, by="jordan", at=datetime(2026, 9, 14, tzinfo=UTC))
    with pytest.raises(Conflict):
        await post.queue(CALLER, letter.id, SEND)


async def test_a_part_2_letter_is_queued_after_two_confirmations_alone(post: Post):
    post.world.program = replace(post.world.program, part2=Part2Status.YES)
    post.world.forms = PART2_FORMS
    letter = await post.world.issue(CALLER, ASK)
    for once in (SEND, replace(SEND, notice_accepted=True), replace(SEND, notice_accepted_again=True)):
        with pytest.raises(Invalid) as refused:
            await post.queue(CALLER, letter.id, once)
        assert "substance use treatment" in refused.value.faults[0].says
    assert (await post.queue(CALLER, letter.id, ACCEPTED)).delivery.notice


async def test_a_program_that_sends_no_notice_gives_such_letters_to_their_clients_alone(post: Post):
    """Until the privacy officer chose otherwise: in the queue, at the mail and at the link (E4)."""
    world = post.world
    world.program, world.forms = replace(world.program, part2=Part2Status.YES), PART2_FORMS
    sent, token = await post.sent(ACCEPTED)
    waiting = await post.queue(CALLER, sent.delivery.letter, ACCEPTED)
    world.with_notice = False
    with pytest.raises(Conflict):
        await post.queue(CALLER, sent.delivery.letter, ACCEPTED)
    assert (await post.foresee(CALLER, sent.delivery.letter, Language.ENGLISH)).closed is Closed.NOTICE_OFF
    world.clock.advance(TEN_MINUTES)
    await post.send()
    assert (post.state(waiting), len(post.taken.envelopes)) == (State.FAILED, 1)
    assert await post.fetch(token, sent.passcode) is None
    world.route_c = True
    assert (await post.queue(CALLER, sent.delivery.letter, SEND)).delivery.neutral


async def test_a_form_taken_back_while_it_was_judged_queues_nothing(post: Post):
    """Else the receipt of the revocation would not name it (trap 7)."""
    letter = await post.world.issue(CALLER, ASK)
    post.world.before_writing = [lambda: setattr(post.world, "forms", ())]
    with pytest.raises(Conflict):
        await post.queue(CALLER, letter.id, SEND)
    assert post.world.deliveries.kept == {}


# --- route C ----------------------------------------------------------------------------------------------------


async def test_without_a_recorded_sign_off_there_is_no_route_c(post: Post):
    """An unknown answer is a Part 2 program too, and a form for the other rule alone opens nothing (trap 1)."""
    post.world.program = replace(post.world.program, part2=Part2Status.UNKNOWN)
    letter = await post.world.issue(CALLER, ASK)
    with pytest.raises(DisclosureRefused):
        await post.queue(CALLER, letter.id, ACCEPTED)


async def test_with_the_sign_off_a_letter_goes_without_the_notice_until_it_ends(post: Post):
    """The form that serves both rules serves here as an authorization; once the sign-off ends nothing leaves."""
    world = post.world
    world.program, world.route_c = replace(world.program, part2=Part2Status.YES), True
    world.forms = PART2_FORMS
    first = await post.queued()
    assert (first.delivery.neutral, first.delivery.notice) == (True, False)
    world.clock.advance(TEN_MINUTES)
    await post.send()
    assert post.state(first) is State.SENT
    assert "42 CFR" not in post.text
    second = await post.queued()
    world.route_c = False
    world.clock.advance(TEN_MINUTES)
    await post.send()
    assert post.state(second) is State.FAILED
    assert await post.fetch(post.link.partition("#")[2], first.passcode) is None


# --- what ends it -----------------------------------------------------------------------------------------------


async def test_a_form_revoked_meanwhile_stops_sending_link_and_says_which(post: Post):
    queued = await post.queued()
    gone = ConsentRevoked(ConsentId("send"), CALLER.person, CALLER.program)
    assert await StopChecks()(post.world, gone) == [Stopped(Kind.SENDING, queued.delivery.id)]  # type: ignore[arg-type]
    sent, token = await post.sent()
    assert await StopChecks()(post.world, gone) == [Stopped(Kind.LINK, sent.delivery.id)]  # type: ignore[arg-type]
    assert await post.fetch(token, sent.passcode) is None


async def test_what_went_attached_is_out_and_not_called_stopped(post: Post):
    sent, _ = await post.sent(ATTACHED)
    gone = ConsentRevoked(ConsentId("send"), CALLER.person, CALLER.program)
    assert await StopChecks()(post.world, gone) == []  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await post.cancel(CALLER, sent.delivery.id)
    assert post.state(sent) is State.SENT


async def test_a_letter_taken_back_takes_its_sendings_and_links_along(post: Post):
    sent, token = await post.sent()
    waiting = await post.queue(CALLER, sent.delivery.letter, SEND)
    other = await post.queued()
    await WithdrawLetter(post.world, post.world.clock)(CALLER, sent.delivery.letter)  # type: ignore[arg-type]
    assert [post.state(one) for one in (sent, waiting, other)] == [State.CANCELLED, State.CANCELLED, State.QUEUED]
    assert await post.fetch(token, sent.passcode) is None


async def test_a_correction_ends_the_sendings_of_the_letters_that_it_replaces(post: Post):
    queued = await post.queued()
    world = post.world
    made = entry(0, Status.ABSENT, id=EntryId("correction-0"), corrects="entry-0", by="rosa")
    world.entries.append(made)
    event = AttendanceCorrected(JORDAN, PROGRAM, SessionId("session-0"), made.id, EntryId("entry-0"))
    await ReplaceLetters(world.clock)(world, event)  # type: ignore[arg-type]
    assert post.state(queued) is State.CANCELLED


async def test_a_link_has_its_own_revocation(post: Post):
    queued, token = await post.sent()
    with pytest.raises(NotFound):
        await post.cancel(NOBODY, queued.delivery.id)
    await post.cancel(CALLER, queued.delivery.id)
    assert await post.fetch(token, queued.passcode) is None
    with pytest.raises(Conflict):
        await post.cancel(CALLER, queued.delivery.id)


# --- once more, by its client's own act -------------------------------------------------------------------------


async def test_a_link_sent_again_has_another_token_and_passcode_and_the_old_one_is_dead(post: Post):
    first, token = await post.sent()
    second = await post.again(CALLER, first.delivery.id)
    assert second.delivery.letter == first.delivery.letter
    assert (second.passcode != first.passcode, post.state(first)) == (True, State.CANCELLED)
    assert await post.fetch(token, first.passcode) is None
    assert await post.send() == 0  # the time to undo
    post.world.clock.advance(TEN_MINUTES)
    assert await post.send() == 1
    assert [one.rcpt_tos for one in post.taken.envelopes] == [[ADDRESS]] * 2
    anew = post.link.partition("#")[2]
    assert await post.fetch(anew, first.passcode) is None
    assert await post.fetch(anew, second.passcode) is not None


async def test_the_machine_alone_sends_nothing_again(post: Post):
    await post.sent()
    post.world.clock.advance(A_DAY)
    assert (await post.send(), len(post.taken.envelopes)) == (0, 1)


async def test_what_waits_was_opened_attached_or_taken_back_is_not_sent_again(post: Post):
    attached, _ = await post.sent(ATTACHED)
    opened, token = await post.sent()
    assert await post.fetch(token, opened.passcode)
    gone, _ = await post.sent()
    await post.cancel(CALLER, gone.delivery.id)
    waiting = await post.queued()
    for one in (attached, opened, gone, waiting):
        with pytest.raises(Conflict):
            await post.again(CALLER, one.delivery.id)


async def test_sending_again_is_judged_anew_and_is_the_clients_own(post: Post):
    first, _ = await post.sent()
    with pytest.raises(NotFound):
        await post.again(NOBODY, first.delivery.id)
    post.world.forms = ()
    with pytest.raises((Invalid, DisclosureRefused)):
        await post.again(CALLER, first.delivery.id)
    assert post.state(first) is State.SENT  # and its link is judged when it is opened


# --- what a client is told before ------------------------------------------------------------------------------


async def test_a_client_is_told_why_nothing_can_be_sent_before_choosing(post: Post):
    letter = await post.world.issue(CALLER, ASK)
    silent = replace(post.foresee, sender="")
    assert (await silent(CALLER, letter.id, Language.ENGLISH)).closed is Closed.NO_MAIL_SERVER
    theirs = await post.world.issue(CALLER, replace(ASK, use=Use.OTHER))
    assert (await post.foresee(CALLER, theirs.id, Language.ENGLISH)).closed is Closed.NOT_FOR_OTHERS
    await post.world.letters.take_step(letter.id, Step.WITHDRAW, by="jordan", at=post.world.clock.now())
    assert (await post.foresee(CALLER, letter.id, Language.ENGLISH)).closed is Closed.NOT_STANDING


async def test_a_client_sees_the_forms_that_serve_and_how_the_mail_would_look(post: Post):
    letter = await post.world.issue(CALLER, ASK)
    post.world.forms = (a_form(), to_acme(), to_acme(id="old", revoked_at=post.world.clock.now()))
    records = len(post.world.records)
    found = await post.foresee(CALLER, letter.id, Language.SPANISH)
    (choice,) = found.choices
    assert (choice.form, choice.recipient_name, choice.warns) == ("send", "Acme Corp", ())
    mails = dict(choice.mails)
    assert mails[Manner.LINK].subject == "Un documento para usted"
    assert "https://letters.example.org/letter#…" in mails[Manner.LINK].text
    assert [file.name for file in mails[Manner.ATTACHED].files] == [f"letter-{letter.number}.pdf"]
    assert len(post.world.records) == records


async def test_a_client_is_warned_of_the_notice_and_told_when_none_is_needed(post: Post):
    post.world.program = replace(post.world.program, part2=Part2Status.YES)
    post.world.forms = PART2_FORMS
    letter = await post.world.issue(CALLER, ASK)
    (choice,) = (await post.foresee(CALLER, letter.id, Language.ENGLISH)).choices
    assert choice.warns == (Warns.NOTICE,)
    assert "42 CFR part 2" in dict(choice.mails)[Manner.LINK].text
    post.world.route_c = True
    (choice,) = (await post.foresee(CALLER, letter.id, Language.ENGLISH)).choices
    assert (choice.warns, choice.neutral) == ((), True)
