/**
 * A sign-out that the server has not heard of yet, as one empty entry in the browser's storage: it says nothing of
 * anybody, outlives the page, and goes when the server knows (`Clear-Site-Data` takes it along).
 */

const KEY = 'sign-out';

/** Storage may be forbidden; then the cookie is, too, and nobody comes back by it. */
function allowed<T>(act: (kept: Storage) => T): T | undefined {
  try {
    return act(localStorage);
  } catch {
    return undefined;
  }
}

export const owed = {
  get is(): boolean {
    return (allowed((kept) => kept.getItem(KEY)) ?? null) !== null;
  },
  note: () => allowed((kept) => kept.setItem(KEY, '')),
  settle: () => allowed((kept) => kept.removeItem(KEY)),
};
