import type { Engine } from '../../src/vantage/docker/engine.ts';

export type ImageAnswer =
  | {
      readonly kind: 'there';
      /** `sha256:…` in its registries; none for an image that was built here and never pushed. */
      readonly digests: readonly string[];
      /** As Docker calls it: `amd64`, `arm64`. */
      readonly architecture: string;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' };

/** @param id of the image that the container was made from */
export async function inspectImage(
  engine: Engine,
  id: string,
  deadlineMs: number,
): Promise<ImageAnswer> {
  if (!/^(sha256:)?[0-9a-f]{12,64}$/.test(id)) return { kind: 'unknown' };
  const answer = await engine.ask(deadlineMs, (docker) => docker.getImage(id).inspect());
  if (answer.kind === 'answer') {
    const digests = (answer.value.RepoDigests ?? []).map((name) => name.split('@').at(-1) ?? '');
    const architecture = answer.value.Architecture ?? '';
    return { kind: 'there', digests: digests.filter(Boolean), architecture };
  }
  const isMissing = answer.failure.kind === 'status' && answer.failure.status === 404;
  return { kind: isMissing ? 'missing' : 'unknown' };
}
