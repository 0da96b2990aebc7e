"""Who may check a letter: the recipient of a form that the client signed for exactly this (45 CFR 164.508, trap 6)."""

from __future__ import annotations

from datetime import date

from handrail.disclosure.on_file import OnFile
from handrail.disclosure.request import Authority
from handrail.disclosure.vocabulary import DataElement, Purpose
from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.letters.issued import Reader
from handrail.programs.program import Part2Status


def chosen_reader(form_id: str, on_file: OnFile, part2: Part2Status, today: date) -> Reader | None:
    """The reader that the form names; None where no form was given. Each check is decided anew all the same.

    Args:
        form_id: id of the client's form, or empty.
        on_file: the client's own forms among it, and whether counsel signed the program's neutral issuer off.
        part2: status of the program; a check page for a Part 2 program would itself be telling (trap 6), unless its
            issuer is not known as one and counsel signed that off (route C).
        today: the day of issue in the client's zone.

    Raises:
        Conflict: letters of this program cannot be checked by readers.
        Invalid: no such form, or it does not let a reader check today.
    """
    if not form_id:
        return None
    if not part2.lets_readers_check and not on_file.neutral_issuer:
        raise Conflict("Letters of your program cannot be checked by readers: the check itself would tell too much.")
    form = next((one for one in on_file.authorities if one.id == form_id), None)
    if form is None or not form.recipients or not _lets_check(form, today):
        raise Invalid(faults=(Fault("/reader_form", "sign the form that lets your reader check the letter first"),))
    return Reader(form_id, form.recipients[0], form.expires_on)


def _lets_check(form: Authority, today: date) -> bool:
    return (
        form.revoked_at is None
        and Purpose.VERIFICATION_CALLBACK in (form.purposes or frozenset())
        and (form.data is None or DataElement.LETTER_EXISTENCE in form.data)
        and (form.expires_on is None or today <= form.expires_on)
    )
