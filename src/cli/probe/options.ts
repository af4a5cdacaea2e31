import { parse } from 'yaml';
import { WeaklinkError } from '../../platform/errors.ts';

export type Options = Record<string, unknown>;

/**
 * `timeout=3`, `body.json.status=ok`, `expect=[10.0.0.1]` → options as a chain file would state
 * them: dots nest, values are YAML.
 *
 * @param base options that the target has already stated; each pair overrides one
 * @throws WeaklinkError E_OPTION
 */
export function optionsFromPairs(pairs: readonly string[], base: Options): Options {
  const options = structuredClone(base);
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw wrongPair(pair, 'has no key or no "="');
    put(options, pair.slice(0, equals).split('.'), yamlValue(pair, pair.slice(equals + 1)), pair);
  }
  return options;
}

function put(options: Options, path: readonly string[], value: unknown, pair: string): void {
  const [key = '', ...rest] = path;
  if (key === '' || key === '__proto__') throw wrongPair(pair, 'has no proper key');
  if (rest.length === 0) {
    options[key] = value;
    return;
  }
  const inner = Object.hasOwn(options, key) ? options[key] : undefined;
  const next: Options = isOptions(inner) ? inner : {};
  options[key] = next;
  put(next, rest, value, pair);
}

function isOptions(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function yamlValue(pair: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw wrongPair(pair, 'has a value that is not YAML', error);
  }
}

function wrongPair(pair: string, what: string, cause?: unknown): WeaklinkError {
  return new WeaklinkError({
    code: 'E_OPTION',
    message: `--option: "${pair}" ${what}`,
    hint: 'Write key=value, with dots for what is nested: --option body.json.status=ok.',
    cause,
  });
}
