import { safe } from '../../../src/text/sanitise.ts';
import { type Start, startJudgements } from '../../cloud/failed-starts.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { at, textAt } from '../../data/json.ts';
import { askGcp, computePath } from '../api.ts';
import type { GcpOptions } from '../options.ts';

/** Operations that are read, the newest. */
const MOST_OPERATIONS = 200;
/** Operations that start machines; `compute.instances.repair` and its like do not ask for new ones. */
const STARTS = /^(?:insert|start|resume|bulkInsert|compute\.instances\.(?:insert|start))$/i;

/** Whether machines failed to start in a zone of late. Nothing is provoked to find out. */
export async function lookAtCapacity(options: GcpOptions, asking: Asking): Promise<Told> {
  const { context, kept } = asking;
  const document = await askGcp('gcp compute zoneOperations.list', options, asking, {
    path: computePath(options, 'zones', options.zone ?? '', 'operations'),
    query: { orderBy: 'creationTimestamp desc', maxResults: String(MOST_OPERATIONS) },
  });
  const items = at(document, 'items');
  const starts = (Array.isArray(items) ? items : []).flatMap(startOf);
  return {
    judgements: startJudgements(starts, options.within, context.clock.now(), kept),
    well: safe`no failed start in ${options.within}`,
    facts: { 'gcp.starts': starts.length },
  };
}

function startOf(operation: unknown): readonly Start[] {
  const isStart = STARTS.test(textAt(operation, 'operationType') ?? '');
  const isMachine = /\/instances(?:\/|$)/.test(textAt(operation, 'targetLink') ?? '');
  const atMs = Date.parse(textAt(operation, 'insertTime') ?? '');
  if (!isStart || !isMachine || textAt(operation, 'status') !== 'DONE' || Number.isNaN(atMs)) {
    return [];
  }
  const errors = at(operation, 'error', 'errors');
  const words = (Array.isArray(errors) ? errors : []).map(
    (one: unknown) => `${textAt(one, 'code') ?? ''}: ${textAt(one, 'message') ?? ''}`,
  );
  return [{ atMs, failed: words.length > 0, words: words.join('; ') }];
}
