import { type FaultDefinition, onService } from './fault.ts';
import { slowMs } from './slow.ts';

const vendor = onService('vendor');
const link = 'vendor';

export const vendorFaults: readonly FaultDefinition[] = [
  {
    name: 'vendor-outage',
    link,
    mode: 'service.errors',
    title: 'the vendor answers 500, and its status page says that all is well',
    effect: vendor.set({ errorStatus: 500 }),
    seen: '500',
  },
  {
    name: 'vendor-outage-admitted',
    link,
    mode: 'service.errors',
    title: 'the vendor answers 500, and its status page says so',
    effect: vendor.set({ errorStatus: 500, admits: true }),
    seen: '500',
  },
  {
    name: 'vendor-hang',
    link,
    mode: 'service.hung',
    title: 'the vendor accepts requests and answers none',
    effect: vendor.set({ hang: true }),
    seen: 'silent',
  },
  {
    name: 'vendor-overloaded',
    link,
    mode: 'service.overloaded',
    title: 'the vendor says that it is overloaded (529)',
    effect: vendor.set({ overloaded: true }),
    seen: '529',
  },
  {
    name: 'vendor-rate-limited',
    link,
    mode: 'quota.rate_limited',
    title: 'somebody else uses up the rate of our key at the vendor',
    effect: vendor.set({ rateLimited: true }),
    seen: '429 rate_limit_exceeded',
  },
  {
    name: 'vendor-key-revoked',
    link,
    mode: 'auth.key_revoked',
    title: 'the vendor has revoked our key',
    effect: vendor.set({ keyRevoked: true }),
    seen: '401 invalid_api_key',
  },
  {
    name: 'vendor-quota-exhausted',
    link,
    mode: 'quota.exhausted',
    title: 'our credit at the vendor is used up',
    effect: vendor.set({ quotaExhausted: true }),
    seen: '429 insufficient_quota',
  },
  {
    name: 'vendor-truncate',
    link,
    mode: 'stream.truncated',
    title: 'answers of the vendor break off in the middle',
    effect: vendor.set({ truncate: true }),
    seen: 'truncated',
  },
  {
    name: 'vendor-slow',
    link,
    mode: 'service.slow',
    title: `the vendor answers ${slowMs} ms late`,
    effect: vendor.set({ delayMs: slowMs }),
    seen: 'slow',
  },
];
