import { describe, expect, it } from 'vitest';
import { given, groupName, inWords, missing, toggled, unshown } from '../src/state/checkin';
import type { Item, Template } from '../src/state/records';
import { trend } from '../src/state/trend';

function item(over: Partial<Item> & Pick<Item, 'id' | 'kind'>): Item {
  return {
    prompt: over.id,
    help: '',
    optional: false,
    shareable: true,
    low: null,
    high: null,
    low_label: null,
    high_label: null,
    options: null,
    longest: null,
    ...over,
  };
}

const MOOD = item({ id: 'mood', kind: 'scale', low: 0, high: 10 });
const TOPIC = item({ id: 'topic', kind: 'text', optional: true });
const SKILLS = item({
  id: 'skills',
  kind: 'choices',
  options: [
    { id: 'breathing', label: 'Slow breathing', alone: false },
    { id: 'grounding', label: 'Grounding', alone: false },
    { id: 'none', label: 'None', alone: true },
  ],
});
const SHEET: Template = { id: 'evening', version: 1, title: '', intro: '', closing: '', items: [MOOD, TOPIC, SKILLS] };
const SAID = { yes: 'Yes', no: 'No', unsaid: 'not said' };

describe('a check-in', () => {
  it('takes "I prefer not to say" for an answer', () => {
    expect(missing(SHEET, { mood: null, skills: null })).toEqual([]);
  });

  it('waits for what has to be answered, and not for what is optional', () => {
    expect(missing(SHEET, { mood: 0 }).map((one) => one.id)).toEqual(['skills']);
    expect(missing(SHEET, { mood: 0, skills: [] }).map((one) => one.id)).toEqual(['skills']);
  });

  it('leaves out an optional question that was left empty', () => {
    expect(given(SHEET, { mood: 0, topic: '', skills: ['none'] })).toEqual({ mood: 0, skills: ['none'] });
  });

  it('lets "none" stand alone', () => {
    expect(toggled(SKILLS, ['breathing'], 'none')).toEqual(['none']);
    expect(toggled(SKILLS, ['none'], 'grounding')).toEqual(['grounding']);
    expect(toggled(SKILLS, ['grounding'], 'grounding')).toEqual([]);
  });

  it('reads back in words', () => {
    expect(inWords(MOOD, 4, SAID)).toBe('4 / 10');
    expect(inWords(SKILLS, ['breathing', 'grounding'], SAID)).toBe('Slow breathing, Grounding');
    expect(inWords(undefined, false, SAID)).toBe('No');
    expect(inWords(MOOD, null, SAID)).toBe('not said');
  });
});

describe('a trend', () => {
  it('is in the order of the evenings, with gaps where nothing was said', () => {
    const kept = (at: string, mood: number | null, replaced = false) => ({
      id: at,
      session: 's',
      template: 'evening',
      version: 1,
      answers: { mood },
      at,
      replaced,
    });
    const found = trend(SHEET, [kept('2026-09-04', null), kept('2026-09-02', 3), kept('2026-09-02T1', 9, true)]);
    expect(found.days).toEqual(['2026-09-02', '2026-09-04']);
    expect(found.lines).toEqual([{ item: 'mood', label: 'mood', values: [3, null] }]);
  });
});

describe('what the group may be shown', () => {
  const total = (people: number | null, ...counts: (number | null)[]) => ({
    item: 'mood',
    people,
    middle: null,
    groups: counts.map((count, at) => ({ name: ['low', 'middle', 'high'][at]!, people: count })),
  });

  it.each([
    [total(null), 'few'],
    [total(8, null, null, null), 'telling'],
    [total(9, 9, null, null), 'telling'],
    [total(11, 5, null, 6), null],
  ])('is said beforehand', (known, why) => {
    expect(unshown(known)).toBe(why);
  });

  it('is named by the numbers that were to be chosen', () => {
    const scale = { ...MOOD, low_label: 'very low', high_label: 'very good' };
    expect(['low', 'middle', 'high'].map((name) => groupName(scale, name))).toEqual([
      '0–3 (very low)',
      '4–7',
      '8–10 (very good)',
    ]);
    expect(groupName(item({ id: 'sleep', kind: 'choice', options: [{ id: 'low', label: 'Well', alone: false }] }), 'low')).toBe('Well');
  });
});
