import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of a SHA-1, which hashed names are made with; here it only hides them. */
const SHA1_BYTES = 20;

/** Whether the patterns of one line mean `name`: one must, and none with a `!` before it may. */
export function matchesAny(patterns: readonly string[], name: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (matchesOne(pattern.slice(1), name)) return false;
    } else if (matchesOne(pattern, name)) matched = true;
  }
  return matched;
}

function matchesOne(pattern: string, name: string): boolean {
  return pattern.startsWith('|') ? matchesHashed(pattern, name) : matchesGlob(pattern, name);
}

/** `|1|salt|hmac`, both base64. */
function matchesHashed(pattern: string, name: string): boolean {
  const [, magic, salt = '', hash = ''] = pattern.split('|');
  const expected = Buffer.from(hash, 'base64');
  const key = Buffer.from(salt, 'base64');
  if (magic !== '1' || expected.length !== SHA1_BYTES || key.length !== SHA1_BYTES) return false;
  return timingSafeEqual(createHmac('sha1', key).update(name).digest(), expected);
}

/** `*` and `?`, without regard to case. Linear: a star is tried again only from the last one. */
function matchesGlob(pattern: string, name: string): boolean {
  const p = pattern.toLowerCase();
  const n = name.toLowerCase();
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let i = 0; i < n.length; ) {
    const wanted = p[at];
    if (wanted === '*') {
      star = at;
      retry = i;
      at += 1;
    } else if (wanted === '?' || wanted === n[i]) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      retry += 1;
      i = retry;
      at = star + 1;
    } else return false;
  }
  while (p[at] === '*') at += 1;
  return at === p.length;
}
