import { limitsRate, outOfQuota, refusesKey, refusesRequest } from '../effects/answer.ts';
import { type FaultMode, lore, meteredKinds, sharing } from './mode.ts';

const metered = sharing({
  access: 0.1,
  harm: 1,
  partial: false,
  shows: { process: { ok: 1 }, docker: { ok: 1 } },
});

/** The kinds at which the keys of users are issued and checked. */
const issuingKinds = ['gateway', 'provider'] as const;

/** Who is asked what a key may do and what is left of a budget. */
const keepers = ['service', 'store'] as const;

/** How keys and quotas break. */
export const meteredModes: readonly FaultMode[] = [
  metered({
    id: 'auth.key_revoked',
    family: 'auth',
    kinds: meteredKinds,
    effect: refusesKey,
    weight: 2.5,
    title: 'does not accept the key',
    remedy: 'check which key the caller sends and whether it was rotated; issue a new one',
    broughtBy: keepers,
    confusedWith: ['secret.spoiled', 'auth.verifier_down', 'gateway.cooldown', 'host.clock'],
    decides: 'Compare the hash of the key in the secret with the one in the running process.',
    source: 'BerriAI/litellm#2493',
  }),
  metered({
    id: 'quota.exhausted',
    family: 'quota',
    kinds: meteredKinds,
    effect: outOfQuota,
    weight: 2,
    title: 'the quota or credit is used up',
    remedy: 'raise the quota or top up; retrying does not help',
    broughtBy: keepers,
    confusedWith: ['quota.rate_limited', 'quota.spend_limit', 'service.overloaded'],
    decides: 'The code in the body says so, and no time to come back is given.',
    source: 'langchain-ai/langchainjs#1929; mindsdb/anton#284',
  }),
  metered({
    id: 'quota.rate_limited',
    family: 'quota',
    kinds: meteredKinds,
    effect: limitsRate,
    weight: 2.5,
    title: 'limits the rate of requests',
    remedy: 'find the caller that uses up the limit; back off as Retry-After says',
    partial: true,
    broughtBy: keepers,
    confusedWith: ['quota.exhausted', 'gateway.cooldown', 'service.overloaded'],
    decides: 'Headers say what is left and when it comes back; a key of its own is not limited.',
    source: 'langchain-ai/langchainjs#1929',
  }),
  metered({
    id: 'auth.not_permitted',
    family: 'auth',
    kinds: issuingKinds,
    effect: refusesRequest(
      { 'http.403': 0.86, 'http.401': 0.06, 'http.404': 0.05 },
      { 'llm.permission': 0.8, 'http.403': 0.1, 'llm.model_not_found': 0.06 },
    ),
    weight: 0.24,
    title: 'knows the key, and does not let it do this',
    remedy: 'grant the key or its role this model; compare with the last change of roles',
    broughtBy: keepers,
    confusedWith: ['auth.key_revoked', 'model.missing', 'dns.split_horizon'],
    decides: 'The same key may list the models, and this one is not among them.',
    source: lore,
  }),
  metered({
    id: 'secret.spoiled',
    family: 'secret',
    kinds: ['provider'],
    effect: refusesKey,
    weight: 0.09,
    title: 'is sent a key that was spoiled on its way: a newline, quotes, a cut end',
    remedy: 'write the secret again without its line end; compare its length with the original',
    confusedWith: ['auth.key_revoked'],
    decides:
      'Compare length and last byte of the key in use with the original, without printing it.',
    source: lore,
  }),
  metered({
    id: 'auth.verifier_down',
    family: 'auth',
    kinds: ['gateway'],
    effect: refusesRequest(
      { 'http.503': 0.24, 'http.500': 0.18, 'http.401': 0.38, 'http.504': 0.1 },
      { 'llm.auth': 0.42, 'http.503': 0.2, 'http.500': 0.1, 'http.504': 0.12 },
    ),
    weight: 0.12,
    title: 'cannot check keys: what it asks about them does not answer',
    remedy: 'look at the identity service and its key set; let cached keys live longer meanwhile',
    broughtBy: keepers,
    confusedWith: ['auth.key_revoked', 'service.errors'],
    decides: 'Every key is refused, new ones too, and requests without a key still get their 401.',
    source: 'Google Cloud, 12 June 2025; Azure Front Door, 29 October 2025',
  }),
  metered({
    id: 'quota.spend_limit',
    family: 'quota',
    kinds: issuingKinds,
    effect: refusesRequest(
      { 'http.429': 0.5, 'http.4xx': 0.24, 'http.403': 0.14, 'http.400': 0.08 },
      { 'llm.spend_limit': 0.88, 'llm.quota_exhausted': 0.08 },
    ),
    weight: 0.3,
    title: 'the spend limit that was set for the key is reached',
    remedy: 'see what spent it, then raise the limit of this key or wait for its next period',
    broughtBy: keepers,
    confusedWith: ['quota.exhausted', 'quota.rate_limited'],
    decides: 'The account has credit, and another key of it is served.',
    source: 'BerriAI/litellm#38176',
  }),
];
