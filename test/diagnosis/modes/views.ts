import type { LinkKind } from '../../../src/chain/types.ts';
import { shownOn } from '../../../src/diagnosis/effects/data.ts';
import type { Layer, Weights } from '../../../src/diagnosis/effects/effect.ts';
import { type FaultMode, modelKinds, servingKinds } from '../../../src/diagnosis/modes/mode.ts';

/** What one look shows of a mode: symptom or `ok` → probability; they sum to 1. */
type Shown = ReadonlyMap<string, number>;

/** `http at the link`, `openai through a hop`, `gpu` … → what that look shows. */
type Views = ReadonlyMap<string, Shown>;

const layers: readonly Layer[] = ['tcp', 'tls', 'http', 'llm', 'data'];
const nothing: Shown = new Map([['ok', 1]]);

const isServing = (kind: LinkKind) => (servingKinds as readonly LinkKind[]).includes(kind);
const speaksForModel = (kind: LinkKind) => (modelKinds as readonly LinkKind[]).includes(kind);

/** Nobody looks into the processes of a vendor. */
const noProbeBeside = new Set<LinkKind>(['provider']);

function shown(weights: Weights, met: number): Shown {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const probabilities = new Map([['ok', 1 - met]]);
  for (const [symptom, weight] of Object.entries(weights)) {
    probabilities.set(symptom, (probabilities.get(symptom) ?? 0) + (met * weight) / total);
  }
  return probabilities;
}

/** All that looks can show of a mode that strikes a link of this kind in full. */
export function viewsOf(mode: FaultMode, kind: LinkKind): Views {
  const views = new Map<string, Shown>();
  const suffers = mode.harm > 0 ? 1 : 0;
  for (const layer of layers) {
    const isData = layer === 'data';
    // Only stores speak a store's own protocol, and nobody hands such a request on.
    if (isData && kind !== 'store' && kind !== 'datanet') continue;
    const canAsk = layer !== 'llm' || !isServing(kind) || speaksForModel(kind);
    const direct = shownOn(mode.effect.direct, layer);
    if (canAsk) views.set(`${layer} to the link`, shown(direct, suffers));
    if (isServing(kind)) views.set(`${layer} health`, shown(direct, mode.access));
    if (isData) continue;
    views.set(`${layer} through a hop`, shown(shownOn(mode.effect.relayed, layer), suffers));
  }
  if (noProbeBeside.has(kind)) return views;
  for (const [probe, weights] of Object.entries(mode.shows)) views.set(probe, shown(weights, 1));
  return views;
}

/** Share of looks that tell two distributions apart: total variation distance, 0…1. */
function distance(a: Shown, b: Shown): number {
  let sum = 0;
  for (const symptom of new Set([...a.keys(), ...b.keys()])) {
    sum += Math.abs((a.get(symptom) ?? 0) - (b.get(symptom) ?? 0));
  }
  return sum / 2;
}

/** How well the best of all looks tells two sets of views apart, 0…1. */
function farthest(a: Views, b: Views): number {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return Math.max(
    0,
    ...names.map((name) => distance(a.get(name) ?? nothing, b.get(name) ?? nothing)),
  );
}

/** Of two modes of one kind of link: how well the best look tells them apart, 0…1. */
export function apartOn(kind: LinkKind, a: FaultMode, b: FaultMode): number {
  return farthest(viewsOf(a, kind), viewsOf(b, kind));
}

/**
 * How well the best look tells two modes apart, 0…1, wherever they strike. On links of different
 * kinds that both answer requests a look at the deeper one decides, whichever that is; a name, a path
 * or a machine is met together with what stands on it, and told by what that shows and from beside.
 */
export function apart(a: FaultMode, b: FaultMode): number {
  const shared = a.kinds.filter((kind) => b.kinds.includes(kind));
  if (shared.length > 0) return Math.max(...shared.map((kind) => apartOn(kind, a, b)));
  const [views, others] = [a, b].map((mode) => viewsOf(mode, mode.kinds[0] as LinkKind)) as [
    Views,
    Views,
  ];
  if ([a, b].every(({ kinds }) => isServing(kinds[0] as LinkKind))) {
    return Math.min(apartBehind(views, others), apartBehind(others, views));
  }
  return farthest(withoutHealth(views), withoutHealth(others));
}

/** Of a mode on one link and a mode on a link behind it. */
function apartBehind(front: Views, deep: Views): number {
  const atFront = layers.map((layer) =>
    distance(
      front.get(`${layer} to the link`) ?? nothing,
      deep.get(`${layer} through a hop`) ?? nothing,
    ),
  );
  return Math.max(farthest(deep, new Map()), ...atFront);
}

function withoutHealth(views: Views): Views {
  return new Map([...views].filter(([name]) => !name.endsWith('health')));
}

/** True where no look ever shows anything of it. */
export function isUnseen(mode: FaultMode): boolean {
  return mode.kinds.every((kind) => farthest(viewsOf(mode, kind), new Map()) < 0.1);
}
