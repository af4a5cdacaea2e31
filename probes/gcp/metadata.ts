import type { Asking } from '../cloud/look.ts';
import { variable } from '../cloud/secrets.ts';
import type { GcpTokenOptions } from './options.ts';

export const METADATA = 'http://metadata.google.internal';

export function metadataBase({ metadata }: Pick<GcpTokenOptions, 'metadata'>): string {
  const host = variable('GCE_METADATA_HOST');
  return metadata ?? (host === undefined ? METADATA : `http://${host}`);
}

/**
 * What the metadata service of the machine says at `path`; undefined where there is no such service, or
 * it has nothing there.
 */
export async function readMetadata(
  base: string,
  path: string,
  { caller }: Asking,
): Promise<string | undefined> {
  const answer = await caller.sendNearby('gcp metadata get', {
    url: new URL(`/computeMetadata/v1/${path}`, base),
    headers: { 'metadata-flavor': 'Google' },
  });
  // Who does not say so is another service at that address.
  const isGoogle = answer?.headers['metadata-flavor'] === 'Google';
  return answer?.status === 200 && isGoogle ? answer.body.toString('utf8') : undefined;
}
