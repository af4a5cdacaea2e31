import { type GroupKind, groupKinds } from './groups.ts';
import type { ModelRisk } from './stoppers.ts';

/** Names that a sentence lists before it only counts them. */
const MAX_LISTED = 4;

/**
 * The worst single point of a chain in one sentence: what stops most models, a link before whom it belongs
 * to, since that fails most easily.
 */
export function worstPoint(risks: readonly ModelRisk[]): string {
  if (risks.length === 0) return 'the chain names no model, so nothing can be stopped';
  const points = new Map<string, { kind: GroupKind; name: string; models: string[] }>();
  for (const { model, stoppedBy } of risks) {
    for (const { kind, name } of stoppedBy) {
      const key = `${kind} ${name}`;
      const point = points.get(key) ?? { kind, name, models: [] };
      point.models.push(model);
      points.set(key, point);
    }
  }
  const all = [...points.values()];
  const most = Math.max(0, ...all.map(({ models }) => models.length));
  if (most === 0) return 'nothing that the chain declares stops a model alone';
  const kind = groupKinds.find((one) =>
    all.some((point) => point.kind === one && point.models.length === most),
  );
  const worst = all.filter((point) => point.kind === kind && point.models.length === most);
  const [first] = worst;
  const stopped = stoppedWords(first?.models ?? [], risks.length, worst);
  if (worst.length === 1) return `${wordOf(kind)}${first?.name} alone stops ${stopped}`;
  return `each of ${worst.length} ${plural(kind)} alone stops ${stopped}: ${listed(worst.map(({ name }) => name))}`;
}

/** Which models; only how many where the points stop different ones. */
function stoppedWords(
  models: readonly string[],
  count: number,
  worst: readonly { readonly models: readonly string[] }[],
): string {
  if (models.length === count) return count === 1 ? `${models[0]}` : 'every model';
  const isSame = worst.every((point) => point.models.join() === models.join());
  return isSame ? listed(models) : `${models.length} of ${count} models`;
}

function wordOf(kind: GroupKind | undefined): string {
  return kind === undefined || kind === 'link' ? '' : `${kind} `;
}

function plural(kind: GroupKind | undefined): string {
  return `${kind ?? 'link'}s`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  const all = names.slice(0, MAX_LISTED).join(', ');
  return more > 0 ? `${all} and ${more} more` : all;
}
