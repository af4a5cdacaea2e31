/** What is asked at a path, as OpenTelemetry names operations; null for what is no inference. */
export function operationOf(method: string | undefined, url: string | undefined): string | null {
  if (method !== 'POST') return null;
  const path = (url ?? '').replace(/[?#].*$/, '').replace(/\/+$/, '');
  return operations.find(([ending]) => path.endsWith(ending))?.[1] ?? null;
}

/** In this order: the second ends as the first does. */
const operations: readonly (readonly [ending: string, operation: string])[] = [
  ['/chat/completions', 'chat'],
  ['/completions', 'text_completion'],
  ['/embeddings', 'embeddings'],
  ['/responses', 'chat'],
  ['/messages', 'chat'],
];
