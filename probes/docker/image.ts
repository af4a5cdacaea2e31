import type { Engine } from './engine.ts';

export type ImageAnswer =
  | {
      readonly kind: 'there';
      readonly digest: string | null;
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
    // `name@sha256:…`; an image that was built here and never pushed has none.
    const [reference] = answer.value.RepoDigests ?? [];
    const architecture = answer.value.Architecture ?? '';
    return { kind: 'there', digest: reference?.split('@').at(-1) ?? null, architecture };
  }
  const isMissing = answer.failure.kind === 'status' && answer.failure.status === 404;
  return { kind: isMissing ? 'missing' : 'unknown' };
}
