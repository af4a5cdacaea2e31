import type { Policies } from '../chain/policies-schema.ts';
import { type RuleName, type Ruling, ruleNames } from '../events/ruling.ts';
import { safe } from '../text/sanitise.ts';
import type { Known, Rule } from './known.ts';
import { certificates } from './rules/certificates.ts';
import { drivers } from './rules/drivers.ts';
import { images } from './rules/images.ts';
import { licences } from './rules/licences.ts';
import { models } from './rules/models.ts';
import { providers } from './rules/providers.ts';
import { residency } from './rules/residency.ts';
import { tls } from './rules/tls.ts';

/** Every rule; one file each. */
const rules: { readonly [Name in RuleName]: Rule<Name> } = {
  residency,
  tls,
  images,
  certificates,
  licences,
  providers,
  drivers,
  models,
};

/** What the policies of a chain say of what is known: each rule and link once, the worst first of each. */
export function judgePolicies(policies: Policies, known: Known): readonly Ruling[] {
  return ruleNames.flatMap((name) => worstOf(judgeOne(name, policies, known)));
}

function judgeOne<Name extends RuleName>(
  name: Name,
  policies: Policies,
  known: Known,
): readonly Ruling[] {
  const policy = policies[name];
  if (policy === undefined) return [];
  const rulings = (rules[name] as Rule<Name>)(policy, known);
  return rulings.length > 0 ? rulings : [nothingShown(name)];
}

/** A demand that no look of the chain has to do with is not held: nobody knows. */
function nothingShown(rule: RuleName): Ruling {
  return {
    rule,
    link: null,
    state: 'unknown',
    seen: null,
    wanted: safe`a look that shows it`,
    since: null,
    remedy: safe`add a probe that shows it to the chain file, or take the policy out`,
    command: null,
  };
}

const badness = { broken: 2, held: 1, unknown: 0 } as const;

/**
 * Several looks may tell of one thing, and one that saw nothing says nothing beside one that did. What
 * is wanted tells two things of one link apart: a driver and its CUDA.
 */
function worstOf(rulings: readonly Ruling[]): readonly Ruling[] {
  const byThing = Map.groupBy(
    rulings,
    ({ link, about, wanted }) => `${link}\n${about ?? ''}\n${wanted}`,
  );
  return [...byThing.values()].flatMap((all) =>
    all.toSorted((a, b) => badness[b.state] - badness[a.state]).slice(0, 1),
  );
}
