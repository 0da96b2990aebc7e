"""What a client is told of forms that are not letters: what a letter is not, and what such a form usually reveals.

In both languages, with the law that each sentence rests on. None of it says what an employer or a school may
demand: courts differ on that, and it is not ours to say (E-ADA-1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handrail.letters.choices import Language
from handrail.letters.paperwork import Kind, Reason


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one kind of form.

    Attributes:
        is_not: what a letter from here is not.
        reveals: what the completed form usually tells whoever reads it (trap 22).
        then: what the law says about it afterwards.
        cites: the law that all of this rests on.
    """

    title: str
    is_not: str
    reveals: str
    then: str
    cites: tuple[str, ...]


_FMLA = ("29 CFR 825.305", "29 CFR 825.306", "29 CFR 825.307(a)", "29 CFR 825.500(g)")
_ADA = ("29 CFR 1630.2(o)(3)", "29 CFR 1630.14(c)", "42 U.S.C. 12112(d)")
_SCHOOL = ("34 CFR 104.44", "34 CFR 99.3", "34 CFR 99.10", "34 CFR 99.31(a)(8)")
_INSURER = ("45 CFR 164.501", "45 CFR 164.508(a)(1)")

ENGLISH: Mapping[Kind, Told] = MappingProxyType(
    {
        Kind.FMLA: Told(
            "Certification under the Family and Medical Leave Act (FMLA)",
            "A letter from here is not a certification under the Family and Medical Leave Act. An employer may ask "
            "for that on a form such as WH-380-E.",
            "The form asks who completes it and for their type of practice, when it began and how long it will last, "
            "for medical facts, and what you cannot do. The type of practice alone usually shows that it is about "
            "behavioral health. It need not name a diagnosis.",
            "You usually have 15 calendar days to hand it in. Your employer keeps it confidential and apart from your "
            "personnel file, and your direct supervisor may not ask us about it.",
            _FMLA,
        ),
        Kind.ADA: Told(
            "Form for an adjustment at work (ADA)",
            "A letter from here is not a decision about an adjustment, and not the form on which an employer asks a "
            "clinician about one. You and your employer work out together what to arrange.",
            "Such forms ask what kind of condition it is, what it limits and for how long, and what would help; many "
            "ask for a diagnosis as well. The clinician's name and profession usually show that it is about "
            "behavioral health. A letter of level 3 says what you need and gives no diagnosis.",
            "Your employer keeps it confidential and apart from your personnel file.",
            _ADA,
        ),
        Kind.SCHOOL_DISABILITY: Told(
            "Form of a school's disability office",
            "A letter from here does not register you with a disability office. Schools have forms and rules of their "
            "own for that.",
            "Such forms ask for a diagnosis, who made it and how, and what it limits.",
            "At the school it becomes part of your education record. Parents of minors and of dependent students may "
            "be able to read it.",
            _SCHOOL,
        ),
        Kind.SHORT_TERM_DISABILITY: Told(
            "Statement for a disability insurer",
            "A letter from here is not a proof of disability. The insurer's policy says what it asks for.",
            "Such forms ask for diagnosis codes, dates of treatment, medication and often the level of care. Many come "
            "with a release for all of your records: read it before you sign it.",
            "The insurer does not pay for this care, so it gets nothing from us without a form that you sign for it.",
            _INSURER,
        ),
    }
)

SPANISH: Mapping[Kind, Told] = MappingProxyType(
    {
        Kind.FMLA: Told(
            "Certificación según la Ley de Licencia Familiar y Médica (FMLA)",
            "Una carta nuestra no es una certificación según la Ley de Licencia Familiar y Médica. Un empleador puede "
            "pedirla en un formulario como el WH-380-E.",
            "El formulario pregunta quién lo completa y su tipo de consulta, cuándo empezó y cuánto va a durar, datos "
            "médicos y lo que usted no puede hacer. El tipo de consulta por sí solo suele mostrar que se trata de "
            "salud conductual. No es necesario que nombre un diagnóstico.",
            "Por lo general usted tiene 15 días corridos para entregarlo. Su empleador lo guarda de forma confidencial "
            "y aparte de su expediente de personal, y su jefe directo no puede preguntarnos por él.",
            _FMLA,
        ),
        Kind.ADA: Told(
            "Formulario para un ajuste en el trabajo (ADA)",
            "Una carta nuestra no es una decisión sobre un ajuste, ni el formulario con el que un empleador pregunta "
            "por él a un profesional clínico. Usted y su empleador acuerdan juntos qué se organiza.",
            "Estos formularios preguntan qué clase de condición es, qué limita y por cuánto tiempo, y qué ayudaría; "
            "muchos piden también un diagnóstico. El nombre y la profesión de quien lo completa suelen mostrar que se "
            "trata de salud conductual. Una carta del nivel 3 dice lo que usted necesita y no da ningún diagnóstico.",
            "Su empleador lo guarda de forma confidencial y aparte de su expediente de personal.",
            _ADA,
        ),
        Kind.SCHOOL_DISABILITY: Told(
            "Formulario de la oficina de discapacidad de una escuela",
            "Una carta nuestra no le inscribe en una oficina de discapacidad. Las escuelas tienen para eso sus propios "
            "formularios y reglas.",
            "Estos formularios piden un diagnóstico, quién lo hizo y cómo, y qué limita.",
            "En la escuela pasa a formar parte de su expediente educativo. Los padres de menores y de estudiantes "
            "dependientes pueden llegar a leerlo.",
            _SCHOOL,
        ),
        Kind.SHORT_TERM_DISABILITY: Told(
            "Declaración para un seguro de incapacidad",
            "Una carta nuestra no es una prueba de incapacidad. La póliza del seguro dice qué pide.",
            "Estos formularios piden códigos de diagnóstico, fechas de tratamiento, medicamentos y a menudo el nivel "
            "de atención. Muchos traen una autorización para todos sus registros: léala antes de firmarla.",
            "Este seguro no paga esta atención, así que no recibe nada de nosotros sin un formulario que usted firme "
            "para eso.",
            _INSURER,
        ),
    }
)

TOLD: Mapping[Language, Mapping[Kind, Told]] = MappingProxyType({Language.ENGLISH: ENGLISH, Language.SPANISH: SPANISH})

ALWAYS: Mapping[Language, str] = MappingProxyType(
    {
        Language.ENGLISH: (
            "Give the blank form to your clinician. You get the completed form back here, and you alone: we send it to "
            "nobody. Read it before you hand it on. This is information, not legal advice."
        ),
        Language.SPANISH: (
            "Dé el formulario en blanco a su profesional clínico. El formulario completado lo recibe aquí usted, y "
            "nadie más: no lo enviamos a nadie. Léalo antes de entregarlo. Esto es información, no asesoría legal."
        ),
    }
)

ANSWERS: Mapping[Language, Mapping[Reason, str]] = MappingProxyType(
    {
        Language.ENGLISH: {
            Reason.NEEDS_BLANK: "We do not have the blank form yet. Please give it to your clinician and ask again.",
            Reason.NEEDS_VISIT: "We would like to talk with you about it first. Please make an appointment.",
            Reason.CANNOT_STATE: "Nobody here can complete this form truthfully. You can still have a letter.",
            Reason.LETTER_ENOUGH: "A letter says enough for this, and less than the form. You can make one now.",
        },
        Language.SPANISH: {
            Reason.NEEDS_BLANK: (
                "Todavía no tenemos el formulario en blanco. Déselo a su profesional clínico y vuelva a pedirlo."
            ),
            Reason.NEEDS_VISIT: "Antes quisiéramos hablar de esto con usted. Por favor, pida una cita.",
            Reason.CANNOT_STATE: ("Aquí nadie puede completar este formulario con verdad. Una carta sí puede tenerla."),
            Reason.LETTER_ENOUGH: ("Para esto basta una carta, que dice menos que el formulario. Puede hacerla ahora."),
        },
    }
)
"""What the client is told where no form comes."""
