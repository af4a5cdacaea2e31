import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { readRegularFile } from '../../platform/regular-file.ts';
import { resolveSecret, type SecretLearner } from '../../platform/secrets.ts';
import type { Activity, ExperimentConfiguration, JsonValue } from '../experiment-types.ts';
import type { Settings } from './substitute.ts';

/** Bytes of a file that a value of the configuration comes from. */
const maxFileBytes = 65_536;

/** Where a value comes from; `weaklink` refuses the kinds that are not here when it loads the file. */
export type Declared =
  | { readonly type: 'value'; readonly value: JsonValue }
  | {
      readonly type: 'env';
      readonly key: string;
      readonly default?: JsonValue;
      readonly env_var_type?: 'str' | 'int' | 'float' | 'json';
    }
  | { readonly type: 'file'; readonly path: string };

/** Every value of a run, found once, at its beginning. */
export interface ResolvedSettings {
  readonly values: Settings;
  readonly secrets: Settings;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds every value and every secret. Secrets are known to the redactor before anybody else has them.
 *
 * @throws WeaklinkError E_CONFIGURATION, E_SECRET, naming what is missing and never a value
 */
export async function resolveSettings(
  { values, secrets }: ExperimentConfiguration,
  redactor: SecretLearner,
  environment: Environment = process.env,
): Promise<ResolvedSettings> {
  const foundValues = await Promise.all(
    Object.entries(values).map(async ([name, declared]) => {
      return [
        name,
        await declaredValue(name, declared as unknown as Declared, environment),
      ] as const;
    }),
  );
  const foundSecrets = await Promise.all(
    Object.entries(secrets).map(async ([name, declared]) => {
      const reference = referenceOf(declared as unknown as Declared);
      return [name, await resolveSecret(reference, redactor, environment)] as const;
    }),
  );
  return { values: Object.fromEntries(foundValues), secrets: Object.fromEntries(foundSecrets) };
}

/** What one activity may use: all values, and of the secrets those that it names. */
export function settingsFor({ secrets = [] }: Activity, all: ResolvedSettings): Settings {
  const own = secrets.flatMap((name) =>
    Object.hasOwn(all.secrets, name) ? [[shortName(name), all.secrets[name] ?? null] as const] : [],
  );
  return { ...all.values, ...Object.fromEntries(own) };
}

/** `vault/token` is used as `${token}`. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function referenceOf(declared: Declared): string {
  if (declared.type === 'env') return `env:${declared.key}`;
  return declared.type === 'file' ? `file:${declared.path}` : '';
}

async function declaredValue(
  name: string,
  declared: Declared,
  environment: Environment,
): Promise<JsonValue> {
  if (declared.type === 'value') return declared.value;
  if (declared.type === 'file') return fromFile(name, declared.path);
  const text = environment[declared.key];
  if (text === undefined && declared.default === undefined) {
    throw missing(name, `the environment variable ${declared.key} is not set`);
  }
  if (text === undefined) return declared.default ?? null;
  return typed(name, text, declared.env_var_type ?? 'str');
}

function typed(name: string, text: string, type: 'str' | 'int' | 'float' | 'json'): JsonValue {
  if (type === 'str') return text;
  if (type === 'json') {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      throw missing(name, 'its value is not JSON');
    }
  }
  const number = Number(text);
  const isRight =
    text.trim() !== '' && (type === 'int' ? Number.isInteger(number) : Number.isFinite(number));
  if (!isRight) throw missing(name, `its value is not ${type === 'int' ? 'a whole' : 'a'} number`);
  return number;
}

async function fromFile(name: string, path: string): Promise<JsonValue> {
  const read = await readRegularFile(path, maxFileBytes);
  if (read.kind === 'read') return read.bytes.toString('utf8').trim();
  if (read.kind === 'failed') throw missing(name, `${path} cannot be read (${read.errno})`);
  if (read.kind === 'too-large') {
    throw missing(name, `${path} is larger than ${maxFileBytes} bytes`);
  }
  throw missing(name, `${path} is not a regular file`);
}

function missing(name: string, why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_CONFIGURATION',
    message: `configuration.${name}: ${why}`,
    hint: 'Set it, or give it a default.',
    exitCode: ExitCode.CouldNotLook,
  });
}
