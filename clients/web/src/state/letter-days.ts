/** Which days a letter speaks of, by what was chosen and by how much the letter says. */

import type { LetterAsk } from './records';

export interface DayChoice {
  span: 'day' | 'period' | 'care';
  one: string;
  first: string;
  last: string;
  timeOfDay: boolean;
  expectedEnd: boolean;
}

export interface Days {
  /** Whether the letter speaks of days at all: one that says there was an appointment always does. */
  named: boolean;
  single: boolean;
  first: string;
  last: string;
}

export function daysOf(choice: DayChoice, level: LetterAsk['level']): Days {
  const named = choice.span !== 'care' || level === 1;
  const single = choice.span === 'day' || (choice.span === 'care' && named);
  if (!named) return { named, single, first: '', last: '' };
  return single
    ? { named, single, first: choice.one, last: choice.one }
    : { named, single, first: choice.first, last: choice.last || choice.first };
}
