/** Where the focus goes when what had it gives way to something else: as attachments. */

export function here(node: HTMLElement): void {
  node.focus();
}

/** To the first thing in it that can be read or worked on. */
export function first(node: HTMLElement): void {
  node.querySelector<HTMLElement>('h3[tabindex], input, select, textarea, button')?.focus();
}
