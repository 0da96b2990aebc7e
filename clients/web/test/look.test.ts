import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { app } from '../src/state/app.svelte';
import { look } from '../src/state/look.svelte';

function press(key: string, at: number): void {
  const event = new KeyboardEvent('keyup', { key });
  Object.defineProperty(event, 'timeStamp', { value: at });
  look.keyUp(event);
}

let left: ReturnType<typeof vi.fn>;

beforeEach(() => {
  left = vi.fn();
  vi.spyOn(app, 'quickExit').mockImplementation(left as () => void);
  press('a', 0);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  app.locked = false;
  app.stage = 'starting';
});

describe('the quick way out', () => {
  it('is three presses of Shift, quickly', () => {
    for (const at of [1000, 1400, 1800]) press('Shift', at);
    expect(left).toHaveBeenCalledOnce();
  });

  it('is not somebody who types capitals', () => {
    for (const at of [1000, 1200, 1400, 1600]) {
      press('Shift', at);
      press('A', at + 50);
    }
    expect(left).not.toHaveBeenCalled();
  });

  it('is not three presses over a minute', () => {
    for (const at of [0, 20_000, 40_000]) press('Shift', at);
    expect(left).not.toHaveBeenCalled();
  });
});

describe('the screen', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));

  it('goes blank when nobody touches it, and not before', () => {
    app.stage = 'in';
    const stop = look.watchIdle();
    vi.advanceTimersByTime(9 * 60_000);
    expect(app.locked).toBe(false);
    dispatchEvent(new Event('keydown'));
    vi.advanceTimersByTime(9 * 60_000);
    expect(app.locked).toBe(false);
    vi.advanceTimersByTime(2 * 60_000);
    expect(app.locked).toBe(true);
    stop();
  });

  it.each(['in', 'out'] as const)('drops what was typed where anybody may see it (%s)', (stage) => {
    app.stage = stage;
    app.locked = stage === 'in';
    const before = app.unattended;
    const stop = look.watchIdle();
    vi.advanceTimersByTime(9 * 60_000);
    dispatchEvent(new Event('keydown'));
    vi.advanceTimersByTime(9 * 60_000);
    expect(app.unattended).toBe(before);
    vi.advanceTimersByTime(2 * 60_000);
    expect(app.unattended).toBe(before + 1);
    stop();
  });
});
