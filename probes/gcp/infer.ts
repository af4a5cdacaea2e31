import type { Link } from '../../src/chain/types.ts';

/** `gcp.project` and one of these labels name something; the others say where it stands. */
const byLabel = [
  ['gcp.instance', 'instance', 'instance', ['zone']],
  ['gcp.backend-service', 'targets', 'backendService', ['region']],
  ['gcp.metric', 'quota', 'metric', ['region']],
  ['gcp.bucket', 'bucket', 'bucket', []],
] as const;

/** `projects/p/zones/z/instances/i`, also as the end of the link that Google gives a machine. */
const MACHINE =
  /^(?:(?:https:\/\/www\.googleapis\.com\/compute\/v1)?\/)?projects\/([^/]+)\/zones\/([^/]+)\/instances\/([^/]+)$/;

export function optionsOfTarget(target: string): Readonly<Record<string, string>> | undefined {
  const [, project, zone, instance] = MACHINE.exec(target) ?? [];
  if (project === undefined || zone === undefined || instance === undefined) {
    return target === 'reclaim' ? { look: 'reclaim' } : undefined;
  }
  return { look: 'instance', project, zone, instance };
}

/** Only what names something of Google Cloud is looked at there. */
export function inferredOptions({ address, labels }: Link): unknown {
  const project = labels['gcp.project'];
  const label = byLabel.find(([name]) => labels[name] !== undefined);
  if (project !== undefined && label) {
    const [name, look, option, places] = label;
    const where = places.flatMap((place) => {
      const value = labels[`gcp.${place}`];
      return value === undefined ? [] : [[place, value] as const];
    });
    return { look, project, [option]: labels[name], ...Object.fromEntries(where) };
  }
  return address === undefined || address === 'reclaim' ? null : (optionsOfTarget(address) ?? null);
}
