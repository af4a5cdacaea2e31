import type { Asking } from './look.ts';
import { learned } from './secrets.ts';
import { type Expiring, TokenMemory } from './token-memory.ts';
import { CloudTrouble } from './trouble.ts';

/** What every cloud's options of tokens have. */
interface TokenOptions {
  /** `auto`, or the only source that is asked. */
  readonly credentials: string;
  /** A token that somebody else keeps fresh, as a reference. */
  readonly token?: string | undefined;
}

/** Undefined where a source has no token, and nothing is wrong with that. */
export type TokenSource<Options> = (
  options: Options,
  asking: Asking,
) => Promise<Expiring<string> | undefined>;

/** The bearer tokens of one cloud, of whichever source, kept until they end. */
export class Bearer<Options extends TokenOptions> {
  readonly #memory = new TokenMemory<string>();
  readonly #sources: Readonly<Record<string, TokenSource<Options>>>;
  readonly #partsOf: (options: Options) => readonly unknown[];

  /**
   * @param sources by name, in the order in which they are asked
   * @param partsOf all that decides whom a token is for
   */
  constructor(
    sources: Readonly<Record<string, TokenSource<Options>>>,
    partsOf: (options: Options) => readonly unknown[],
  ) {
    this.#sources = sources;
    this.#partsOf = partsOf;
  }

  /**
   * The token of a look: the stated one, else that of the first source that has one.
   * @throws CloudTrouble `cloud.no_credentials`, or what kept a source from giving its own
   */
  async token(options: Options, asking: Asking): Promise<string> {
    const { context } = asking;
    if (options.token !== undefined) return context.secret(options.token);
    const granted = () => this.#granted(options, asking);
    return learned(context, await this.#memory.recallOr(context, this.#partsOf(options), granted));
  }

  /** A token that the cloud did not take is not tried again. */
  forget(options: Options, { context }: Asking): void {
    this.#memory.forget(context, this.#partsOf(options));
  }

  async #granted(options: Options, asking: Asking): Promise<Expiring<string>> {
    const { credentials } = options;
    const isAsked = ([name]: readonly [string, unknown]) => ['auto', name].includes(credentials);
    const asked = Object.entries(this.#sources).filter(isAsked);
    const refusals: string[] = [];
    for (const [, source] of asked) {
      const token = await source(options, asking).catch((error: unknown) => {
        // A program that nobody is logged in to does not keep the machine's own identity from being used.
        if (!isOnlyUnused(error)) throw error;
        refusals.push(...error.details);
        return undefined;
      });
      if (token) return token;
    }
    const where = `looked for a token in: ${asked.map(([name]) => name).join(', ')}`;
    throw new CloudTrouble('cloud.no_credentials', where, ...refusals);
  }
}

function isOnlyUnused(error: unknown): error is CloudTrouble {
  return error instanceof CloudTrouble && error.symptom === 'cloud.no_credentials';
}
