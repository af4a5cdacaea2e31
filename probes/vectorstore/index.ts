import { WeaklinkError } from '../../src/platform/errors.ts';
import { storeSymptomsOf } from '../data/symptoms.ts';
import { isWebAddress } from '../http/options.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import { postgresSymptoms } from '../postgres/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtVectors } from './look.ts';
import { type VectorstoreOptions, vectorstoreOptions } from './options.ts';
import { vectorSymptoms } from './symptoms.ts';

/** Paths that name a collection, by the engine whose API has them. */
const paths: readonly (readonly [RegExp, 'qdrant' | 'weaviate'])[] = [
  [/^(.*)\/collections\/([A-Za-z0-9_][\w.-]*)\/?$/, 'qdrant'],
  [/^(.*)\/v1\/schema\/([A-Z]\w*)\/?$/, 'weaviate'],
];

export const vectorstoreProbe: Probe<VectorstoreOptions> = {
  kind: 'vectorstore',
  summary: 'is a collection of vectors there, indexed, of its dimension, and does it still find',
  options: vectorstoreOptions,
  symptoms: {
    ...secureDialSymptoms,
    ...postgresSymptoms,
    ...storeSymptomsOf(['store.throttled', 'store.part_down']),
    ...vectorSymptoms,
  },
  infer: ({ kind, address }) => (kind === 'store' ? collectionIn(address ?? '') : null),
  fromTarget(target) {
    const found = collectionIn(target);
    if (found) return found;
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `vectorstore: "${target}" names no collection`,
      hint: 'Give the URL of a collection: http://qdrant.internal:6333/collections/docs',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: lookAtVectors,
};

function collectionIn(address: string) {
  if (!isWebAddress(address)) return null;
  const url = new URL(address);
  // Chroma's own path has tenants before its collections.
  if (url.search !== '' || url.pathname.includes('/tenants/')) return null;
  for (const [pattern, engine] of paths) {
    const match = pattern.exec(url.pathname);
    if (match) return { engine, url: `${url.origin}${match[1]}`, collection: match[2] };
  }
  return null;
}
