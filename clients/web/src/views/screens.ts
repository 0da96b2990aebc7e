/** What each screen takes: its view, and the words of it. Both are files of their own, fetched when it is first shown. */

import type { Component } from 'svelte';
import { Unreachable } from '../protocol/problem';
import type { Screen } from '../state/app.svelte';
import { words, type Area } from '../state/words.svelte';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type View = { default: Component<any> };
type Name = Screen['name'] | 'lead';

export const SCREENS: Record<Name, [readonly Area[], () => Promise<View>]> = {
  today: [['evening'], () => import('./Today.svelte')],
  place: [['evening'], () => import('./Place.svelte')],
  room: [['evening'], () => import('./Room.svelte')],
  lead: [['evening', 'lead'], () => import('./LeadRoom.svelte')],
  'crisis-plan': [['evening', 'plan'], () => import('./CrisisPlan.svelte')],
  attendance: [['evening'], () => import('./Attendance.svelte')],
  letters: [['terms', 'letters'], () => import('./Letters.svelte')],
  'letter-new': [['terms', 'letters'], () => import('./LetterNew.svelte')],
  letter: [['terms', 'letters'], () => import('./LetterOne.svelte')],
  standing: [['terms', 'letters'], () => import('./Standing.svelte')],
  'paperwork-new': [['letters'], () => import('./PaperworkNew.svelte')],
  paperwork: [['terms', 'letters'], () => import('./PaperworkOne.svelte')],
  'letter-request': [['terms', 'letters'], () => import('./LetterRequestOne.svelte')],
  requests: [['terms', 'requests'], () => import('./Requests.svelte')],
  permissions: [['terms', 'record'], () => import('./Permissions.svelte')],
  record: [['terms', 'record'], () => import('./Record.svelte')],
  program: [['terms', 'program'], () => import('./Program.svelte')],
  cohorts: [['program'], () => import('./Cohorts.svelte')],
  cohort: [['program'], () => import('./CohortOne.svelte')],
  people: [['terms', 'program'], () => import('./People.svelte')],
  file: [['terms', 'record', 'file'], () => import('./File.svelte')],
  log: [['terms', 'record', 'office'], () => import('./Log.svelte')],
  'session-attendance': [['evening', 'lead'], () => import('./SessionAttendance.svelte')],
  settings: [['settings'], () => import('./Settings.svelte')],
};

/** The view of a screen, once its words are there too.
 *
 * @throws Unreachable where either could not be fetched.
 */
export async function view(name: Name): Promise<View> {
  const [areas, fetch] = SCREENS[name];
  try {
    const [found] = await Promise.all([fetch(), words.need(areas)]);
    return found;
  } catch {
    throw new Unreachable();
  }
}
