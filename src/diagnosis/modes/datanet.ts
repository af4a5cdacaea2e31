import { harmless } from '../effects/effect.ts';
import { misleadsModel, shownToDataAlone, storeEffect } from '../effects/store.ts';
import { type FaultMode, lore, sharing, writers } from './mode.ts';

const datanetMode = sharing({
  family: 'datanet',
  kinds: ['datanet'],
  access: 1,
  harm: 0.8,
  partial: false,
  shows: {},
} as const);

/** How data sets with contributors and licences break, beside what befalls every store. */
export const datanetModes: readonly FaultMode[] = [
  datanetMode({
    id: 'datanet.revision_moved',
    title: 'has changed since it was pinned, or was never pinned',
    remedy: 'pin its revision by hash; compare the number of its entries with the last good day',
    weight: 0.3,
    harm: 0.5,
    effect: misleadsModel(
      { 'http.body_mismatch': 0.6, ok: 0.38 },
      { 'llm.canary_mismatch': 0.3, ok: 0.68 },
      {
        'dataset.moved': 0.4,
        'store.corrupt': 0.25,
        'dataset.extra': 0.1,
        'store.schema_changed': 0.05,
        ok: 0.2,
      },
    ),
    confusedWith: ['store.corrupt', 'model.corrupt'],
    decides: 'Its own hash is right for a revision that is newer than the expected one.',
    source: lore,
  }),
  datanetMode({
    id: 'datanet.empty',
    title: 'is there and has no entries, or far too few',
    remedy: 'see the last run of the job that writes it; go back to the last full revision',
    weight: 0.15,
    effect: misleadsModel(
      { 'http.body_mismatch': 0.4, 'http.404': 0.24, ok: 0.34 },
      { 'llm.canary_mismatch': 0.4, 'llm.empty_output': 0.14, 'llm.engine_error': 0.1, ok: 0.34 },
      { 'store.too_few': 0.6, 'store.missing': 0.25, ok: 0.15 },
    ),
    broughtBy: writers,
    confusedWith: ['store.object_missing', 'datanet.revision_moved'],
    decides: 'Count its entries and compare with the revision before.',
    source: lore,
  }),
  datanetMode({
    id: 'datanet.gated',
    family: 'auth',
    title: 'is open only to who has accepted its licence',
    remedy: 'accept the licence with the account whose token reads it',
    weight: 0.24,
    effect: storeEffect(
      { 'http.401': 0.34, 'http.403': 0.26 },
      { 'dataset.gated': 0.85, 'store.denied': 0.06, 'store.forbidden': 0.06, ok: 0.03 },
    ),
    confusedWith: ['store.denied', 'store.object_missing', 'weights.denied'],
    decides: 'Its front page is public, and its files are refused with and without the token.',
    source: 'huggingface/text-generation-inference#827',
  }),
  datanetMode({
    id: 'datanet.withdrawn',
    title: 'was withdrawn by its contributors or its licence',
    remedy: 'stop training and serving with it; ask its contributors before using a copy',
    weight: 0.09,
    effect: storeEffect(
      { 'http.4xx': 0.4, 'http.404': 0.14, 'http.3xx': 0.05 },
      { 'dataset.withdrawn': 0.6, 'store.missing': 0.3, ok: 0.05 },
      'missAPart',
    ),
    confusedWith: ['store.object_missing', 'datanet.gated'],
    decides: 'It answers "gone" or "not for legal reasons", and its history says who took it back.',
    source: lore,
  }),
  datanetMode({
    id: 'datanet.host_limits',
    family: 'quota',
    title: 'its host limits how often it may be read',
    partial: true,
    remedy: 'read through a mirror or with a token; spread the readers over time',
    weight: 0.15,
    harm: 0.5,
    effect: storeEffect({ 'http.429': 0.58 }, { 'store.throttled': 0.6, ok: 0.4 }),
    confusedWith: ['store.throttled', 'service.overloaded'],
    decides: 'With a token, or from another address, it is served at once.',
    source: lore,
  }),
  datanetMode({
    id: 'datanet.licence_unclear',
    title: 'states no licence, or one that is not allowed',
    remedy: 'ask who publishes it; use nothing that was added since the licence changed',
    weight: 0.05,
    harm: 0,
    effect: shownToDataAlone({
      'dataset.licence_missing': 0.6,
      'dataset.licence_other': 0.37,
      ok: 0.03,
    }),
    confusedWith: ['datanet.withdrawn', 'datanet.revision_moved'],
    decides: 'Its card or its licence file names the licence; compare with the last good revision.',
    source: lore,
  }),
  datanetMode({
    id: 'datanet.provenance_unclear',
    title: 'its entries no longer name their contributors',
    remedy: 'restore the contributor records before the next share is paid out',
    weight: 0.06,
    harm: 0,
    effect: harmless,
    confusedWith: ['billing.wrong_tenant'],
    decides: 'Compare a sample of its entries with the record of contributions.',
    source: lore,
  }),
];
