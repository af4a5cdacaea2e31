import { z } from 'zod';
import { WeaklinkError } from '../../platform/errors.ts';
import { type CheckpointReading, openCheckpoint } from './checkpoint.ts';
import { leafHash } from './hashes.ts';
import { fromBase64, type Verifier } from './note.ts';
import { isConsistent, isIncluded } from './proofs.ts';
import type { ConsistencyProof, InclusionProof } from './prover.ts';

/** Hashes of a path: a tree of 2⁶⁴ leaves has no longer one. */
const MOST_HASHES = 128;
const MOST_CHARACTERS = 2_097_152;

const text = z.string().max(MOST_CHARACTERS);
const path = z.array(text).max(MOST_HASHES);

const schema = z.discriminatedUnion('kind', [
  z.strictObject({
    schema: z.literal('weaklink.proof/1'),
    kind: z.literal('inclusion'),
    line: z.int().positive(),
    leaf: text,
    path,
    checkpoint: text,
    verifier: text,
  }),
  z.strictObject({
    schema: z.literal('weaklink.proof/1'),
    kind: z.literal('consistency'),
    from: text,
    path,
    checkpoint: text,
    verifier: text,
  }),
]);

/** A proof that can be checked without the ledger. Hashes are in base64. */
export type ProofDocument = z.infer<typeof schema>;

export function inclusionDocument(
  { line, path, checkpoint }: InclusionProof,
  leaf: string,
  verifier: string,
): ProofDocument {
  const hashes = path.map((hash) => hash.toString('base64'));
  const rest = { path: hashes, checkpoint: checkpoint.note, verifier };
  return { schema: 'weaklink.proof/1', kind: 'inclusion', line, leaf, ...rest };
}

export function consistencyDocument(
  { from, to, path }: ConsistencyProof,
  verifier: string,
): ProofDocument {
  const hashes = path.map((hash) => hash.toString('base64'));
  const rest = { path: hashes, checkpoint: to.note, verifier };
  return { schema: 'weaklink.proof/1', kind: 'consistency', from: from.note, ...rest };
}

/** @throws WeaklinkError E_PROOF */
export function readProof(json: string, place: string): ProofDocument {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw noProof(place, 'it is not JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw noProof(place, `${issue?.path.join('.') || 'it'}: ${issue?.message}`);
}

export type ProofVerdict =
  | { readonly holds: true; readonly says: string }
  | { readonly holds: false; readonly why: string };

/** Whether a proof holds, to who believes the key. */
export function checkProof(proof: ProofDocument, verifier: Verifier): ProofVerdict {
  const to = openCheckpoint(proof.checkpoint, verifier);
  if (to.kind !== 'signed') return unsigned(to);
  const { size, root } = to.checkpoint;
  const path = proof.path.map((hash) => fromBase64(hash) ?? Buffer.alloc(0));
  if (proof.kind === 'inclusion') {
    const hash = leafHash(Buffer.from(proof.leaf));
    const holds = isIncluded(hash, proof.line - 1, size, path, root);
    const says = `line ${proof.line} is one of the ${size} lines that were signed`;
    return holds ? { holds, says } : { holds, why: 'the hashes do not lead to the signed root' };
  }
  const from = openCheckpoint(proof.from, verifier);
  if (from.kind !== 'signed') return unsigned(from);
  const old = from.checkpoint;
  const holds = isConsistent(old.size, size, old.root, root, path);
  const says = `the first ${old.size} of ${size} lines are those that were signed before`;
  return holds ? { holds, says } : { holds, why: 'the hashes do not lead to both signed roots' };
}

function unsigned({ kind }: CheckpointReading): ProofVerdict {
  const forged = kind === 'forged' ? 'its signature does not fit' : 'it is not signed by this key';
  return { holds: false, why: `the checkpoint: ${forged}` };
}

function noProof(place: string, why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_PROOF',
    message: `${place}: not a proof of a ledger (${why})`,
    hint: 'Proofs are made by: weaklink ledger prove ENTRY > proof.json',
  });
}
