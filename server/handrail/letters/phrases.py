"""The sentences of letters, in each language: what a letter says is chosen in `letter`, how it is said is chosen here.

Every sentence of one language has its like in the other, and neither holds a word of the leak scan's lexicon
below level 4 (a test composes and scans them all).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType

from handrail.letters.choices import (
    Away,
    Condition,
    Credential,
    Language,
    Level,
    Limit,
    PartOfDay,
    Restriction,
    Specialty,
    Use,
)

NOON = 12

_MONTHS = {
    Language.ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    Language.SPANISH: (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}


def in_words(day: date, language: Language = Language.ENGLISH) -> str:
    """A date as readers in the United States write it, whatever the machine's locale."""
    month = _MONTHS[language][day.month - 1]
    if language is Language.SPANISH:
        return f"{day.day} de {month} de {day.year}"
    return f"{month} {day.day}, {day.year}"


def clock(at: time, language: Language) -> str:
    """A time of day on a clock of twelve hours."""
    half = "AM" if at.hour < NOON else "PM"
    if language is Language.SPANISH:
        half = "a.\u00a0m." if at.hour < NOON else "p.\u00a0m."
    return f"{at.hour % NOON or NOON}:{at.minute:02}\u00a0{half}"


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. Words in braces are filled in; nothing else is."""

    titles: Mapping[Level, str]
    parts: Mapping[PartOfDay, str]
    one_day: str
    period: str
    at_part: str
    under_care: str
    expected_end: str
    leave: str
    leave_days: str
    returns: Mapping[Use, str]
    limits_lead: str
    limits: Mapping[Limit, str]
    restrictions_lead: str
    restrictions: Mapping[Restriction, str]
    away: Mapping[Away, str]
    away_from: Mapping[Use, str]
    stated_by: str
    credentials: Mapping[Credential, str]
    specialty: Mapping[Specialty, str]
    program: str
    level_of_care: str
    condition: Mapping[Condition, str]
    diagnosis: str
    permitted: str
    given: Mapping[Use, str]
    silent: str
    checkable: str
    slip_title: str
    slip: str
    slip_silent: str
    number: str
    qr: str
    scan: str
    type: str
    answer: str


ENGLISH = Phrases(
    titles={
        Level.APPOINTMENT: "Confirmation of appointment",
        Level.UNDER_CARE: "Confirmation of care",
        Level.FUNCTION: "Statement of needs",
        Level.NAMED: "Statement of care",
    },
    parts={
        PartOfDay.MORNING: "in the morning",
        PartOfDay.AFTERNOON: "in the afternoon",
        PartOfDay.EVENING: "in the evening",
    },
    one_day="This letter confirms that {name} attended a health appointment on {day}{part}.",
    period="This letter confirms that {name} attended health appointments in the period from {first} to {last}{part}.",
    at_part=", {part}",
    under_care="{name} is under the care of a licensed health professional.",
    expected_end="This care is expected to continue until about {day}.",
    leave="For health reasons {name} needs to be away from {first} to {last}.",
    leave_days="For health reasons {name} needs to be away on up to {days} days a month, from {first} to {last}.",
    returns={
        Use.WORK: "{name} can return to work on {day}.",
        Use.SCHOOL: "{name} can return to classes on {day}.",
        Use.OTHER: "{name} can return to usual duties on {day}.",
    },
    limits_lead="For health reasons {name} is for now limited in the following:",
    limits={
        Limit.LONG_FOCUS: "working for long stretches without a short break",
        Limit.LONG_STANDING: "standing or walking for a long time",
        Limit.HEAVY_LIFTING: "lifting or carrying heavy loads",
        Limit.DRIVING: "driving",
        Limit.NIGHT_WORK: "working at night",
    },
    restrictions_lead="The following is recommended:",
    restrictions={
        Restriction.NO_NIGHT_SHIFTS: "no night shifts",
        Restriction.NO_OVERTIME: "no overtime",
        Restriction.NO_ON_CALL: "no on-call duty",
        Restriction.NO_OVERNIGHT_TRAVEL: "no travel with a night away from home",
        Restriction.NO_DANGEROUS_MACHINES: "no work on dangerous machines or at heights",
        Restriction.SHORT_BREAKS: "short breaks when needed",
        Restriction.WORK_FROM_HOME: "work or study from home where possible",
        Restriction.MORE_TIME_FOR_TESTS: "more time for tests and assignments",
    },
    away={
        Away.BEFORE: (
            "For health reasons {name} needs to be away{place} before {time} on some weekdays until about {day}."
        ),
        Away.AFTER: (
            "For health reasons {name} needs to be away{place} after {time} on some weekdays until about {day}."
        ),
    },
    away_from={Use.WORK: " from work", Use.SCHOOL: " from classes", Use.OTHER: ""},
    stated_by="Stated by {clinician}, {credential}, on {day}.",
    credentials={
        Credential.LICENSED_PROFESSIONAL: "licensed health professional",
        Credential.PHYSICIAN: "physician",
        Credential.NURSE_PRACTITIONER: "nurse practitioner",
        Credential.PHYSICIAN_ASSISTANT: "physician assistant",
    },
    specialty={
        Specialty.MENTAL_HEALTH: "The care is in the field of mental health.",
        Specialty.SUBSTANCE_USE: "The care is in the field of substance use disorders.",
        Specialty.BOTH: "The care is in the fields of mental health and substance use disorders.",
    },
    program="The care is given in the program {program}.",
    level_of_care="The level of care is intensive outpatient.",
    condition={
        Condition.MENTAL_HEALTH: "The care is for a mental health condition.",
        Condition.SUBSTANCE_USE: "The care is for a substance use disorder.",
    },
    diagnosis="The diagnosis is {code} (ICD-10-CM).",
    permitted="{name} has signed for each of these items by itself.",
    given={
        Use.WORK: "This letter was given to {name} on request, for use at work.",
        Use.SCHOOL: "This letter was given to {name} on request, for use at school.",
        Use.OTHER: "This letter was given to {name} on request.",
    },
    silent="We give no further information about it, in writing or by phone.",
    checkable=(
        "Whether it is current can be checked as shown below. "
        "Beyond that we give no further information about it, in writing or by phone."
    ),
    slip_title="How to check a letter",
    slip="This page belongs to letter {number} of {day}. With the code below it can be checked whether it is current.",
    slip_silent="We give no further information about the letter, in writing or by phone.",
    number="Letter",
    qr="Code with the address where this letter can be checked",
    scan="To check this letter, scan the code or go to",
    type="and type",
    answer="The answer says only whether this letter is confirmed.",
)

SPANISH = Phrases(
    titles={
        Level.APPOINTMENT: "Constancia de cita",
        Level.UNDER_CARE: "Constancia de atención",
        Level.FUNCTION: "Constancia de necesidades",
        Level.NAMED: "Constancia detallada de atención",
    },
    parts={
        PartOfDay.MORNING: "por la mañana",
        PartOfDay.AFTERNOON: "por la tarde",
        PartOfDay.EVENING: "a última hora del día",
    },
    one_day="Por la presente se confirma que {name} acudió a una cita de salud el {day}{part}.",
    period="Por la presente se confirma que {name} acudió a citas de salud en el periodo del {first} al {last}{part}.",
    at_part=", {part}",
    under_care="{name} está bajo el cuidado de un profesional de la salud con licencia.",
    expected_end="Se prevé que esta atención continúe hasta aproximadamente el {day}.",
    leave="Por razones de salud, {name} necesita estar fuera del {first} al {last}.",
    leave_days=("Por razones de salud, {name} necesita estar fuera hasta {days} días al mes, del {first} al {last}."),
    returns={
        Use.WORK: "{name} puede volver al trabajo el {day}.",
        Use.SCHOOL: "{name} puede volver a clases el {day}.",
        Use.OTHER: "{name} puede volver a sus actividades habituales el {day}.",
    },
    limits_lead="Por razones de salud, {name} tiene por ahora las siguientes limitaciones:",
    limits={
        Limit.LONG_FOCUS: "trabajar mucho tiempo seguido sin una pausa breve",
        Limit.LONG_STANDING: "estar de pie o caminar mucho tiempo",
        Limit.HEAVY_LIFTING: "levantar o cargar pesos grandes",
        Limit.DRIVING: "conducir",
        Limit.NIGHT_WORK: "trabajar de noche",
    },
    restrictions_lead="Se recomienda lo siguiente:",
    restrictions={
        Restriction.NO_NIGHT_SHIFTS: "sin turnos de noche",
        Restriction.NO_OVERTIME: "sin tiempo extra",
        Restriction.NO_ON_CALL: "sin guardias",
        Restriction.NO_OVERNIGHT_TRAVEL: "sin viajes con noches fuera de casa",
        Restriction.NO_DANGEROUS_MACHINES: "sin trabajo con máquinas peligrosas ni en alturas",
        Restriction.SHORT_BREAKS: "pausas breves cuando haga falta",
        Restriction.WORK_FROM_HOME: "trabajo o estudio desde casa cuando sea posible",
        Restriction.MORE_TIME_FOR_TESTS: "más tiempo para exámenes y tareas",
    },
    away={
        Away.BEFORE: (
            "Por razones de salud, {name} necesita estar fuera{place} antes de las {time} algunos días entre semana "
            "hasta aproximadamente el {day}."
        ),
        Away.AFTER: (
            "Por razones de salud, {name} necesita estar fuera{place} después de las {time} algunos días entre semana "
            "hasta aproximadamente el {day}."
        ),
    },
    away_from={Use.WORK: " del trabajo", Use.SCHOOL: " de clases", Use.OTHER: ""},
    stated_by="Así lo declaró {clinician}, {credential}, el {day}.",
    credentials={
        Credential.LICENSED_PROFESSIONAL: "profesional de la salud con licencia",
        Credential.PHYSICIAN: "profesional de la medicina",
        Credential.NURSE_PRACTITIONER: "profesional de enfermería de práctica avanzada",
        Credential.PHYSICIAN_ASSISTANT: "asistente de la profesión médica",
    },
    specialty={
        Specialty.MENTAL_HEALTH: "La atención pertenece al campo de la salud mental.",
        Specialty.SUBSTANCE_USE: "La atención pertenece al campo de los trastornos por uso de sustancias.",
        Specialty.BOTH: (
            "La atención pertenece a los campos de la salud mental y de los trastornos por uso de sustancias."
        ),
    },
    program="La atención se presta en el programa {program}.",
    level_of_care="El nivel de atención es ambulatorio intensivo.",
    condition={
        Condition.MENTAL_HEALTH: "La atención se debe a una condición de salud mental.",
        Condition.SUBSTANCE_USE: "La atención se debe a un trastorno por uso de sustancias.",
    },
    diagnosis="El diagnóstico es {code} (ICD-10-CM).",
    permitted="{name} firmó por separado para cada uno de estos puntos.",
    given={
        Use.WORK: "Esta carta se entregó a {name} a petición propia, para presentarla en el trabajo.",
        Use.SCHOOL: "Esta carta se entregó a {name} a petición propia, para presentarla en la escuela.",
        Use.OTHER: "Esta carta se entregó a {name} a petición propia.",
    },
    silent="No damos más información al respecto, ni por escrito ni por teléfono.",
    checkable=(
        "Se puede comprobar si sigue vigente como se indica abajo. "
        "Aparte de eso, no damos más información al respecto, ni por escrito ni por teléfono."
    ),
    slip_title="Cómo comprobar una carta",
    slip=(
        "Esta página pertenece a la carta {number} del {day}. "
        "Con el código de abajo se puede comprobar si sigue vigente."
    ),
    slip_silent="No damos más información sobre la carta, ni por escrito ni por teléfono.",
    number="Carta",
    qr="Código con la dirección donde se puede comprobar esta carta",
    scan="Para comprobar esta carta, escanee el código o vaya a",
    type="y escriba",
    answer="La respuesta dice solamente si esta carta está confirmada.",
)

PHRASES: Mapping[Language, Phrases] = MappingProxyType({Language.ENGLISH: ENGLISH, Language.SPANISH: SPANISH})
