import { addressProblem } from '../../chain/address-rules.ts';
import type { LinkEntry } from '../../chain/file-schema.ts';
import type { JoinedLink } from '../join/types.ts';

const nowhere = { file: '', line: 1, column: 1 };
const noFile = { data: null, problems: [], placeOf: () => nowhere, placeOfKey: () => nowhere };

/**
 * A link as a chain file states it; where nobody could look at it by its address, nobody is told to.
 *
 * @param from the vantage, where the file's own default is another
 */
export function entryOf(link: JoinedLink, from?: string): LinkEntry {
  const { kind, needs, labels, probes, also } = link;
  const address = soundAddress(link);
  // Nobody can look where the kind calls for an address and there is none.
  const stated = probes ?? (address === undefined && needsAddress(link) ? [] : undefined);
  return {
    kind,
    ...(address === undefined ? {} : { address }),
    ...(needs.length > 0 ? { needs: needs.map(copyOfNeed) } : {}),
    ...(Object.keys(labels).length > 0 ? { labels: { ...labels } } : {}),
    ...(from === undefined ? {} : { from }),
    ...(stated ? { probes: stated.map((probe) => ({ ...probe })) } : {}),
    ...(also ? { also: also.map((probe) => ({ ...probe })) } : {}),
  } as LinkEntry;
}

function copyOfNeed(need: JoinedLink['needs'][number]) {
  return typeof need === 'string' ? need : { anyOf: [...need.anyOf] };
}

function needsAddress({ id, kind }: JoinedLink): boolean {
  return addressProblem(id, { kind }, noFile) !== undefined;
}

function soundAddress({ id, kind, address }: JoinedLink): string | undefined {
  if (address === undefined) return undefined;
  return addressProblem(id, { kind, address }, noFile) ? undefined : address;
}
