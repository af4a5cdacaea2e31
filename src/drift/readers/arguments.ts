import { hideArguments } from '../../../probes/process/hide-arguments.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Read, ReadContext } from './reader.ts';

/** Characters of a value that is shown; of a longer one the start, with a hash of the whole. */
const VALUE_CHARACTERS = 200;
/** Characters of a flag's or a variable's name. */
const NAME_CHARACTERS = 100;
/** Arguments and variables told of one program; a launcher of a model has some fifty. */
const MOST_TOLD = 300;

/** A script or a list of settings in which something that is named like a secret gets a value. */
const assignsSecret =
  /(?:key|token|secret|passw(?:or)?d|pwd|credentials?|auth)["']?\s*[=:]\s*["']?[^\s"']/i;

type Hiding = Pick<ReadContext, 'redactor' | 'hasher'>;

/**
 * A command line flag by flag, so that one that differs is told by its name: the program, each flag with
 * its values in their order, and the words that belong to no flag. What is named like a secret, or looks
 * like one, is hashed.
 *
 * @param prefix `container` or `process`
 */
export function argumentItems(
  prefix: string,
  argv: readonly string[],
  hiding: Hiding,
): readonly Read[] {
  const hidden = hideArguments(argv);
  const values = new Map<string, string[]>();
  const secret = new Set<string>();
  const put = (name: string, value: string, index: number) => {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
    if (hidden[index] !== argv[index]) secret.add(name);
  };
  let words = 0;
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const [, flag, value] = /^(-{1,2}[A-Za-z][^=\s]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (flag === undefined) {
      put(words === 0 ? 'program' : `argument ${words}`, word, index);
      words += 1;
      continue;
    }
    const next = argv[index + 1];
    const takesNext = value === undefined && next !== undefined && !/^-{1,2}[A-Za-z]/.test(next);
    if (takesNext) index += 1;
    put(`flag ${flag}`, value ?? (takesNext ? next : 'set'), index);
  }
  return [...values]
    .slice(0, MOST_TOLD)
    .map(([name, all]) =>
      valueItem(`${prefix}.${cut(name)}`, all.join(' '), secret.has(name), hiding),
    );
}

/** The names of an environment; of the values hashes alone, since anything may be a secret there. */
export function environmentItems(
  prefix: string,
  entries: readonly string[],
  hiding: Hiding,
): readonly Read[] {
  return entries.slice(0, MOST_TOLD).flatMap((entry): readonly Read[] => {
    const equals = entry.indexOf('=');
    if (equals <= 0) return [];
    const what = `${prefix}.env ${cut(entry.slice(0, equals))}`;
    return [valueItem(what, entry.slice(equals + 1), true, hiding)];
  });
}

/** A value as it may be kept: in words, or as a hash where it is secret. */
export function valueItem(
  what: string,
  value: string,
  isSecret: boolean,
  { redactor, hasher }: Hiding,
): Read {
  if (isSecret || assignsSecret.test(value) || redactor.redact(value) !== value) {
    return { what, value: hasher.hash(what, value), hashed: true };
  }
  if (value.length <= VALUE_CHARACTERS) return { what, value: sanitise(value) };
  const start = value.slice(0, VALUE_CHARACTERS);
  return { what, value: sanitise(`${start}… ${hasher.hash(what, value)}`), hashed: true };
}

function cut(name: string): string {
  return sanitise(name, { maxCharacters: NAME_CHARACTERS });
}
