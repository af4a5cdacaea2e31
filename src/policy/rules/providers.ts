import { modelRisks } from '../../attribution/concentration/stoppers.ts';
import type { Ruling } from '../../events/ruling.ts';
import { safe } from '../../text/sanitise.ts';
import type { Rule } from '../known.ts';

/** No provider alone may stop a model, as far as the chain file says whose each link is. */
export const providers: Rule<'providers'> = (_policy, { chain }) =>
  modelRisks(chain).map(({ model, stoppedBy, told, links }): Ruling => {
    const names = stoppedBy.filter(({ kind }) => kind === 'provider').map(({ name }) => name);
    const said = told.find(({ kind }) => kind === 'provider');
    const common = {
      rule: 'providers',
      link: null,
      about: safe`model ${model}`,
      wanted: safe`no provider whose failure alone stops it`,
      since: null,
      command: safe`weaklink risks`,
    } as const;
    if (names.length > 0) {
      const seen = safe`stopped by ${names.join(', ')} alone`;
      const remedy = safe`give it a replica with another provider (anyOf in the chain file)`;
      return { ...common, state: 'broken', seen, remedy };
    }
    const missing = links - (said?.told ?? 0);
    if (missing > 0) {
      const seen = safe`the provider of ${missing} of ${links} links is not stated`;
      const remedy = safe`state "provider" at the links behind ${model}`;
      return { ...common, state: 'unknown', seen, remedy };
    }
    return { ...common, state: 'held', seen: safe`none`, remedy: null };
  });
