import { safe } from '../../src/text/sanitise.ts';
import { storeFailureFinding } from '../data/finding.ts';
import type { HttpAsker } from '../data/http-asker.ts';
import { at, parseJson } from '../data/json.ts';
import { ends, type Read, read } from '../data/read.ts';
import type { StoreSymptom } from '../data/symptoms.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { vectorSymptoms } from './symptoms.ts';

/** What a refusal of any of these stores means by its status alone. */
const byStatus: Readonly<Record<number, StoreSymptom>> = {
  401: 'store.denied',
  403: 'store.forbidden',
  404: 'store.missing',
  408: 'store.timeout',
  429: 'store.throttled',
  503: 'store.not_ready',
  507: 'store.full',
};

/** Words in which stores refuse → symptom; the first that fits. */
const byWords: readonly (readonly [RegExp, StoreSymptom | 'vector.dimension'])[] = [
  [/dimension|vector lengths? (?:don't match|mismatch)|expected dim/i, 'vector.dimension'],
  [/privilege|forbidden|not permitted|permission deny/i, 'store.forbidden'],
  [/api.?key|authenticat|unauthori[sz]ed|credential|token is (?:expired|invalid)/i, 'store.denied'],
  [/not (?:fully )?loaded|not ready|is loading|initializing|recovering/i, 'store.not_ready'],
  [/rate limit|too many requests|quota exceeded/i, 'store.throttled'],
  [/no space left|disk (?:is )?full|out of disk|disk quota/i, 'store.full'],
  [/read.?only/i, 'store.read_only'],
  [/replica|shard .*(?:dead|unavailable|not available)/i, 'store.part_down'],
  [/not found|does ?n[o']t exist|no such|unknown class|can't find/i, 'store.missing'],
  [/checksum|corrupt/i, 'store.corrupt'],
];

/** Asks a vector store in JSON and reads its refusals. */
export class VectorHttp {
  readonly #asker: HttpAsker;
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #kept: KeptText;

  constructor(
    asker: HttpAsker,
    base: string,
    headers: Readonly<Record<string, string>>,
    { redactor }: LookContext,
  ) {
    this.#asker = asker;
    this.#base = new URL(base);
    this.#headers = headers;
    this.#kept = new KeptText(redactor);
  }

  /** A document; POST where there is a body. */
  async json(path: string, body?: unknown): Promise<Read<unknown>> {
    const root = this.#base.pathname.replace(/\/*$/, '');
    const answer = await this.#asker.ask({
      url: new URL(`${root}${path}`, this.#base),
      ...(body === undefined
        ? { headers: this.#headers }
        : {
            method: 'POST',
            headers: { ...this.#headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
    });
    if (answer.kind === 'failure') return ends(this.#asker.failed(answer));
    if (answer.status < 200 || answer.status > 299) {
      return this.refused(String(this.#kept.body(answer.body)), answer.status);
    }
    const document = parseJson(answer.body);
    if (document !== undefined) return read(document);
    return this.finding('store.malformed', `${answer.status}, and no JSON`);
  }

  /** What a store says instead of an answer. */
  refused(words: string, status = 200): Read<never> {
    const known = byWords.find(([pattern]) => pattern.test(words))?.[1];
    const strict = status === 401 || status === 429 ? byStatus[status] : undefined;
    const symptom = strict ?? known ?? byStatus[status] ?? 'store.error';
    return this.finding(symptom, `${status === 200 ? '' : `${status} `}${words}`);
  }

  finding(symptom: StoreSymptom | keyof typeof vectorSymptoms, detail: string): Read<never> {
    if (!isVector(symptom)) {
      return ends(storeFailureFinding({ symptom, detail }, this.#asker.seen(), this.#kept));
    }
    const finding: Finding = {
      outcome: vectorSymptoms[symptom].outcome,
      symptom,
      summary: safe`${vectorSymptoms[symptom].meaning.slice(0, 60)}`,
      evidence: [this.#kept.fact(detail)],
      ...this.#asker.seen(),
    };
    return ends(finding);
  }

  /** One that no document of this store lacks. */
  malformed(what: string): Read<never> {
    return this.finding('store.malformed', `the answer holds no ${what}`);
  }
}

function isVector(symptom: string): symptom is keyof typeof vectorSymptoms {
  return Object.hasOwn(vectorSymptoms, symptom);
}

/** The identifiers of a list of hits; null where it is none. */
export function idsIn(
  list: unknown,
  ...path: readonly (string | number)[]
): readonly string[] | null {
  if (!Array.isArray(list)) return null;
  return list.map((hit: unknown) => String(at(hit, ...path)));
}
