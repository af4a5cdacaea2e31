import type { MergePlan } from '../../discover/file/plan.ts';
import type { Joined } from '../../discover/join/types.ts';
import type { Redactor } from '../../text/redact.ts';
import { sanitise } from '../../text/sanitise.ts';

/** Each thing that was found, why, from where and how sure; then what was left out. */
export function findingsText(joined: Joined, told: readonly string[], redactor: Redactor): string {
  const clean = (text: string) => sanitise(redactor.redact(text));
  const reason = (one: { readonly why: string; readonly source: string }) =>
    `    ${clean(one.why)} (${clean(one.source)})`;
  const links = joined.links.flatMap(({ id, kind, address, sure, reasons, needs }) => [
    `${id}  ${kind}${address === undefined ? '' : `  ${clean(address)}`}  (${sure})`,
    ...reasons.map(reason),
    ...(needs.length > 0 ? [`    needs ${needs.map(needText).join(', ')}`] : []),
  ]);
  const models = joined.models.flatMap((one) => [
    `model ${one.id}  at ${one.at}`,
    reason(one.reason),
  ]);
  const vantages = joined.vantages.flatMap((one) => [
    `vantage ${one.name}  ${clean(one.address)}`,
    reason(one),
  ]);
  const notes = told.map((one) => `note: ${clean(one)}`);
  return [...links, ...models, ...vantages, ...notes].map((line) => `${line}\n`).join('');
}

function needText(need: string | { readonly anyOf: readonly string[] }): string {
  return typeof need === 'string' ? need : `one of ${need.anyOf.join(' | ')}`;
}

/** `3 new links, 1 new need` */
export function planText({ links, needs, models, vantages }: MergePlan): string {
  const parts = [
    counted(links.length, 'new link'),
    counted(needs.length, 'new need'),
    counted(models.length, 'new model'),
    counted(vantages.length, 'new vantage'),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}
