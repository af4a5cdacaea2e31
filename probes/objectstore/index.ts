import { WeaklinkError } from '../../src/platform/errors.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtObjects } from './look.ts';
import { type ObjectStoreOptions, objectOf, objectStoreOptions } from './options.ts';
import { objectStoreSymptoms } from './symptoms.ts';

export const objectstoreProbe: Probe<ObjectStoreOptions> = {
  kind: 'objectstore',
  summary: 'does an S3 store let its reader in, and are objects there, whole and fresh',
  options: objectStoreOptions,
  symptoms: { ...secureDialSymptoms, ...objectStoreSymptoms },
  infer: ({ address }) => (address !== undefined && objectOf(address) ? { url: address } : null),
  fromTarget(target) {
    if (objectOf(target)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `objectstore: "${target}" names no bucket`,
      hint: 'Give s3://bucket or s3://bucket/key, and the endpoint of a server of your own as an option.',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: lookAtObjects,
};
