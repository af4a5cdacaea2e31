import type { Catalogue, Content } from './catalogue/catalogue.ts';

/** Hex digits of a hash that name a content: fewer would name several in a large datanet. */
export const SHORT_HASH_DIGITS = 12;

/** Finds contents by what people and files call them. */
export interface ContentFinder {
  /** The live contents that a name stands for: a title, a content's hash, or its first 12 digits and more. */
  find(name: string): readonly Content[];
}

export function contentFinder(catalogue: Catalogue): ContentFinder {
  const byName = new Map<string, Set<Content>>();
  const put = (name: string, content: Content) => {
    const known = byName.get(name);
    if (known) known.add(content);
    else byName.set(name, new Set([content]));
  };
  for (const content of catalogue.contents) {
    if (!content.live) continue;
    put(content.hash.slice(0, SHORT_HASH_DIGITS), content);
    for (const { title } of content.documents) put(title, content);
  }
  return {
    find: (name) => {
      const titled = byName.get(name);
      if (titled) return [...titled];
      if (!/^[0-9a-f]{12,64}$/.test(name)) return [];
      const hashed = byName.get(name.slice(0, SHORT_HASH_DIGITS)) ?? [];
      return [...hashed].filter(({ hash }) => hash.startsWith(name));
    },
  };
}
