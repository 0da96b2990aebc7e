/** What staff keep about a client, as the server's records have it and as far as screens show it. */

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
