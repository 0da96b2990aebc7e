/** A check-in as its person fills it in: which answers are there, which still wait, and how they read. */

import type { Answer, Answers, ItemSummary } from '../protocol/frames';
import type { Item, Template } from './records';

/** Whether this question has its answer; "I prefer not to say" is one. */
export function answered(item: Item, draft: Answers): boolean {
  if (!(item.id in draft)) return false;
  const answer = draft[item.id];
  if (Array.isArray(answer)) return answer.length > 0;
  return answer !== '';
}

/** The questions that have to be answered and are not. */
export function missing(template: Template, draft: Answers): Item[] {
  return template.items.filter((item) => !item.optional && !answered(item, draft));
}

/** What is sent: an optional question that was left empty is left out. */
export function given(template: Template, draft: Answers): Answers {
  return Object.fromEntries(
    template.items.filter((item) => answered(item, draft)).map((item) => [item.id, draft[item.id] ?? null]),
  );
}

/** The draft after choosing or unchoosing one of several; what stands alone stands alone. */
export function toggled(item: Item, chosen: string[], id: string): string[] {
  if (chosen.includes(id)) return chosen.filter((one) => one !== id);
  const alone = new Set((item.options ?? []).filter((one) => one.alone).map((one) => one.id));
  return alone.has(id) ? [id] : [...chosen.filter((one) => !alone.has(one)), id];
}

/** An answer in words. */
export function inWords(item: Item | undefined, answer: Answer | undefined, words: Record<'yes' | 'no' | 'unsaid', string>): string {
  if (answer === null || answer === undefined) return words.unsaid;
  if (typeof answer === 'boolean') return answer ? words.yes : words.no;
  if (Array.isArray(answer)) return answer.map((one) => label(item, one)).join(', ');
  if (typeof answer === 'number') return `${answer} / ${item?.high ?? 10}`;
  return label(item, answer);
}

const THIRDS = ['low', 'middle', 'high'];

/** What the people in one group of a total answered: an option, or the numbers of one third of a scale. */
export function groupName(item: Item | undefined, name: string): string {
  const third = THIRDS.indexOf(name);
  if (item?.kind !== 'scale' || third < 0) return label(item, name);
  const [low, high] = [item.low ?? 0, item.high ?? 10];
  const span = high - low + 1;
  const from = low + Math.ceil((third * span) / 3);
  const to = low + Math.ceil(((third + 1) * span) / 3) - 1;
  const said = [item.low_label, null, item.high_label][third];
  return `${from}–${to}${said ? ` (${said})` : ''}`;
}

/** Why the group cannot be shown how it answered an item; the server decides for itself, and says so too. */
export function unshown(total: ItemSummary): 'few' | 'telling' | null {
  if (total.people === null) return 'few';
  const counts = total.groups.map((one) => one.people).filter((one) => one !== null);
  return counts.length && !counts.includes(total.people) ? null : 'telling';
}

function label(item: Item | undefined, id: string): string {
  return item?.options?.find((one) => one.id === id)?.label ?? id;
}
