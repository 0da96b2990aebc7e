/** How the app looks and when it hides: for this visit, in memory alone. */

import { app } from './app.svelte';
import { live } from './live.svelte';
import { t } from './words.svelte';

export type Theme = 'system' | 'light' | 'dark';
export type Contrast = 'system' | 'more' | 'normal';
export type Captions = 'none' | 'head' | 'foot';

/** Presses of Shift, and the seconds within which they count together. */
const PRESSES = 3;
const WITHIN = 1.5;

/** Seconds after which other tabs of this browser are told again that somebody is here. */
const TELL_EVERY = 20;

class Look {
  theme = $state<Theme>('system');
  contrast = $state<Contrast>('system');
  /** Where the window stays free for captions, which come from the call or the device: the room carries no sound. */
  captions = $state<Captions>('none');
  /** Whether screens avoid words that tell what this is. */
  discreet = $state(false);
  /** Minutes without a touch after which the screen goes blank. */
  idleMinutes = $state(10);

  #presses: number[] = [];

  /** Put the choices on the page. */
  wear(): void {
    const root = document.documentElement;
    set(root, 'theme', this.theme);
    set(root, 'contrast', this.contrast);
    set(root, 'captions', this.captions);
    document.title = t('title');
  }

  /** Three presses of Shift alone, quickly: away from here. */
  keyUp(event: KeyboardEvent): void {
    if (event.key !== 'Shift') {
      this.#presses = [];
      return;
    }
    const now = event.timeStamp;
    this.#presses = [...this.#presses.filter((at) => now - at < WITHIN * 1000), now];
    if (this.#presses.length >= PRESSES) app.quickExit();
  }

  /**
   * Notice when nobody touches anything: the screen goes blank, and where it is, or nobody is signed in, what was typed
   * goes. In a room, where people mostly listen, after three times as long.
   */
  watchIdle(): () => void {
    let touched = performance.now();
    let told = touched;
    // A tab in the background is not left while another one is in use.
    const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('here') : null;
    others?.addEventListener('message', () => (touched = performance.now()));
    const touch = () => {
      touched = performance.now();
      if (touched - told < TELL_EVERY * 1000) return;
      told = touched;
      others?.postMessage('here');
    };
    const kinds = ['pointerdown', 'keydown', 'pointermove', 'touchstart', 'scroll'] as const;
    for (const kind of kinds) addEventListener(kind, touch, { passive: true, capture: true });
    const look = setInterval(() => {
      const listening = live.link.state === 'live' && live.session && !app.locked;
      const limit = this.idleMinutes * 60_000 * (listening ? 3 : 1);
      if (app.locked) void app.tellPaused();
      if (performance.now() - touched <= limit) return;
      touched = performance.now();
      app.leftAlone();
    }, 5000);
    return () => {
      clearInterval(look);
      others?.close();
      for (const kind of kinds) removeEventListener(kind, touch, { capture: true });
    };
  }
}

function set(root: HTMLElement, name: string, value: string): void {
  if (value === 'system' || value === 'none') delete root.dataset[name];
  else root.dataset[name] = value;
}

export const look = new Look();
