import { createHash } from 'node:crypto';
import type { Fact } from '../../src/events/types.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { codeOf } from '../system/read.ts';
import { type FileOptions, pathsOf } from './options.ts';
import { fileSymptoms } from './symptoms.ts';

/** Hex digits of the digest that are kept: they tell files apart, and give nothing of them away. */
const DIGEST_DIGITS = 16;
const SUMMARY_CHARACTERS = 60;
/** The worst first; what hides other files comes last. */
const order = ['file.missing', 'file.unreadable', 'file.empty', 'file.too_large'] as const;

interface Read {
  readonly path: SafeText;
  readonly facts: Readonly<Record<string, Fact>>;
  readonly problem: { readonly symptom: (typeof order)[number]; readonly why: SafeText } | null;
  readonly isForbidden: boolean;
}

/** Reads each file and keeps a digest of it, never its text: configuration holds secrets. */
export async function lookAtFiles(options: FileOptions, context: LookContext): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const files = await Promise.all(
    pathsOf(options).map((path) => readOne(path, options, context, kept)),
  );
  const facts = Object.assign({}, ...files.map((file) => file.facts));
  const problems = files
    .flatMap(({ path, problem }) => (problem ? [{ path, ...problem }] : []))
    .sort((a, b) => order.indexOf(a.symptom) - order.indexOf(b.symptom));
  const [worst] = problems;
  const forbidden = files.find(({ isForbidden }) => isForbidden);
  if (forbidden && (!worst || fileSymptoms[worst.symptom].outcome === 'unknown')) {
    return { ...couldNotLook('self.permission', safe`may not read ${forbidden.path}`), facts };
  }
  if (!worst) return { outcome: 'ok', symptom: null, summary: wellWords(files), facts };
  return {
    outcome: fileSymptoms[worst.symptom].outcome,
    symptom: worst.symptom,
    alsoSeen: [...new Set(problems.map(({ symptom }) => symptom))].slice(1),
    summary: sanitise(`${worst.path} ${worst.why}`, { maxCharacters: SUMMARY_CHARACTERS }),
    facts,
    evidence: problems.slice(0, 4).map(({ path, why }) => safe`${path} ${why}`),
  };
}

async function readOne(
  path: string,
  { maxBytes }: FileOptions,
  { vantage }: LookContext,
  kept: KeptText,
): Promise<Read> {
  const shown = kept.fact(path);
  const none = { path: shown, facts: {}, isForbidden: false };
  try {
    const bytes = await vantage.readFile(path, maxBytes + 1);
    if (bytes.length > maxBytes) {
      const why = safe`is larger than ${maxBytes} bytes`;
      return { ...none, problem: { symptom: 'file.too_large', why } };
    }
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, DIGEST_DIGITS);
    const facts = { [`sha256 ${shown}`]: safe`${digest}`, [`size ${shown}`]: bytes.length };
    const isEmpty = bytes.length === 0;
    return {
      ...none,
      facts,
      problem: isEmpty ? { symptom: 'file.empty', why: safe`is empty` } : null,
    };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EPERM') return { ...none, problem: null, isForbidden: true };
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return { ...none, problem: { symptom: 'file.missing', why: safe`is not there` } };
    }
    const why = safe`cannot be read (${kept.fact(code)})`;
    return { ...none, problem: { symptom: 'file.unreadable', why } };
  }
}

/** `/etc/vllm.yaml, 1204 bytes`, or `3 files`. */
function wellWords(files: readonly Read[]): SafeText {
  const [one] = files;
  if (files.length !== 1 || !one) return safe`${files.length} files`;
  const size = one.facts[`size ${one.path}`];
  return sanitise(`${one.path}, ${size} bytes`, { maxCharacters: SUMMARY_CHARACTERS });
}
