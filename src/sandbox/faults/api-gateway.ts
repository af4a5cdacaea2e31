import { type FaultDefinition, onService } from './fault.ts';

const gateway = onService('api-gateway');
const link = 'api-gateway';

export const apiGatewayFaults: readonly FaultDefinition[] = [
  {
    name: 'api-gateway-kill',
    link,
    mode: 'service.crashed',
    title: 'the API gateway is killed',
    effect: gateway.process('killed'),
    seen: 'refused',
  },
  {
    name: 'api-gateway-key-revoked',
    link,
    mode: 'auth.key_revoked',
    title: 'the key of its users is revoked',
    effect: gateway.set({ keyRevoked: true }),
    seen: '401 invalid_api_key',
  },
  {
    name: 'api-gateway-key-not-permitted',
    link,
    mode: 'auth.not_permitted',
    title: 'the key of its users may list the models and not ask one',
    effect: gateway.set({ notPermitted: true }),
    seen: '403',
  },
  {
    name: 'api-gateway-quota-exhausted',
    link,
    mode: 'quota.exhausted',
    title: 'the credit of the key is used up',
    effect: gateway.set({ quotaExhausted: true }),
    seen: '429 insufficient_quota',
  },
  {
    name: 'api-gateway-rate-limited',
    link,
    mode: 'quota.rate_limited',
    title: 'somebody else uses up the rate of the key',
    effect: gateway.set({ rateLimited: true }),
    seen: '429 rate_limit_exceeded',
  },
  {
    name: 'api-gateway-errors',
    link,
    mode: 'service.errors',
    title: 'the API gateway answers everything with 500',
    effect: gateway.set({ errorStatus: 500 }),
    seen: '500',
  },
  {
    name: 'api-gateway-hang',
    link,
    mode: 'service.hung',
    title: 'the API gateway accepts requests and answers none',
    effect: gateway.set({ hang: true }),
    seen: 'silent',
  },
  {
    name: 'api-gateway-fallback',
    link,
    mode: 'model.wrong',
    title: "it answers for our model with the vendor's, and says so to nobody",
    effect: gateway.set({ fallback: true }),
    seen: 'wrong model',
  },
  {
    name: 'api-gateway-drop-share',
    link,
    mode: 'service.resets',
    title: 'the API gateway closes 30 % of the requests without an answer',
    effect: gateway.set({ dropShare: 0.3 }),
    seen: 'closed',
  },
];
