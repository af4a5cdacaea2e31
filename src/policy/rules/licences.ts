import { type Expression, expressionOf } from '../../attribution/lineage/licences/expression.ts';
import { isStated } from '../../attribution/lineage/licences/judge.ts';
import { isSameLicence } from '../../attribution/lineage/licences/same.ts';
import { artefactsOf } from '../../attribution/lineage/nodes.ts';
import type { Ruling } from '../../events/ruling.ts';
import { safe } from '../../text/sanitise.ts';
import type { Rule } from '../known.ts';

/** Everything that models are made of has an allowed licence, as the lineage file states it. */
export const licences: Rule<'licences'> = ({ allowed }, { lineage }) => {
  const wanted = safe`a licence among ${allowed.join(', ')}`;
  const common = { rule: 'licences', link: null, wanted, since: null, command: null } as const;
  if (lineage === null) {
    const remedy = safe`name a lineage file under "attribution" in the chain file`;
    return [{ ...common, state: 'unknown', seen: null, remedy }];
  }
  return artefactsOf(lineage).map(({ kind, node }): Ruling => {
    const about = safe`${kind} ${node.id}`;
    const { licence } = node;
    if (!isStated(licence)) {
      const remedy = safe`find out the licence of ${about}, and state it in the lineage file`;
      return { ...common, about, state: 'unknown', seen: null, remedy };
    }
    const isAllowed = allows(licence, allowed);
    return {
      ...common,
      about,
      state: isAllowed ? 'held' : 'broken',
      seen: safe`${licence}`,
      remedy: isAllowed ? null : safe`replace ${about}, or have its licence allowed`,
    };
  });
};

/** Of a choice one suffices; of what all binds, all must be allowed. */
function allows(licence: string, allowed: readonly string[]): boolean {
  const expression = expressionOf(licence);
  const isNamed = (id: string) => allowed.some((one) => isSameLicence(one, id));
  if (!expression) return isNamed(licence);
  const judge = (part: Expression): boolean => {
    if (part.kind === 'licence') return isNamed(part.id);
    const [left, right] = [judge(part.left), judge(part.right)];
    return part.kind === 'or' ? left || right : left && right;
  };
  return judge(expression);
}
