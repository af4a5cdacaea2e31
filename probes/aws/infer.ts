import type { Link } from '../../src/chain/types.ts';
import { INSTANCE_ID, TARGET_GROUP } from './options.ts';

/** A link's region may be in anybody's words; these are AWS's. */
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;
const QUOTA = /^L-[0-9A-F]{8}$/;

/** What an address alone says of what to look at. */
export function optionsOfTarget(target: string): Readonly<Record<string, string>> | undefined {
  if (INSTANCE_ID.test(target)) return { look: 'instance', instance: target };
  if (TARGET_GROUP.test(target)) {
    return { look: 'targets', targetGroup: target, region: target.split(':')[3] ?? '' };
  }
  if (QUOTA.test(target)) return { look: 'quota', quota: target };
  return target === 'identity' || target === 'reclaim' ? { look: target } : undefined;
}

/** Labels that name something of AWS, in the order in which they are taken: one look is inferred. */
const byLabel = [
  ['aws.instance', 'instance', 'instance'],
  ['aws.target-group', 'targets', 'targetGroup'],
  ['aws.asg', 'capacity', 'group'],
  ['aws.quota', 'quota', 'quota'],
] as const;

/** Only what names something of AWS is looked at there: a mere `provider: aws` would ask for keys in vain. */
export function inferredOptions({ address, labels, region }: Link): unknown {
  const place = region !== undefined && REGION.test(region) ? { region } : {};
  const label = byLabel.find(([name]) => labels[name] !== undefined);
  if (label) {
    const [name, look, option] = label;
    return { ...place, look, [option]: labels[name] };
  }
  const options = address === undefined ? undefined : optionsOfTarget(address);
  return options && address !== 'identity' && address !== 'reclaim'
    ? { ...place, ...options }
    : null;
}
