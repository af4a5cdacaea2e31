import { HttpAsker } from '../data/http-asker.ts';
import { isSendable } from '../http/headers.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import type { LookContext } from '../probe.ts';
import { type ActionName, actions } from './actions.ts';
import type { CloudDial } from './options.ts';
import { CloudTrouble, isSelf } from './trouble.ts';

/** Bytes of one answer: the list of machine types of an Azure region has some 3 MB. */
const ANSWER_BYTES = 8_388_608;
/** Share of what is left of a look for what may not be there at all: a metadata service. */
const NEARBY_SHARE = 0.4;

export interface CloudRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends the actions of the table, and nothing else, from where the look stands. */
export class CloudCaller {
  readonly context: LookContext;
  readonly asker: HttpAsker;
  readonly #dial: CloudDial;
  #clockOffsetMs: number | undefined;

  constructor(dial: CloudDial, context: LookContext) {
    this.context = context;
    this.asker = new HttpAsker(dial, context);
    this.#dial = dial;
  }

  /** How far this clock is ahead of the last answer's, in ms; undefined where none told its time. */
  get clockOffsetMs(): number | undefined {
    return this.#clockOffsetMs;
  }

  /**
   * Any status is an answer.
   * @throws CloudTrouble `cloud.unreachable` or a symptom of weaklink's own
   */
  async send(action: ActionName, request: CloudRequest): Promise<ExchangeResponse> {
    refuseUnsendable(request.headers);
    const { method } = actions[action];
    const answer = await this.asker.ask({ ...request, method, bodyLimitBytes: ANSWER_BYTES });
    const taken = this.#taken(action, answer);
    const theirs = Date.parse(headerText(taken.headers, 'date') ?? '');
    if (!Number.isNaN(theirs)) this.#clockOffsetMs = this.context.clock.now() - theirs;
    return taken;
  }

  /** The same for what is next to the machine or not at all; undefined where it is not there. */
  async sendNearby(
    action: ActionName,
    request: CloudRequest,
  ): Promise<ExchangeResponse | undefined> {
    const { method } = actions[action];
    const left = this.context.deadlineMs - this.asker.tookMs();
    const deadlineMs = left * NEARBY_SHARE;
    const nearby = new HttpAsker(this.#dial, { ...this.context, deadlineMs });
    const answer = await nearby.ask({ ...request, method, bodyLimitBytes: ANSWER_BYTES });
    if (answer.kind === 'failure' && !isSelf(answer.symptom)) return undefined;
    return this.#taken(action, answer);
  }

  #taken(action: ActionName, answer: Awaited<ReturnType<HttpAsker['ask']>>): ExchangeResponse {
    if (answer.kind === 'failure') {
      const { symptom, detail } = answer;
      if (isSelf(symptom)) throw new CloudTrouble(symptom, detail);
      throw new CloudTrouble('cloud.unreachable', `${action}: ${symptom}: ${detail}`);
    }
    return answer;
  }
}

/**
 * Tokens and headers come from files and programs, and may be anything.
 * @throws CloudTrouble without a word of what it was
 */
export function refuseUnsendable(headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w-]+$/.test(name) || !isSendable(name, value)) {
      throw new CloudTrouble('cloud.malformed', 'credentials that no header can hold');
    }
  }
}
