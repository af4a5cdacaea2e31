import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { textAt } from '../../data/json.ts';
import { askAzure } from '../api.ts';
import type { AzureOptions } from '../options.ts';

/** Whether weaklink sees the subscription, and whether it is switched on. */
export async function lookAtIdentity(options: AzureOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const document = await askAzure('azure subscriptions get', '', options, asking);
  const state = textAt(document, 'state');
  if (state === undefined)
    throw new CloudTrouble('cloud.malformed', 'no state of the subscription');
  const words = safe`the subscription is ${kept.fact(state)}`;
  // `Warned` and `PastDue` may still do everything.
  const isOff = state === 'Disabled' || state === 'Deleted';
  return {
    judgements: isOff ? [{ symptom: 'cloud.account_off', summary: words, evidence: words }] : [],
    well: words,
    facts: {
      'azure.subscription': kept.fact(textAt(document, 'displayName') ?? ''),
      'azure.subscription_state': kept.fact(state),
    },
  };
}
