/** Which days a letter speaks of. */

import { describe, expect, it } from 'vitest';
import { daysOf, type DayChoice } from '../src/state/letter-days';

const CHOICE: DayChoice = { span: 'day', one: '2026-11-23', first: '2026-11-02', last: '2026-11-20', timeOfDay: false, expectedEnd: false };

describe('the days of a letter', () => {
  it('are the one day or the period that was chosen', () => {
    expect(daysOf(CHOICE, 1)).toEqual({ named: true, single: true, first: '2026-11-23', last: '2026-11-23' });
    expect(daysOf({ ...CHOICE, span: 'period' }, 2)).toEqual({ named: true, single: false, first: '2026-11-02', last: '2026-11-20' });
  });

  it('end on the day they begin where no last one is typed', () => {
    expect(daysOf({ ...CHOICE, span: 'period', last: '' }, 2).last).toBe('2026-11-02');
  });

  it('are none where only care is told', () => {
    expect(daysOf({ ...CHOICE, span: 'care' }, 2)).toEqual({ named: false, single: false, first: '', last: '' });
  });

  it('are one at the lowest level all the same: an appointment has a day', () => {
    expect(daysOf({ ...CHOICE, span: 'care' }, 1)).toEqual({ named: true, single: true, first: '2026-11-23', last: '2026-11-23' });
  });
});
