/** The app's words in the person's language, and dates and times as they are written there. */

import core from '../messages/en/core.json';

/** Which words go together: what every page needs, and what some screens need. */
export type Area = 'evening' | 'plan' | 'lead' | 'letters' | 'terms' | 'record' | 'program' | 'requests' | 'office' | 'file' | 'settings';
export type Word =
  | keyof typeof core
  | keyof typeof import('../messages/en/evening.json')
  | keyof typeof import('../messages/en/lead.json')
  | keyof typeof import('../messages/en/letters.json')
  | keyof typeof import('../messages/en/terms.json')
  | keyof typeof import('../messages/en/record.json')
  | keyof typeof import('../messages/en/program.json')
  | keyof typeof import('../messages/en/requests.json')
  | keyof typeof import('../messages/en/office.json')
  | keyof typeof import('../messages/en/file.json')
  | keyof typeof import('../messages/en/plan.json')
  | keyof typeof import('../messages/en/settings.json');
export type Language = 'en' | 'es';

type Table = Record<string, string>;

// Each is a file of its own, so that nobody waits for the words of screens that they never see.
const FILES = import.meta.glob<Table>(['../messages/*/*.json', '!../messages/en/core.json'], { import: 'default' });

class Words {
  language = $state<Language>('en');
  table = $state.raw<Table>(core);
  #areas = new Set<Area>();

  /** Have the words of these areas at hand, in the language that is spoken. */
  async need(areas: readonly Area[]): Promise<void> {
    const missing = areas.filter((one) => !this.#areas.has(one));
    if (!missing.length) return;
    const language = this.language;
    const found = await Promise.all(missing.map((one) => file(language, one)));
    if (language !== this.language) return this.need(areas);
    for (const one of missing) this.#areas.add(one);
    this.table = Object.assign({}, this.table, ...found);
  }

  /** Change the language of everything that is shown. */
  async speak(language: Language): Promise<void> {
    const areas = [...this.#areas];
    const found = await Promise.all((['core', ...areas] as const).map((one) => file(language, one)));
    if (areas.length < this.#areas.size) return this.speak(language);
    this.table = Object.assign({}, core, ...found);
    this.language = language;
    document.documentElement.lang = language;
  }
}

async function file(language: Language, area: Area | 'core'): Promise<Table> {
  return language === 'en' && area === 'core' ? core : await FILES[`../messages/${language}/${area}.json`]!();
}

export const words = new Words();

/** The words for `key`, with `{names}` filled in. */
export function t(key: Word, values: Record<string, string | number> = {}): string {
  const found = words.table[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all));
}

/** As `t`, for keys that come from the server's vocabulary; `otherwise` where there are no words for it. */
export function named(group: string, name: string, otherwise = name): string {
  const key = `${group}.${name}`;
  return key in words.table ? t(key as Word) : otherwise;
}

/** `one` or `many`, by the count. */
export function counted(one: Word, many: Word, count: number): string {
  return t(count === 1 ? one : many, { count });
}

/** A date without a time, `2026-11-23`, as people write it. */
export function day(text: string, long = true): string {
  const date = new Date(`${text}T12:00:00Z`);
  const form: Intl.DateTimeFormatOptions = long
    ? { weekday: 'long', month: 'long', day: 'numeric', timeZone: 'UTC' }
    : { month: 'short', day: 'numeric', year: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(locale(), form).format(date);
}

/** A time of the clock on the wall, `18:00`, as people write it. */
export function clock(text: string): string {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  const date = new Date(Date.UTC(2000, 0, 1, hours, minutes));
  return new Intl.DateTimeFormat(locale(), { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(date);
}

/** Cents of a dollar, as people write them. */
export function dollars(cents: number): string {
  return new Intl.NumberFormat(locale(), { style: 'currency', currency: 'USD' }).format(cents / 100);
}

/** An instant in the browser's own zone. */
export function moment(text: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(text));
}

/** The date of an instant in a zone, `2026-11-23`. */
export function dateIn(zone: string, text: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone || 'UTC', dateStyle: 'short' }).format(new Date(text));
}

/** A zone's short name on a date, or nothing where the browser is in that zone. */
export function zoneNote(zone: string): string {
  if (zone === Intl.DateTimeFormat().resolvedOptions().timeZone) return '';
  return zone.replaceAll('_', ' ').split('/').at(-1) ?? zone;
}

function locale(): string {
  return words.language === 'en' ? 'en-US' : 'es-US';
}

/** The language that the browser asks for, as far as we speak it. */
export function preferred(): Language {
  return navigator.languages.some((one) => one.startsWith('es')) && !navigator.languages[0]?.startsWith('en')
    ? 'es'
    : 'en';
}
