import { readFileSync, readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { words, type Area } from '../src/state/words.svelte';
import { SCREENS } from '../src/views/screens';
import { asked, closure } from './sources';

type Table = Record<string, string>;
const FILES = import.meta.glob<Table>('../src/messages/*/*.json', { eager: true, import: 'default' });
const AREAS = Object.keys(FILES).filter((path) => path.includes('/en/')).map((path) => path.match(/(\w+)\.json$/)![1]!);

const table = (language: string, areas: readonly string[]): Table =>
  Object.assign({}, ...areas.map((one) => FILES[`../src/messages/${language}/${one}.json`]));
const en = table('en', AREAS);

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]).sort();

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf-8' })
    .filter((one) => /\.(svelte|ts)$/.test(one))
    .map((one) => readFileSync(`${folder}/${one}`, 'utf-8'))
    .join('\n');
}

describe('the words', () => {
  it('are there in every language, with the same places to fill', () => {
    for (const area of AREAS) {
      const [english, spanish] = [table('en', [area]), table('es', [area])];
      expect(Object.keys(spanish), area).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(english)) expect(names(spanish[key]!), key).toEqual(names(text));
    }
    expect(Object.keys(FILES)).toHaveLength(2 * AREAS.length);
  });

  it('stand in one place each', () => {
    expect(AREAS.flatMap((one) => Object.keys(table('en', [one])))).toHaveLength(Object.keys(en).length);
  });

  it('are never empty', () => {
    const all = Object.values(FILES).flatMap((one) => Object.values(one));
    expect(all.filter((text) => !text.trim())).toEqual([]);
  });

  it('say every problem that the server names', () => {
    const problems = JSON.parse(readFileSync('../../schemas/problems.json', 'utf-8')) as Record<string, unknown>;
    const silent = ['command-reused', 'method-not-allowed', 'too-large', 'unexpected', 'wrong-media-type', 'wrong-origin'];
    const unsaid = Object.keys(problems).filter((code) => !(`problem.${code}` in en) && !silent.includes(code));
    expect(unsaid).toEqual([]);
  });

  it('are asked for by keys that exist', () => {
    const keys = [...sources('src').matchAll(/\bt\('([^']+)'/g)].map((one) => one[1]!);
    expect(keys.filter((key) => !(key in en))).toEqual([]);
  });

  it('that every page needs are there from the start', () => {
    expect(missing('src/App.svelte', [])).toEqual([]);
  });

  it.each(Object.entries(SCREENS))('of the screen “%s” come with it', (_, [areas, fetch]) => {
    const file = String(fetch).match(/(\w+\.svelte)/)![1]!;
    expect(missing(`src/views/${file}`, areas)).toEqual([]);
  });

  it('of no screen are fetched for nothing', () => {
    for (const [name, [areas, fetch]] of Object.entries(SCREENS)) {
      const file = `src/views/${String(fetch).match(/(\w+\.svelte)/)![1]!}`;
      const idle = areas.filter((one) => !missing(file, areas.filter((other) => other !== one)).length);
      expect(idle, name).toEqual([]);
    }
  });
});

/** Keys that a file, with all that it draws, asks for and that are neither in `areas` nor on every page. */
function missing(file: string, areas: readonly string[]): string[] {
  const there = table('en', ['core', ...areas]);
  return [...closure(file)].flatMap((one) => asked(one, Object.keys(en))).filter((key) => !(key in there));
}

describe('words that are fetched', () => {
  beforeEach(() => words.speak('en'));

  it('come in the language that is spoken', async () => {
    await words.speak('es');
    await words.need(['settings']);
    expect(words.table['settings.title']).toBe(table('es', ['settings'])['settings.title']);
  });

  it('change with the language', async () => {
    await words.need(['settings', 'terms']);
    await words.speak('es');
    const spanish = table('es', ['core', 'settings', 'terms']);
    expect(words.table).toMatchObject(spanish);
  });

  it('change with a language that is chosen while they come', async () => {
    await Promise.all([words.need(['letters']), words.speak('es')]);
    expect(words.table).toMatchObject(table('es', ['core', 'letters'] satisfies (Area | 'core')[]));
  });
});

describe('the app', () => {
  it('keeps nothing in the browser’s storage but an empty note of a sign-out that is owed', () => {
    const storage = /localStorage|sessionStorage|indexedDB|document\.cookie/;
    const owing = readFileSync('src/protocol/owed.ts', 'utf-8');
    expect(owing.match(/setItem\([^)]*\)/g)).toEqual(["setItem(KEY, '')"]);
    expect(sources('src').replace(owing, '')).not.toMatch(storage);
    expect(owing).toMatch(storage);
  });

  it('writes no style and no script into the page', () => {
    expect(sources('src')).not.toMatch(/ style="|style=\{|<script>(?!\s*lang)/);
  });
});
