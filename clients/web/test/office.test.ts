import { describe, expect, it } from 'vitest';
import { offered, stepsFor, waitsForAnother, type ClientRight, type Representative, type Step } from '../src/state/office';

const OTTO: Representative = {
  id: 'r1',
  relation: 'personal_representative',
  name: 'Otto Sample',
  basis: 'Power of attorney for health care, 2026-01-05',
  authority: 'active_in_scope',
  recorded_at: '2026-11-20T10:00:00Z',
  standing: 'active',
  steps: [],
};

const after = (standing: Representative['standing'], ...steps: [Step, string][]): Representative => ({
  ...OTTO,
  standing,
  steps: steps.map(([step, by], at) => ({ step, by, at: `2026-11-2${at}T10:00:00Z`, reason: 'seen' })),
});

const as = (...roles: string[]) => (role: string) => roles.includes(role);

describe('the steps about somebody who may act for a client', () => {
  it('begin with whoever gives care', () => {
    expect(stepsFor(OTTO, 'sol', as('facilitator'))).toEqual(['question']);
    expect(stepsFor(OTTO, 'mina', as('privacy_officer'))).toEqual(['end']);
  });

  it('go on with somebody else', () => {
    const doubted = after('questioned', ['question', 'sol']);
    expect(stepsFor(doubted, 'sol', as('facilitator'))).toEqual([]);
    expect(waitsForAnother(doubted, 'sol')).toBe(true);
    expect(stepsFor(doubted, 'mina', as('privacy_officer'))).toEqual(['confirm', 'dismiss', 'end']);
  });

  it('end a suspension by another hand than made it', () => {
    const away = after('suspended', ['question', 'sol'], ['confirm', 'mina']);
    expect(stepsFor(away, 'mina', as('privacy_officer'))).toEqual(['end']);
    expect(stepsFor(away, 'sol', as('facilitator'))).toEqual(['lift']);
  });

  it('lift a suspension that outlived the paper', () => {
    const over = after('ended', ['question', 'sol'], ['confirm', 'mina'], ['end', 'rae']);
    expect(stepsFor(over, 'sol', as('facilitator'))).toEqual(['lift']);
  });

  it('are only to end a paper at the front desk', () => {
    expect(stepsFor(after('questioned', ['question', 'sol']), 'rae', as('coordinator'))).toEqual(['end']);
  });
});

describe('a request for something that is theirs by right', () => {
  const asked: ClientRight = {
    id: 'q1',
    right: 'accounting',
    manner: 'oral',
    asked_on: '2026-11-01',
    due_on: '2026-12-31',
    state: 'open',
    free: false,
    told_cents: null,
    owed_cents: 0,
    wants: '',
    entries: [],
  };

  it('is extended once, and in time', () => {
    const extended = { ...asked, entries: [{ act: 'extend', on: '2026-11-20', reason: 'Archive', outcome: null, ground: null }] };
    expect(offered(asked, '2026-12-31').extension).toBe(true);
    expect(offered(asked, '2027-01-01').extension).toBe(false);
    expect(offered(extended, '2026-12-31').extension).toBe(false);
  });

  it('costs something once, and only where it is not free', () => {
    expect(offered(asked, '2026-12-01').fee).toBe(true);
    expect(offered({ ...asked, free: true }, '2026-12-01').fee).toBe(false);
    expect(offered({ ...asked, state: 'fee_told', told_cents: 1500 }, '2026-12-01').fee).toBe(false);
  });
});
