import { countOf, type PolicyReport, worstFirst } from './types.ts';

/** `weaklink.policy/1`: see `schema/policy.schema.json`. */
export function policyJson({ chain, at, rulings }: PolicyReport): string {
  const document = {
    schema: 'weaklink.policy/1',
    chain,
    at,
    broken: countOf(rulings, 'broken'),
    unknown: countOf(rulings, 'unknown'),
    held: countOf(rulings, 'held'),
    rulings: worstFirst(rulings),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
