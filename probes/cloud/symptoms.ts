import type { SymptomSpec } from '../probe.ts';

/**
 * What looks at a cloud show, whichever cloud it is. What hinders weaklink's own asking is `unknown`
 * and blames nobody.
 */
export const cloudSymptoms = {
  'cloud.no_credentials': {
    outcome: 'unknown',
    meaning: 'weaklink has no credentials for this cloud',
  },
  'cloud.credentials_expired': { outcome: 'unknown', meaning: "weaklink's credentials expired" },
  'cloud.credentials_refused': {
    outcome: 'unknown',
    meaning: "the cloud does not accept weaklink's credentials",
  },
  'cloud.clock_skew': {
    outcome: 'unknown',
    meaning: 'the clock that signs is too far from that of the cloud',
  },
  'cloud.denied': { outcome: 'unknown', meaning: "weaklink's role lacks a permission to read" },
  'cloud.throttled': { outcome: 'unknown', meaning: 'the cloud limits how often it is asked' },
  'cloud.unreachable': { outcome: 'unknown', meaning: 'what weaklink asks cannot be reached' },
  'cloud.api_error': { outcome: 'unknown', meaning: "the cloud's API fails by itself" },
  'cloud.malformed': {
    outcome: 'unknown',
    meaning: 'the answer is not as documented, or lacks what was asked for',
  },
  'cloud.account_off': {
    outcome: 'failed',
    meaning: 'the account, project or subscription is switched off',
  },
  'cloud.region_off': { outcome: 'failed', meaning: 'the region is switched off or down' },
  'cloud.missing': {
    outcome: 'failed',
    meaning: 'the cloud has nothing of that name: deleted, or mistyped',
  },
  'cloud.not_running': { outcome: 'failed', meaning: 'the machine is stopped or terminated' },
  'cloud.impaired': { outcome: 'failed', meaning: 'it fails the checks of its cloud' },
  'cloud.no_healthy_target': {
    outcome: 'failed',
    meaning: 'the load balancer finds none of its targets healthy',
  },
  'cloud.some_targets_unhealthy': {
    outcome: 'degraded',
    meaning: 'the load balancer finds some of its targets unhealthy',
  },
  'cloud.reclaim': {
    outcome: 'degraded',
    meaning: 'the cloud takes the machine back: it was lent at a spot price',
  },
  'cloud.maintenance': {
    outcome: 'degraded',
    meaning: 'the cloud has scheduled maintenance of the machine',
  },
  'cloud.quota': { outcome: 'degraded', meaning: 'the quota does not allow what is needed' },
  'cloud.capacity': { outcome: 'degraded', meaning: 'the cloud has no machine of the kind left' },
} as const satisfies Record<string, SymptomSpec>;

export type CloudSymptom = keyof typeof cloudSymptoms;

/** Those that end a look because it could not be made. */
export type CloudHindrance = {
  [Name in CloudSymptom]: (typeof cloudSymptoms)[Name]['outcome'] extends 'unknown' ? Name : never;
}[CloudSymptom];

/** What a probe of something else can show that is let in by a cloud's credentials. */
export const cloudHindrances = Object.fromEntries(
  Object.entries(cloudSymptoms).filter(([, { outcome }]) => outcome === 'unknown'),
) as Pick<typeof cloudSymptoms, CloudHindrance>;
