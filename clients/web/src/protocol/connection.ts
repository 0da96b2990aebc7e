/**
 * The browser's half of the room protocol, without a socket: what to send, what a gap means, when to come back.
 *
 * `socket.ts` opens sockets, fetches tickets and waits; everything it does is told to it from here. The decisions
 * are those of the Python client (`handrail_client/connection.py`), and both are held to the same examples:
 *
 *   offline --opened(ticket)--> greeting --welcome--> live --closed(code)--> offline, or over for good
 *
 * Events of a stream are handed on once each and in order; a command is sent again after every reconnect, under
 * its own id, until it is answered; every way back takes a new ticket. Times are seconds on a steady clock.
 */

import type { ClientFrame, Event, Given, ProblemBody, ServerFrame, Snapshot, You } from './frames';
import { VERSIONS } from './frames';

/** The part of an authorisation's life after which it is renewed. */
const RENEW_AFTER = 0.8;
/** Seconds that a ticket keeps a socket authorised where the server says nothing. */
const AUTHORISED_FOR = 600;
/** Seconds in the room after which the next loss is the first one again. */
const STEADY = 10;
/** Seconds after which a renewal that was refused is tried once more. */
const RENEW_AGAIN = 5;

export type Phase = 'offline' | 'greeting' | 'live' | 'over';
export type Ending = 'signed_out' | 'removed' | 'moved' | 'over' | 'broken' | 'left';

export type Output =
  | { do: 'send'; frame: ClientFrame }
  | { do: 'hang'; code: number }
  | { do: 'welcomed'; you: You; snapshot: Partial<Snapshot> | null; recovered: boolean; serverTime: string }
  | { do: 'time'; at: string }
  | { do: 'happened'; event: Event }
  | { do: 'followed'; you: You; snapshot: Partial<Snapshot> }
  | { do: 'unfollowed'; streams: string[] }
  | { do: 'answered'; command: string; made: string | null }
  | { do: 'refused'; command: string; problem: ProblemBody };

export type Next = { retryAfter: number } | { ended: Ending };

const SIGNED_OUT = 4401;
const RESUME = 4408;

const ENDINGS: Record<number, Ending> = {
  4403: 'removed',
  4409: 'moved',
  4410: 'over',
  // RFC 6455 §7.4.1: we broke the protocol; the same frames again would break it again.
  1002: 'broken',
  1003: 'broken',
  1007: 'broken',
  1008: 'broken',
  1009: 'broken',
  1010: 'broken',
};

export class Connection {
  phase: Phase = 'offline';
  epoch: string | null = null;
  /** Stream → number of its last event that was handed on. */
  last: Record<string, number> = {};

  #pending = new Map<string, Given>();
  #failures = 0;
  #refusedHellos = 0;
  #gap: string | null = null;
  #renewAt: number | null = null;
  #renewal: string | null = null;
  #liveSince: number | null = null;
  #authorisedFor = AUTHORISED_FOR;

  /** Ids of the commands that nobody has answered yet, oldest first. */
  get pending(): string[] {
    return [...this.#pending.keys()];
  }

  /** A socket is open; the first frame on it is ours. */
  opened(ticket: string): Output[] {
    this.phase = 'greeting';
    const resumes = this.epoch !== null && Object.keys(this.last).length > 0;
    const resume = resumes ? { resume: { ...this.last }, epoch: this.epoch! } : {};
    return [{ do: 'send', frame: { type: 'hello', ticket, versions: VERSIONS, ...resume } }];
  }

  /** The socket has closed, or could not be opened (1006). What now? `jitter` is in 0–1. */
  closed(code: number, now: number, jitter: number, atLeast = 0): Next {
    const steady = this.#liveSince !== null && now - this.#liveSince >= STEADY;
    this.#renewAt = this.#renewal = this.#liveSince = null;
    if (this.phase === 'over') return { ended: 'left' };
    this.phase = 'offline';
    const ending = ENDINGS[code];
    if (ending) return this.#over(ending);
    if (code === SIGNED_OUT) {
      // A ticket can run out on the way, so once is an accident: a new ticket says whether we are signed in.
      this.#refusedHellos += 1;
      if (this.#refusedHellos > 1) return this.#over('signed_out');
    }
    this.#failures = steady ? 0 : this.#failures + 1;
    return { retryAfter: atLeast + delay(this.#failures, jitter) };
  }

  #over(why: Ending): Next {
    this.phase = 'over';
    return { ended: why };
  }

  /** We go by ourselves: whatever closes next, do not come back. */
  leave(): void {
    this.phase = 'over';
    this.#pending.clear();
  }

  /** Give a command. Offline it waits; it is sent until it is answered. */
  command(frame: Given): Output[] {
    this.#pending.set(frame.id, frame);
    return this.phase === 'live' ? [{ do: 'send', frame }] : [];
  }

  /** Seconds until a new ticket is to be fetched and given to `renew`; null while offline. */
  renewIn(now: number): number | null {
    return this.#renewAt === null ? null : Math.max(0, this.#renewAt - now);
  }

  /** Keep the open socket authorised. A renewal belongs to its socket: it is not sent again on the next one. */
  renew(ticket: string, now: number, id: string): Output[] {
    if (this.phase !== 'live') return [];
    this.#renewal = id;
    this.#renewAt = now + this.#authorisedFor * RENEW_AFTER;
    return [{ do: 'send', frame: { type: 'renew', id, ticket } }];
  }

  /** What a frame means. Types of a newer server are left alone. */
  received(frame: ServerFrame, now: number): Output[] {
    if (frame.type === 'reply') return this.#reply(frame, now);
    if (frame.type === 'welcome') return this.#welcome(frame, now);
    if (this.phase !== 'live') return [];
    if (frame.type === 'follow') {
      Object.assign(this.last, frame.streams);
      return [{ do: 'followed', you: frame.you, snapshot: frame.snapshot }];
    }
    if (frame.type === 'unfollow') {
      for (const stream of frame.streams) delete this.last[stream];
      return [{ do: 'unfollowed', streams: frame.streams }];
    }
    if (frame.type === 'server.time') return [{ do: 'time', at: frame.at }];
    return 'n' in frame ? this.#event(frame) : [];
  }

  #welcome(frame: Extract<ServerFrame, { type: 'welcome' }>, now: number): Output[] {
    if (this.phase !== 'greeting') return this.#hang();
    const snapshot = frame.snapshot ?? null;
    this.phase = 'live';
    this.epoch = frame.epoch;
    this.#refusedHellos = 0;
    this.#liveSince = now;
    this.#authorisedFor = frame.limits?.renew_seconds ?? AUTHORISED_FOR;
    this.#renewAt = now + this.#authorisedFor * RENEW_AFTER;
    const known = this.last;
    this.last = snapshot
      ? { ...frame.streams }
      : Object.fromEntries(Object.keys(frame.streams).map((stream) => [stream, known[stream] ?? 0]));
    const out: Output[] = [
      { do: 'welcomed', you: frame.you, snapshot, recovered: frame.recovered, serverTime: frame.server_time },
    ];
    for (const event of frame.replay ?? []) out.push(...this.#event(event));
    for (const [stream, last] of Object.entries(frame.streams)) {
      const reached = this.last[stream] ?? 0;
      if (reached < last) return [...out, ...this.#missing(stream, reached + 1)];
    }
    return [...out, ...[...this.#pending.values()].map((given): Output => ({ do: 'send', frame: given }))];
  }

  #reply(frame: Extract<ServerFrame, { type: 'reply' }>, now: number): Output[] {
    const command = frame.to;
    if (command !== null && command === this.#renewal) {
      this.#renewal = null;
      if (!frame.ok && this.#renewAt !== null) this.#renewAt = now + RENEW_AGAIN;
      return [];
    }
    // A second answer to one command says nothing new.
    if (command === null || !this.#pending.delete(command)) return [];
    if (frame.ok) return [{ do: 'answered', command, made: frame.result?.made ?? null }];
    return frame.problem ? [{ do: 'refused', command, problem: frame.problem }] : [];
  }

  #event(event: Event): Output[] {
    const last = this.last[event.stream];
    // Of a stream we no longer follow: it was under way.
    if (last === undefined || event.n <= last) return [];
    if (event.n > last + 1) return this.#missing(event.stream, last + 1);
    this.last[event.stream] = event.n;
    if (this.#gap === `${event.stream} ${event.n}`) this.#gap = null;
    return [{ do: 'happened', event }];
  }

  /** Something was lost: resume from the last number; if that leaves the same gap, ask for a snapshot. */
  #missing(stream: string, expected: number): Output[] {
    const gap = `${stream} ${expected}`;
    if (this.#gap === gap) {
      this.#gap = null;
      this.epoch = null;
    } else {
      this.#gap = gap;
    }
    return this.#hang();
  }

  #hang(): Output[] {
    this.phase = 'offline'; // what still comes on this socket is not for us any more, replies apart
    return [{ do: 'hang', code: RESUME }];
  }
}

/**
 * Seconds to wait after so many failures in a row: full jitter under a ceiling that doubles from 1 to 30 s
 * ("Exponential Backoff and Jitter", M. Brooker, AWS Architecture Blog, 2015).
 */
export function delay(failures: number, jitter: number): number {
  return jitter * Math.min(30, 2 ** Math.min(failures, 10));
}
