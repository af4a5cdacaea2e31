import { WeaklinkError } from '../../src/platform/errors.ts';
import { isUrlOf } from '../data/options.ts';
import { secureDialSymptoms } from '../network/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { lookAtPostgres } from './look.ts';
import { type PostgresOptions, postgresOptions, postgresSchemes } from './options.ts';
import { postgresSymptoms } from './symptoms.ts';

export const postgresProbe: Probe<PostgresOptions> = {
  kind: 'postgres',
  summary: 'does PostgreSQL let its reader in, and are connections, locks, replica and data well',
  options: postgresOptions,
  symptoms: { ...secureDialSymptoms, ...postgresSymptoms },
  infer: ({ address }) =>
    address !== undefined && isUrlOf(address, postgresSchemes) ? { url: address } : null,
  fromTarget(target) {
    if (isUrlOf(target, postgresSchemes)) return { url: target };
    throw new WeaklinkError({
      code: 'E_TARGET',
      // The target is not repeated: it may hold a password.
      message: 'postgres: the target is not a PostgreSQL URL without a password',
      hint: 'Give postgres://reader@db.internal:5432/app, and the password as an option: env:NAME',
    });
  },
  reach: () => 'access',
  command: commandOf,
  look: lookAtPostgres,
};
