/**
 * What a connection knows of its room: the snapshot, and every event after it, folded in.
 *
 * `reduce` is pure and never fails. Somebody who saw every event and somebody who came late and got a snapshot end
 * in the same state; an event of a type that we do not know changes nothing.
 */

import type { Output } from '../protocol/connection';
import type { Event, Groups, Response, Round, SmallGroup, Snapshot, You } from '../protocol/frames';

export interface RoomState {
  you: You | null;
  room: Snapshot;
}

export const EMPTY: Snapshot = {
  phase: 'waiting',
  segment: null,
  segment_since: null,
  members: [],
  waiting: [],
  rounds: [],
  handouts: [],
  notes: [],
  my_notes: [],
  alerts: [],
  away: [],
  i_am_away: false,
  my_help: null,
  messages: [],
  groups: null,
  group: null,
};

const NO_GROUPS: Groups = { running: false, since: null, minutes: null, all: [] };

export const NOWHERE: RoomState = { you: null, room: EMPTY };

/** A snapshot with whatever it left out. */
export function whole(snapshot: Partial<Snapshot>): Snapshot {
  return {
    ...EMPTY,
    ...snapshot,
    members: (snapshot.members ?? []).map((one) => ({ ...one, hand: one.hand ?? false })),
    rounds: (snapshot.rounds ?? []).map((one) => ({
      ...one,
      shared: (one.shared ?? []).map((it) => ({ ...it, group: it.group ?? null })),
      pictures: one.pictures ?? [],
      mine: one.mine ?? null,
      responses: (one.responses ?? []).map((it) => ({ ...it, answers: it.answers ?? null })),
      summary: one.summary ?? null,
    })),
    handouts: (snapshot.handouts ?? []).map((one) => ({ ...one, mine: one.mine ?? false, by: one.by ?? [], section: one.section ?? null })),
    alerts: (snapshot.alerts ?? []).map((one) => ({ ...one, acknowledged: one.acknowledged ?? false, by: one.by ?? null })),
    messages: (snapshot.messages ?? []).map((one) => ({ ...one, group: one.group ?? null })),
    groups: snapshot.groups ? { ...NO_GROUPS, ...snapshot.groups } : null,
    group: snapshot.group ?? null,
  };
}

/** The state after what the connection hands on. */
export function reduce(state: RoomState, output: Output): RoomState {
  switch (output.do) {
    case 'welcomed':
      return { you: output.you, room: output.snapshot ? whole(output.snapshot) : state.room };
    case 'followed':
      return { you: output.you, room: whole(output.snapshot) };
    case 'unfollowed':
      return forget(state, output.streams);
    case 'happened':
      return evolve(state, output.event);
    default:
      return state;
  }
}

export function evolve(state: RoomState, event: Event): RoomState {
  const { room } = state;
  switch (event.type) {
    case 'room.opened':
      return put(state, { phase: 'open' });
    case 'room.ended':
      return put(state, { phase: 'ended' });
    case 'segment.started':
      return put(state, { segment: event.segment, segment_since: event.at });
    case 'member.waiting':
      return put(state, {
        waiting: seated(room.waiting, { seat: event.seat, name: event.name, presence: 'connected' }),
      });
    case 'member.joined':
      return joined(state, event);
    case 'member.presence':
      return put(event.presence === 'left' ? notAway(state, event.seat) : state, {
        members: change(room.members, 'seat', event.seat, { presence: event.presence }),
        waiting: change(room.waiting, 'seat', event.seat, { presence: event.presence }).filter(
          (one) => one.presence !== 'left',
        ),
      });
    case 'member.removed':
      return put(notAway(moved(state, event.seat, null), event.seat), {
        members: room.members.filter((one) => one.seat !== event.seat),
        waiting: room.waiting.filter((one) => one.seat !== event.seat),
      });
    case 'hand.raised':
      return put(state, { members: change(room.members, 'seat', event.seat, { hand: true }) });
    case 'hand.lowered':
      return put(state, { members: change(room.members, 'seat', event.seat, { hand: false }) });
    case 'member.away':
      return put(state, { away: withSeat(room.away, event.seat, event.away) });
    case 'away.kept':
      return put(state, { i_am_away: event.away });
    case 'help.kept':
      return put(state, { my_help: { alert: event.alert, taken: false, by: null } });
    case 'help.taken':
      return put(state, { my_help: { alert: event.alert, taken: true, by: event.by } });
    case 'note.received':
      return put(state, { notes: [...room.notes, { note: event.note, seat: event.seat, text: event.text }] });
    case 'note.kept':
      return put(state, { my_notes: [...room.my_notes, event.note] });
    case 'message.sent':
      return put(state, {
        messages: [
          ...room.messages,
          { message: event.message, seat: event.seat, text: event.text, group: groupOf(event.stream) },
        ],
      });
    case 'groups.arranged':
      return put(state, { groups: { ...NO_GROUPS, all: event.groups.map((one) => ({ ...one, seats: [] })) } });
    case 'group.placed':
      return moved(state, event.seat, event.group);
    case 'groups.dropped':
      return put(state, { groups: null });
    case 'groups.started':
      return put(state, {
        groups: { running: true, since: event.at, minutes: event.minutes, all: room.groups?.all ?? [] },
      });
    case 'group.joined':
      return put(state, { group: room.group && seatIn(room.group, event.seat, true) });
    case 'group.left':
      return put(state, { group: room.group && seatIn(room.group, event.seat, false) });
    case 'groups.ended':
      return put(back(state), { groups: null });
    case 'round.opened':
      return put(state, {
        rounds: placed(room.rounds, 'round', {
          round: event.round,
          template: event.template,
          version: event.version,
          title: event.title,
          open: true,
          shared: [],
          pictures: [],
          mine: null,
          responses: [],
          summary: null,
        }),
      });
    case 'round.closed':
      return round(state, event.round, () => ({ open: false }));
    case 'answer.received':
      return round(state, event.round, (known) => ({ responses: seated(known.responses, response(event)) }));
    case 'answer.kept':
      return round(state, event.round, () => ({
        mine: { response: event.response, passed: event.passed, alerted: event.alerted },
      }));
    case 'answer.shared':
      return round(state, event.round, (known) => ({
        shared: [...known.shared, { seat: event.seat, item: event.item, answer: event.answer, group: groupOf(event.stream) }],
      }));
    case 'round.summary':
      return round(state, event.round, () => ({
        summary: { answered: event.answered, passed: event.passed, items: event.items },
      }));
    case 'picture.shown':
      return round(state, event.round, (known) => ({
        pictures: [...known.pictures, { item: event.item, groups: event.groups }],
      }));
    case 'handout.shared':
      return put(state, {
        handouts: placed(room.handouts, 'handout', {
          handout: event.handout,
          version: event.version,
          title: event.title,
          mine: false,
          by: [],
          section: null,
        }),
      });
    case 'handout.turned':
      return put(state, { handouts: change(room.handouts, 'handout', event.handout, { section: event.section }) });
    case 'handout.acknowledged':
      return acknowledged(state, event);
    case 'alert.raised':
      return put(state, {
        alerts: placed(room.alerts, 'alert', {
          alert: event.alert,
          round: event.round,
          response: event.response,
          seat: event.seat,
          items: event.items,
          acknowledged: false,
          by: null,
        }),
      });
    case 'alert.acknowledged':
      return put(state, { alerts: change(room.alerts, 'alert', event.alert, { acknowledged: true, by: event.by }) });
    default:
      return state;
  }
}

/** The state after `unfollow`: without what only those streams tell. */
function forget(known: RoomState, streams: string[]): RoomState {
  const state = streams.some(groupOf) ? back(known) : known;
  const { you, room } = state;
  if (streams.includes('room')) {
    return { you: you && { ...you, standing: 'lobby' }, room: { ...EMPTY, phase: room.phase } };
  }
  if (!streams.includes('facilitators')) return state;
  return {
    you: you && { ...you, standing: 'member' },
    room: {
      ...room,
      waiting: [],
      notes: [],
      alerts: [],
      away: [],
      groups: room.groups?.running ? { ...room.groups, all: [] } : null,
      rounds: room.rounds.map((one) => ({ ...one, responses: [], summary: null })),
      handouts: room.handouts.map((one) => ({ ...one, by: [] })),
    },
  };
}

/** The small group whose stream this is. */
function groupOf(stream: string): string | null {
  return stream.startsWith('group:') ? stream.slice('group:'.length) : null;
}

function seatIn(group: SmallGroup, seat: string, there: boolean): SmallGroup {
  return { ...group, seats: withSeat(group.seats, seat, there) };
}

function withSeat(seats: string[], seat: string, there: boolean): string[] {
  const others = seats.filter((one) => one !== seat);
  return there ? [...others, seat].sort() : others;
}

/** Who left, or was taken out, has not only stepped away. */
function notAway(state: RoomState, seat: string): RoomState {
  const { away, i_am_away } = state.room;
  return put(state, { away: withSeat(away, seat, false), i_am_away: i_am_away && state.you?.seat !== seat });
}

/** As facilitators see it: this person is in that group and in no other. */
function moved(state: RoomState, seat: string, to: string | null): RoomState {
  const { groups, group } = state.room;
  return put(state, {
    groups: groups && { ...groups, all: groups.all.map((one) => seatIn(one, seat, one.group === to)) },
    group: group && to === null ? seatIn(group, seat, false) : group,
  });
}

/** Among everybody again: what was said in the small group stays there. */
function back(state: RoomState): RoomState {
  const { messages, rounds } = state.room;
  return put(state, {
    group: null,
    messages: messages.filter((one) => one.group === null),
    rounds: rounds.map((one) => ({ ...one, shared: one.shared.filter((it) => it.group === null) })),
  });
}

function joined(state: RoomState, event: Extract<Event, { type: 'member.joined' }>): RoomState {
  const { room, you } = state;
  const { seat, name, standing } = event;
  const hand = room.members.some((one) => one.seat === seat && one.hand);
  const next = put(state, {
    members: seated(room.members, { seat, name, standing, presence: 'connected', hand }),
    waiting: room.waiting.filter((one) => one.seat !== seat),
  });
  return you?.seat === seat ? { ...next, you: { ...you, standing } } : next;
}

function response(event: Extract<Event, { type: 'answer.received' }>): Response {
  return { seat: event.seat, response: event.response, passed: event.passed, answers: event.answers ?? null };
}

function acknowledged(state: RoomState, event: Extract<Event, { type: 'handout.acknowledged' }>): RoomState {
  const { handouts } = state.room;
  if (event.stream !== 'facilitators') {
    return put(state, { handouts: change(handouts, 'handout', event.handout, { mine: true }) });
  }
  return put(state, {
    handouts: handouts.map((one) =>
      one.handout === event.handout && !one.by.includes(event.seat)
        ? { ...one, by: [...one.by, event.seat].sort() }
        : one,
    ),
  });
}

function put(state: RoomState, changes: Partial<Snapshot>): RoomState {
  return { ...state, room: { ...state.room, ...changes } };
}

function round(state: RoomState, id: string, changes: (known: Round) => Partial<Round>): RoomState {
  return put(state, {
    rounds: state.room.rounds.map((one) => (one.round === id ? { ...one, ...changes(one) } : one)),
  });
}

/** `those` with `one`, in the place of the one with the same key, or at the end. */
function placed<T>(those: T[], key: keyof T, one: T): T[] {
  const at = those.findIndex((other) => other[key] === one[key]);
  return at < 0 ? [...those, one] : those.with(at, one);
}

/** `those` with `one` in its seat; people stand in the order of their seats, which tells nothing of them. */
function seated<T extends { seat: string }>(those: T[], one: T): T[] {
  return placed(those, 'seat', one).sort((a, b) => (a.seat < b.seat ? -1 : 1));
}

function change<T>(those: T[], key: keyof T, id: unknown, changes: Partial<T>): T[] {
  return those.map((one) => (one[key] === id ? { ...one, ...changes } : one));
}
