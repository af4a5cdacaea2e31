import { handedOn } from '../effects/effect.ts';
import { type FaultMode, lore, sharing } from './mode.ts';

/** They show in requests alone: a vendor's health check knows nothing of one model. */
const vendorMode = sharing({
  family: 'vendor API',
  kinds: ['provider'],
  access: 0.05,
  harm: 1,
  partial: false,
  shows: {},
} as const);

/** What vendors of model APIs do that looks like a fault. */
export const vendorModes: readonly FaultMode[] = [
  vendorMode({
    id: 'model.retired',
    title: 'the vendor has retired this model, or does so by turns before the last day',
    remedy: 'move to the model that the vendor names as its heir; look for its notice',
    weight: 0.15,
    effect: handedOn(
      { 'http.404': 0.2, 'http.4xx': 0.12, ok: 0.66 },
      { 'llm.model_not_found': 0.5, 'http.4xx': 0.22, 'llm.bad_request': 0.08, ok: 0.18 },
    ),
    confusedWith: ['model.missing', 'auth.not_permitted'],
    decides:
      "The model is on the vendor's page of retirements, and its list lacks it for everybody.",
    source: lore,
  }),
  vendorMode({
    id: 'model.alias_moved',
    title: 'the vendor lets the name of the model lead to a newer one',
    remedy: 'pin the dated name of the model; repeat the evaluation before moving on',
    weight: 0.15,
    effect: handedOn({ ok: 1 }, { 'llm.wrong_model': 0.44, 'llm.canary_mismatch': 0.36, ok: 0.18 }),
    confusedWith: ['model.wrong', 'model.corrupt'],
    decides: 'The dated name still answers as before, and the answer names a newer one.',
    source: lore,
  }),
  vendorMode({
    id: 'stream.fails',
    title: 'ends answers in the middle with an error, after status 200',
    remedy: 'read the error in the stream: an overload passes, a failure of the model is reported',
    weight: 0.6,
    partial: true,
    effect: handedOn(
      { ok: 1 },
      { 'llm.stream_error': 0.84, 'llm.overloaded': 0.06, 'llm.stream_truncated': 0.06 },
    ),
    confusedWith: ['stream.truncated', 'engine.dead', 'service.overloaded'],
    decides: 'Print the whole stream: its last event is an error, and no reason for the end came.',
    source: "Anthropic's reference, errors in streams; Amazon's reference of ConverseStream",
  }),
  vendorMode({
    id: 'filter.refuses',
    title: 'a content filter holds back what it should let pass',
    remedy:
      'compare the filter settings with the last change; send the refused text to their owner',
    weight: 0.12,
    kinds: ['provider', 'gateway'],
    partial: true,
    effect: handedOn(
      { 'http.400': 0.5, ok: 0.46 },
      { 'llm.content_filter': 0.78, 'llm.bad_request': 0.08, 'llm.empty_output': 0.08 },
    ),
    confusedWith: ['model.limits', 'model.corrupt'],
    decides: 'A harmless question in other words is answered.',
    source: lore,
  }),
];
