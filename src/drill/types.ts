import type { Chain, LinkId } from '../chain/types.ts';
import type { Claim, WeaklinkEvent } from '../events/types.ts';
import type { Without } from '../replay/types.ts';
import type {
  Activity,
  Control,
  ExperimentConfiguration,
  ExperimentRuntime,
  Hypothesis,
} from './experiment-types.ts';

/** What a scenario file says, validated, with every default filled in. */
export interface Scenario {
  /** Unique, typed by people; the file's name without its ending. */
  readonly id: string;
  /** The file it came from, as it was named. */
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly difficulty: Difficulty;
  readonly references: readonly Reference[];
  readonly source: ScenarioSource;
  /** What weaklink is not told of: links that nobody declared, probes and vantages that are missing. */
  readonly without: Without;
  /** What may be injected into, and how much of it; a chain of the sandbox allows itself whole. */
  readonly targets: readonly Target[];
  /** Watched during the whole run; one that fails aborts it and undoes everything. */
  readonly guards: readonly Guard[];
  /** Native faults, by time. */
  readonly faults: readonly PlannedFault[];
  readonly changes: readonly PlannedChange[];
  readonly claims: readonly PlannedClaim[];
  readonly load: Load | null;
  /** Proxies and processes that stand before anything looks, and end with the run. */
  readonly proxies: readonly ProxyPlan[];
  readonly processes: readonly ProcessPlan[];
  /** The SSH configuration file of its vantages; null: the user's. */
  readonly sshConfig: string | null;
  /** The Chaos Toolkit half: null where the file has none. */
  readonly experiment: Experiment | null;
  readonly expect: Expectation;
  /** Milliseconds that the whole run may take; then it is aborted and undone. */
  readonly timeoutMs: number;
}

export type Difficulty = 'easy' | 'medium' | 'hard';
export interface Reference {
  readonly title: string;
  readonly url: string;
}

export type ScenarioSource =
  /** The embedded demo chain, each series looking at this interval. */
  | { readonly kind: 'sandbox'; readonly intervalMs: number }
  /** A chain of the user's own. */
  | { readonly kind: 'chain'; readonly chain: Chain }
  /** A recording, through the engine at full speed. */
  | { readonly kind: 'recording'; readonly file: string }
  /** Events written by hand from a published report, at full speed: see `timeline/`. */
  | { readonly kind: 'timeline'; readonly chain: Chain; readonly events: readonly WeaklinkEvent[] };

export interface Target {
  readonly link: LinkId;
  /** Kinds of injectors that may touch it. */
  readonly allow: readonly string[];
  /** Replicas, connections or whatever the injector counts; 1 where the file is silent. */
  readonly limit: number;
}

/** A probe whose tolerance must hold all the time: `failures` in a row abort the run. */
export interface Guard {
  readonly name: string;
  readonly activity: Activity;
  readonly everyMs: number;
  readonly failures: number;
}

export interface PlannedFault {
  /** Unique within the scenario. */
  readonly name: string;
  /** From the moment at which the steady state holds. */
  readonly atMs: number;
  /** Null: until the end of the run. */
  readonly forMs: number | null;
  /** After it the target's side undoes the fault by itself, whatever became of weaklink. */
  readonly ttlMs: number;
  /** 0…1: how much of it, where the injector can do a part. */
  readonly intensity: number;
  /** On and off again, so long each; null: not flapping. */
  readonly flap: { readonly onMs: number; readonly offMs: number } | null;
  /** The link that it harms: the truth that is scored against, unless `expect` says otherwise. */
  readonly link: LinkId;
  readonly injector: string;
  /** Validated by the injector's own schema. */
  readonly options: Readonly<Record<string, unknown>>;
  /** An activity of the method injects it, not the clock: `atMs` says nothing then. */
  readonly by?: 'method';
}

export interface PlannedChange {
  readonly atMs: number;
  readonly link: LinkId;
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What somebody says, true or not. */
export interface PlannedClaim {
  readonly atMs: number;
  readonly link: LinkId;
  readonly who: string;
  readonly says: Claim['says'];
  readonly words: string;
}

/** Requests to a model beside weaklink's own looks. */
export interface Load {
  /** Base URL of the API, or the link that serves it; the other is null. */
  readonly url: string | null;
  readonly link: LinkId | null;
  /** Reference to the API key; null: none is sent. */
  readonly key: string | null;
  readonly model: string;
  readonly perSecond: number;
}

/** A Toxiproxy-like proxy of our own: a listener before an upstream, through which faults come. */
export interface ProxyPlan {
  readonly name: string;
  readonly kind: 'tcp' | 'llm' | 'dns';
  /** `127.0.0.1:18080`; port 0 is refused, since the chain file must name it. */
  readonly listen: string;
  readonly upstream: string;
}

export interface ProcessPlan {
  readonly name: string;
  readonly argv: readonly string[];
  /** `host:port` that answers once it is up; null: at once. */
  readonly ready: string | null;
}

/** The sections of a Chaos Toolkit experiment. */
export interface Experiment {
  readonly hypothesis: Hypothesis | null;
  readonly method: readonly Activity[];
  readonly rollbacks: readonly Activity[];
  readonly configuration: ExperimentConfiguration;
  readonly runtime?: ExperimentRuntime;
  /** Around the whole of it. */
  readonly controls?: readonly Control[];
  /** What the file says, for the journal that is exported. */
  readonly document: unknown;
}

/** A (link, mode) that would be right. `link` null: outside the chain. */
export interface Blamable {
  readonly link: LinkId | null;
  /** Null: any mode of that link. */
  readonly mode: string | null;
}

/** One root cause, in the shape of ITBench's ground truth. */
export interface RootCause extends Blamable {
  /** Answers that are as good. */
  readonly or: readonly Blamable[];
}

export interface Expectation {
  /** Empty where the right answer is that nothing is broken. */
  readonly rootCauses: readonly RootCause[];
  /** `healthy` with no root cause; `outside` and `undetermined` where that is the right answer. */
  readonly verdict: 'fault' | 'healthy' | 'outside' | 'undetermined';
  /** Where the right answer is `undetermined`: who must be named as possible. */
  readonly candidates: readonly RootCause[];
  /** By which links the failure spread: each `to` must not be blamed and should be a symptom. */
  readonly propagations: readonly { readonly from: LinkId; readonly to: LinkId }[];
  /** A culprit must be told to have begun after a change of this link; null: not asked. */
  readonly afterChange: LinkId | null;
  readonly cleared: readonly LinkId[];
  readonly notBlamed: readonly LinkId[];
  /** Milliseconds after the first fault in which the right verdict must stand. */
  readonly withinMs: number;
  /** 0…1: of the culprit's link, at the end of the fault. */
  readonly probability: number;
  /** Milliseconds after the last undo in which `healthy` must stand; null: not asked. */
  readonly recoveryWithinMs: number | null;
  /** The file expects nothing of the diagnosis: only its hypothesis and its undos are judged. */
  readonly unasked?: true;
}

/** Status of one scenario run, and the exit code that it asks for. */
export const runStatuses = {
  passed: 0,
  /** The system or the diagnosis did not do what was expected. */
  failed: 1,
  invalid: 2,
  /** Could not run, or a guard aborted it and everything was undone. */
  aborted: 3,
  /** Something was not undone, or nobody could verify that it was. */
  'not-undone': 4,
  /** No steady state to begin with, or data missing. */
  inconclusive: 5,
  interrupted: 130,
} as const;
export type RunStatus = keyof typeof runStatuses;

export interface Assertion {
  /** `steady state before`, `right link within 10 s`, `undo of kill-a verified` … */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'error';
  readonly expected: string;
  readonly found: string;
}

/** How well the diagnosis did. Null: not asked in this scenario. */
export interface Score {
  readonly topLink: boolean | null;
  readonly topMode: boolean | null;
  /** The right (link, mode) among the three most probable hypotheses. */
  readonly topThree: boolean | null;
  /** Two root causes: each named, link and mode, at the end of its own fault. */
  readonly bothNamed: boolean | null;
  /** Three root causes or more: as `bothNamed`. */
  readonly allNamed: boolean | null;
  /** The right answer is a cause outside the chain, and it was given. */
  readonly outside: boolean | null;
  /** The right answer is that nobody can tell, and it was given, with all who may be the cause. */
  readonly undetermined: boolean | null;
  /** Nothing is broken, and nobody was blamed at any time. */
  readonly healthy: boolean | null;
  /** From the fault to the first verdict that is not healthy, in milliseconds. */
  readonly timeToDetectMs: number | null;
  /** From the fault to the first verdict that is right and stays right until the fault ends. */
  readonly timeToVerdictMs: number | null;
  /** Links blamed at the end that are neither a root cause nor an accepted alternative. */
  readonly falselyBlamed: readonly LinkId[];
  /** Verdicts of fault before the first fault, or in a scenario that has none. */
  readonly falseAlarms: number;
  readonly recoveryNoticed: boolean | null;
  readonly timeToRecoveryMs: number | null;
  readonly undoClean: boolean | null;
}

/** A verdict as it was told, at its offset from the first fault (negative: before). */
export interface VerdictMark {
  readonly offsetMs: number;
  readonly status: 'healthy' | 'fault' | 'undetermined';
  readonly culprits: readonly {
    readonly link: LinkId;
    readonly mode: string;
    readonly probability: number;
  }[];
}

export interface UndoRecord {
  readonly fault: string;
  readonly injector: string;
  readonly undone: boolean;
  readonly verified: boolean;
  /** What the verification saw, or why it could not look. */
  readonly seen: string;
}

/** One run of one scenario: what every drill report is written from. */
export interface DrillResult {
  readonly scenario: Pick<
    Scenario,
    'id' | 'file' | 'title' | 'tags' | 'difficulty' | 'references'
  > & { readonly source: ScenarioSource['kind'] };
  /** Counts from 1. */
  readonly repeat: number;
  readonly status: RunStatus;
  /** Why, in one sentence, where it is not `passed`. */
  readonly reason: string | null;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly assertions: readonly Assertion[];
  readonly score: Score;
  readonly verdicts: readonly VerdictMark[];
  readonly undos: readonly UndoRecord[];
  /** Path of the recording, where one was asked for. */
  readonly recording: string | null;
  /** Chaos Toolkit's journal of the run; null for a scenario without an experiment. */
  readonly journal: unknown;
}

/** A whole `drill run`. */
export interface DrillReport {
  readonly schema: 'weaklink.drill/1';
  readonly version: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly results: readonly DrillResult[];
  readonly exitCode: number;
}
