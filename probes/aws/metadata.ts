import type { Asking } from '../cloud/look.ts';
import { learned, variable } from '../cloud/secrets.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import type { AwsKeyOptions } from './options.ts';

export const METADATA = 'http://169.254.169.254';
/** Seconds that a session with the metadata service lasts: one look needs a few. */
export const SESSION_SECONDS = 60;

/** The metadata service of the machine that the look stands on, in version 2 (IMDSv2). */
export class Metadata {
  readonly #base: URL;
  readonly #asking: Asking;
  readonly #token: string;

  private constructor(base: URL, asking: Asking, token: string) {
    this.#base = base;
    this.#asking = asking;
    this.#token = token;
  }

  /** Undefined where no metadata service is: the machine is none of AWS, or a container that is too far from it. */
  static async open({ metadata }: AwsKeyOptions, asking: Asking): Promise<Metadata | undefined> {
    if (variable('AWS_EC2_METADATA_DISABLED')?.toLowerCase() === 'true') return undefined;
    const base = new URL(metadata ?? variable('AWS_EC2_METADATA_SERVICE_ENDPOINT') ?? METADATA);
    const answer = await asking.caller.sendNearby('aws metadata OpenSession', {
      url: new URL('/latest/api/token', base),
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': String(SESSION_SECONDS) },
    });
    if (answer?.status !== 200) return undefined;
    return new Metadata(base, asking, learned(asking.context, answer.body.toString('utf8').trim()));
  }

  /**
   * What stands at `latest/<path>`; undefined where there is nothing.
   * @throws CloudTrouble where it refuses
   */
  async read(path: string): Promise<string | undefined> {
    const answer = await this.#asking.caller.send('aws metadata Get', {
      url: new URL(`/latest/${path}`, this.#base),
      headers: { 'x-aws-ec2-metadata-token': this.#token },
    });
    if (answer.status === 200) return answer.body.toString('utf8');
    if (answer.status === 404) return undefined;
    const detail = `the metadata service answers ${answer.status} to ${path}`;
    throw new CloudTrouble(answer.status >= 500 ? 'cloud.api_error' : 'cloud.malformed', detail);
  }
}
