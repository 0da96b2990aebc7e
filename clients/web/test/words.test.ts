import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import en from '../src/messages/en.json';
import es from '../src/messages/es.json';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]).sort();

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf-8' })
    .filter((one) => /\.(svelte|ts)$/.test(one))
    .map((one) => readFileSync(`${folder}/${one}`, 'utf-8'))
    .join('\n');
}

describe('the words', () => {
  it('are there in every language, with the same places to fill', () => {
    expect(Object.keys(es)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en)) {
      expect(names(es[key as keyof typeof es]), key).toEqual(names(text));
    }
  });

  it('are never empty', () => {
    expect(Object.values({ ...en, ...es }).filter((text) => !text.trim())).toEqual([]);
  });

  it('say every problem that the server names', () => {
    const problems = JSON.parse(readFileSync('../../schemas/problems.json', 'utf-8')) as Record<string, unknown>;
    const silent = ['command-reused', 'method-not-allowed', 'too-large', 'unexpected', 'wrong-media-type', 'wrong-origin'];
    const unsaid = Object.keys(problems).filter((code) => !(`problem.${code}` in en) && !silent.includes(code));
    expect(unsaid).toEqual([]);
  });

  it('are asked for by keys that exist', () => {
    const asked = [...sources('src').matchAll(/\bt\('([^']+)'/g)].map((one) => one[1]!);
    expect(asked.filter((key) => !(key in en))).toEqual([]);
  });
});

describe('the app', () => {
  it('keeps nothing in the browser’s storage', () => {
    expect(sources('src')).not.toMatch(/localStorage|sessionStorage|indexedDB|document\.cookie/);
  });

  it('writes no style and no script into the page', () => {
    expect(sources('src')).not.toMatch(/ style="|style=\{|<script>(?!\s*lang)/);
  });
});
