import { safe } from '../../src/text/sanitise.ts';
import type { HttpAsker } from '../data/http-asker.ts';
import { at, numberAt, parseJson, textAt } from '../data/json.ts';
import type { Read } from '../data/read.ts';
import { storeSymptoms } from '../data/symptoms.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Finding } from '../probe.ts';
import { type DataFile, type Inventory, MOST_FILES, MOST_TEXT_BYTES } from './inventory.ts';
import type { DatasetSymptom } from './judge.ts';
import { licencesIn } from './licence.ts';
import { type DatasetOptions, type Repository, repositoryOf } from './options.ts';
import { datasetSymptoms } from './symptoms.ts';

/** Redirects of one file: to the storage behind a hub there is one. */
const MOST_REDIRECTS = 3;

/** A repository of a hub that speaks the API of Hugging Face. */
export class Hub {
  readonly #asker: HttpAsker;
  readonly #options: DatasetOptions;
  readonly #repository: Repository;
  readonly #token: string | undefined;
  readonly #kept: KeptText;

  constructor(
    asker: HttpAsker,
    options: DatasetOptions,
    token: string | undefined,
    kept: KeptText,
  ) {
    this.#asker = asker;
    this.#options = options;
    this.#repository = repositoryOf(options.url ?? '') as Repository;
    this.#token = token;
    this.#kept = kept;
  }

  async inventory(): Promise<Read<Inventory>> {
    const { origin, kind, id } = this.#repository;
    const revision = encodeURIComponent(this.#options.revision);
    const url = new URL(`${origin}/api/${kind}/${id}/revision/${revision}?blobs=true`);
    const answer = await this.#asker.ask({
      url,
      headers: this.#headers(),
      bodyLimitBytes: MOST_TEXT_BYTES,
    });
    if (answer.kind === 'failure') return { kind: 'finding', finding: this.#asker.failed(answer) };
    const refusal = this.#refusal(answer);
    if (refusal) return refusal;
    const document = parseJson(answer.body);
    const siblings = at(document, 'siblings');
    if (!Array.isArray(siblings)) {
      const detail = 'what answers does not speak the API of a hub';
      return this.#finding('store.malformed', detail);
    }
    if (at(document, 'disabled') === true) {
      return this.#finding('dataset.withdrawn', 'the hub has disabled the repository');
    }
    return { kind: 'read', value: inventoryOf(document, siblings) };
  }

  /** The beginning of one file, through the redirect to its storage. */
  async file(path: string, maxBytes: number, method = 'GET'): Promise<Read<string>> {
    const { origin, kind, id } = this.#repository;
    const prefix = kind === 'datasets' ? 'datasets/' : '';
    const name = path.split('/').map(encodeURIComponent).join('/');
    const revision = encodeURIComponent(this.#options.revision);
    let url = new URL(`${origin}/${prefix}${id}/resolve/${revision}/${name}`);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      // The token is the hub's: the storage behind it has its own signature in the address.
      const headers = url.origin === origin ? this.#headers() : {};
      const answer = await this.#asker.ask({ url, method, headers, bodyLimitBytes: maxBytes });
      if (answer.kind === 'failure')
        return { kind: 'finding', finding: this.#asker.failed(answer) };
      const location = headerText(answer.headers, 'location');
      if (answer.status < 300 || answer.status > 399 || location === undefined) {
        return this.#refusal(answer) ?? { kind: 'read', value: answer.body.toString('utf8') };
      }
      // That it would be handed out is enough where nobody asks for its content.
      if (method === 'HEAD') return { kind: 'read', value: '' };
      if (!URL.canParse(location, url.href)) break;
      const next = new URL(location, url);
      // Only https leads on from https, and no redirect to another scheme is followed.
      if (next.protocol !== 'https:' && next.protocol !== url.protocol) break;
      url = next;
    }
    return this.#finding('store.error', 'the hub redirects in a way that is not followed');
  }

  #headers(): Readonly<Record<string, string>> {
    return this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
  }

  #refusal(answer: ExchangeResponse): Read<never> | null {
    const { status, headers, body } = answer;
    if (status >= 200 && status < 300) return null;
    const code = headerText(headers, 'x-error-code') ?? '';
    const said = headerText(headers, 'x-error-message') ?? this.#kept.body(body);
    return this.#finding(symptomOf(status, code), `${status} ${code} ${said}`);
  }

  #finding(symptom: DatasetSymptom, detail: string): Read<never> {
    const spec = { ...storeSymptoms, ...datasetSymptoms }[symptom];
    const finding: Finding = {
      outcome: spec.outcome,
      symptom,
      summary: safe`${spec.meaning.slice(0, 60)}`,
      evidence: [this.#kept.fact(detail)],
      ...this.#asker.seen(),
    };
    return { kind: 'finding', finding };
  }
}

/** Codes: the hub's header X-Error-Code, as its own client reads it. */
function symptomOf(status: number, code: string): DatasetSymptom {
  if (code === 'GatedRepo') return 'dataset.gated';
  if (status === 410 || status === 451 || code === 'DisabledRepo') return 'dataset.withdrawn';
  if (/NotFound$/.test(code) || status === 404) return 'store.missing';
  if (status === 401) return 'store.denied';
  if (status === 403) return 'store.forbidden';
  return status === 429 ? 'store.throttled' : 'store.error';
}

function inventoryOf(document: unknown, siblings: readonly unknown[]): Inventory {
  const files = siblings.slice(0, MOST_FILES).flatMap((one): readonly DataFile[] => {
    const path = textAt(one, 'rfilename');
    if (path === undefined) return [];
    const bytes = numberAt(one, 'lfs', 'size') ?? numberAt(one, 'size') ?? 0;
    const sha256 = textAt(one, 'lfs', 'sha256') ?? null;
    return [{ path, bytes, changedMs: null, sha256 }];
  });
  const tags = at(document, 'tags');
  const tagged = Array.isArray(tags)
    ? tags.map((tag) => /^license:(.+)$/.exec(String(tag))?.[1])
    : [];
  return {
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    isCut: siblings.length > MOST_FILES,
    newestMs: Date.parse(textAt(document, 'lastModified') ?? ''),
    revision: textAt(document, 'sha') ?? null,
    stated: [
      ...new Set([...licencesIn(at(document, 'cardData', 'license')), ...licencesIn(tagged)]),
    ],
  };
}
