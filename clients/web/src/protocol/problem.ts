/** How the server says no (RFC 9457), over HTTP and in the room alike, and how we say that it did not answer. */

import type { ProblemBody } from './frames';

const URN = 'urn:handrail:problem:';

/** Nobody answered. What was asked may or may not have happened; asking again with the same key is safe. */
export class Unreachable extends Error {}

/** Whether nobody judged what was asked: no answer came, or one about the server's own trouble. */
export const unjudged = (failure: unknown): boolean =>
  failure instanceof Unreachable || (failure instanceof Problem && failure.status >= 500);

/** The way into the room has ended. */
export class RoomLeft extends Error {}

export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly faults: { at: string; says: string }[];
  readonly rules: string[];
  readonly retryAfter: number | null;
  readonly requestId: string | null;

  constructor(body: ProblemBody) {
    super(body.title);
    this.code = body.type.startsWith(URN) ? body.type.slice(URN.length) : 'unknown';
    this.status = body.status;
    this.detail = body.detail ?? '';
    this.faults = body.faults ?? [];
    this.rules = body.rules ?? [];
    this.retryAfter = body.retry_after ?? null;
    this.requestId = body.request_id ?? null;
  }

  /** What is wrong with one field, by its JSON Pointer. */
  fault(at: string): string | undefined {
    return this.faults.find((one) => one.at === at)?.says;
  }
}
