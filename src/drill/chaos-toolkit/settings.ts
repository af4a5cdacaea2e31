import { isAbsolute, resolve } from 'node:path';
import type { Path } from '../../chain/document.ts';
import { shown } from '../../chain/shown.ts';
import type { JsonValue } from '../experiment-types.ts';
import type { Findings } from '../scenario/findings.ts';

type Json = Readonly<Record<string, JsonValue>>;

const kinds = ['env', 'file', 'value'];
const envTypes = ['str', 'int', 'float', 'json'];
const variable = /^[A-Za-z_][A-Za-z0-9_]*$/;

export interface DeclaredSettings {
  readonly values: Json;
  readonly secrets: Json;
  /** Values that are written out. */
  readonly literals: Json;
  /** Every name that the file gives, also of what is refused: what follows from that is not told. */
  readonly names: { readonly values: readonly string[]; readonly secrets: readonly string[] };
}

/** `configuration` and `secrets`, each value as `{ type: env | file | value, … }`. */
export function declaredSettings(
  raw: Readonly<Record<string, unknown>>,
  folder: string,
  findings: Findings,
): DeclaredSettings {
  const values: Record<string, JsonValue> = {};
  for (const [name, given] of entriesOf(raw.configuration)) {
    const declared = valueDeclared(given, ['configuration', name], folder, findings);
    if (declared) values[name] = declared;
  }
  const literals = Object.entries(values).flatMap(([name, declared]) => {
    const { type, value } = declared as { type: string; value?: JsonValue };
    return type === 'value' && value !== undefined ? [[name, value] as const] : [];
  });
  const secrets = secretsDeclared(raw.secrets, folder, findings);
  const names = {
    values: Object.keys(recordOr(raw.configuration)),
    secrets: secretNames(raw.secrets),
  };
  return { values, secrets, literals: Object.fromEntries(literals), names };
}

function valueDeclared(
  given: JsonValue,
  path: Path,
  folder: string,
  findings: Findings,
): JsonValue | null {
  if (!isRecord(given) || typeof given.type !== 'string') return { type: 'value', value: given };
  const { type, value = null } = given;
  if (type === 'value') return { type, value };
  return sourceDeclared(given, path, folder, findings);
}

/** Secrets by `target/key`, or by `key` where they stand alone. Never written out. */
function secretsDeclared(given: unknown, folder: string, findings: Findings): Json {
  const secrets: Record<string, JsonValue> = {};
  const add = (name: string, value: JsonValue, path: Path) => {
    if (!isRecord(value) || typeof value.type !== 'string' || value.type === 'value') {
      const message = 'a secret is not written into a file';
      findings.add(
        path,
        'E_SECRET',
        message,
        'Write { type: env, key: NAME } or { type: file, … }.',
      );
      return;
    }
    const declared = sourceDeclared(value, path, folder, findings);
    if (declared) secrets[name] = declared;
  };
  for (const [target, value] of entriesOf(given)) {
    const path = ['secrets', target];
    if (isRecord(value) && typeof value.type !== 'string') {
      for (const [key, one] of Object.entries(value)) add(`${target}/${key}`, one, [...path, key]);
    } else add(target, value, path);
  }
  return secrets;
}

function sourceDeclared(
  given: Json,
  path: Path,
  folder: string,
  findings: Findings,
): JsonValue | null {
  const { type, key, path: file = key, env_var_type: cast } = given;
  if (type === 'env' && typeof key === 'string' && variable.test(key)) {
    if (cast !== undefined && !envTypes.includes(String(cast))) {
      const message = `${shown(cast)} is not known`;
      findings.add(
        [...path, 'env_var_type'],
        'E_VALUE',
        message,
        `Allowed: ${envTypes.join(', ')}.`,
      );
    }
    const rest = given.default === undefined ? {} : { default: given.default };
    return { type, key, ...rest, ...(cast === undefined ? {} : { env_var_type: cast }) };
  }
  if (type === 'file' && typeof file === 'string' && file !== '' && !/[\0\r\n]/.test(file)) {
    return { type, path: isAbsolute(file) ? file : resolve(folder, file) };
  }
  if (type === 'env' || type === 'file') {
    const what = type === 'env' ? 'key: NAME_OF_A_VARIABLE' : 'path: of a file';
    findings.add(path, 'E_VALUE', `needs ${what}`);
  } else {
    const message = `a value of type ${shown(type)} cannot be found by weaklink`;
    findings.add([...path, 'type'], 'E_UNSUPPORTED', message, `Allowed: ${kinds.join(', ')}.`);
  }
  return null;
}

/** `target/key` of every secret, or `key`. */
function secretNames(given: unknown): readonly string[] {
  return entriesOf(given).flatMap(([target, value]) =>
    isRecord(value) && typeof value.type !== 'string'
      ? Object.keys(value).map((key) => `${target}/${key}`)
      : [target],
  );
}

function recordOr(given: unknown): Json {
  return isRecord(given as JsonValue) ? (given as Json) : {};
}

function entriesOf(given: unknown): readonly (readonly [string, JsonValue])[] {
  return Object.entries(recordOr(given));
}

function isRecord(value: JsonValue): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
