/** The app's sources as text: what a file draws, and which words it asks for. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** This file and all that it imports, except what is fetched later with words of its own (a screen). */
export function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf-8');
  const found = [...text.matchAll(/^\s*import (?!type )[^;]*? from '(\.[^']+)'/gm), ...text.matchAll(/import\('(\.[^']+)'\)/g)];
  for (const [, path] of found) {
    const at = join(dirname(file), path!);
    const there = [at, `${at}.ts`].find((one) => existsSync(one) && /\.(svelte|ts)$/.test(one));
    if (there && !there.endsWith('views/screens.ts')) closure(there, seen);
  }
  return seen;
}

/** Which of `keys` a file asks for: those it names, and those of a group that it picks from. */
export function asked(file: string, keys: string[]): string[] {
  const text = readFileSync(file, 'utf-8');
  const written = new Set([...text.matchAll(/['"`]([a-z0-9_.-]+)['"`]/g)].map((one) => one[1]!));
  const groups = [...text.matchAll(/\bnamed\(\s*['`]([a-z0-9-]+)['`]/g)].map((one) => `${one[1]}.`);
  const stems = [...text.matchAll(/\bt\(`([a-z0-9_.-]+)\$\{/g)].map((one) => one[1]!);
  const begins = [...groups, ...stems];
  return keys.filter((key) => written.has(key) || begins.some((one) => key.startsWith(one)));
}
