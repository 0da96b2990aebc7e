import { afterEach, describe, expect, it, vi } from 'vitest';
import { app, http } from '../src/state/app.svelte';
import { PARTS, visit } from '../src/state/plan.svelte';

const plan = (version: number, alone: string) => ({ ...Object.fromEntries(PARTS.map((part) => [part, ''])), version, changed_at: null, alone });

afterEach(() => vi.restoreAllMocks());

describe('a crisis plan', () => {
  it.each(['fetch', 'save'] as const)('that is answered after its person has left is nobody’s (%s)', async (act) => {
    let answer!: (found: unknown) => void;
    const late = new Promise((done) => (answer = done));
    vi.spyOn(http, 'get').mockReturnValue(late as never);
    vi.spyOn(http, 'send').mockReturnValue(late as never);
    const hers = visit.plan;
    hers.begin();
    const waits = hers[act]();
    app.forget('bye');
    answer(plan(1, 'Walk to the mill.'));
    await waits;
    expect(hers.kept?.alone).toBe('Walk to the mill.');
    expect(visit.plan.kept).toBeNull();
    expect([visit.plan.draft, visit.plan.busy]).toEqual([null, false]);
  });
});
