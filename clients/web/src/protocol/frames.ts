/** Every frame of the room protocol `handrail.v1`, as this app reads and writes them (see `schemas/`). */

export const SUBPROTOCOL = 'handrail.v1';
export const VERSIONS = [1];

export type Standing = 'lobby' | 'member' | 'facilitator';
export type Presence = 'connected' | 'reconnecting' | 'left';
/** A scale's number, an option's id, several ids, words, yes or no; null is "I prefer not to say". */
export type Answer = boolean | number | string | string[] | null;
export type Answers = Record<string, Answer>;

export interface You {
  seat: string;
  name: string;
  standing: Standing;
}

export interface Member {
  seat: string;
  name: string;
  standing: Standing;
  presence: Presence;
  hand: boolean;
}

export interface Waiting {
  seat: string;
  name: string;
  presence: Presence;
}

export interface Note {
  note: string;
  seat: string;
  text: string;
}

/** A word to everybody, or, where `group` is named, to the small group we are in. */
export interface Message {
  message: string;
  seat: string;
  text: string;
  group: string | null;
}

export interface SmallGroup {
  group: string;
  name: string;
  seats: string[];
}

/** Small groups that are drawn up or run; `all` is for facilitators. */
export interface Groups {
  running: boolean;
  since: string | null;
  minutes: number | null;
  all: SmallGroup[];
}

export interface Kept {
  response: string;
  passed: boolean;
  alerted: boolean;
}

export interface Response {
  seat: string;
  response: string;
  passed: boolean;
  answers: Answers | null;
}

export interface Shared {
  seat: string;
  item: string;
  answer: Answer;
  /** The small group that it was shown to; null: the room. */
  group: string | null;
}

/** Totals of one item; null and empty where fewer than five answered it. */
export interface ItemSummary {
  item: string;
  people: number | null;
  middle: number | null;
  groups: { name: string; people: number | null }[];
}

/** How many answered one item alike, as everybody was shown it; null where it would tell too much. */
export interface Picture {
  item: string;
  groups: { name: string; people: number | null }[];
}

export interface Totals {
  answered: number;
  passed: number;
  items: ItemSummary[];
}

export interface Round {
  round: string;
  template: string;
  version: number;
  title: string;
  open: boolean;
  shared: Shared[];
  pictures: Picture[];
  mine: Kept | null;
  responses: Response[];
  summary: Totals | null;
}

export interface Handout {
  handout: string;
  version: number;
  title: string;
  mine: boolean;
  by: string[];
  /** Where the group is, by headings; 0 is before the first. */
  section: number | null;
}

export interface Alert {
  alert: string;
  /** Null where the person themselves asks for somebody. */
  round: string | null;
  response: string | null;
  seat: string;
  items: string[];
  acknowledged: boolean;
  /** The seat of who sees to it; null where they are not in the room. */
  by: string | null;
}

/** That we asked for somebody, and whether a facilitator sees to it. */
export interface Help {
  alert: string;
  taken: boolean;
  by: string | null;
}

export interface Snapshot {
  phase: 'waiting' | 'open' | 'ended';
  segment: string | null;
  segment_since: string | null;
  members: Member[];
  waiting: Waiting[];
  rounds: Round[];
  handouts: Handout[];
  notes: Note[];
  my_notes: string[];
  alerts: Alert[];
  /** Who stepped away for a moment; for facilitators. */
  away: string[];
  i_am_away: boolean;
  my_help: Help | null;
  messages: Message[];
  groups: Groups | null;
  /** The small group we are in. */
  group: SmallGroup | null;
}

interface Numbered {
  stream: string;
  /** Counts from 1 without gaps within `stream`. */
  n: number;
  at: string;
}

export type Event = Numbered &
  (
    | { type: 'room.opened' }
    | { type: 'room.ended' }
    | { type: 'segment.started'; segment: string }
    | { type: 'member.waiting'; seat: string; name: string }
    | { type: 'member.joined'; seat: string; name: string; standing: Standing }
    | { type: 'member.presence'; seat: string; presence: Presence }
    | { type: 'member.removed'; seat: string }
    | { type: 'hand.raised'; seat: string }
    | { type: 'hand.lowered'; seat: string }
    | { type: 'member.away'; seat: string; away: boolean }
    | { type: 'away.kept'; away: boolean }
    | { type: 'help.kept'; alert: string }
    | { type: 'help.taken'; alert: string; by: string | null }
    | { type: 'note.received'; note: string; seat: string; text: string }
    | { type: 'note.kept'; note: string }
    | { type: 'message.sent'; message: string; seat: string; text: string }
    | { type: 'groups.arranged'; groups: { group: string; name: string }[] }
    | { type: 'group.placed'; seat: string; group: string | null }
    | { type: 'groups.dropped' }
    | { type: 'groups.started'; minutes: number | null }
    | { type: 'group.joined'; seat: string }
    | { type: 'group.left'; seat: string }
    | { type: 'groups.ended' }
    | { type: 'round.opened'; round: string; template: string; version: number; title: string }
    | {
        type: 'answer.received';
        round: string;
        response: string;
        seat: string;
        passed: boolean;
        answers: Answers | null;
        replaces: string | null;
      }
    | { type: 'answer.kept'; round: string; response: string; passed: boolean; alerted: boolean }
    | { type: 'answer.shared'; round: string; seat: string; item: string; answer: Answer }
    | { type: 'round.closed'; round: string }
    | ({ type: 'round.summary'; round: string } & Totals)
    | ({ type: 'picture.shown'; round: string } & Picture)
    | { type: 'handout.shared'; handout: string; version: number; title: string }
    | { type: 'handout.turned'; handout: string; section: number }
    | { type: 'handout.acknowledged'; handout: string; version: number; seat: string }
    | {
        type: 'alert.raised';
        alert: string;
        round: string | null;
        response: string | null;
        seat: string;
        items: string[];
      }
    | { type: 'alert.acknowledged'; alert: string; by: string | null }
    | { type: 'gone' }
  );

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string;
  faults?: { at: string; says: string }[];
  rules?: string[];
  retry_after?: number;
  request_id?: string;
}

export type ServerFrame =
  | {
      type: 'welcome';
      session: string;
      epoch: string;
      you: You;
      streams: Record<string, number>;
      snapshot?: Partial<Snapshot> | null;
      replay?: Event[] | null;
      recovered: boolean;
      limits: { renew_seconds?: number };
      server_time: string;
    }
  | {
      type: 'reply';
      to: string | null;
      ok?: true | null;
      result?: { made?: string | null } | null;
      problem?: ProblemBody | null;
    }
  | { type: 'follow'; you: You; streams: Record<string, number>; snapshot: Partial<Snapshot> }
  | { type: 'unfollow'; streams: string[] }
  | { type: 'server.time'; at: string }
  | Event;

/** What a member or facilitator can ask of the room; `id` is added when it is given. */
export type Command =
  | { type: 'room.admit'; seat: string }
  | { type: 'room.admit_all' }
  | { type: 'room.remove'; seat: string }
  | { type: 'room.end' }
  | { type: 'segment.start'; segment: string }
  | { type: 'hand.raise' }
  | { type: 'hand.lower'; seat?: string }
  | { type: 'away.start' }
  | { type: 'away.end' }
  | { type: 'help.ask' }
  | { type: 'note.send'; text: string }
  | { type: 'round.open'; template: string }
  | { type: 'round.answer'; round: string; answers: Answers }
  | { type: 'round.answer'; round: string; pass: true }
  | { type: 'round.close'; round: string }
  | { type: 'picture.show'; round: string; item: string }
  | { type: 'answer.share'; round: string; item: string; group?: string }
  | { type: 'message.send'; text: string; group?: string }
  | { type: 'groups.arrange'; names: string[]; evenly: boolean }
  | { type: 'group.place'; seat: string; group: string | null }
  | { type: 'groups.start'; minutes?: number }
  | { type: 'group.visit'; group: string }
  | { type: 'group.leave' }
  | { type: 'groups.end' }
  | { type: 'handout.share'; handout: string }
  | { type: 'handout.acknowledge'; handout: string }
  | { type: 'handout.turn'; handout: string; section: number }
  | { type: 'alert.acknowledge'; alert: string }
  | { type: 'leave' };

export type Given = Command & { id: string };

export type ClientFrame =
  | Given
  | { type: 'hello'; ticket: string; versions: number[]; resume?: Record<string, number>; epoch?: string }
  | { type: 'renew'; id: string; ticket: string };
