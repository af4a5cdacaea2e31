import type { Chain, LinkId, ProbePlan } from './types.ts';

/** Name of a series of looks: `<link>/<probe name>@<vantage>`. */
export function seriesOf(link: LinkId, { name, vantage }: ProbePlan): string {
  return `${link}/${name}@${vantage}`;
}

/** Every series of looks that a chain plans, in the order of its file. */
export function allSeries({ links }: Chain): readonly string[] {
  return links.flatMap(({ id, probes }) => probes.map((plan) => seriesOf(id, plan)));
}
