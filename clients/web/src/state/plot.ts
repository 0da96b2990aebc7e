/** The colours and the type of the page, as a canvas needs them: it cannot read variables by itself. */

export interface Colours {
  accent: string;
  heed: string;
  ink: string;
  line: string;
  font: string;
}

export function colours(canvas: HTMLElement): Colours {
  const probe = (name: string) => {
    canvas.style.color = `var(${name})`;
    return getComputedStyle(canvas).color;
  };
  const found = {
    accent: probe('--accent'),
    heed: probe('--heed'),
    ink: probe('--quiet'),
    line: probe('--line'),
    font: `13px ${getComputedStyle(canvas).fontFamily}`,
  };
  canvas.style.color = '';
  return found;
}
