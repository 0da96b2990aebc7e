/** The golden evening in `schemas/examples`, which server, SDK and this app all read. */

import type { ClientFrame, ServerFrame } from '../src/protocol/frames';

export type Line = { from: 'client'; frame: ClientFrame } | { from: 'server'; frame: ServerFrame };

const files = import.meta.glob<{ title: string; conversation: Line[] }>('../../../schemas/examples/*.json', {
  eager: true,
  import: 'default',
});

export const EXAMPLES = Object.entries(files).map(([path, one]) => ({ name: path.split('/').at(-1)!, ...one }));
