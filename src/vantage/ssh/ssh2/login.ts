import { basename } from 'node:path';
import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';
import { readRegularFile } from '../../../platform/regular-file.ts';
import type { AskPerson } from '../ask-person.ts';
import type { HostConfig } from '../config/host-config.ts';
import type { SshFailure } from '../failure.ts';
import { limitedAgent } from './limited-agent.ts';
import type { Ssh2 } from './load.ts';

/** Bytes of a private key file; one of 16,384 bits has 13 kB. */
const MAX_KEY_BYTES = 65_536;

/** One login: what may be tried, in which order, and what came of it. */
export class Login {
  readonly #plan: AnyAuthMethod[] = [];
  readonly #tried: string[] = [];
  #methods: readonly string[] = [];
  #isPartial = false;
  #last: AnyAuthMethod['type'] | undefined;
  /** Asked once nothing else is left to try. */
  #ask: AskPerson | undefined;
  #wasAsked = false;

  /** `publickey`, `none` … once it succeeded. */
  get method(): string | undefined {
    return this.#last === 'agent' ? 'publickey (agent)' : this.#last;
  }

  /** Reads the keys that may be offered; those that nobody can read without a person are told of. */
  static async prepare(config: HostConfig, ask: AskPerson | undefined, ssh2: Ssh2): Promise<Login> {
    const login = new Login();
    const username = config.user;
    login.#plan.push({ type: 'none', username });
    if (config.agentSocket !== undefined) {
      const whole = ssh2.createAgent(config.agentSocket);
      const agent = config.identitiesOnly ? await limitedAgent(whole, config) : whole;
      login.#plan.push({ type: 'agent', username, agent });
    }
    for (const file of config.identityFiles) {
      const read = await readRegularFile(file, MAX_KEY_BYTES);
      if (read.kind !== 'read') continue;
      const parsed = ssh2.utils.parseKey(read.bytes);
      if (!(parsed instanceof Error)) {
        login.#plan.push({ type: 'publickey', username, key: read.bytes });
      } else if (/encrypted/i.test(parsed.message)) {
        login.#note(`${basename(file)} is encrypted: add it to an agent`);
      } else login.#note(`${basename(file)} cannot be read: ${parsed.message}`);
    }
    login.#ask = ask;
    if (ask) {
      login.#plan.push(login.#answering(username, ask));
      login.#plan.push({ type: 'password', username, password: '' });
    }
    return login;
  }

  readonly next: AuthHandlerMiddleware = (methods, isPartial, next) => {
    this.#isPartial ||= isPartial === true;
    if (methods) this.#methods = methods;
    for (let method = this.#plan.shift(); method; method = this.#plan.shift()) {
      if (!this.#isTaken(method)) continue;
      this.#last = method.type;
      if (method.type !== 'none') this.#note(`${method.type} was refused`);
      if (method.type === 'password') return void this.#askPassword(method, next);
      return next(method);
    }
    // The types of ssh2 know only what to try; false says that there is nothing left.
    (next as unknown as (method: false) => void)(false);
  };

  /** What a refusal means, once nothing is left to try. */
  refusal(detail?: string): SshFailure {
    if (
      !this.#wasAsked &&
      (this.#isPartial || (this.#methods.length > 0 && this.#methods.every(needsPerson)))
    ) {
      return { kind: 'second-factor', methods: this.#methods };
    }
    const tried = [...new Set(this.#tried)];
    if (detail !== undefined) tried.push(detail);
    if (tried.length === 0) tried.push('there is no key to try: neither an agent nor a key file');
    return { kind: 'login-refused', methods: this.#methods, tried };
  }

  #answering(username: string, ask: AskPerson): AnyAuthMethod {
    return {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, instructions, _language, prompts, finish) => {
        // A server may end with a round that asks nothing.
        if (prompts.length === 0) return finish([]);
        this.#wasAsked = true;
        ask(prompts, instructions).then(
          (answers) => finish([...answers]),
          () => finish([]),
        );
      },
    };
  }

  async #askPassword(
    method: Extract<AnyAuthMethod, { type: 'password' }>,
    next: (method: AnyAuthMethod) => void,
  ): Promise<void> {
    this.#wasAsked = true;
    const question = { prompt: `Password of ${method.username}: `, echo: false };
    const answers = (await this.#ask?.([question], '').catch(() => [])) ?? [];
    next({ ...method, password: answers[0] ?? '' });
  }

  #note(words: string): void {
    this.#tried.push(words);
  }

  #isTaken({ type }: AnyAuthMethod): boolean {
    if (this.#methods.length === 0) return true;
    return this.#methods.includes(type === 'agent' ? 'publickey' : type);
  }
}

function needsPerson(method: string): boolean {
  return method === 'keyboard-interactive';
}
