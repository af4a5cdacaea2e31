import type { Measure } from '../../../src/events/types.ts';
import type { MetricNames } from '../metrics/names.ts';
import type { ServerMeters } from '../metrics/read.ts';
import type { ModelserverOptions } from '../options.ts';
import type { ServerAsker, ServerReply } from '../server-asker.ts';
import type { Sign } from '../sign.ts';

/** A model, or an adapter of one, as a server tells of it. */
export interface ServedModel {
  readonly name: string;
  /** Of a gateway's deployment: the name of it among its metrics. */
  readonly id?: string | undefined;
  /** Where its weights come from: a path, or the name under which they are published. */
  readonly root?: string | undefined;
  /** A revision, a digest or a hash of its weights. */
  readonly revision?: string | undefined;
  /** Tokens of its context. */
  readonly context?: number | undefined;
  /** Of an adapter: the model that it changes. */
  readonly base?: string | undefined;
}

/** What a server says of itself beside its metrics. All text is from outside, not sanitised. */
export interface Described {
  /** What is wrong, in the server's own words. */
  readonly signs: readonly Sign[];
  readonly version?: string | undefined;
  /** A further question would wake it: its metrics are left alone too. */
  readonly isCold?: boolean;
  /** Null where it does not tell. */
  readonly models: readonly ServedModel[] | null;
  /** Texts among them are from outside. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  readonly measures?: readonly Measure[];
  /** Facts that can wait until the metrics are read: where time is short, they are left out. */
  later?(): Promise<Readonly<Record<string, string>>>;
}

/** One question whose answer tells this server from all others. Costs nothing and changes nothing. */
export interface Recognition {
  readonly path: string;
  by(reply: ServerReply): boolean;
}

/** One kind of model server. Methods never throw for a sick server. */
export interface ModelServer {
  /** As people call it. */
  readonly title: string;
  /** The page that tells whether it is ready: what a person asks first. */
  readonly health: string;
  readonly recognise: readonly Recognition[];
  /** Null where it has no page of metrics. */
  readonly names: MetricNames | null;
  /** Where that page is, from the address of the server. */
  metricsAt?(base: URL): URL | null;
  /**
   * What it tells of itself. A request that breaks off is told by the asker; what else is not
   * answered is left out.
   */
  describe(asker: ServerAsker, options: ModelserverOptions): Promise<Described>;
  /** What its page of metrics tells in labels. Texts are from outside. */
  factsOf?(meters: ServerMeters): Readonly<Record<string, string>>;
  /** What its page of metrics says beyond the quantities that all have. */
  judgeMeters?(
    meters: ServerMeters,
    described: Described,
    options: ModelserverOptions,
    newCooldowns: number,
  ): readonly Sign[];
}
