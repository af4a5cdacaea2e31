import { commandWords } from '../cloud/command-words.ts';
import type { Asking } from '../cloud/look.ts';
import { programSaid } from '../cloud/program.ts';
import { fileThere, variable } from '../cloud/secrets.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { at, numberAt, parseJson, textAt } from '../data/json.ts';
import { subjectOfAws } from './subject-of-aws.ts';

/**
 * The token of another issuer that a file of workload identity federation tells where to find: in a file,
 * at an address, printed by a program, or made with the keys of Amazon. Not learned by the redactor yet.
 *
 * @param file the document of the file
 * @throws CloudTrouble where it is not to be had
 */
export async function subjectToken(file: unknown, path: string, asking: Asking): Promise<string> {
  const source = at(file, 'credential_source');
  if (/^aws\d+$/.test(textAt(source, 'environment_id') ?? '')) {
    return subjectOfAws(source, textAt(file, 'audience') ?? '', asking);
  }
  const [named, address] = [textAt(source, 'file'), textAt(source, 'url')];
  if (named !== undefined) return tokenOfText(await textOfFile(named, asking), source);
  if (address !== undefined)
    return tokenOfText(await textAtAddress(address, source, asking), source);
  if (at(source, 'executable') !== undefined) return tokenOfExecutable(file, path, asking);
  throw new CloudTrouble('cloud.no_credentials', `${path}: ${unread(source)}`);
}

/** What of the vendor's formats is not read, in words that say what would be. */
function unread(source: unknown): string {
  const others = 'tokens of other issuers are read from files, addresses, programs and Amazon';
  return at(source, 'certificate') === undefined
    ? others
    : `federation by a certificate (mutual TLS) is not built; ${others}`;
}

/** The token is the text, or a member of the document that it is. */
function tokenOfText(text: string, source: unknown): string {
  const field = textAt(source, 'format', 'subject_token_field_name');
  if (field === undefined) return text.trim();
  const token = textAt(parseJson(text), field);
  if (token !== undefined) return token.trim();
  throw new CloudTrouble('cloud.malformed', `the token of the other issuer has no ${field}`);
}

async function textOfFile(path: string, { context }: Asking): Promise<string> {
  const text = await fileThere(context, path);
  if (text !== undefined) return text;
  throw new CloudTrouble('cloud.no_credentials', `${path} is not there`);
}

async function textAtAddress(address: string, source: unknown, { caller }: Asking) {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new CloudTrouble('cloud.no_credentials', 'the address of the other issuer is none');
  }
  const stated = Object.entries(at(source, 'headers') ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const url = new URL(address);
  const answer = await caller.send('gcp federation getSubjectToken', {
    url,
    headers: Object.fromEntries(stated),
  });
  if (answer.status === 200) return answer.body.toString('utf8');
  const symptom = answer.status >= 500 ? 'cloud.api_error' : 'cloud.credentials_refused';
  throw new CloudTrouble(symptom, `the other issuer at ${url.host} answers ${answer.status}`);
}

/** A program is run only where its user has said so, by the vendor's own variable. */
const ALLOWED = 'GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES';

async function tokenOfExecutable(file: unknown, path: string, asking: Asking): Promise<string> {
  const { context } = asking;
  if (variable(ALLOWED) !== '1') {
    const detail = `${path} names a program, which is run only where ${ALLOWED} is 1`;
    throw new CloudTrouble('cloud.no_credentials', detail);
  }
  const kept = await keptAnswer(file, asking);
  if (kept !== undefined) return kept;
  const words = commandWords(textAt(file, 'credential_source', 'executable', 'command') ?? '');
  if (!words) throw new CloudTrouble('cloud.no_credentials', `${path} names no program`);
  const said = await programSaid(context, ['env', ...variablesOf(file), ...words]);
  // A program that refuses says so in its document, with an exit code of its own.
  if (said.kind !== 'said') {
    const detail = said.kind === 'absent' ? `${words[0]} is not there` : said.words;
    throw new CloudTrouble('cloud.no_credentials', detail);
  }
  return tokenOfAnswer(parseJson(said.text), words[0], asking);
}

/** What the program is told, by the protocol between Google's libraries and such programs. */
function variablesOf(file: unknown): readonly string[] {
  const url = textAt(file, 'service_account_impersonation_url') ?? '';
  const email = /\/serviceAccounts\/([^/:]+):generateAccessToken$/.exec(url)?.[1];
  const output = textAt(file, 'credential_source', 'executable', 'output_file');
  const values = {
    AUDIENCE: textAt(file, 'audience'),
    TOKEN_TYPE: textAt(file, 'subject_token_type'),
    INTERACTIVE: '0',
    IMPERSONATED_EMAIL: email,
    OUTPUT_FILE: output,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`GOOGLE_EXTERNAL_ACCOUNT_${name}=${value}`],
  );
}

/** What the program left in its file the last time, while it is good. */
async function keptAnswer(file: unknown, { context }: Asking): Promise<string | undefined> {
  const output = textAt(file, 'credential_source', 'executable', 'output_file');
  const answer = output && parseJson((await fileThere(context, output)) ?? '');
  const endsMs = (numberAt(answer, 'expiration_time') ?? 0) * 1_000;
  const isGood = at(answer, 'success') === true && endsMs > context.clock.now();
  return isGood ? tokenIn(answer) : undefined;
}

function tokenOfAnswer(answer: unknown, program: string, { context }: Asking): string {
  if (numberAt(answer, 'version') !== 1) {
    throw new CloudTrouble('cloud.malformed', `${program} printed no answer of version 1`);
  }
  if (at(answer, 'success') !== true) {
    const [code, message] = [textAt(answer, 'code') ?? '', textAt(answer, 'message') ?? ''];
    throw new CloudTrouble('cloud.credentials_refused', `${program}: ${code} ${message}`);
  }
  const endsMs = (numberAt(answer, 'expiration_time') ?? Number.POSITIVE_INFINITY) * 1_000;
  if (endsMs <= context.clock.now()) {
    throw new CloudTrouble(
      'cloud.credentials_expired',
      `${program} printed a token that has ended`,
    );
  }
  const token = tokenIn(answer);
  if (token !== undefined) return token;
  throw new CloudTrouble('cloud.malformed', `${program} printed no token`);
}

function tokenIn(answer: unknown): string | undefined {
  return textAt(answer, 'id_token') ?? textAt(answer, 'saml_response');
}
