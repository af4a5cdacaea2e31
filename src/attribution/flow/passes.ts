import { endOf } from './fate.ts';
import type { Kept } from './kept.ts';
import { UNNAMED } from './names.ts';

/** Whether an attempt is among those that a node of a flow stands for. */
export function passesThrough(kept: Kept, node: string): boolean {
  const { inference, entry } = kept;
  const end = endOf(kept);
  const at = node.indexOf(':');
  const [kind, name] = at < 0 ? [node, ''] : [node.slice(0, at), node.slice(at + 1)];
  switch (kind) {
    case 'source':
      return entry?.postings.some(({ party }) => party === name) ?? false;
    case 'weights':
      return name === `adapter:${inference.adapter}` || name === `base:${baseOf(kept)}`;
    case 'gateways':
      return end.fate === 'out' && kept.gateways === name;
    case 'link':
      return end.fate === 'out' && inference.link === name;
    case 'lost':
      return end.fate === 'lost' && (end.lossLink ?? '') === name;
    case 'in flight':
      return end.fate === 'in flight';
    case 'consumer':
      return (inference.consumer ?? UNNAMED) === name;
    default:
      return false;
  }
}

function baseOf({ inference: { adapter, responseModel, model } }: Kept): string | null {
  return adapter === null ? (responseModel ?? model) : null;
}
