/** What staff keep about a client, as the server's records have it and as far as screens show it. */

import type { RightsRequest } from './records';

export type Known = 'consented_alone' | 'emancipated' | 'lacks_capacity' | 'in_custody' | 'lps_covered';
export const KNOWN: readonly Known[] = ['consented_alone', 'emancipated', 'lacks_capacity', 'in_custody', 'lps_covered'];

/** What a form may end with. */
export const ENDS = ['end_of_treatment', 'end_of_leave', 'end_of_term'] as const;

/** What the rules ask for and nobody else keeps; null: not known. Each version is whole. */
export interface ClientFacts extends Record<Known, boolean | null> {
  recorded_at: string | null;
  state: string;
  born_on: string | null;
  died_on: string | null;
  ended: { event: (typeof ENDS)[number]; on: string }[];
}

export type Step = 'question' | 'confirm' | 'dismiss' | 'lift' | 'end';

/** Somebody who may act for a client, and the steps that were taken about them, oldest first. */
export interface Representative {
  id: string;
  relation: 'personal_representative' | 'parent_guardian';
  name: string;
  basis: string;
  authority: string;
  recorded_at: string;
  standing: 'active' | 'questioned' | 'suspended' | 'ended';
  steps: { step: Step; by: string; at: string; reason: string }[];
}

/** The step that was last taken about whether somebody is kept away; an end is none. */
function aside(one: Representative): Representative['steps'][number] | undefined {
  return one.steps.findLast((taken) => taken.step !== 'end');
}

/** Whether the next step about this representative is for somebody else than `me`. */
export function waitsForAnother(one: Representative, me: string): boolean {
  const last = aside(one);
  return last?.by === me && (last.step === 'question' || last.step === 'confirm');
}

/** The steps that are worth offering; whether one may be taken is the server's to say. */
export function stepsFor(one: Representative, me: string, is: (role: string) => boolean): Step[] {
  const found: Step[] = [];
  const looks = is('facilitator') || is('privacy_officer');
  if (one.standing === 'active' && is('facilitator')) found.push('question');
  if (looks && !waitsForAnother(one, me)) {
    const last = aside(one)?.step;
    if (one.standing === 'questioned') found.push('confirm');
    if (last === 'question') found.push('dismiss');
    if (last === 'confirm') found.push('lift');
  }
  if (one.standing !== 'ended' && (is('coordinator') || is('privacy_officer'))) found.push('end');
  return found;
}

/** A signed form as staff read it; what it lacks by law, and then it permits nothing. Only on paper can parts be blank. */
export interface ClientForm {
  id: string;
  recipient: string;
  recipient_name: string;
  also: string[];
  purposes: string[];
  elements: string[] | null;
  expires_on: string | null;
  signed_on: string;
  serves: string[];
  text: string;
  on_paper: boolean;
  revoked_at: string | null;
  missing: { rule: string; says: string }[];
}

/** A form that waits for a witness, of its signature or of taking it back. */
export interface WaitingForm extends ClientForm {
  of: 'signature' | 'revocation';
}

/** What a form would permit for one purpose, by the rules that judge every form. */
export interface Judgement {
  purpose: string;
  outcome: 'permit' | 'permit_with_obligations' | 'needs_review' | 'deny';
  permitted: string[];
  denied: string[];
  still_needed: string[];
  rules: { id: string; cite: string; says: string }[];
  says: string;
}

/** Something that a client asked for by right, with all that happened to it. */
export interface ClientRight extends Omit<RightsRequest, 'entries'> {
  manner: 'account' | 'written' | 'oral';
  entries: { act: string; on: string; reason: string; outcome: string | null; ground: string | null }[];
}

/** Why a part of a record may be kept: the list of 45 CFR 164.524(a) is closed. */
export const GROUNDS = ['notes', 'proceeding', 'confidential_source', 'danger', 'other_person', 'representative'] as const;

/** What may be done with a request that is open. */
export function offered(one: ClientRight, today: string): { extension: boolean; fee: boolean } {
  return {
    extension: today <= one.due_on && !one.entries.some((entry) => entry.act === 'extend'),
    fee: one.state === 'open' && !one.free && one.told_cents === null,
  };
}

/** An agency's statement that a person's accounting must not tell for a time what went to it. */
export interface Suspension {
  id: string;
  agency: 'oversight_agency' | 'law_enforcement';
  agency_name: string;
  official: string;
  oral: boolean;
  said_on: string;
  until: string;
}
