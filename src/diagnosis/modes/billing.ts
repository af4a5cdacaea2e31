import { handedOn, harmless } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

const billingMode = sharing({
  family: 'attribution and billing',
  kinds: ['attribution'],
  access: 0.9,
  partial: false,
  shows: { process: { ok: 1 }, docker: { ok: 1 } },
} as const);

/**
 * Wrong in the books alone: every request is served. Their figures tell, as far as somebody set limits and said
 * what each figure is.
 */
function inTheBooks(told: Readonly<Record<string, number>>) {
  return {
    weight: 0.3,
    harm: 0,
    effect: harmless,
    shows: {
      process: { ok: 1 },
      docker: { ok: 1 },
      prometheus: { ...told, 'prometheus.out_of_limits': 0.2, ok: 0.38 },
    },
  } as const;
}

/** Who takes in no events stands still, and its books say so, as far as somebody set limits. */
const takesNothing = {
  process: { ok: 1 },
  docker: { ok: 1 },
  prometheus: {
    'books.uncounted': 0.42,
    'books.behind': 0.24,
    'prometheus.out_of_limits': 0.1,
    ok: 0.22,
  },
} as const;

/** How the count of who used and earned what goes wrong. */
export const billingModes: readonly FaultMode[] = [
  billingMode({
    id: 'attribution.rejects_events',
    title: 'refuses the events that it should count',
    remedy: 'compare the form of the events with the one it expects; keep them until it takes them',
    weight: 0.36,
    harm: 0.9,
    effect: handedOn({
      'http.400': 0.34,
      'http.413': 0.14,
      'http.429': 0.14,
      'http.4xx': 0.2,
      ok: 0.16,
    }),
    shows: takesNothing,
    confusedWith: ['service.misrouted', 'service.errors'],
    decides: 'Asking it for figures works, and sending it one known good event does not.',
    source: lore,
  }),
  billingMode({
    id: 'attribution.denied',
    title: 'does not accept the key of who sends it events',
    remedy: 'give the sender the new key; send again what was refused meanwhile',
    weight: 0.24,
    harm: 0.9,
    effect: handedOn({ 'http.401': 0.6, 'http.403': 0.3 }),
    shows: takesNothing,
    confusedWith: ['attribution.rejects_events', 'host.clock'],
    decides: 'Its front page answers and each call with the key is refused.',
    source: lore,
  }),
  billingMode({
    id: 'attribution.behind',
    title: 'counts late: its figures are those of some hours ago',
    remedy: 'look at its queue of events; stop decisions on budgets until it has caught up',
    weight: 0.3,
    harm: 0.3,
    effect: handedOn({ 'http.body_mismatch': 0.4, 'http.slow': 0.14, ok: 0.44 }),
    shows: {
      process: { ok: 1 },
      docker: { ok: 1 },
      prometheus: {
        'books.behind': 0.4,
        'books.uncounted': 0.1,
        'books.overspent': 0.04,
        'prometheus.out_of_limits': 0.1,
        ok: 0.38,
      },
    },
    confusedWith: ['service.wrong_answer', 'service.slow'],
    decides:
      'Its newest counted request is older than the newest served one by more than a minute.',
    source: lore,
  }),
  billingMode({
    ...inTheBooks({ 'books.cheap': 0.4 }),
    id: 'billing.zero_spend',
    title: 'counts streamed requests at no cost, so budgets never trip',
    remedy: "compare each day with the provider's invoice; price the streamed requests again",
    confusedWith: ['usage.missing', 'billing.price_table'],
    decides: 'The same request with and without streaming is billed differently.',
    source: 'BerriAI/litellm#37923',
  }),
  billingMode({
    ...inTheBooks({ 'books.counted_twice': 0.3, 'books.dear': 0.1 }),
    id: 'billing.counted_twice',
    title: 'counts a request more than once, as after retries',
    remedy: 'count by the id of the request; take the duplicates of the last period out',
    confusedWith: ['billing.wrong_tenant'],
    decides: 'Look for one request id with several entries in the ledger.',
    source: lore,
  }),
  billingMode({
    // Prices mostly fall, so an old one is mostly too high.
    ...inTheBooks({ 'books.dear': 0.32, 'books.cheap': 0.08 }),
    id: 'billing.price_table',
    title: 'prices requests by an old table',
    remedy: 'take over the new prices from their date on; correct what was billed since',
    confusedWith: ['billing.zero_spend'],
    decides: "Work one request out by hand from its tokens and today's price.",
    source: lore,
  }),
  billingMode({
    ...inTheBooks({ 'books.one_payer': 0.4, 'books.overspent': 0.02 }),
    id: 'billing.wrong_tenant',
    title: 'books requests on somebody else, mostly on the default key',
    remedy: 'check which header or key names the tenant at each hop; book the last period anew',
    confusedWith: ['billing.counted_twice'],
    decides: 'Send one request with a mark of its own, and look under whom it is booked.',
    source: lore,
  }),
  billingMode({
    // A budget that is asked before the fallback, and not for it, is passed while nobody is refused.
    ...inTheBooks({ 'books.uncounted': 0.26, 'books.overspent': 0.14 }),
    id: 'billing.uncounted_route',
    title: 'does not see the requests of one route or of a fallback',
    remedy: 'close the route or count it; compare the totals per route with the gateway',
    confusedWith: ['billing.zero_spend', 'usage.missing'],
    decides: "Compare the number of requests per route with that of the gateway's log.",
    source: 'BerriAI/litellm#38176 and #41344',
  }),
];
