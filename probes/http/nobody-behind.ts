/** Characters of an error that are read for it. */
const CHARACTERS_READ = 4_000;

/**
 * Nobody behind it can be asked, in the words of Envoy, HAProxy, Traefik, Kong, LiteLLM, the routers of SGLang and
 * vLLM, and the proxy of Kubernetes.
 */
const nobody =
  /\bno (?:healthy|available|live|eligible) (?:upstream|backend|deployment|worker|server|endpoint|target|instance)s?\b|\bno (?:deployment|worker|server|endpoint)s? (?:is |are )?available\b|\bno_available_workers\b|get a peer from the ring-balancer/i;
/** … because it has put them aside itself, for a time. */
const forATime = /\bcooldown(?:_|\b)|\bcooling down\b|\btry again in \d/i;

/** What a refusal says in words of those behind whoever wrote it; undefined where it says nothing of them. */
export function nobodyBehind(text: string): 'http.no_backend' | 'http.set_aside' | undefined {
  const read = text.slice(0, CHARACTERS_READ);
  if (!nobody.test(read)) return undefined;
  return forATime.test(read) ? 'http.set_aside' : 'http.no_backend';
}
