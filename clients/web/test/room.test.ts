import { describe, expect, it } from 'vitest';
import type { Event, Snapshot } from '../src/protocol/frames';
import { EMPTY, evolve, NOWHERE, reduce, type RoomState } from '../src/state/room';

const ANA = 'AAAAAAAAAAAAAAAA';
const BEN = 'BBBBBBBBBBBBBBBB';

type Bare = Event extends infer One ? (One extends Event ? Omit<One, 'stream' | 'n' | 'at'> : never) : never;

function after(state: RoomState, ...events: (Bare & { stream?: string })[]): RoomState {
  return events.reduce(
    (now, one, at) => evolve(now, { stream: 'room', n: at + 1, at: '2026-09-02T18:00:00Z', ...one } as Event),
    state,
  );
}

const inside: RoomState = { you: { seat: ANA, name: 'Ana', standing: 'lobby' }, room: EMPTY };

describe('the room', () => {
  it('knows that we are let in when it says so', () => {
    const state = after(inside, { type: 'member.joined', seat: ANA, name: 'Ana', standing: 'member' });
    expect(state.you?.standing).toBe('member');
  });

  it('seats people by their seats, whoever came first', () => {
    const state = after(
      inside,
      { type: 'member.joined', seat: BEN, name: 'Ben', standing: 'member' },
      { type: 'member.joined', seat: ANA, name: 'Ana', standing: 'member' },
    );
    expect(state.room.members.map((one) => one.seat)).toEqual([ANA, BEN]);
  });

  it('keeps a raised hand through a lost connection', () => {
    const state = after(
      inside,
      { type: 'member.joined', seat: BEN, name: 'Ben', standing: 'member' },
      { type: 'hand.raised', seat: BEN },
      { type: 'member.presence', seat: BEN, presence: 'reconnecting' },
      { type: 'member.joined', seat: BEN, name: 'Ben', standing: 'member' },
    );
    expect(state.room.members[0]).toMatchObject({ hand: true, presence: 'connected' });
  });

  it('shows the latest answer of each seat once', () => {
    const answer = (response: string, mood: number): Bare => ({
      type: 'answer.received',
      round: 'r',
      response,
      seat: BEN,
      passed: false,
      answers: { mood },
      replaces: null,
    });
    const state = after(
      inside,
      { type: 'round.opened', round: 'r', template: 'evening', version: 1, title: 'Evening' },
      answer('one', 3),
      answer('two', 4),
    );
    expect(state.room.rounds[0]!.responses).toHaveLength(1);
    expect(state.room.rounds[0]!.responses[0]!.answers).toEqual({ mood: 4 });
  });

  it('tells my own handout from those of others', () => {
    const state = after(
      inside,
      { type: 'handout.shared', handout: 'grounding', version: 1, title: 'Grounding' },
      { type: 'handout.acknowledged', handout: 'grounding', version: 1, seat: BEN, stream: 'facilitators' },
    );
    expect(state.room.handouts[0]).toMatchObject({ mine: false, by: [BEN] });
    const mine = after(state, {
      type: 'handout.acknowledged',
      handout: 'grounding',
      version: 1,
      seat: ANA,
      stream: `member:${ANA}`,
    });
    expect(mine.room.handouts[0]!.mine).toBe(true);
  });

  it('is not changed by what it does not know', () => {
    const unknown = { type: 'moon.rose', stream: 'room', n: 1, at: '' } as unknown as Event;
    expect(evolve(inside, unknown)).toBe(inside);
  });

  it('forgets what only facilitators see when we no longer are one', () => {
    const snapshot: Partial<Snapshot> = {
      phase: 'open',
      notes: [{ note: 'n', seat: BEN, text: 'words' }],
      alerts: [{ alert: 'a', round: 'r', response: 'x', seat: BEN, items: ['harm'], acknowledged: false, by: null }],
    };
    const lead = reduce(NOWHERE, {
      do: 'followed',
      you: { seat: ANA, name: 'Ana', standing: 'facilitator' },
      snapshot,
    });
    const state = reduce(lead, { do: 'unfollowed', streams: ['facilitators'] });
    expect(state.room.notes).toEqual([]);
    expect(state.room.alerts).toEqual([]);
    expect(state.you?.standing).toBe('member');
  });

  it('leaves in a small group what was said in it', () => {
    const group = { group: 'b-1', name: 'Quiet', seats: [ANA, BEN] };
    const inGroup = reduce(inside, {
      do: 'followed',
      you: { seat: ANA, name: 'Ana', standing: 'member' },
      snapshot: { phase: 'open', group, groups: { running: true, since: null, minutes: null, all: [] } },
    });
    const said = after(
      inGroup,
      { type: 'message.sent', message: 'm', seat: BEN, text: 'A walk.', stream: 'group:b-1' },
      { type: 'message.sent', message: 'n', seat: BEN, text: 'Two minutes.' },
      { type: 'group.left', seat: BEN, stream: 'group:b-1' },
    );
    expect(said.room.messages.map((one) => one.group)).toEqual(['b-1', null]);
    expect(said.room.group?.seats).toEqual([ANA]);
    const moved = reduce(said, { do: 'unfollowed', streams: ['group:b-1'] });
    expect(moved.room.messages.map((one) => one.text)).toEqual(['Two minutes.']);
    expect(moved.room.group).toBeNull();
    expect(moved.room.groups?.running).toBe(true);
    expect(after(said, { type: 'groups.ended' }).room.groups).toBeNull();
  });

  it('knows for a facilitator who is in which group', () => {
    const state = after(
      inside,
      { type: 'groups.arranged', groups: [{ group: 'b-1', name: 'Quiet' }, { group: 'b-2', name: 'Lively' }] },
      { type: 'group.placed', seat: ANA, group: 'b-1' },
      { type: 'group.placed', seat: ANA, group: 'b-2' },
    );
    expect(state.room.groups?.all.map((one) => one.seats)).toEqual([[], [ANA]]);
    expect(after(state, { type: 'member.removed', seat: ANA }).room.groups?.all[1]!.seats).toEqual([]);
  });
});
