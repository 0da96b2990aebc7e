/** Where the focus goes when what had it gives way to something else, and what is brought into view: as attachments. */

export function here(node: HTMLElement): void {
  node.focus();
}

/** To the first thing in it that can be read or worked on. */
export function first(node: HTMLElement): void {
  node.querySelector<HTMLElement>('h3[tabindex], input, select, textarea, button')?.focus();
}

/** Into view where it is not, by as little as that takes. */
export function seen(node: HTMLElement): void {
  node.scrollIntoView({ block: 'nearest' });
}

/** The way back to the button that gave way to something, where that was left without doing anything. */
export class Back {
  #left = false;

  /** What it gave way to is being left. */
  leave(): void {
    this.#left = true;
  }

  /** As an attachment of the button, which is a new one each time that it comes back. */
  to = (button: HTMLElement): void => {
    if (this.#left) button.focus();
    this.#left = false;
  };
}
