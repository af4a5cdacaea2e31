import type { Chain, LinkId, Reach } from '../chain/types.ts';
import type { SafeText } from '../text/safe-text.ts';
import type { PolicyState } from './ruling.ts';
import type { Verdict } from './verdict.ts';

/** ISO 8601 in UTC with milliseconds: `2026-11-21T03:14:02.311Z`. */
export type Instant = string;

/** A CloudEvents 1.0 object, so that any CloudEvents tool can read a recording. */
interface Envelope<T extends string, D> {
  readonly specversion: '1.0';
  /** Unique within `source`, and sortable: a session's events count up. */
  readonly id: string;
  /** `/weaklink/<host>/<session>`. */
  readonly source: string;
  readonly type: `weaklink.${T}`;
  /** The link that it is about, where it is about one. */
  readonly subject?: LinkId;
  /** When it happened, as its writer knew it. Everything that reads uses this, never the wall clock. */
  readonly time: Instant;
  readonly data: D;
}

export type Outcome = 'ok' | 'degraded' | 'failed' | 'unknown';

/** Phases of a look, in the order in which they happen. Only those that happened are present. */
export const phaseNames = [
  'queue',
  'resolve',
  'connect',
  'tls',
  'send',
  'wait',
  'first_token',
  'transfer',
  'total',
] as const;
export type PhaseName = (typeof phaseNames)[number];

export interface Measure {
  readonly name: string;
  readonly value: number;
  /** `ms`, `bytes`, `%`, `tokens/s`, `°C`, `W`, `count` … */
  readonly unit: string;
}

export type Fact = SafeText | number | boolean | null;

/** What one probe found in one look. */
export interface Observation {
  readonly link: LinkId;
  /** Key of the probe registry. */
  readonly probe: string;
  /** Names this series of looks: `<link>/<probe name>@<vantage>`. */
  readonly stream: string;
  readonly vantage: string;
  readonly reach: Reach;
  /** The model asked, for a `through` look that asks one. */
  readonly model?: string;
  readonly outcome: Outcome;
  /** The most telling symptom, `dns.nxdomain`; null when the outcome is `ok`. */
  readonly symptom: string | null;
  /** Further symptoms of the same look, most telling first. */
  readonly alsoSeen: readonly string[];
  /** What was seen, in at most 60 characters: `200 in 12 ms`, `refused`. */
  readonly summary: SafeText;
  readonly startedAt: Instant;
  readonly durationMs: number;
  /** Milliseconds per phase. */
  readonly phases: Readonly<Partial<Record<PhaseName, number>>>;
  readonly measures: readonly Measure[];
  readonly facts: Readonly<Record<string, Fact>>;
  readonly evidence: readonly SafeText[];
  /** The shell command with which a person repeats the look. */
  readonly command: SafeText;
  /** The link that served it, where the answer says so (a replica's name in a header). */
  readonly servedBy?: SafeText;
}

/** Something was deployed, reconfigured, rotated, scaled. */
export interface Change {
  readonly link: LinkId;
  /** `certificate.serial`, `container.image`, `dns.answer` … */
  readonly what: string;
  readonly from: SafeText | null;
  readonly to: SafeText | null;
  /**
   * The last look that still showed what was before: it was changed between then and the event's
   * time. Absent where the writer knows the moment.
   */
  readonly notBefore?: Instant;
}

/** What somebody says about a link, kept apart from what was seen. */
export interface Claim {
  readonly link: LinkId;
  /** Who says it: `status page`, `operator`, `health endpoint`. */
  readonly who: SafeText;
  readonly says: 'healthy' | 'degraded' | 'down' | 'maintenance' | 'unknown';
  readonly words: SafeText;
  /** When the speaker last updated it, where it tells. */
  readonly updatedAt: Instant | null;
}

/** An operator's remark. */
export interface Note {
  readonly link: LinkId | null;
  readonly words: SafeText;
}

/** Where the news of an inference came from. */
export const inferenceSources = ['otlp', 'litellm', 'access-log', 'tap', 'sandbox'] as const;
export type InferenceSource = (typeof inferenceSources)[number];

/** How long one link on the way of an inference held it, what it waited for those behind it not counted. */
export interface InferenceHop {
  readonly link: LinkId;
  readonly ms: number;
  /** Its part of the time to the first token; null where nobody measured it. */
  readonly firstTokenMs: number | null;
}

/**
 * One attempt to have a request answered by a model, as one source tells of it. Several events may tell
 * of the same attempt (snapshots of a stream, a gateway's log and a trace): they have the same `attempt`,
 * and the reader merges them. What is not known is null, never 0.
 */
export interface Inference {
  /** The link that served it, or the last one asked where nobody answered. */
  readonly link: LinkId;
  /** The model asked for. */
  readonly model: string;
  /** The model that the answer names; null where it names none. */
  readonly responseModel: string | null;
  /** Groups the attempts of one request: retries, fallbacks, hedges. */
  readonly request: string;
  /** Names this attempt, the same at every telling: provider and response id, else trace and span id. */
  readonly attempt: string;
  readonly source: InferenceSource;
  /** `chat`, `text_completion`, `embeddings` … as OpenTelemetry names operations. */
  readonly operation: string;
  readonly outcome: 'ok' | 'failed' | 'aborted';
  /** Whether its answer is the one that the request was given; null where the source cannot know. */
  readonly used: boolean | null;
  /** False for what is told while the answer still streams: later tellings know more. */
  readonly final: boolean;
  /** Type of the error, as its writer names it: `429`, `timeout`; null for none, or none known. */
  readonly error: string | null;
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly firstTokenMs: number | null;
  /** All tokens of the prompt: those read from a cache and those written into one are among them. */
  readonly promptTokens: number | null;
  /** Of the prompt's tokens, those read from the provider's cache … */
  readonly cacheReadTokens: number | null;
  /** … those written into it for minutes, at the provider's usual time to live … */
  readonly cacheWriteTokens: number | null;
  /** … and those written into it for an hour, where the provider prices them apart. */
  readonly cacheWriteHourTokens: number | null;
  /** All tokens of the answer, those of its reasoning among them. */
  readonly completionTokens: number | null;
  readonly reasoningTokens: number | null;
  /** Whether the provider bills it. Of a stream that was cut off, nobody knows until bills are compared. */
  readonly billed: 'yes' | 'no' | 'unknown';
  /** Integer billionths of `currency`, where the source tells a cost. */
  readonly costNanos: number | null;
  /** ISO 4217: `USD`. */
  readonly currency: string | null;
  /** Who asked: an agent, a team, the alias of a key. Never a key. */
  readonly consumer: SafeText | null;
  /** `production`, `staging` …; null where nobody says. */
  readonly environment: SafeText | null;
  readonly adapter: string | null;
  /** The links that it passed, the caller's side first; empty where nobody measured the way. */
  readonly path: readonly InferenceHop[];
  /** Documents that were retrieved for it, or that the answer names as its sources. */
  readonly citations: readonly SafeText[];
  /** The answer, bounded; null where it is not kept. */
  readonly output: SafeText | null;
}

/** A fault was injected or undone. The diagnosis never reads these; drills score against them. */
export interface FaultEvent {
  readonly action: 'injected' | 'cleared';
  /** Name in the list of faults. */
  readonly name: string;
  readonly link: LinkId;
  readonly mode: string;
}

/**
 * How often a source was right about a link, learned from the journal. Counted are stretches of
 * time, not sentences: a page that repeats itself for an hour has said one thing.
 */
export interface SourceRecord {
  readonly link: LinkId;
  readonly who: SafeText;
  /** Stretches in which the link was broken and the source never said so … */
  readonly denied: number;
  /** … and in which it did. */
  readonly admitted: number;
  /** Stretches in which the link was fine and the source spoke of trouble … */
  readonly alarmed: number;
  /** … and in which it did not. */
  readonly quiet: number;
}

/** The first event of every session: what the rest is about. A recording is whole by itself. */
export interface Session {
  readonly version: string;
  readonly chain: Chain;
  /** What the journal teaches about those who make claims; absent where it teaches nothing. */
  readonly sources?: readonly SourceRecord[];
}

export interface EventData {
  session: Session;
  observation: Observation;
  change: Change;
  claim: Claim;
  note: Note;
  fault: FaultEvent;
  inference: Inference;
  /** What must hold beside that the chain works, and does or does not; no evidence of any fault. */
  policy: PolicyState;
  verdict: Verdict;
}

export type EventKind = keyof EventData;
/** Everything that can stand in the stream, discriminated by `type`. */
export type WeaklinkEvent = {
  [K in EventKind]: Envelope<K, EventData[K]>;
}[EventKind];
export type EventOf<K extends EventKind> = Extract<WeaklinkEvent, { type: `weaklink.${K}` }>;
