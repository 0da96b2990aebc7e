/** Who is signed in, which screen is shown, and what the browser may remember of it: nothing. */

import { Http, type SignedIn } from '../protocol/http';
import { Problem } from '../protocol/problem';

export interface Me {
  person: string;
  program: string;
  roles: string[];
  display_name: string;
  legal_name: string;
  email: string;
  zone: string;
  second_factor: boolean;
}

export type Screen =
  | { name: 'today' }
  | { name: 'place'; session: string }
  | { name: 'room'; session: string }
  | { name: 'crisis-plan' }
  | { name: 'attendance' }
  | { name: 'letters' }
  | { name: 'letter-new'; prepared?: string }
  | { name: 'standing' }
  | { name: 'paperwork-new' }
  | { name: 'paperwork'; paperwork: string }
  | { name: 'letter'; letter: string }
  | { name: 'letter-request'; request: string }
  | { name: 'requests' }
  | { name: 'permissions' }
  | { name: 'record' }
  | { name: 'program' }
  | { name: 'cohorts' }
  | { name: 'cohort'; cohort: string }
  | { name: 'people' }
  | { name: 'file'; person: string }
  | { name: 'log' }
  | { name: 'session-attendance'; session: string }
  | { name: 'settings' };

export type Stage = 'starting' | 'unreachable' | 'out' | 'in' | 'gone';

/** Where a quick exit goes: a page that anybody might have open. */
const ELSEWHERE = 'https://www.wikipedia.org/';

/** Milliseconds that a quick exit gives its sign-out, on an empty page, before another page takes over. */
const FAREWELL = 1_000;

/** Milliseconds until a sign-out that did not get through is sent again. */
const AGAIN = 5_000;

/** How a visit ended: elsewhere, or here; on its way to the server, known to it, or not getting through. */
export type Farewell = 'ended' | 'leaving' | 'bye' | 'owed';

export const http = new Http();

class App {
  stage = $state<Stage>('starting');
  me = $state.raw<Me | null>(null);
  screen = $state.raw<Screen>({ name: 'today' });
  /** Whether everything is out of view until its person is back. */
  locked = $state(false);
  /** Said once on the sign-in page. */
  farewell = $state<Farewell | null>(null);
  /** How often a page was left alone that anybody may see; what was typed there goes each time. */
  unattended = $state(0);
  /** Set while the server wants to know that it is still the same person. */
  confirming = $state.raw<{ paused: boolean; answer: (sure: boolean) => void } | null>(null);

  #screens: Screen[] = [];
  #asked: Promise<boolean> | null = null;
  #paused = false;
  #others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('turn') : null;
  /** Called before everything is forgotten: a room that is open is left as by a lost network. */
  readonly forgetting = new Set<() => void>();

  constructor() {
    http.onSignedOut = () => this.forget('ended');
    http.onConfirm = () => this.#ask(false);
    http.onPaused = async () => (this.stage === 'in' && !this.locked ? this.#ask(true) : false);
    this.#others?.addEventListener('message', ({ data }: MessageEvent<'out' | 'paused' | 'back'>) => {
      if (this.stage !== 'in') return;
      if (data === 'out') this.forget('ended');
      else if (data === 'paused') this.#blank(true);
      else void this.#show();
    });
    addEventListener('popstate', (event) => this.#back(event.state as number | null));
    addEventListener('pageshow', (event) => event.persisted && location.reload());
  }

  /** Several requests may ask at once; the person is asked once. Paused, a PIN does. */
  #ask(paused: boolean): Promise<boolean> {
    this.#asked ??= new Promise<boolean>((resolve) => {
      const answer = (sure: boolean) => {
        this.confirming = this.#asked = null;
        resolve(sure);
      };
      this.confirming = { paused, answer };
    });
    return this.#asked;
  }

  /** Whether the one who is signed in has this role. */
  is(role: string): boolean {
    return this.me?.roles.includes(role) ?? false;
  }

  async start(): Promise<void> {
    this.stage = 'starting';
    try {
      await http.resume();
      await this.#open();
    } catch (failure) {
      if (failure instanceof Problem && failure.code === 'paused') this.#blank(true);
      if (this.locked) this.stage = 'in';
      // A server that cannot answer now says nothing of who is signed in.
      else this.stage = failure instanceof Problem && failure.status < 500 ? 'out' : 'unreachable';
    }
  }

  async entered(signedIn: SignedIn): Promise<void> {
    http.enter(signedIn);
    await this.#open();
  }

  async #open(): Promise<void> {
    this.me = await http.get<Me>('/v1/me');
    this.farewell = null;
    this.#screens = [this.home()];
    this.screen = this.#screens[0]!;
    history.replaceState(0, '', '/');
    this.stage = 'in';
  }

  home(): Screen {
    if (this.is('participant') || this.is('facilitator')) return { name: 'today' };
    return { name: this.is('coordinator') ? 'program' : 'log' };
  }

  /** Show a screen. The address stays the same; the browser's history holds a number and no more. */
  go(screen: Screen): void {
    const at = ((history.state as number | null) ?? 0) + 1;
    this.#screens.length = at;
    this.#screens[at] = screen;
    history.pushState(at, '', '/');
    this.screen = screen;
    scrollTo(0, 0);
  }

  /** Show a screen in the place of this one. */
  instead(screen: Screen): void {
    const at = (history.state as number | null) ?? 0;
    this.#screens[at] = screen;
    this.screen = screen;
    scrollTo(0, 0);
  }

  #back(at: number | null): void {
    if (this.stage !== 'in') return;
    this.screen = this.#screens[at ?? 0] ?? this.home();
  }

  /** Nobody touched anything for as long as was chosen. */
  leftAlone(): void {
    if (this.stage === 'in' && !this.locked) this.pause();
    else this.unattended += 1;
  }

  /** Out of view at once; the server is told, so that no tab and no reload shows anything either. */
  pause(): void {
    if (this.locked) return;
    this.#blank(false);
    this.#others?.postMessage('paused');
    void this.tellPaused();
  }

  /** Until the server knows, it is told again and again. The token that is left opens no record by then. */
  async tellPaused(): Promise<void> {
    if (!this.locked || this.#paused) return;
    try {
      await http.send('PUT', '/v1/sign-ins/current/pause');
      this.#paused = true;
    } catch {
      // The line is down: the page is blank all the same.
    }
  }

  /** The person showed that it is them. */
  async back(): Promise<void> {
    this.#others?.postMessage('back');
    await this.#show();
  }

  #blank(known: boolean): void {
    this.locked = true;
    this.#paused = known;
    this.confirming?.answer(false);
  }

  async #show(): Promise<void> {
    if (!this.me) await this.#open();
    this.locked = false;
  }

  /** Out of view at once, whatever the line does. */
  async signOut(): Promise<void> {
    const left = http.leave();
    this.#others?.postMessage('out');
    this.forget('leaving');
    await this.#told(left);
  }

  /** Until the server knows of a sign-out, it is told again and again. */
  async #told(left: Promise<void>): Promise<void> {
    try {
      await left;
      if (this.stage === 'out') this.farewell = 'bye';
    } catch {
      if (this.stage !== 'out') return;
      this.farewell = 'owed';
      setTimeout(() => void this.#told(http.owes ? http.leave() : Promise.resolve()), AGAIN);
    }
  }

  /** Out of view and out of memory, at once. */
  forget(why: Farewell): void {
    for (const forget of this.forgetting) forget();
    http.forget();
    this.me = null;
    this.locked = this.#paused = false;
    this.confirming?.answer(false);
    this.#screens = [];
    this.screen = { name: 'today' };
    this.farewell = why;
    this.stage = 'out';
  }

  /** Away from here: nothing is left on screen, and going back finds the sign-in page. */
  quickExit(): void {
    for (const forget of this.forgetting) forget();
    this.stage = 'gone';
    document.documentElement.replaceChildren();
    this.#others?.postMessage('out');
    // The page is empty by now. A moment for the sign-out, which goes on without the page if it takes longer.
    const moment = new Promise<void>((done) => setTimeout(done, FAREWELL));
    const away = () => location.replace(ELSEWHERE);
    void Promise.race([http.leave(), moment]).then(away, away);
  }
}

export const app = new App();
