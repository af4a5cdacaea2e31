import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import { durationOption, isUrlOf, leastOption } from '../data/options.ts';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, millisecondsOption, tlsOptions } from '../network/options.ts';
import { postgresSchemes } from '../postgres/options.ts';

export const vectorEngines = ['qdrant', 'weaviate', 'milvus', 'chroma', 'pgvector'] as const;
export type VectorEngine = (typeof vectorEngines)[number];

/** How near is measured, in one word for all engines. */
export const distances = ['cosine', 'euclid', 'dot', 'manhattan', 'hamming'] as const;
export type Distance = (typeof distances)[number];

/** Components of a vector; embeddings of today have at most some 12,000. */
const MOST_DIMENSIONS = 65_536;
/** Neighbours among which the pinned entry must be. */
const MOST_NEIGHBOURS = 100;

const name = z.string().regex(/^[A-Za-z0-9_][\w.-]{0,254}$/, 'is not the name of a collection');
const field = z.string().regex(/^[A-Za-z_]\w{0,62}$/, 'is not the name of a field');

const canaryOption = z.strictObject({
  /** A pinned vector … */
  vector: z.array(z.number()).min(1).max(MOST_DIMENSIONS),
  /** … and the entry that it must find, … */
  id: z.union([z.string().min(1).max(200), z.int()]),
  /** … among so many nearest. */
  within: z.int().min(1).max(MOST_NEIGHBOURS).default(1),
});

export const vectorstoreOptions = z
  .strictObject({
    engine: z.enum(vectorEngines),
    /** `http://qdrant.internal:6333`; for pgvector `postgres://reader@host/database`. */
    url: z.string().max(2_048),
    /** Collection, class or table. */
    collection: name,
    /** API key, token or, for pgvector, password. */
    key: secretReference().optional(),
    /** Of Chroma; the database of Milvus too. */
    tenant: name.default('default_tenant'),
    database: name.optional(),
    /** The field of vectors where there are several; of pgvector the column. */
    vectorField: field.optional(),
    /** Of pgvector: the column that identifies a row. */
    idField: field.default('id'),
    /** Entries that there must be at least. */
    count: leastOption.optional(),
    dimension: z.int().min(1).max(MOST_DIMENSIONS).optional(),
    distance: z.enum(distances).optional(),
    canary: canaryOption.optional(),
    /** A field of time whose newest value may be so old. */
    fresh: z.strictObject({ field, within: durationOption }).optional(),
    slowMs: millisecondsOption.optional(),
    ...dialOptions,
    ...tlsOptions,
  })
  .superRefine(({ engine, url, fresh }, context) => {
    const fits = engine === 'pgvector' ? isUrlOf(url, postgresSchemes) : isWebAddress(url);
    const example = engine === 'pgvector' ? 'postgres://reader@db/app' : 'http://store:6333';
    if (!fits) {
      const message = `must be a URL such as ${example}, without a password in it`;
      context.addIssue({ code: 'custom', path: ['url'], message });
    }
    if (fresh && (engine === 'milvus' || engine === 'chroma')) {
      const message = `${engine} cannot sort by a field: its newest entry cannot be asked for`;
      context.addIssue({ code: 'custom', path: ['fresh'], message });
    }
  });

export type VectorstoreOptions = z.infer<typeof vectorstoreOptions>;
