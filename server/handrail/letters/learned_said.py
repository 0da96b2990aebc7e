"""The sentences of a preview and the warnings before a letter, in each language: `learned` chooses among them.

They are for the client, in the client's own language, whatever language the letter is written in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from handrail.letters.choices import Language


class Heed(StrEnum):
    """What has to be read before a letter is made."""

    SCHEDULE = "schedule"
    FUNCTION = "function"
    NAMED = "named"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Sayings:
    """One language. Words in braces are filled in."""

    issuer_name: str
    address: str
    phone: str
    signer: str
    domain: str
    evening: str
    period: str
    evening_group: str
    group: str
    care: str
    school: str
    not_the_kind: str
    not_how_often: str
    not_who_else: str
    not_what_you_said: str
    not_whether_still: str
    heed: Mapping[Heed, str]


ENGLISH = Sayings(
    issuer_name=(
        "{name} can be looked up. Where a web page, a directory or a public register says what kind of care it gives, "
        "the letter says so too."
    ),
    address="The address can be looked up, and so can who else is found there.",
    phone=(
        "The phone number can be looked up or called. Whoever answers gives no information about you, but a greeting "
        "can tell what the office does."
    ),
    signer="{name} can be looked up. A public register of licences may show a profession.",
    domain=(
        "The letter names the page {page}. Who runs a domain can often be looked up. The page itself answers only "
        "confirmed or not confirmed, and you see each confirmation."
    ),
    evening=(
        "Appointments that are all in the evening are unusual for most kinds of care. A letter without the time of day "
        "says less."
    ),
    period=(
        "A period of several weeks shows a course of care, not a single visit. Several letters over shorter periods, "
        "laid side by side, show the same."
    ),
    evening_group=(
        "The dates are days on which your evening group met. Somebody who knows its timetable could match them."
    ),
    group="The dates are days on which your group met. Somebody who knows its timetable could match them.",
    care=(
        "That you are under care, and until about when where the letter says so, lets a reader think of a condition "
        "that lasts."
    ),
    school=(
        "At a school the letter becomes part of your education record. Parents of minors and of dependent students may "
        "read it (34 CFR 99.10)."
    ),
    not_the_kind="the kind of care, a diagnosis or a specialty",
    not_how_often="how often you came, for how many hours, or on which days you were not there",
    not_who_else="who else was there, or who led",
    not_what_you_said="anything you said, wrote or answered",
    not_whether_still="whether you are still in care",
    heed={
        Heed.SCHEDULE: (
            "A timetable is a fingerprint: being away at the same time on several days a week can tell a reader what "
            "kind of care this is. Dates alone, or a letter of level 2, tell less."
        ),
        Heed.FUNCTION: "This letter says what you need and who states it. A lower level may be enough.",
        Heed.NAMED: "This letter names your care. Once it is handed over it cannot be called back.",
        Heed.SCHOOL: "A school keeps the letter in your education record, which parents may be able to read.",
    },
)

SPANISH = Sayings(
    issuer_name=(
        "{name} se puede buscar. Si una página web, un directorio o un registro público dice qué clase de atención da, "
        "la carta también lo dice."
    ),
    address="La dirección se puede buscar, y también quién más se encuentra allí.",
    phone=(
        "El número de teléfono se puede buscar o marcar. Quien conteste no da información sobre usted, pero un saludo "
        "puede mostrar a qué se dedica la oficina."
    ),
    signer="{name} se puede buscar. Un registro público de licencias puede mostrar una profesión.",
    domain=(
        "La carta nombra la página {page}. A menudo se puede averiguar de quién es un dominio. La página misma solo "
        "responde confirmada o no confirmada, y usted ve cada confirmación."
    ),
    evening=(
        "Las citas siempre a última hora del día son poco comunes en la mayoría de las clases de atención. Una carta "
        "sin el momento del día dice menos."
    ),
    period=(
        "Un período de varias semanas muestra una atención continuada, no una sola visita. Varias cartas de períodos "
        "más cortos, puestas juntas, muestran lo mismo."
    ),
    evening_group=(
        "Las fechas son días en que se reunió su grupo de la tarde. Quien conozca su horario podría relacionarlas."
    ),
    group="Las fechas son días en que se reunió su grupo. Quien conozca su horario podría relacionarlas.",
    care=(
        "Que usted está en atención, y hasta cuándo más o menos si la carta lo dice, permite pensar en una condición "
        "que dura."
    ),
    school=(
        "En una escuela la carta pasa a formar parte de su expediente educativo. Los padres de menores y de "
        "estudiantes dependientes pueden leerla (34 CFR 99.10)."
    ),
    not_the_kind="la clase de atención, un diagnóstico o una especialidad",
    not_how_often="cuántas veces vino, por cuántas horas, ni qué días no estuvo",
    not_who_else="quién más estuvo, ni quién dirigió",
    not_what_you_said="nada de lo que usted dijo, escribió o respondió",
    not_whether_still="si usted sigue en atención",
    heed={
        Heed.SCHEDULE: (
            "Un horario es una huella: ausentarse a la misma hora varios días a la semana puede mostrar a quien lee "
            "qué clase de atención es. Las fechas solas, o una carta del nivel 2, dicen menos."
        ),
        Heed.FUNCTION: "Esta carta dice lo que usted necesita y quién lo declara. Puede bastar un nivel más bajo.",
        Heed.NAMED: "Esta carta nombra su atención. Una vez entregada no se puede recuperar.",
        Heed.SCHOOL: "Una escuela guarda la carta en su expediente educativo, que los padres pueden llegar a leer.",
    },
)

SAYINGS: Mapping[Language, Sayings] = MappingProxyType({Language.ENGLISH: ENGLISH, Language.SPANISH: SPANISH})
