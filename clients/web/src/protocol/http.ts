/**
 * Requests to the server: signed with an access token that lives in memory alone, renewed by a cookie that
 * scripts cannot read. Tabs take turns at renewing, since each renewal uses the cookie up.
 */

import { newId } from './ids';
import { owed } from './owed';
import { Problem, Unreachable } from './problem';
import type { ProblemBody } from './frames';

export interface SignedIn {
  person: string;
  program: string;
  roles: string[];
  access: string;
  ends_at: string;
}

export interface Asking {
  body?: unknown;
  /** Where an act may be repeated after a lost answer: the same key gives the same effect once. */
  key?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Milliseconds after which an answer is not waited for any longer. */
const PATIENCE = 30_000;

export class Http {
  #access: string | null = null;
  #renewing: Promise<SignedIn> | null = null;
  #leaving: Promise<void> | null = null;

  /** Called when the sign-in has ended, here or elsewhere. */
  onSignedOut: () => void = () => undefined;
  /** Asks the person to confirm who they are; false where they would rather not. */
  onConfirm: () => Promise<boolean> = async () => false;
  /** Asks the person to come back to a sign-in that is paused; false where they would rather not. */
  onPaused: () => Promise<boolean> = async () => false;

  get signedIn(): boolean {
    return this.#access !== null;
  }

  forget(): void {
    this.#access = null;
  }

  enter(signedIn: SignedIn): SignedIn {
    this.#access = signedIn.access;
    return signedIn;
  }

  /** Whether somebody is signed in in this browser; throws a `Problem` `signed-out` where nobody is. */
  async resume(): Promise<SignedIn> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(): Promise<SignedIn> {
    const key = newId();
    const ask = () => this.#send('POST', '/v1/refreshes', { body: {}, key }, false).then(json<SignedIn>);
    const turn = async () => {
      // Afterwards there is nothing to renew, and the server says so.
      if (owed.is) await this.leave();
      try {
        return await ask();
      } catch (failure) {
        // The answer may have been lost on its way: the same key gets the same successor.
        if (failure instanceof Unreachable) return ask();
        throw failure;
      }
    };
    return this.enter(await (navigator.locks ? navigator.locks.request('turn', turn) : turn()));
  }

  async get<T>(path: string): Promise<T> {
    return json<T>(await this.#ask('GET', path, {}));
  }

  async items<T>(path: string): Promise<T[]> {
    return (await this.get<{ items: T[] }>(path)).items;
  }

  async send<T>(method: Method, path: string, asking: Asking = {}): Promise<T> {
    return json<T>(await this.#ask(method, path, asking));
  }

  async bytes(path: string, method: Method = 'GET'): Promise<Blob> {
    return (await this.#ask(method, path, {})).blob();
  }

  async text(path: string): Promise<string> {
    return (await this.#ask('GET', path, {})).text();
  }

  /** Without being signed in: links, sign-ins. A sign-out that is owed comes first, or it would end the new one. */
  async open<T>(path: string, body?: unknown): Promise<T> {
    if (owed.is) await this.leave();
    return json<T>(await this.#send('POST', path, { body }, false));
  }

  /**
   * End this browser's sign-in; done when the server knows of it. It needs the cookie alone, and goes on when the page
   * has gone. Until the server knows, no page of this browser renews the sign-in or begins another.
   */
  leave(): Promise<void> {
    this.#access = null;
    owed.note();
    this.#leaving ??= this.#send('POST', '/v1/sign-outs', { body: {} }, false, true)
      .then(owed.settle)
      .finally(() => (this.#leaving = null));
    return this.#leaving;
  }

  /** Whether a sign-out of this browser has not reached the server. */
  get owes(): boolean {
    return owed.is;
  }

  /** Ask, and once each: renew the sign-in, and have the person confirm who they are. */
  async #ask(method: Method, path: string, asking: Asking, tried: readonly string[] = []): Promise<Response> {
    try {
      return await this.#send(method, path, asking, true);
    } catch (failure) {
      if (!(failure instanceof Problem) || tried.includes(failure.code)) throw failure;
      if (failure.code === 'signed-out') await this.#resumed();
      else if (failure.code === 'paused' && (await this.onPaused())) return this.#ask(method, path, asking, [...tried, 'paused']);
      else if (failure.code !== 'fresh-sign-in-needed' || !(await this.onConfirm())) throw failure;
      return this.#ask(method, path, asking, [...tried, failure.code]);
    }
  }

  async #resumed(): Promise<void> {
    try {
      await this.resume();
    } catch (ended) {
      if (ended instanceof Problem && ended.status === 401) {
        this.#access = null;
        this.onSignedOut();
      }
      throw ended;
    }
  }

  async #send(method: Method, path: string, asking: Asking, signed: boolean, keepalive = false): Promise<Response> {
    const headers: Record<string, string> = {};
    if (signed && this.#access) headers.Authorization = `Bearer ${this.#access}`;
    if (asking.body !== undefined) headers['Content-Type'] = 'application/json';
    if (asking.key) headers['Idempotency-Key'] = asking.key;
    const body = asking.body === undefined ? {} : { body: JSON.stringify(asking.body) };
    let response: Response;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      response = await fetch(path, { method, headers, ...body, signal, keepalive, cache: 'no-store' });
    } catch {
      throw new Unreachable();
    }
    if (response.ok) return response;
    throw await problem(response);
  }
}

async function problem(response: Response): Promise<Problem | Unreachable> {
  try {
    return new Problem((await response.json()) as ProblemBody);
  } catch {
    // Not ours: something between us and the server answered.
    return new Unreachable();
  }
}

async function json<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new Unreachable();
  }
}
