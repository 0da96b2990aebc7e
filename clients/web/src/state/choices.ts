/** The codes of the server's vocabulary that these screens offer, in the order in which people look for them. */

export const RECIPIENTS = [
  'employer_hr',
  'employer_supervisor',
  'school_registrar',
  'school_disability_office',
  'leave_administrator',
  'treating_provider',
  'family_friend',
] as const;

export const PURPOSES = [
  'verification_callback',
  'attendance_proof_work',
  'attendance_proof_school',
  'leave_certification',
  'accommodation_request',
  'return_to_work',
  'treatment',
  'family_involvement',
] as const;

export const ELEMENTS = [
  'letter_existence',
  'person_name',
  'appointment_date',
  'date_range',
  'dates_attended',
  'time_window',
  'under_care_statement',
  'expected_end_date',
  'functional_limits',
] as const;

/** What a letter can say besides, on a clinician's statement: by the lowest level that can say it. */
export const ITEMS = [
  { item: 'leave_amount', from: 2 },
  { item: 'return_date', from: 2 },
  { item: 'functional_limits', from: 3 },
  { item: 'work_restrictions', from: 3 },
  { item: 'schedule_need', from: 3 },
  { item: 'provider_specialty', from: 4 },
  { item: 'program_name', from: 4 },
  { item: 'level_of_care', from: 4 },
  { item: 'diagnosis_general', from: 4 },
  { item: 'diagnosis_specific', from: 4 },
] as const;

export const LIMITS = ['long_focus', 'long_standing', 'heavy_lifting', 'driving', 'night_work'] as const;

export const ARRANGEMENTS = [
  'no_night_shifts',
  'no_overtime',
  'no_on_call',
  'no_overnight_travel',
  'no_dangerous_machines',
  'short_breaks',
  'work_from_home',
  'more_time_for_tests',
] as const;

export const CREDENTIALS = ['licensed_professional', 'physician', 'nurse_practitioner', 'physician_assistant'] as const;

export const DECLINES = ['cannot_state', 'needs_visit', 'lower_level', 'other_form', 'rules'] as const;

/** Why a form that is not a letter is not completed. */
export const PAPERWORK_DECLINES = ['needs_blank', 'needs_visit', 'cannot_state', 'letter_enough'] as const;

export const CHANNELS = ['phone', 'post', 'email_secure', 'email_plain'] as const;

/** A date so many days from another, both `2026-11-23`. */
export function daysAfter(from: string, days: number): string {
  const date = new Date(`${from}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Today by this browser's clock, `2026-11-23`: where a form starts, never what is decided by. */
export function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What a form has to permit so that a letter of this level can go out on it each month. */
export function monthly(use: 'work' | 'school', level: 1 | 2): { purposes: string[]; elements: string[] } {
  const told = level === 1 ? ['appointment_date', 'date_range'] : ['under_care_statement'];
  return {
    purposes: [use === 'work' ? 'attendance_proof_work' : 'attendance_proof_school'],
    elements: ['person_name', 'facility_neutral_name', 'letter_existence', ...told],
  };
}
