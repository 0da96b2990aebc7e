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
