"""What about a letter can be chosen, by the client or, in a statement, by a clinician: closed lists, no words."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Use(StrEnum):
    """Where the client means to hand the letter in."""

    WORK = "work"
    SCHOOL = "school"
    OTHER = "other"


class Level(IntEnum):
    """How much a letter may say."""

    APPOINTMENT = 1
    UNDER_CARE = 2
    FUNCTION = 3
    NAMED = 4


class Language(StrEnum):
    """The language a letter is written in (BCP 47)."""

    ENGLISH = "en"
    SPANISH = "es"


class PartOfDay(StrEnum):
    """The only times that levels 1 and 2 know: clock times over weeks are a fingerprint of the kind of care."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Limit(StrEnum):
    """What somebody cannot do as usual. None of them points at one kind of care."""

    LONG_FOCUS = "long_focus"
    LONG_STANDING = "long_standing"
    HEAVY_LIFTING = "heavy_lifting"
    DRIVING = "driving"
    NIGHT_WORK = "night_work"


class Restriction(StrEnum):
    """What a workplace or school is asked to arrange."""

    NO_NIGHT_SHIFTS = "no_night_shifts"
    NO_OVERTIME = "no_overtime"
    NO_ON_CALL = "no_on_call"
    NO_OVERNIGHT_TRAVEL = "no_overnight_travel"
    NO_DANGEROUS_MACHINES = "no_dangerous_machines"
    SHORT_BREAKS = "short_breaks"
    WORK_FROM_HOME = "work_from_home"
    MORE_TIME_FOR_TESTS = "more_time_for_tests"


class Away(StrEnum):
    """On which side of a time of day somebody is away."""

    BEFORE = "before"
    AFTER = "after"


class Credential(StrEnum):
    """What a clinician's signature may say of a licence without showing the specialty."""

    LICENSED_PROFESSIONAL = "licensed_professional"
    PHYSICIAN = "physician"
    NURSE_PRACTITIONER = "nurse_practitioner"
    PHYSICIAN_ASSISTANT = "physician_assistant"


class Specialty(StrEnum):
    """The field of care, said at level 4 alone."""

    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    BOTH = "both"


class Condition(StrEnum):
    """A diagnosis in general words, said at level 4 alone."""

    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
