import { beforeEach, describe, expect, it } from 'vitest';
import { Connection, delay } from '../src/protocol/connection';
import type { Event, Given, ServerFrame } from '../src/protocol/frames';

const YOU = { seat: 'AAAAAAAAAAAAAAAA', name: 'Ana', standing: 'member' as const };
const HAND: Given = { type: 'hand.raise', id: 'one' };

function welcome(over: Partial<Extract<ServerFrame, { type: 'welcome' }>> = {}): ServerFrame {
  return {
    type: 'welcome',
    session: 's',
    epoch: 'e',
    you: YOU,
    streams: { room: 3 },
    snapshot: { phase: 'open' },
    recovered: false,
    limits: { renew_seconds: 600 },
    server_time: '2026-09-02T18:00:00Z',
    ...over,
  };
}

function opened(n: number): Event {
  return { type: 'room.opened', stream: 'room', n, at: '2026-09-02T18:00:00Z' };
}

let connection: Connection;

beforeEach(() => {
  connection = new Connection();
  connection.opened('t');
  connection.received(welcome(), 0);
});

describe('events', () => {
  it('are handed on once each and in order', () => {
    expect(connection.received(opened(4), 1)).toEqual([{ do: 'happened', event: opened(4) }]);
    expect(connection.received(opened(4), 1)).toEqual([]);
    expect(connection.received(opened(3), 1)).toEqual([]);
  });

  it('that are missing make it come back, and missing again make it ask for everything', () => {
    expect(connection.received(opened(5), 1)).toEqual([{ do: 'hang', code: 4408 }]);
    expect(connection.opened('t2')[0]).toMatchObject({ frame: { resume: { room: 3 }, epoch: 'e' } });
    connection.received(welcome({ snapshot: null, replay: [], recovered: true }), 2);
    expect(connection.received(opened(5), 3)).toEqual([{ do: 'hang', code: 4408 }]);
    const hello = connection.opened('t3')[0];
    expect(hello).not.toHaveProperty('frame.resume');
  });

  it('of a stream that is not followed are not for us', () => {
    expect(connection.received({ ...opened(1), stream: 'facilitators' }, 1)).toEqual([]);
  });
});

describe('commands', () => {
  it('are sent again after every way back, under their own id, until they are answered', () => {
    connection.command(HAND);
    connection.closed(1006, 20, 0);
    connection.opened('t2');
    expect(connection.received(welcome(), 21)).toContainEqual({ do: 'send', frame: HAND });
    expect(connection.received({ type: 'reply', to: 'one', ok: true, result: { made: 'x' } }, 22)).toEqual([
      { do: 'answered', command: 'one', made: 'x' },
    ]);
    expect(connection.pending).toEqual([]);
    expect(connection.received({ type: 'reply', to: 'one', ok: true }, 23)).toEqual([]);
  });

  it('wait while there is no connection', () => {
    connection.closed(1006, 20, 0);
    expect(connection.command(HAND)).toEqual([]);
    expect(connection.pending).toEqual(['one']);
  });

  it('that are refused say why', () => {
    connection.command(HAND);
    const problem = { type: 'urn:handrail:problem:conflict', title: 'no', status: 409 };
    expect(connection.received({ type: 'reply', to: 'one', problem }, 1)).toEqual([
      { do: 'refused', command: 'one', problem },
    ]);
  });
});

describe('the end of a socket', () => {
  it.each([
    [4403, 'removed'],
    [4409, 'moved'],
    [4410, 'over'],
    [1008, 'broken'],
  ])('with %i means do not come back', (code, why) => {
    expect(connection.closed(code, 1, 1)).toEqual({ ended: why });
  });

  it('after a steady while is followed by the first try within a second', () => {
    expect(connection.closed(1006, 60, 1)).toEqual({ retryAfter: 1 });
  });

  it('again and again is followed by longer and longer waits', () => {
    connection.closed(1006, 1, 1);
    expect(connection.closed(1006, 2, 1)).toEqual({ retryAfter: 4 });
    expect(delay(20, 1)).toBe(30);
  });

  it('as signed out is believed the second time', () => {
    expect(connection.closed(4401, 1, 0)).toHaveProperty('retryAfter');
    expect(connection.closed(4401, 2, 0)).toEqual({ ended: 'signed_out' });
  });
});

describe('staying authorised', () => {
  it('is renewed before it runs out, and sooner again when that was refused', () => {
    expect(connection.renewIn(100)).toBe(380);
    expect(connection.renew('t2', 480, 'r')).toEqual([
      { do: 'send', frame: { type: 'renew', id: 'r', ticket: 't2' } },
    ]);
    connection.received(
      { type: 'reply', to: 'r', problem: { type: 'urn:handrail:problem:too-many', title: '', status: 429 } },
      481,
    );
    expect(connection.renewIn(481)).toBe(5);
  });
});
