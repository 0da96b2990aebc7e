/** A person's own scales over time, ready to be drawn and to be read as a table. */

import type { KeptAnswers, Template } from './records';

export interface Trend {
  /** Instants of the check-ins, oldest first. */
  days: string[];
  /** One line a scale; null where the person passed over it. */
  lines: { item: string; label: string; values: (number | null)[] }[];
}

export function trend(sheet: Template, responses: KeptAnswers[]): Trend {
  const kept = responses
    .filter((one) => one.template === sheet.id && one.answers && !one.replaced)
    .toSorted((a, b) => a.at.localeCompare(b.at));
  return {
    days: kept.map((one) => one.at),
    lines: sheet.items
      .filter((item) => item.kind === 'scale')
      .map((item) => ({
        item: item.id,
        label: item.prompt,
        values: kept.map((one) => {
          const answer = one.answers?.[item.id];
          return typeof answer === 'number' ? answer : null;
        }),
      })),
  };
}
