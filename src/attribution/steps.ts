import type { Inference } from '../events/types.ts';
import { account } from './accounting/account.ts';
import { AttemptBook } from './attempts/book.ts';
import type { Datanet } from './datanet/datanet.ts';
import { adapterNamed, modelNamed } from './lineage/find.ts';
import { divide, sharesOf } from './lineage/shares.ts';
import type { Lineage } from './lineage/types.ts';
import type { AccountingSteps } from './live.ts';
import { answerAttributor } from './methods/answer-attributor.ts';
import { costOf } from './prices/cost.ts';
import type { PriceTables } from './prices/tables.ts';
import type { PartyId, Share } from './types.ts';

/** Models with their adapters whose datanets are remembered: more than any chain has. */
const MOST_REMEMBERED = 1_000;

/** All that is known beside the inferences themselves. */
export interface Knowledge {
  readonly tables: PriceTables;
  /** Null: nobody says who stands behind the models, and everything is unattributed. */
  readonly lineage: Lineage | null;
  /** Their words are looked for in answers; where there are none, contributors get what is declared. */
  readonly datanets: readonly Datanet[];
}

/** The rooms of attribution, joined: what is told of an attempt becomes an entry of the ledger. */
export function accountingSteps({ tables, lineage, datanets }: Knowledge): AccountingSteps {
  const byAnswer = lineage ? attributorByModel(lineage, datanets) : () => null;
  return {
    attempts: new AttemptBook(),
    costOf: (inference) => costOf(inference, tables),
    sharesOf: (inference) => (lineage ? shares(inference, lineage, byAnswer(inference)) : []),
    account,
    feeds: (party, adapter) => behind(party, adapter, lineage),
  };
}

/** As declared; what contributors get, by whose words stand in the answer, where it was kept. */
function shares(
  inference: Inference,
  lineage: Lineage,
  byAnswer: readonly Share[] | null,
): readonly Share[] {
  const { model, adapter, startedAt: at } = inference;
  return divide(sharesOf(lineage, { model, adapter, at }), byAnswer ?? []);
}

type Attributor = (inference: Inference) => readonly Share[] | null;

/** By the datanets that the lineage puts behind a model: words that stand elsewhere earn nobody anything. */
function attributorByModel(lineage: Lineage, datanets: readonly Datanet[]): Attributor {
  const known = new Map<string, Attributor>();
  const attributorOf = ({ model, adapter }: Inference): Attributor => {
    const names = datanetsBehind(lineage, model, adapter);
    const behindIt = datanets.filter(({ name }) => names.has(name));
    return behindIt.length === 0 ? () => null : answerAttributor(behindIt);
  };
  return (inference) => {
    const key = `${inference.model}\n${inference.adapter ?? ''}`;
    let attributor = known.get(key);
    if (!attributor) {
      attributor = attributorOf(inference);
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(key, attributor);
    }
    return attributor(inference);
  };
}

function datanetsBehind(lineage: Lineage, model: string, adapter: string | null): Set<string> {
  const served = modelNamed(lineage, model);
  const added = adapter === null ? null : adapterNamed(lineage, adapter);
  const base = lineage.bases.get(added?.base ?? served?.base ?? '');
  const all = [added?.datanets, served?.datanets, base?.datanets];
  return new Set(all.flatMap((weights) => [...(weights?.keys() ?? [])]));
}

/** An adapter or a base model stands for itself; who made the adapter's data or the adapter feeds it. */
function behind(party: PartyId, adapter: string | null, lineage: Lineage | null): string | null {
  if (party.startsWith('adapter:') || party.startsWith('base:')) return party;
  const named = adapter === null || !lineage ? null : adapterNamed(lineage, adapter);
  if (!lineage || !named) return null;
  const isOfAdapter = party.startsWith('developer:')
    ? named.developers.has(party.slice('developer:'.length))
    : party.startsWith('contributor:') && named.datanets.size > 0;
  return isOfAdapter ? `adapter:${adapter}` : null;
}
