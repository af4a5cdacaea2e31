import { parseKubernetesAddress } from '../chain/kubernetes-address.ts';
import { linksOf } from '../chain/needs.ts';
import { linksById, type Step } from '../chain/path.ts';
import type { Chain, LinkId, LinkKind } from '../chain/types.ts';
import { inOwnWords } from './effects/app-words.ts';
import { orByProxy } from './effects/by-proxy.ts';
import type { Weights } from './effects/effect.ts';
import { withFallbacks } from './effects/fallback.ts';
import { inWordsFor } from './effects/no-backend.ts';
import { remembered } from './effects/remembered.ts';
import { type Lacking, withoutIt } from './effects/without-it.ts';
import type { Stream } from './stream.ts';

/** What may ask another model where one does not answer. */
const fallingBack: ReadonlySet<LinkKind | undefined> = new Set<LinkKind>(['gateway', 'router']);
/** What is asked on the way to an answer, and may be done without. */
const lackingBy: Partial<Record<LinkKind, Lacking>> = {
  store: 'data',
  datanet: 'data',
  service: 'service',
};

/** Of a series and a link, all that is asked here beside the way: where it is the same, so is what is told. */
export function speakersOf(stream: Stream, link: LinkId): string {
  return `${asksWhoFallsBack(stream)} ${asksApplication(stream)} ${inCluster(stream.chain).has(link)}`;
}

/** What is seen of a link, as whoever stands just before it tells it. */
export function byNextHop(stream: Stream, link: LinkId, { hops }: Step, shown: Weights): Weights {
  const kind = linksById(stream.chain).get(link)?.kind;
  if (hops === 1 && kind) return inWordsFor(kind, shown);
  const isDirect = hops === 0 && inCluster(stream.chain).has(link);
  return isDirect ? orByProxy(shown, stream.layer ?? 'llm') : shown;
}

/** Who asks an application may be answered without whatever is missing; who asks a model, without some of it. */
export function orWithoutIt(stream: Stream, kind: LinkKind, shown: Weights): Weights {
  const lacking = lackingBy[kind];
  if (asksApplication(stream)) return withoutIt(shown, lacking ?? 'service', 'http');
  if (lacking === undefined || (stream.layer ?? 'llm') !== 'llm') return shown;
  return withoutIt(shown, lacking, 'llm');
}

/**
 * What is behind the link that is asked, as that tells it.
 *
 * @param byModel what it is told of it where it asks a model
 */
export function toldBy(stream: Stream, shown: Weights, byModel: Weights): Weights {
  if (asksWhoFallsBack(stream)) return withFallbacks(shown);
  return asksApplication(stream) ? inOwnWords(shown, byModel) : shown;
}

/** Of an application's pages: whether another model answers in place of one that does not, and answers otherwise. */
export function isAnsweredOtherwise(stream: Stream, fork: string): boolean {
  if (!asksApplication(stream)) return false;
  const byId = linksById(stream.chain);
  return fork.split(' ').some((id) => byId.get(id)?.kind === 'provider');
}

function asksApplication({ chain, layer, link }: Stream): boolean {
  return layer === 'http' && linksById(chain).get(link)?.kind === 'service';
}

/** A look at an answer of a gateway, which tells by whom it was given. */
function asksWhoFallsBack({ chain, layer, link }: Stream): boolean {
  return layer === 'llm' && fallingBack.has(linksById(chain).get(link)?.kind);
}

/** The links that are pods of a cluster, or run in such. */
const inCluster = remembered(({ links }: Chain): ReadonlySet<LinkId> => {
  const pods = new Set(
    links
      .filter(({ kind, address }) => kind === 'container' && parseKubernetesAddress(address ?? ''))
      .map(({ id }) => id),
  );
  const runsInPods = links.filter(({ needs }) => needs.flatMap(linksOf).some((id) => pods.has(id)));
  return new Set([...pods, ...runsInPods.map(({ id }) => id)]);
});
