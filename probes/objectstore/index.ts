import { WeaklinkError } from '../../src/platform/errors.ts';
import { cloudHindrances } from '../cloud/symptoms.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { objectOf } from './address.ts';
import { commandOf } from './command.ts';
import { lookAtObjects } from './look.ts';
import { type ObjectStoreOptions, objectStoreOptions } from './options.ts';
import { objectStoreSymptoms } from './symptoms.ts';

export const objectstoreProbe: Probe<ObjectStoreOptions> = {
  kind: 'objectstore',
  summary:
    'does an object store (S3, Google, Azure) let its reader in, and are objects there, whole and fresh',
  options: objectStoreOptions,
  symptoms: { ...secureDialSymptoms, ...objectStoreSymptoms, ...cloudHindrances },
  infer: ({ address }) => (address !== undefined && objectOf(address) ? { url: address } : null),
  fromTarget(target) {
    if (objectOf(target)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `objectstore: "${target}" names no bucket`,
      hint: 'Give s3://bucket/key, gs://bucket/key or az://account/container/key; an endpoint of your own is an option.',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: lookAtObjects,
};
