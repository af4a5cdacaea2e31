import { safe } from '../../text/sanitise.ts';
import { isMeant, looksAt, type Rule } from '../known.ts';
import type { Ruling } from '../types.ts';

/** `vllm@sha256:…`, or the id itself. */
const pinnedImage = /(?:@|^)sha256:[0-9a-f]{64}$|^[0-9a-f]{64}$/;

/** Every container runs an image that is named by its digest: a tag may name another one tomorrow. */
export const images: Rule<'images'> = ({ except }, known) =>
  known.chain.links
    .filter((link) => isMeant(link, except) && link.probes.some(({ kind }) => kind === 'docker'))
    .map((link): Ruling => {
      const [look] = looksAt(known, link.id, 'docker');
      const image = look?.facts['container.image'];
      const digest = look?.facts['container.image_digest'];
      const common = {
        rule: 'images',
        link: link.id,
        wanted: safe`an image named by its digest`,
        since: null,
        command: look?.command ?? null,
      } as const;
      if (typeof image !== 'string') {
        const remedy = safe`look at its container first: ${look?.summary ?? safe`nobody did`}`;
        return { ...common, state: 'unknown', seen: null, remedy };
      }
      if (pinnedImage.test(image)) return { ...common, state: 'held', seen: image, remedy: null };
      const name = image.replace(/(?<=[^/]*):[^/:]*$/, '');
      const remedy =
        typeof digest === 'string'
          ? safe`run it as ${name}@${digest}, which is what runs now`
          : safe`push the image to a registry, and run it by the digest that it gets there`;
      return { ...common, state: 'broken', seen: image, fact: 'container.image', remedy };
    });
