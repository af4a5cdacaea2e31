import type { IncomingHttpHeaders } from 'node:http';
import { headerText } from '../network/answer-facts.ts';
import { LookMemory } from '../system/memory.ts';
import type { StatusSummary } from './summary.ts';

/** What a page said, and how to ask whether it still says so. */
interface Remembered {
  readonly summary: StatusSummary;
  readonly condition: Readonly<Record<string, string>>;
}

const memory = new LookMemory<Remembered>();

/** Characters of a validator that is sent back. */
const MAX_VALIDATOR_CHARACTERS = 256;

/** Headers that ask for the page only where it has changed since; none where it was not read yet. */
export function conditionFor(key: string): Readonly<Record<string, string>> {
  return memory.recall(key)?.condition ?? {};
}

/** What the page said last, for an answer that says that it still holds. */
export function recalled(key: string): StatusSummary | undefined {
  return memory.recall(key)?.summary;
}

/** Keeps what a page says, where it gave something to ask with. */
export function remember(key: string, headers: IncomingHttpHeaders, summary: StatusSummary): void {
  const tag = validatorIn(headers, 'etag');
  const since = validatorIn(headers, 'last-modified');
  if (tag !== undefined) memory.keep(key, { summary, condition: { 'if-none-match': tag } });
  else if (since !== undefined) {
    memory.keep(key, { summary, condition: { 'if-modified-since': since } });
  }
}

function validatorIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headerText(headers, name);
  const isSendable =
    value !== undefined && value.length <= MAX_VALIDATOR_CHARACTERS && /^[\x20-\x7e]+$/.test(value);
  return isSendable ? value : undefined;
}
