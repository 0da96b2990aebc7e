/** Something that is fetched: on its way, there, or not to be had. */

export class Loaded<T> {
  data = $state.raw<T | null>(null);
  failure = $state.raw<unknown>(null);
  busy = $state(true);
  #fetch: () => Promise<T>;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
    void this.again();
  }

  again = async (): Promise<void> => {
    this.busy = true;
    try {
      this.data = await this.#fetch();
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    } finally {
      this.busy = false;
    }
  };
}
