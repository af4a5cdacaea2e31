import type { LinkId, Need } from './types.ts';

export function linksOf(need: Need): readonly LinkId[] {
  return 'link' in need ? [need.link] : need.anyOf;
}
