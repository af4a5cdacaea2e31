import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import { digestOption, durationOption, leastOption } from '../data/options.ts';
import { dialOptions, tlsOptions } from '../network/options.ts';

/** Bytes of a file name within the set. */
const MAX_PATH_CHARACTERS = 1_024;
const MAX_LICENCES = 64;
/** `/datasets/org/name` of a hub; a model is `/org/name`, with `models/` before it or not. */
const REPOSITORY = /^\/(?:(datasets|models)\/)?([\w.-]{1,96}(?:\/[\w.-]{1,96})?)\/?$/;

const relative = z
  .string()
  .max(MAX_PATH_CHARACTERS)
  .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0\n]+$/, 'must be a path within the data set');

export const datasetOptions = z
  .strictObject({
    /** A directory … */
    path: z
      .string()
      .max(4_096)
      .regex(/^\/[^\0\n]*$/, 'must be an absolute path')
      .optional(),
    /** … or a repository of a hub: `https://huggingface.co/datasets/org/name`. */
    url: z
      .string()
      .max(2_048)
      .refine((text) => repositoryOf(text) !== undefined, 'must be the URL of a repository')
      .optional(),
    /** Branch, tag or commit of the repository. */
    revision: z
      .string()
      .regex(/^[\w./-]{1,200}$/, 'is not a revision')
      .default('main'),
    /** The commit that the revision must name. */
    pinned: z
      .string()
      .regex(/^[0-9a-f]{40,64}$/, 'must be a whole commit')
      .optional(),
    token: secretReference().optional(),
    /** The list of files with their digests; found by its usual names where absent, none where false. */
    manifest: z.union([relative, z.literal(false)]).optional(),
    /** Whether files beside those of the manifest are told. */
    extra: z.enum(['tell', 'ignore']).default('tell'),
    /** Files that there must be at least. */
    files: leastOption.optional(),
    freshWithin: durationOption.optional(),
    /** Bytes hashed in one look; all files get their turn. 0: none. */
    hashBytes: z.int().min(0).max(1_099_511_627_776).default(67_108_864),
    /** Fields of a CSV, TSV or JSON Lines file: `file`, and what is pinned of it. */
    schema: z
      .strictObject({
        file: relative,
        fields: z.union([digestOption, z.record(z.string().max(200), z.string().max(200))]),
      })
      .optional(),
    licence: z.enum(['required', 'ignored']).default('required'),
    /** Identifiers of licences that are allowed: `apache-2.0`. */
    licences: z.array(z.string().min(1).max(80)).min(1).max(MAX_LICENCES).optional(),
    ...dialOptions,
    ...tlsOptions,
  })
  .refine(
    ({ path, url }) => (path === undefined) !== (url === undefined),
    'name path or url, once',
  );

export type DatasetOptions = z.infer<typeof datasetOptions>;

export interface Repository {
  readonly origin: string;
  readonly kind: 'datasets' | 'models';
  readonly id: string;
}

export function repositoryOf(text: string): Repository | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const match = REPOSITORY.exec(url.pathname);
  if (!isWeb || url.username !== '' || url.password !== '' || !match) return undefined;
  const kind = match[1] === 'datasets' ? 'datasets' : 'models';
  return { origin: url.origin, kind, id: match[2] ?? '' };
}
