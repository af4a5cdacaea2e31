import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { Completion } from './completion.ts';
import type { Problem } from './judge-answer.ts';
import type { ListedModel } from './listed-models.ts';
import type { OpenaiOptions } from './options.ts';
import { isSameModel } from './served-model.ts';

/** Headers in which gateways say whom they asked. */
const upstreamHeaders = [
  'x-litellm-model-api-base',
  'x-litellm-model-id',
  'x-served-by',
  'x-upstream',
];

/** A name may be written over; whom a gateway asked and what set-up answered seldom are. */
export function judgePinned(
  { fingerprint }: Completion,
  { headers }: ExchangeResponse,
  { pinned }: OpenaiOptions,
  kept: KeptText,
): readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (what: string, found: string, right: string | readonly string[]) => {
    const expected = [right].flat().join(' or ');
    problems.push({ symptom: 'llm.wrong_model', evidence: told(what, found, expected, kept) });
  };
  if (pinned.fingerprint !== undefined && fingerprint !== undefined) {
    if (![pinned.fingerprint].flat().includes(fingerprint)) {
      wrong('the fingerprint', fingerprint, pinned.fingerprint);
    }
  }
  if (pinned.upstream !== undefined) {
    const named = upstreamHeaders.flatMap((header) => headerText(headers, header) ?? []);
    const right = [pinned.upstream].flat();
    const [first] = named;
    if (first !== undefined && !named.some((one) => right.some((part) => one.includes(part)))) {
      wrong('whom the gateway asked', first, right);
    }
  }
  return problems;
}

/** Where the weights come from, as the list says. */
export function judgeRoot(
  models: readonly ListedModel[] | undefined,
  { model, pinned }: OpenaiOptions,
  kept: KeptText,
): readonly Problem[] {
  if (pinned.root === undefined) return [];
  const found = models?.find(({ name }) => model === undefined || isSameModel(model, name));
  if (found?.root === undefined || found.root === pinned.root) return [];
  const evidence = told('the root of the weights', found.root, pinned.root, kept);
  return [{ symptom: 'llm.wrong_model', evidence }];
}

function told(what: string, found: string, expected: string, kept: KeptText): SafeText {
  return safe`${what} is ${kept.fact(found)}, pinned is ${expected}`;
}
