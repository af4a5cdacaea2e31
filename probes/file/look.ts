import { createHash } from 'node:crypto';
import type { Fact } from '../../src/events/types.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { VantageLostError } from '../../src/vantage/types.ts';
import { KeptText } from '../network/kept-text.ts';
import type { Finding, LookContext } from '../probe.ts';
import { couldNotLook } from '../system/give-up.ts';
import { codeOf } from '../system/read.ts';
import { areFar, type FarFile, readFar } from './far-file.ts';
import { type FileOptions, pathsOf } from './options.ts';
import { fileSymptoms } from './symptoms.ts';

/** Hex digits of the digest that are kept: they tell files apart, and give nothing of them away. */
const DIGEST_DIGITS = 16;
const SUMMARY_CHARACTERS = 60;
/** The worst first; what hides other files comes last. */
const order = [
  'file.missing',
  'file.silent',
  'file.unreadable',
  'file.empty',
  'file.too_large',
] as const;

interface Read {
  readonly path: SafeText;
  readonly facts: Readonly<Record<string, Fact>>;
  readonly problem: { readonly symptom: (typeof order)[number]; readonly why: SafeText } | null;
  readonly isForbidden: boolean;
}

/** Reads each file and keeps a digest of it, never its text: configuration holds secrets. */
export async function lookAtFiles(options: FileOptions, context: LookContext): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const paths = pathsOf(options);
  const far = await areFar(paths, context);
  const files = await Promise.all(
    paths.map(async (path) => {
      const read = far.has(path) ? readFar : readNear;
      return told(kept.fact(path), await read(path, options.maxBytes, context), options, kept);
    }),
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

/** A file that this process may read itself: its bytes never leave it. */
async function readNear(
  path: string,
  maxBytes: number,
  { vantage }: LookContext,
): Promise<FarFile> {
  try {
    const bytes = await vantage.readFile(path, maxBytes + 1);
    const sizeBytes = bytes.length;
    if (sizeBytes > maxBytes) return { kind: 'too-large', sizeBytes };
    return { kind: 'read', sizeBytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    if (error instanceof VantageLostError) throw error;
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'forbidden' };
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'failed', why: code };
  }
}

function told(path: SafeText, file: FarFile, { maxBytes }: FileOptions, kept: KeptText): Read {
  const ill = (symptom: (typeof order)[number], why: SafeText): Read => ({
    path,
    facts: {},
    isForbidden: false,
    problem: { symptom, why },
  });
  switch (file.kind) {
    case 'read': {
      const digest = file.sha256.slice(0, DIGEST_DIGITS);
      const facts = { [`sha256 ${path}`]: safe`${digest}`, [`size ${path}`]: file.sizeBytes };
      const empty = ill('file.empty', safe`is empty`);
      return { ...empty, facts, problem: file.sizeBytes === 0 ? empty.problem : null };
    }
    case 'forbidden':
      return { path, facts: {}, problem: null, isForbidden: true };
    case 'missing':
      return ill('file.missing', safe`is not there`);
    case 'silent':
      return ill('file.silent', safe`lies on a file system that does not answer`);
    case 'too-large':
      return ill('file.too_large', safe`is larger than ${maxBytes} bytes`);
    case 'failed':
      return ill('file.unreadable', safe`cannot be read (${kept.fact(file.why)})`);
  }
}

/** `/etc/vllm.yaml, 1204 bytes`, or `3 files`. */
function wellWords(files: readonly Read[]): SafeText {
  const [one] = files;
  if (files.length !== 1 || !one) return safe`${files.length} files`;
  const size = one.facts[`size ${one.path}`];
  return sanitise(`${one.path}, ${size} bytes`, { maxCharacters: SUMMARY_CHARACTERS });
}
