/** Texts of the program that never change once they have a version: fetched once in a visit. */

import { http } from './app.svelte';
import type { Template } from './records';

const known = new Map<string, Promise<unknown>>();

function once<T>(key: string, fetch: () => Promise<T>): Promise<T> {
  const before = known.get(key) as Promise<T> | undefined;
  if (before) return before;
  const asked = fetch();
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}

export function template(id: string, version: number): Promise<Template> {
  const path = `/v1/checkins/${id}/versions/${version}`;
  return once(path, () => http.get<Template>(path));
}

/** A handout as an HTML fragment of harmless tags, which the server has cleaned. */
export function handoutPage(id: string, version: number): Promise<string> {
  const path = `/v1/handouts/${id}/page?version=${version}`;
  return once(path, () => http.text(path));
}
