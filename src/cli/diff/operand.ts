import { existsSync } from 'node:fs';
import { isContainerName } from '../../../probes/docker/options.ts';
import { vantagePattern } from '../../chain/grammar.ts';
import { WeaklinkError } from '../../platform/errors.ts';

/** A container or a machine that no chain file needs to name. */
export type Place =
  | {
      readonly kind: 'container';
      readonly name: string;
      /** Where its Docker is: `local`, `ssh:user@host`. */
      readonly at: string;
    }
  | { readonly kind: 'host'; readonly at: string };

/** One side of a comparison, as it was typed. */
export type Operand =
  | { readonly kind: 'snapshot'; readonly text: string }
  | { readonly kind: 'recording'; readonly text: string }
  | { readonly kind: 'chain'; readonly text: string }
  | { readonly kind: 'place'; readonly text: string; readonly place: Place }
  | { readonly kind: 'link'; readonly text: string };

/**
 * What a word means: a file by its ending, a place by what stands before its colon, else a link of the chain.
 *
 * @throws WeaklinkError E_OPERAND
 */
export function operandOf(text: string): Operand {
  if (/\.ya?ml$/i.test(text)) return { kind: 'chain', text };
  if (/\.jsonl(?:\.zst)?$/i.test(text)) return { kind: 'recording', text };
  const place = placeOf(text);
  if (place) return { kind: 'place', text, place };
  if (/\.json$/i.test(text) || existsSync(text)) return { kind: 'snapshot', text };
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text)) return { kind: 'link', text };
  throw new WeaklinkError({
    code: 'E_OPERAND',
    message: `"${text}" is no file, no place and no link`,
    hint: 'Give a snapshot, a recording, a chain file, docker:NAME, ssh:USER@HOST, local, or a link of the chain.',
  });
}

function placeOf(text: string): Place | null {
  const [, name, at = 'local'] = /^docker:([^@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (name !== undefined) {
    const isSound = isContainerName(name) && vantagePattern.test(at) && !at.startsWith('docker:');
    return isSound ? { kind: 'container', name, at } : null;
  }
  const isHost = text === 'local' || (text.startsWith('ssh:') && vantagePattern.test(text));
  return isHost ? { kind: 'host', at: text } : null;
}
