import type { Fact } from '../../src/events/types.ts';
import type { KeptText } from '../network/kept-text.ts';

/** A name of a region at the beginning of the name of a zone: local zones have more than a letter behind it. */
const AWS_REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+/;

/** `us-east-1a`, `us-west-2-lax-1a` → `us-east-1`, `us-west-2`. */
export function regionOfAwsZone(zone: string): string | undefined {
  return AWS_REGION.exec(zone)?.[0];
}

/** `europe-west4-b`, also at the end of a path → `europe-west4`. */
export function regionOfGcpZone(zone: string): string | undefined {
  return /([a-z]+-[a-z]+\d+)-[a-z\d]+$/.exec(zone.trim())?.[1];
}

/** Where something stands, under the name that policies know; nothing where nobody told. */
export function regionFact(
  cloud: 'aws' | 'gcp' | 'azure',
  region: string | undefined,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const told = region?.trim() ?? '';
  return told === '' ? {} : { [`${cloud}.region`]: kept.fact(told) };
}
