/** Somebody's own crisis plan, in memory for as long as they are signed in: without a network it still stands in the page. */

import { Problem } from '../protocol/problem';
import { app, http } from './app.svelte';

/** In the order in which they help. */
export const PARTS = ['signs', 'alone', 'distraction', 'people', 'professionals', 'surroundings', 'reasons'] as const;
export type Words = Record<(typeof PARTS)[number], string>;
export interface CrisisPlan extends Words {
  version: number;
  changed_at: string | null;
}

/** Most characters of one part. */
export const LONGEST = 1000;

export class Plan {
  kept = $state.raw<CrisisPlan | null>(null);
  busy = $state(false);
  failure = $state.raw<unknown>(null);
  /** What is being written; it outlives leaving the screen. */
  draft = $state<Words | null>(null);
  /** What another page wrote meanwhile, so that neither is lost. */
  theirs = $state.raw<CrisisPlan | null>(null);
  /** The version that the draft was begun on. */
  #base = 0;

  /** Whether anything is written. */
  get written(): boolean {
    return PARTS.some((part) => this.kept?.[part]);
  }

  fetch = async (): Promise<void> => {
    this.busy = true;
    try {
      this.kept = await http.get<CrisisPlan>('/v1/crisis-plan');
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    } finally {
      this.busy = false;
    }
  };

  begin(): void {
    this.#base = this.kept?.version ?? 0;
    this.draft = Object.fromEntries(PARTS.map((part) => [part, this.kept?.[part] ?? ''])) as Words;
  }

  drop(): void {
    this.draft = this.theirs = null;
  }

  /** Save the draft. Where another page wrote since it was begun, that is shown first, and nothing is changed yet. */
  async save(): Promise<void> {
    try {
      const body = { based_on: this.theirs?.version ?? this.#base, ...this.draft };
      this.kept = await http.send<CrisisPlan>('PUT', '/v1/crisis-plan', { body });
      this.drop();
    } catch (failure) {
      if (!(failure instanceof Problem && failure.code === 'conflict')) throw failure;
      this.theirs = await http.get<CrisisPlan>('/v1/crisis-plan');
    }
  }
}

/** The plan of this visit. An answer that comes when the visit is over reaches its own plan, which nobody sees any more. */
class Visit {
  plan = $state.raw(new Plan());

  constructor() {
    app.forgetting.add(() => (this.plan = new Plan()));
  }
}

export const visit = new Visit();
