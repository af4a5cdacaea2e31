import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import { digestOption, durationOption, leastOption, urlOption } from '../data/options.ts';
import { dialOptions, millisecondsOption, tlsOptions } from '../network/options.ts';

export const postgresSchemes = ['postgres', 'postgresql'] as const;

/** PostgreSQL cuts identifiers to 63 bytes; the rest is quoted by us. */
const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_$]{0,62}$/, 'is not a plain identifier');

const tableOption = z.strictObject({
  /** `documents` or `public.documents`: a table or a view. */
  name: z
    .string()
    .regex(
      /^[A-Za-z_][A-Za-z0-9_$]{0,62}(?:\.[A-Za-z_][A-Za-z0-9_$]{0,62})?$/,
      'must be a table, or a schema and a table: public.documents',
    ),
  /** A column of time whose newest value … */
  column: identifier.optional(),
  /** … may be this old: `2h`. */
  freshWithin: durationOption.optional(),
  /** Rows that there must be at least. */
  rows: leastOption.optional(),
  /** The digest of its columns, or the columns themselves with their types. */
  schema: z.union([digestOption, z.record(identifier, z.string().min(1).max(200))]).optional(),
});

export const postgresOptions = z
  .strictObject({
    /** `postgres://user@host:5432/database?sslmode=require`. */
    url: urlOption(postgresSchemes, 'postgres://reader@db.internal:5432/app'),
    password: secretReference().optional(),
    /** `primary`: it must take writes; `replica`: it must follow one. */
    role: z.enum(['primary', 'replica']).optional(),
    /** How far a replica may be behind. */
    maxLag: durationOption.default('1m'),
    /** Share of the connections in use from which on they are nearly used up, in percent. */
    connectionsPercent: z.int().min(1).max(100).default(90),
    /** How long a request may wait for a lock, … */
    maxWait: durationOption.default('30s'),
    /** … and a transaction may stay open; not judged where absent. */
    maxTransaction: durationOption.optional(),
    table: tableOption.optional(),
    slowMs: millisecondsOption.optional(),
    ...dialOptions,
    ...tlsOptions,
  })
  .refine(
    ({ table }) => (table?.freshWithin === undefined) === (table?.column === undefined),
    'table.freshWithin and table.column go together',
  );

export type PostgresOptions = z.infer<typeof postgresOptions>;
export type TableOptions = z.infer<typeof tableOption>;
