/** What the server's records look like, as far as screens show them. */

import type { Answer } from '../protocol/frames';

export interface Session {
  id: string;
  cohort: string;
  on: string;
  starts: string;
  ends: string;
  zone: string;
  state: 'scheduled' | 'open' | 'ended' | 'cancelled';
  segments: { kind: string; minutes: number }[];
  opened_at: string | null;
  closed_at: string | null;
  part: 'participant' | 'lead' | 'co' | null;
}

export interface Item {
  kind: 'scale' | 'choice' | 'choices' | 'text' | 'yes_no';
  id: string;
  prompt: string;
  help: string;
  optional: boolean;
  shareable: boolean;
  low: number | null;
  high: number | null;
  low_label: string | null;
  high_label: string | null;
  options: { id: string; label: string; alone: boolean }[] | null;
  longest: number | null;
}

export interface Template {
  id: string;
  version: number;
  title: string;
  intro: string;
  closing: string;
  items: Item[];
}

export interface KeptAnswers {
  id: string;
  session: string;
  template: string;
  version: number;
  answers: Record<string, Answer> | null;
  at: string;
  replaced: boolean;
}

export interface HandoutFacts {
  id: string;
  version: number;
  title: string;
  summary: string;
  source: string;
  reviewed_on: string;
  reading_level: number;
}

export interface Entry {
  id: string;
  kind: string;
  person: string;
  session: string;
  day: string;
  zone: string;
  status: string;
  late: boolean;
  minutes: number;
  session_minutes: number;
  rule: string;
  reason: string | null;
  at: string;
}

export interface Receipt {
  entry: string;
  session: string;
  day: string;
  status: string;
  late: boolean;
  minutes: number;
  session_minutes: number;
  gaps: { left: string; came_back: string }[];
  rule: string;
  reason: string | null;
  disputed: string | null;
  history: Entry[];
}

export type Level = 1 | 2 | 3 | 4;

/** A letter that waits for a clinician, as its client sees it. */
export interface LetterRequest {
  id: string;
  kind: string;
  state: 'waiting' | 'signed' | 'settled' | 'declined' | 'issued' | 'cancelled';
  use: string;
  level: Level;
  items: string[];
  asked_at: string;
  due_at: string;
  answer: string;
  items_to_sign: string[];
  ready_at: string | null;
  letter: string;
  warnings: string[];
  /** What staff prepared. */
  choices: LetterAsk | null;
}

/** The same as staff see it. */
export interface WaitingRequest {
  id: string;
  kind: 'clinician' | 'review' | 'prepared';
  name: string;
  use: string;
  level: Level;
  items: string[];
  first_day: string | null;
  last_day: string | null;
  asked_at: string;
  due_at: string;
}

export interface Letter {
  id: string;
  number: string;
  use: 'work' | 'school' | 'other';
  level: Level;
  route: string;
  issued_on: string;
  standing: 'issued' | 'replaced' | 'withdrawn' | 'expired';
  can_be_checked: boolean;
  confirmations: { at: string; source: string }[];
  slips: { id: string; issued_on: string; until: string | null; live: boolean }[];
  replaces: string;
  replaced_by: string;
  /** What was chosen, where it was replaced and nothing has taken its place. */
  again: LetterAsk | null;
}

/** A form that is not a letter: what a letter is not, and what the completed form usually reveals. */
export interface PaperworkKind {
  kind: string;
  title: string;
  is_not: string;
  reveals: string;
  then: string;
  cites: string[];
}

export interface Paperwork {
  id: string;
  kind: string;
  title: string;
  state: 'waiting' | 'attached' | 'declined' | 'cancelled';
  needed_by: string | null;
  asked_at: string;
  due_at: string;
  answer: string;
  forms: { id: string; attached_at: string; pages: number; sha256: string }[];
}

/** The same as clinicians see it. */
export interface WaitingPaperwork {
  id: string;
  kind: string;
  name: string;
  needed_by: string | null;
  asked_at: string;
  due_at: string;
}

export interface Expected {
  person: string;
  display_name: string;
  told_place: boolean;
}

export interface Place {
  kind: 'home' | 'work' | 'car' | 'other';
  address: string;
  callback: string;
  privacy: 'alone' | 'others_nearby';
}

export interface Cohort {
  id: string;
  name: string;
  weekdays: string[];
  starts: string;
  ends: string;
  zone: string;
  starts_on: string;
  ends_on: string | null;
  segments: { kind: string; minutes: number }[];
}

export interface Telling {
  at: string;
  word: string;
  reveals: string;
}

export interface Profile {
  version: number;
  name: string;
  address_lines: string[];
  phone: string;
  signer_name: string;
  signer_title: string;
  check_host: string;
  warnings: Telling[];
}

export interface Program {
  id: string;
  name: string;
  state: string;
  zone: string;
  part2_status: 'yes' | 'no' | 'unknown';
  holidays: string[];
  issuer_profile: Profile | null;
}

export interface Enrolment {
  id: string;
  cohort: string;
  person: string;
  starts_on: string;
  planned_end: string | null;
  last_day: string | null;
  ended_at: string | null;
}

export interface Assignment {
  id: string;
  cohort: string;
  person: string;
  part: string;
  session: string | null;
  starts_on: string;
  ended_at: string | null;
}

export interface AuditState {
  verified: boolean;
  entries: number;
  unlinked: number;
  head: string;
  broken: { number: number; entry: string; why: string } | null;
}

export interface LetterAsk {
  use: 'work' | 'school' | 'other';
  level: Level;
  first_day: string | null;
  last_day: string | null;
  time_of_day: boolean;
  expected_end: boolean;
  items: string[];
  language: 'en' | 'es';
  large: boolean;
  reader_form: string;
}

export interface Revealing {
  at: string;
  word: string;
  reason: string;
  fix: string;
}

export interface Preview {
  page: string;
  pictures: string[];
  text: string;
  says: string[];
  could_infer: { source: string; says: string }[];
  cannot_tell: string[];
  blocking: Revealing[];
  warnings: string[];
}

export interface Choices {
  recipient: string;
  recipient_name: string;
  purposes: string[];
  elements: string[];
  expires_on: string;
}

/** Something asked for by right, with the day on which it is due. */
export interface RightsRequest {
  id: string;
  right: 'record' | 'accounting';
  asked_on: string;
  due_on: string;
  state: 'open' | 'fee_told' | 'answered' | 'withdrawn';
  free: boolean;
  told_cents: number | null;
  owed_cents: number;
  wants: string;
  entries: { act: string; on: string; reason: string }[];
}

/** The same at the privacy officer's desk. */
export interface WaitingRight extends RightsRequest {
  person: string;
  name: string;
  overdue: boolean;
}

export interface ConsentDraft {
  text: string;
  digest: string;
  terms: number;
  serves: string[];
  /** What was chosen before that this form would go against; signing repeats the keys. */
  earlier: { key: string; says: string }[];
  /** Why it cannot be signed here, where one signature is not enough. */
  not_alone: 'minor' | 'capacity' | null;
}

export interface Consent extends Choices {
  id: string;
  signed_on: string;
  text: string;
  revoked_at: string | null;
}

/** What a client is told once a form is taken back. */
export interface RevocationReceipt extends Consent {
  says: string[];
}

export interface Disclosure {
  on: string;
  recipient: string;
  recipient_name: string;
  told: string[];
  why: string;
  basis: { id: string; cite: string; says: string }[];
  says: string;
}

export interface Viewing {
  at: string;
  name: string;
  what: string;
  session: string | null;
}

export interface Client {
  person: string;
  legal_name: string;
  display_name: string;
  active: boolean;
}

export interface WaitingRestriction {
  id: string;
  person: string;
  name: string;
  elements: string[] | null;
  recipients: string[] | null;
  purposes: string[] | null;
  self_paid: boolean;
  asked_at: string;
}

export interface Contact {
  channels: string[];
  plain_email_accepted: boolean;
  set_at: string | null;
}

export interface Restriction {
  id: string;
  elements: string[] | null;
  recipients: string[] | null;
  purposes: string[] | null;
  self_paid: boolean;
  asked_at: string;
  agreed: boolean | null;
}

export interface Account {
  person: string;
  roles: string[];
  state: 'invited' | 'active' | 'disabled';
  display_name: string;
  legal_name: string;
  email: string;
}

export interface Policy {
  version: number;
  in_force_from: string;
  present_from: number;
  partial_from: number;
  grace_minutes: number;
  late_minutes: number;
  says: string;
}

/** One run over the standing requests that are due: how many, and what became of each. It names nobody. */
export interface LetterBatch {
  id: string;
  started_at: string;
  by_staff: boolean;
  total: number;
  /** How many are still to come; 0: it is over. */
  left: number;
  made: number;
  nothing_to_say: number;
  refused: number;
  blocked: number;
  later: number;
  gone: number;
}

export interface Mail {
  sender: string;
  subject: string;
  text: string;
  files: string[];
}

export type Manner = 'link' | 'attached';

/** A form that a letter may be sent on, and how the mail would look. */
export interface DeliveryChoice {
  form: string;
  recipient: string;
  until: string;
  manners: Manner[];
  warnings: ('notice' | 'revealing')[];
  neutral: boolean;
  mails: Partial<Record<Manner, Mail>>;
}

export interface DeliveryChoices {
  closed: string | null;
  purpose: string;
  elements: string[];
  sender: string;
  choices: DeliveryChoice[];
}

/** One sending of a letter, and what became of it. */
export interface Delivery {
  id: string;
  letter: string;
  state: 'queued' | 'sending' | 'sent' | 'unknown' | 'failed' | 'fetched' | 'cancelled';
  manner: Manner;
  recipient: string;
  address: string;
  notice: boolean;
  undo_seconds: number;
  since: string;
  until: string | null;
  why: string | null;
  can_be_stopped: boolean;
  wrong_passcodes: number;
  passcode: string;
}

/** A letter that is made each month, and what came of it, oldest first. */
export interface Renewal {
  id: string;
  use: 'work' | 'school' | 'other';
  level: number;
  until: string;
  state: 'standing' | 'stopped' | 'refused' | 'lapsed';
  recipient: string;
  address: string;
  /** Of every link; there once, at signing. */
  passcode: string;
  entries: { act: string; due_on: string; at: string; letter: string | null }[];
}

/** Where each letter of a standing request goes as well. */
export interface MonthlySending {
  form: string;
  manner: 'link';
  address: string;
  address_again: string;
  language: string;
  notice_accepted: boolean;
  notice_accepted_again: boolean;
}

/** What the program answers for about its own name. */
export interface IssuerReview {
  publicly_sud: 'yes' | 'no' | 'unknown';
  signed_off: boolean;
  with_notice: boolean;
  counsel: string;
  reviewed_on: string | null;
  recorded_at: string | null;
  profile: number;
}
