import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerFrame } from '../src/protocol/frames';
import { Problem } from '../src/protocol/problem';
import { RoomSocket, type Link } from '../src/protocol/socket';

class FakeSocket {
  static OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number }) => void) | null = null;

  constructor() {
    FakeSocket.all.push(this);
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  hear(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.readyState = 3;
  }
}

const WELCOME: ServerFrame = {
  type: 'welcome',
  session: 's',
  epoch: 'e',
  you: { seat: 'A', name: 'Ana', standing: 'member' },
  streams: { room: 0 },
  snapshot: { phase: 'open' },
  recovered: false,
  limits: {},
  server_time: '',
};

let links: Link[];
let ticket: () => Promise<string>;

async function entered(): Promise<RoomSocket> {
  const socket = new RoomSocket({ ticket: () => ticket(), heard: () => undefined, fares: (link) => links.push(link) });
  await socket.open();
  newest().open();
  newest().hear(WELCOME);
  return socket;
}

const newest = () => FakeSocket.all.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.spyOn(Math, 'random').mockReturnValue(1);
  FakeSocket.all = [];
  links = [];
  ticket = async () => 'ticket';
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the socket', () => {
  it('gives the ticket in its first frame and never in the address', async () => {
    await entered();
    expect(newest().sent[0]).toMatchObject({ type: 'hello', ticket: 'ticket' });
    expect(links.at(-1)).toEqual({ state: 'live' });
  });

  it('sends a command again on the next socket when the network went dead under it', async () => {
    const socket = await entered();
    const done = socket.command({ type: 'hand.raise' });
    const first = newest().sent[1]!;
    await vi.advanceTimersByTimeAsync(8_000);
    expect(links.at(-1)?.state).toBe('lost');
    await vi.advanceTimersByTimeAsync(5_000);
    newest().open();
    newest().hear(WELCOME);
    expect(newest().sent[1]).toEqual(first);
    newest().hear({ type: 'reply', to: String(first.id), ok: true, result: { made: 'it' } });
    await expect(done).resolves.toBe('it');
  });

  const busy = (to: unknown, retry_after?: number): ServerFrame => ({
    type: 'reply',
    to: String(to),
    problem: { type: 'urn:handrail:problem:too-many', title: 'A lot.', status: 429, ...(retry_after ? { retry_after } : {}) },
  });

  it('gives the room the moment that it asks for, and asks the same again', async () => {
    const socket = await entered();
    const done = socket.command({ type: 'hand.raise' });
    const first = newest().sent[1]!;
    newest().hear(busy(first.id, 2));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(newest().sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(newest().sent[2]).toEqual(first);
    newest().hear({ type: 'reply', to: String(first.id), ok: true, result: { made: 'it' } });
    await expect(done).resolves.toBe('it');
  });

  it.each([undefined, 60])('tells at once of a refusal that no moment ends (%s)', async (wait) => {
    const socket = await entered();
    const done = socket.command({ type: 'hand.raise' });
    newest().hear(busy(newest().sent[1]!.id, wait));
    await expect(done).rejects.toMatchObject({ code: 'too-many' });
    expect(newest().sent).toHaveLength(2);
  });

  it('tells after some tries that the room stays busy', async () => {
    const socket = await entered();
    const done = expect(socket.command({ type: 'hand.raise' })).rejects.toMatchObject({ code: 'too-many' });
    for (let tries = 1; tries <= 5; tries += 1) {
      newest().hear(busy(newest().sent[tries]!.id, 1));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await done;
    expect(newest().sent).toHaveLength(6);
  });

  it('does not try again in a room that was left meanwhile', async () => {
    const socket = await entered();
    const done = expect(socket.command({ type: 'hand.raise' })).rejects.toThrow();
    newest().hear(busy(newest().sent[1]!.id, 2));
    socket.stop('left');
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    expect(newest().sent).toHaveLength(2);
  });

  it('does not take an answered command for a dead network', async () => {
    const socket = await entered();
    const done = socket.command({ type: 'hand.raise' });
    newest().hear({ type: 'reply', to: String(newest().sent[1]!.id), ok: true });
    await done;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links.at(-1)).toEqual({ state: 'live' });
  });

  it('stops where there is no ticket to be had, and says why', async () => {
    ticket = () =>
      Promise.reject(new Problem({ type: 'urn:handrail:problem:place-needed', title: 'Where?', status: 409 }));
    const socket = new RoomSocket({ ticket: () => ticket(), heard: () => undefined, fares: (link) => links.push(link) });
    await socket.open();
    expect(links.at(-1)).toMatchObject({ state: 'ended', why: 'refused', problem: { code: 'place-needed' } });
    expect(FakeSocket.all).toEqual([]);
  });

  it('stays away when the seat is taken on another device', async () => {
    await entered();
    newest().onclose?.({ code: 4409 });
    expect(links.at(-1)).toMatchObject({ state: 'ended', why: 'moved' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('ends without a word on a quick exit', async () => {
    const socket = await entered();
    socket.stop('left');
    expect(newest().sent).toHaveLength(1);
  });
});
