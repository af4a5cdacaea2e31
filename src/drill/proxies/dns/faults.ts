import { isIPv4, isIPv6 } from 'node:net';
import { type Answer, type DecodedPacket, encode, type Question } from 'dns-packet';
import { z } from 'zod';

/** Milliseconds that a name server may be late: nobody waits a minute. */
const LONGEST_MS = 60_000;
/** Seconds for which a false answer may be believed: until the next look. */
const TTL_SECONDS = 1;
const MAX_NAME_CHARACTERS = 255;

const RECURSION_DESIRED = 0x01_00;
const RECURSION_AVAILABLE = 0x00_80;
const codes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/** Which questions: `*` stands for any text, in any case. */
const name = z.string().min(1).max(MAX_NAME_CHARACTERS).default('*');
const plain = z.object({ name });

/** What becomes of a question: an answer of ours, none, or the upstream's after a while. */
export type Fate =
  | { readonly do: 'answer'; readonly bytes: Buffer }
  | { readonly do: 'drop' }
  | { readonly do: 'delay'; readonly ms: number };

interface DnsFault<Attributes extends { readonly name: string }> {
  readonly attributes: z.ZodType<Attributes>;
  fateOf(query: DecodedPacket, attributes: Attributes): Fate;
}

const fault = <Attributes extends { readonly name: string }>(
  one: DnsFault<Attributes>,
): DnsFault<Attributes> => one;

const saying = (code: keyof typeof codes) =>
  fault({ attributes: plain, fateOf: (query) => answerWith(query, code) });

/** Everything that a name server can do wrong. */
export const dnsFaults = {
  nxdomain: saying('NXDOMAIN'),
  servfail: saying('SERVFAIL'),
  refused: saying('REFUSED'),
  /** The name exists and has no record of this type. */
  empty: saying('NOERROR'),
  timeout: fault({ attributes: plain, fateOf: () => ({ do: 'drop' }) }),
  wrong: fault({
    attributes: z.object({
      name,
      /** Given for A or for AAAA, whichever it is; the other has no record then. */
      address: z.union([z.ipv4(), z.ipv6()]).default('192.0.2.1'),
    }),
    fateOf: (query, { address }) =>
      answerWith(query, 'NOERROR', falseAnswers(query.questions ?? [], address)),
  }),
  delay: fault({
    attributes: z.object({
      name,
      delayMs: z.number().min(0).max(LONGEST_MS),
      jitterMs: z.number().min(0).max(LONGEST_MS).default(0),
    }),
    fateOf: (_, { delayMs, jitterMs }) => ({
      do: 'delay',
      ms: Math.max(0, delayMs + (Math.random() * 2 - 1) * jitterMs),
    }),
  }),
} as const;

export type DnsFaultType = keyof typeof dnsFaults;

/** The attributes were checked when the toxic was made, so they fit its fault. */
export function dnsFaultOf(type: string): DnsFault<{ readonly name: string }> {
  return dnsFaults[type as DnsFaultType] as unknown as DnsFault<{ readonly name: string }>;
}

function answerWith(
  { id = 0, flags = 0, questions = [] }: DecodedPacket,
  code: keyof typeof codes,
  answers: Answer[] = [],
): Fate {
  const kept = flags & RECURSION_DESIRED;
  const bytes = encode({
    type: 'response',
    id,
    flags: kept | RECURSION_AVAILABLE | codes[code],
    questions,
    answers,
  });
  return { do: 'answer', bytes };
}

function falseAnswers(questions: readonly Question[], address: string): Answer[] {
  return questions
    .filter(({ type }) => (type === 'A' && isIPv4(address)) || (type === 'AAAA' && isIPv6(address)))
    .map(({ name, type }) => ({
      name,
      type: type as 'A' | 'AAAA',
      ttl: TTL_SECONDS,
      data: address,
    }));
}
