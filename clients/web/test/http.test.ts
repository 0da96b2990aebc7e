import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Http } from '../src/protocol/http';
import { Problem, Unreachable } from '../src/protocol/problem';

type Answer = () => Response | Promise<Response>;

let asked: { path: string; init: RequestInit }[];
let answers: Answer[];

const says = (status: number, body: unknown) => () => new Response(JSON.stringify(body), { status });
const no = (status: number, code: string) => says(status, { type: `urn:handrail:problem:${code}`, title: code, status });
const signedIn = (access: string) => says(200, { access, person: 'p', program: 'g', roles: [], ends_at: '' });
const header = (at: number, name: string) => (asked[at]!.init.headers as Record<string, string>)[name];

beforeEach(() => {
  asked = [];
  answers = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, init });
    return answers.shift()!();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('requests', () => {
  it('renew the sign-in once and ask again', async () => {
    const http = new Http();
    answers = [no(401, 'signed-out'), signedIn('new'), says(200, { fine: true })];
    expect(await http.get('/v1/me')).toEqual({ fine: true });
    expect(asked.map((one) => one.path)).toEqual(['/v1/me', '/v1/refreshes', '/v1/me']);
    expect(header(2, 'Authorization')).toBe('Bearer new');
  });

  it('that come at once share one renewal', async () => {
    const http = new Http();
    answers = [no(401, 'signed-out'), no(401, 'signed-out'), signedIn('new'), says(200, {}), says(200, {})];
    await Promise.all([http.get('/v1/a'), http.get('/v1/b')]);
    expect(asked.filter((one) => one.path === '/v1/refreshes')).toHaveLength(1);
  });

  it('say that the sign-in has ended where it cannot be renewed', async () => {
    const http = new Http();
    const ended = vi.fn();
    http.onSignedOut = ended;
    answers = [no(401, 'signed-out'), no(401, 'signed-out')];
    await expect(http.get('/v1/me')).rejects.toBeInstanceOf(Problem);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('repeat a renewal whose answer was lost, with the same key', async () => {
    const http = new Http();
    answers = [() => Promise.reject(new TypeError('network')), signedIn('new')];
    await http.resume();
    expect(header(0, 'Idempotency-Key')).toBe(header(1, 'Idempotency-Key'));
  });

  it('ask the person to confirm, and go on only if they do', async () => {
    const http = new Http();
    http.onConfirm = async () => true;
    answers = [no(401, 'fresh-sign-in-needed'), says(200, { signed: true })];
    expect(await http.send('POST', '/v1/consents', { body: {} })).toEqual({ signed: true });
    http.onConfirm = async () => false;
    answers = [no(401, 'fresh-sign-in-needed')];
    await expect(http.send('POST', '/v1/consents', { body: {} })).rejects.toMatchObject({ code: 'fresh-sign-in-needed' });
  });

  it('may need both: a renewed sign-in, and then somebody who confirms', async () => {
    const http = new Http();
    http.onConfirm = async () => true;
    answers = [no(401, 'signed-out'), signedIn('new'), no(401, 'fresh-sign-in-needed'), says(200, { mine: true })];
    expect(await http.get('/v1/attendance')).toEqual({ mine: true });
  });

  it('take whatever is not of the server for no answer', async () => {
    const http = new Http();
    answers = [() => new Response('<html>', { status: 502 })];
    await expect(http.get('/v1/me')).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('leaving', () => {
  const done = () => new Response(null, { status: 204 });
  const cut = () => Promise.reject(new TypeError('network'));
  const paths = () => asked.map((one) => one.path);

  it('needs no token, and goes on when the page has gone', async () => {
    const http = new Http();
    answers = [done];
    await http.leave();
    expect(paths()).toEqual(['/v1/sign-outs']);
    expect(header(0, 'Authorization')).toBeUndefined();
    expect(asked[0]!.init.keepalive).toBe(true);
    expect(http.owes).toBe(false);
  });

  it('on a line that is cut stays owed, also to the next page, which asks for nothing before', async () => {
    answers = [cut];
    await expect(new Http().leave()).rejects.toBeInstanceOf(Unreachable);
    const next = new Http();
    expect(next.owes).toBe(true);
    answers = [cut];
    await expect(next.resume()).rejects.toBeInstanceOf(Unreachable);
    answers = [done, no(401, 'signed-out')];
    await expect(next.resume()).rejects.toBeInstanceOf(Problem);
    expect(paths()).toEqual(['/v1/sign-outs', '/v1/sign-outs', '/v1/sign-outs', '/v1/refreshes']);
    expect(next.owes).toBe(false);
  });

  it('that is owed comes before the next sign-in, which it would end otherwise', async () => {
    answers = [cut];
    await expect(new Http().leave()).rejects.toBeInstanceOf(Unreachable);
    answers = [done, signedIn('new')];
    await new Http().open('/v1/sign-ins', {});
    expect(paths()).toEqual(['/v1/sign-outs', '/v1/sign-outs', '/v1/sign-ins']);
  });

  it('twice at once is told once', async () => {
    const http = new Http();
    answers = [done];
    await Promise.all([http.leave(), http.leave()]);
    expect(paths()).toEqual(['/v1/sign-outs']);
  });
});
