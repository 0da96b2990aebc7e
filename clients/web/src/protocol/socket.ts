/** The socket itself: opens it with a ticket, does what the connection decides, waits, and comes back. */

import { Connection, type Ending, type Output } from './connection';
import type { Command, ServerFrame } from './frames';
import { SUBPROTOCOL } from './frames';
import { newId } from './ids';
import { Problem, RoomLeft } from './problem';

export type Link =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'lost'; retryAt: number }
  | { state: 'ended'; why: Ending | 'refused'; problem?: Problem };

export interface Shell {
  /** A fresh ticket for the session. */
  ticket(): Promise<string>;
  /** What the room is told. */
  heard(output: Output): void;
  /** How the connection fares. */
  fares(link: Link): void;
}

interface Waits {
  resolve(made: string | null): void;
  reject(failure: Error): void;
}

/** Milliseconds after which a command that nobody answers means a dead socket. */
const UNANSWERED = 8_000;
/** Milliseconds that a socket may take to open and to be welcomed. */
const SLOW = 15_000;

/** Refusals that pass by themselves. */
const MOMENTARY: ReadonlySet<string> = new Set(['too-many', 'unavailable']);
/** Seconds that somebody who pressed a button is kept waiting before each next try; beyond, they are told. */
const A_MOMENT = 5;
const TRIES = 5;

const seconds = () => performance.now() / 1000;

export class RoomSocket {
  #connection = new Connection();
  #socket: WebSocket | null = null;
  #waiting = new Map<string, Waits>();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #renew: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #ended = false;
  #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
    addEventListener('online', this.#hurry);
    document.addEventListener('visibilitychange', this.#hurry);
  }

  /** Open now, whatever was waited for. */
  async open(): Promise<void> {
    if (this.#ended || this.#socket) return;
    clearTimeout(this.#retry);
    const attempt = (this.#attempt += 1);
    this.#shell.fares({ state: 'connecting' });
    let ticket: string;
    try {
      ticket = await this.#shell.ticket();
    } catch (failure) {
      if (attempt === this.#attempt && !this.#ended) this.#noTicket(failure);
      return;
    }
    if (attempt !== this.#attempt || this.#ended) return;
    const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/v1/live`;
    const socket = new WebSocket(address, SUBPROTOCOL);
    this.#socket = socket;
    this.#beat(SLOW);
    socket.onopen = () => this.#run(this.#connection.opened(ticket));
    socket.onmessage = (message) => {
      if (socket !== this.#socket) return;
      this.#run(this.#connection.received(JSON.parse(String(message.data)) as ServerFrame, seconds()));
      if (socket === this.#socket) this.#beat(this.#waiting.size ? UNANSWERED : 0);
    };
    socket.onclose = (closed) => {
      if (socket === this.#socket) this.#closed(closed.code);
    };
  }

  /** Ask something of the room; resolves once it is kept. Offline it waits for the way back.
   *
   * Where the room asks for a moment it is given one: a refusal is not kept, so the same id may be tried again.
   */
  async command(command: Command): Promise<string | null> {
    const given = { ...command, id: newId() };
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#give(given);
      } catch (failure) {
        const wait = failure instanceof Problem && MOMENTARY.has(failure.code) ? failure.retryAfter : null;
        if (wait === null || wait > A_MOMENT || tries >= TRIES) throw failure;
        await new Promise((done) => setTimeout(done, wait * 1000));
      }
    }
  }

  #give(given: Command & { id: string }): Promise<string | null> {
    if (this.#ended) return Promise.reject(new RoomLeft());
    return new Promise((resolve, reject) => {
      this.#waiting.set(given.id, { resolve, reject });
      this.#run(this.#connection.command(given));
      this.#beat(UNANSWERED);
    });
  }

  /** Say goodbye, and end when the room has heard it, whatever it says to that. */
  async leave(): Promise<void> {
    try {
      await Promise.race([this.command({ type: 'leave' }), new Promise((done) => setTimeout(done, 3000))]);
    } catch {
      // To the room it is a lost network, which ends as an evening does.
    } finally {
      this.stop('left');
    }
  }

  /** End here and now without a word: to the room it is a lost network. */
  stop(why: Ending | 'refused', problem?: Problem): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#connection.leave();
    removeEventListener('online', this.#hurry);
    document.removeEventListener('visibilitychange', this.#hurry);
    for (const timer of [this.#retry, this.#renew, this.#watch]) clearTimeout(timer);
    this.#socket?.close();
    this.#socket = null;
    for (const waits of this.#waiting.values()) waits.reject(new RoomLeft());
    this.#waiting.clear();
    this.#shell.fares({ state: 'ended', why, ...(problem ? { problem } : {}) });
  }

  #hurry = (): void => {
    if (document.visibilityState === 'visible' && !this.#socket) void this.open();
  };

  #run(outputs: Output[]): void {
    for (const output of outputs) this.#one(output);
  }

  #one(output: Output): void {
    switch (output.do) {
      case 'send':
        if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(output.frame));
        return;
      case 'hang':
        this.#lost(output.code);
        return;
      case 'answered':
        this.#waiting.get(output.command)?.resolve(output.made);
        this.#waiting.delete(output.command);
        break;
      case 'refused':
        this.#waiting.get(output.command)?.reject(new Problem(output.problem));
        this.#waiting.delete(output.command);
        break;
      case 'welcomed':
        this.#shell.fares({ state: 'live' });
        this.#renewLater();
        break;
      default:
    }
    this.#shell.heard(output);
  }

  /** Take silence of so many milliseconds for a dead socket; 0 waits for nothing. */
  #beat(after: number): void {
    clearTimeout(this.#watch);
    if (after) this.#watch = setTimeout(() => this.#lost(4408), after);
  }

  /** The socket is given up, not waited for: on a dead network `close` would take minutes. */
  #lost(code: number): void {
    const socket = this.#socket;
    if (!socket) return;
    socket.close();
    this.#closed(code);
  }

  #closed(code: number, atLeast = 0): void {
    this.#socket = null;
    clearTimeout(this.#renew);
    this.#beat(0);
    if (this.#ended) return;
    const next = this.#connection.closed(code, seconds(), Math.random(), atLeast);
    if ('ended' in next) {
      this.stop(next.ended);
      return;
    }
    this.#shell.fares({ state: 'lost', retryAt: Date.now() + next.retryAfter * 1000 });
    this.#retry = setTimeout(() => void this.open(), next.retryAfter * 1000);
  }

  #noTicket(failure: unknown): void {
    if (failure instanceof Problem) {
      if (failure.code === 'room-closed') return this.stop('over');
      if (failure.code === 'not-found' || failure.code === 'not-allowed') return this.stop('removed');
      if (failure.code === 'signed-out') return this.stop('signed_out');
      if (failure.status < 500 && failure.code !== 'too-many') return this.stop('refused', failure);
    }
    this.#closed(1006, failure instanceof Problem ? (failure.retryAfter ?? 1) : 1);
  }

  #renewLater(): void {
    const wait = this.#connection.renewIn(seconds());
    if (wait === null) return;
    clearTimeout(this.#renew);
    this.#renew = setTimeout(() => void this.#renewNow(), wait * 1000);
  }

  async #renewNow(): Promise<void> {
    try {
      const ticket = await this.#shell.ticket();
      this.#run(this.#connection.renew(ticket, seconds(), newId()));
      this.#renewLater();
    } catch {
      this.#renew = setTimeout(() => void this.#renewNow(), 5000);
    }
  }
}
