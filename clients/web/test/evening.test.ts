import { describe, expect, it } from 'vitest';
import { Connection } from '../src/protocol/connection';
import type { Given } from '../src/protocol/frames';
import { NOWHERE, reduce, type RoomState } from '../src/state/room';
import { EXAMPLES, type Line } from './examples';

/** A connection at the point where the conversation begins: some begin in the middle of the evening. */
function begun(conversation: Line[]): Connection {
  const connection = new Connection();
  if (conversation[0]!.frame.type === 'hello') return connection;
  connection.phase = 'live';
  for (const { frame } of conversation) {
    if (frame.type === 'hello') {
      connection.epoch = frame.epoch ?? null;
      break;
    }
    if (frame.type === 'follow' || frame.type === 'unfollow') break;
    if ('n' in frame) connection.last[frame.stream] ??= frame.n - 1;
  }
  return connection;
}

function lived(conversation: Line[]): RoomState {
  const connection = begun(conversation);
  let state = NOWHERE;
  for (const line of conversation) {
    if (line.from === 'client') {
      const outputs =
        line.frame.type === 'hello' ? connection.opened(line.frame.ticket) : connection.command(line.frame as Given);
      expect(outputs).toEqual([{ do: 'send', frame: line.frame }]);
    } else {
      for (const output of connection.received(line.frame, 0)) {
        expect(output.do).not.toBe('hang');
        state = reduce(state, output);
      }
    }
  }
  return state;
}

describe('the golden evening', () => {
  it('is there', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(10);
  });

  it.each(EXAMPLES)('is lived without a gap: $name', ({ conversation }) => {
    lived(conversation);
  });

  it('leaves a participant in the room with the others', () => {
    const state = lived(EXAMPLES.find((one) => one.name.startsWith('01'))!.conversation);
    expect(state.you?.standing).toBe('member');
    expect(state.room.members.some((one) => one.seat === state.you?.seat)).toBe(true);
    expect(state.room.segment).not.toBeNull();
  });

  it('shows who comes late what the group was shown before, and what it is shown after', () => {
    const state = lived(EXAMPLES.find((one) => one.name.startsWith('14'))!.conversation);
    expect(state.room.rounds.map((one) => one.pictures.map((it) => it.item))).toEqual([['sleep'], ['mood']]);
  });

  it('tells a participant the end', () => {
    const state = lived(EXAMPLES.find((one) => one.name.startsWith('13'))!.conversation);
    expect(state.room.phase).toBe('ended');
  });
});
