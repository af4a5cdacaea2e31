import type { Inference } from '../events/types.ts';
import { account } from './accounting/account.ts';
import { AttemptBook } from './attempts/book.ts';
import type { Datanet } from './datanet/datanet.ts';
import { adapterOf, feedsOf } from './lineage/answering-weights.ts';
import { adapterNamed, modelNamed } from './lineage/find.ts';
import { divide, sharesOf } from './lineage/shares.ts';
import type { Lineage } from './lineage/types.ts';
import type { AccountingSteps, AttemptTold } from './live.ts';
import { answerAttributor, type MoneyMethod } from './methods/answer-attributor.ts';
import { contributorIn } from './methods/imported/contributor-in.ts';
import { importedShares } from './methods/imported/imported.ts';
import type { InfluenceScore } from './methods/imported/scores-file.ts';
import { creditTermsOf, searchedTogether } from './methods/trace/searched.ts';
import { costOf } from './prices/cost.ts';
import { poolMeter } from './prices/pool-meter.ts';
import type { PriceTables } from './prices/tables.ts';
import type { PartyId, Share } from './types.ts';

/** Models with their adapters whose datanets are remembered: more than any chain has. */
const MOST_REMEMBERED = 1_000;

/** All that is known beside the inferences themselves. */
export interface Knowledge {
  readonly tables: PriceTables;
  /** Null: nobody says who stands behind the models, and everything is unattributed. */
  readonly lineage: Lineage | null;
  /** Parties whose bytes were held against the lineage; absent: nobody looked. */
  readonly checked?: ReadonlySet<PartyId>;
  /** Their words are looked for in answers; where there are none, contributors get what is declared. */
  readonly datanets: readonly Datanet[];
  /** What a bill tells of attempts that nobody else knows of whether they are billed; absent: there is none. */
  readonly billed?: ReadonlyMap<Inference['attempt'], 'yes' | 'no'>;
  /** How answers divide what contributors get. Default: longest suffix. */
  readonly method?: MoneyMethod;
  /** By attempt or request: what another program found to have influenced the answer; it counts before all else. */
  readonly scores?: ReadonlyMap<string, readonly InfluenceScore[]>;
}

/** The rooms of attribution, joined: what is told of an attempt becomes an entry of the ledger. */
export function accountingSteps(knowledge: Knowledge): AccountingSteps {
  const { tables, lineage, datanets, checked, billed } = knowledge;
  const book = new AttemptBook();
  const attempts: AccountingSteps['attempts'] = billed
    ? { take: (told) => book.take(told).map((one) => withBill(one, billed)) }
    : book;
  const known = {
    costOf: (inference: Inference) => costOf(inference, tables),
    account,
    pools: poolMeter(tables),
  };
  if (!lineage) return { ...known, attempts, sharesOf: () => [] };
  const byScores = attributorByScores(knowledge);
  const byAnswer = attributorByModel(lineage, knowledge);
  return {
    ...known,
    attempts: { take: (told) => attempts.take(told).map((one) => withAdapter(one, lineage)) },
    sharesOf: (inference) =>
      divide(
        declared(inference, lineage, checked),
        byScores(inference) ?? byAnswer(inference) ?? [],
      ),
    feeds: feedsOf(lineage),
    credit: creditTermsOf(searchedTogether(datanets)),
  };
}

/** Who told of it may have changed his mind since: a bill settles only what is still open. */
function withBill(told: AttemptTold, settled: NonNullable<Knowledge['billed']>): AttemptTold {
  const { inference } = told;
  const billed = inference.billed === 'unknown' ? settled.get(inference.attempt) : undefined;
  return billed === undefined ? told : { ...told, inference: { ...inference, billed } };
}

/** Most sources name an adapter as the model alone; the lineage knows which names are adapters'. */
function withAdapter(told: AttemptTold, lineage: Lineage): AttemptTold {
  const adapter = adapterOf(told.inference, lineage);
  if (adapter === told.inference.adapter) return told;
  return { ...told, inference: { ...told.inference, adapter } };
}

/** What contributors get of it is divided by whose words stand in the answer, where it was kept. */
function declared(
  { model, adapter, startedAt: at }: Inference,
  lineage: Lineage,
  checked: Knowledge['checked'],
) {
  return sharesOf(lineage, { model, adapter, at }, checked);
}

type Attributor = (inference: Inference) => readonly Share[] | null;

/** By scores that were handed in: of a sample that no datanet has, nobody knows whose it is. */
function attributorByScores({ scores, datanets }: Knowledge): Attributor {
  if (!scores) return () => null;
  const contributorOf = contributorIn(datanets);
  return ({ attempt, request }) => {
    const found = scores.get(attempt) ?? scores.get(request);
    return found ? importedShares(found, contributorOf) : null;
  };
}

/** By the datanets that the lineage puts behind a model: words that stand elsewhere earn nobody anything. */
function attributorByModel(lineage: Lineage, { datanets, method }: Knowledge): Attributor {
  const known = new Map<string, Attributor>();
  const attributorOf = ({ model, adapter }: Inference): Attributor => {
    const names = datanetsBehind(lineage, model, adapter);
    const behindIt = datanets.filter(({ name }) => names.has(name));
    return behindIt.length === 0 ? () => null : answerAttributor(behindIt, method);
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
