import { commandWords } from '../cloud/command-words.ts';
import type { Asking } from '../cloud/look.ts';
import { programSaid } from '../cloud/program.ts';
import type { Expiring } from '../cloud/token-memory.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { numberAt, parseJson } from '../data/json.ts';
import { grantedIn, ofSts } from './granted.ts';
import type { AwsKeys } from './sign.ts';

/**
 * Keys that the `credential_process` of a profile prints, run where the look stands as the vendor's own
 * programs would: without a shell.
 */
export async function keysOfProgram(
  line: string,
  profile: string,
  { context }: Asking,
): Promise<Expiring<AwsKeys>> {
  const argv = commandWords(line);
  if (!argv) {
    const detail = `profile ${profile}: its credential_process is no command`;
    throw new CloudTrouble('cloud.no_credentials', detail);
  }
  const said = await programSaid(context, argv);
  if (said.kind === 'absent') {
    throw new CloudTrouble('cloud.no_credentials', `profile ${profile}: ${argv[0]} is not there`);
  }
  if (said.kind === 'refused') throw new CloudTrouble('cloud.no_credentials', said.words);
  const document = parseJson(said.text);
  if (numberAt(document, 'Version') !== 1) {
    throw new CloudTrouble('cloud.malformed', `${argv[0]} printed no keys of version 1`);
  }
  const granted = grantedIn(document, argv[0], ofSts);
  if ((granted.expiresMs ?? Number.POSITIVE_INFINITY) > context.clock.now()) return granted;
  throw new CloudTrouble('cloud.credentials_expired', `${argv[0]} printed keys that have ended`);
}
