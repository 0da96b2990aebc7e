import { describe, expect, it } from 'vitest';
import { alongEvening } from '../src/state/evening';

const PARTS = [
  { kind: 'check_in', minutes: 30 },
  { kind: 'learning', minutes: 60 },
  { kind: 'closing', minutes: 15 },
];
const SINCE = '2026-09-03T01:00:00Z';
const after = (minutes: number) => Date.parse(SINCE) + minutes * 60_000;

describe('the evening as a line', () => {
  it('lays the parts one after the other, and is nowhere before the first begins', () => {
    const line = alongEvening(PARTS, null, null, after(0));
    expect(line.whole).toBe(105);
    expect(line.parts.map((one) => one.from)).toEqual([0, 30, 90]);
    expect(line.at).toBeNull();
  });

  it('is as far into the running part as that has taken', () => {
    const line = alongEvening(PARTS, 'learning', SINCE, after(12));
    expect(line.at).toBe(42);
    expect(line.parts.map((one) => one.stage)).toEqual(['behind', 'here', 'coming']);
  });

  it('stays inside a part that takes longer, and never runs ahead of a slow clock', () => {
    expect(alongEvening(PARTS, 'learning', SINCE, after(200)).at).toBe(90);
    expect(alongEvening(PARTS, 'learning', SINCE, after(-3)).at).toBe(30);
  });
});
