/** The room this browser is in, if any: its socket, its state, and words that were typed and not yet sent. */

import type { Answers, Command } from '../protocol/frames';
import { RoomSocket, type Link } from '../protocol/socket';
import { app, http } from './app.svelte';
import { NOWHERE, reduce, type RoomState } from './room';
import type { Session } from './records';

class Live {
  session = $state.raw<Session | null>(null);
  link = $state.raw<Link>({ state: 'connecting' });
  state = $state.raw<RoomState>(NOWHERE);
  /** Round → answers that were not sent yet. They are kept here and nowhere else. */
  drafts = $state<Record<string, Answers>>({});
  note = $state('');
  /** Small group → words that were not sent yet: what was typed for one group goes to no other. */
  words = $state<Record<string, string>>({});
  announcement = $state('');
  /** The server's clock less this browser's, in milliseconds. */
  skew = $state(0);

  #socket: RoomSocket | null = null;

  constructor() {
    app.forgetting.add(() => this.drop());
  }

  get you() {
    return this.state.you;
  }

  get room() {
    return this.state.room;
  }

  get openRound() {
    return this.room.rounds.findLast((one) => one.open) ?? null;
  }

  /** Whether a facilitator is connected right now, so that what is told reaches somebody at once. */
  get led(): boolean {
    return this.room.members.some((one) => one.standing === 'facilitator' && one.presence === 'connected');
  }

  get inLobby(): boolean {
    return this.you?.standing === 'lobby';
  }

  /** Which words tell what became of something that needs a facilitator; the lobby does not know who is there. */
  get reach(): 'told' | 'waits' | 'lobby' {
    if (this.inLobby) return 'lobby';
    return this.led ? 'told' : 'waits';
  }

  name(seat: string): string {
    return [...this.room.members, ...this.room.waiting].find((one) => one.seat === seat)?.name ?? '…';
  }

  /** Go in. Being in already changes nothing. */
  enter(session: Session): void {
    if (this.#socket && this.session?.id === session.id && this.link.state !== 'ended') return;
    this.drop();
    this.session = session;
    this.link = { state: 'connecting' };
    const socket = new RoomSocket({
      ticket: async () =>
        (await http.send<{ ticket: string }>('POST', `/v1/sessions/${session.id}/tickets`)).ticket,
      heard: (output) => {
        if (socket !== this.#socket) return;
        if (output.do === 'welcomed') this.skew = Date.parse(output.serverTime) - Date.now();
        if (output.do === 'time') this.skew = Date.parse(output.at) - Date.now();
        this.state = reduce(this.state, output);
      },
      fares: (link) => {
        if (socket === this.#socket) this.link = link;
      },
    });
    this.#socket = socket;
    void socket.open();
  }

  /** Ask something of the room; resolves once it is kept. */
  async ask(command: Command): Promise<string | null> {
    if (!this.#socket) throw new Error('no room');
    return this.#socket.command(command);
  }

  async leave(): Promise<void> {
    await this.#socket?.leave();
  }

  retry(): void {
    void this.#socket?.open();
  }

  /** Without a word, and with everything forgotten. */
  drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.stop('left');
    this.session = null;
    this.state = NOWHERE;
    this.link = { state: 'connecting' };
    this.drafts = {};
    this.note = '';
    this.words = {};
    this.announcement = '';
  }
}

export const live = new Live();
