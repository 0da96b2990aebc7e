/** The evening as a line of minutes: which part begins where, what is behind us, and where we are on it. */

export interface Part {
  kind: string;
  minutes: number;
}

export interface Line {
  /** Minutes of all parts together. */
  whole: number;
  parts: (Part & { from: number; stage: 'behind' | 'here' | 'coming' })[];
  /** Minutes from the start, inside the part that runs however long it takes; null before the first was begun. */
  at: number | null;
}

/** @param since when the running part began; `now` in milliseconds by the server's clock. */
export function alongEvening(parts: Part[], running: string | null, since: string | null, now: number): Line {
  let from = 0;
  const here = parts.findIndex((one) => one.kind === running);
  const placed = parts.map((one, at) => {
    const stage: 'behind' | 'here' | 'coming' = at === here ? 'here' : at < here ? 'behind' : 'coming';
    const part = { ...one, from, stage };
    from += one.minutes;
    return part;
  });
  const part = placed[here];
  if (!part || !since) return { whole: from, parts: placed, at: null };
  const spent = Math.max(0, (now - Date.parse(since)) / 60_000);
  return { whole: from, parts: placed, at: part.from + Math.min(spent, part.minutes) };
}
