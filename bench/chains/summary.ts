import { calibrationError, reliability } from './calibration.ts';
import { type Outcome, type Rival, rivals } from './judge-case.ts';

/** A share with what it was counted over. */
export interface Share {
  readonly share: number;
  readonly of: number;
}

/** Everything that the bench promises, from the outcomes of its cases. */
export function summarise(all: readonly Outcome[]) {
  const seen = all.filter(isVisible);
  const one = seen.filter(({ truths }) => truths.length === 1 && truths[0]?.link !== null);
  const clear = one.filter(({ alike }) => alike.length === 0);
  const unclear = one.filter(({ alike }) => alike.length > 0);
  const several = (count: number) => seen.filter(({ truths }) => truths.length === count);
  const answers = (some: readonly Outcome[]) =>
    some.map(({ answer: { p, isRight } }) => ({ probability: p, isRight }));
  return {
    cases: all.length,
    top1: { engine: share(one, isTopRight), ...rivalShares(one) },
    top1Clear: { engine: share(clear, isTopRight), ...rivalShares(clear) },
    amongAlike: share(unclear, (o) => isTopRight(o) || o.alike.includes(o.top.link ?? '')),
    unclearTop1: { engine: share(unclear, isTopRight), ...rivalShares(unclear) },
    top1ByKind: Object.fromEntries(
      (['single', 'partial', 'vantage'] as const).map((kind) => {
        const own = one.filter((outcome) => outcome.kind === kind);
        return [kind, { engine: share(own, isTopRight), ...rivalShares(own) }];
      }),
    ),
    blame: {
      right: share(one, (o) => o.blamed.length > 0 && o.blamed.every((b) => isTrue(o, b.link))),
      alsoWrong: share(
        one,
        (o) => o.blamed.length > 1 && !o.blamed.every((b) => isTrue(o, b.link)),
      ),
      wrong: share(one, (o) => o.blamed.length > 0 && !o.blamed.some((b) => isTrue(o, b.link))),
      undetermined: share(one, (o) => o.status === 'undetermined'),
      healthy: share(one, (o) => o.status === 'healthy'),
    },
    mode: share(one.filter(isTopRight), ({ modeRight }) => modeRight),
    healthy: statuses(all.filter(({ kind }) => kind === 'healthy')),
    outside: statuses(seen.filter(({ truths }) => truths[0]?.link === null)),
    invisible: statuses(
      all.filter(({ truths }) => truths.length > 0 && truths.every(({ telling }) => telling === 0)),
    ),
    double: named(several(2)),
    triple: named(several(3)),
    calibration: {
      all: calibrationError(answers(all)),
      seen: calibrationError(answers(seen)),
      withFault: calibrationError(answers(seen.filter(({ truths }) => truths.length > 0))),
      bins: reliability(answers(all)),
      binsWithFault: reliability(answers(seen.filter(({ truths }) => truths.length > 0))),
    },
    bySize: bySize(one),
    byMechanism: byMechanism(one),
  };
}

export type Summary = ReturnType<typeof summarise>;

/** Could everything that is broken be seen by somebody? */
function isVisible({ truths }: Outcome): boolean {
  return truths.every(({ telling }) => telling > 0);
}

function isTrue({ truths }: Outcome, link: string | null): boolean {
  return link !== null && truths.some((truth) => truth.link === link);
}

export function isTopRight(outcome: Outcome): boolean {
  return isTrue(outcome, outcome.top.link);
}

function share(some: readonly Outcome[], holds: (outcome: Outcome) => boolean): Share {
  return {
    share: some.length === 0 ? 0 : some.filter(holds).length / some.length,
    of: some.length,
  };
}

function rivalShares(some: readonly Outcome[]): Record<Rival, Share> {
  return Object.fromEntries(
    rivals.map((name) => [name, share(some, (o) => isTrue(o, o.rivals[name]))]),
  ) as Record<Rival, Share>;
}

function statuses(some: readonly Outcome[]) {
  return {
    of: some.length,
    blamed: some.filter(({ blamed }) => blamed.length > 0).length,
    undetermined: some.filter(({ status }) => status === 'undetermined').length,
    healthy: some.filter(({ status }) => status === 'healthy').length,
  };
}

function named(some: readonly Outcome[]) {
  const found = ({ truths, blamed }: Outcome) =>
    truths.filter(({ link }) => blamed.some((one) => one.link === link)).length;
  return {
    all: share(some, (o) => found(o) === o.truths.length),
    some: share(some, (o) => found(o) > 0),
    top1: share(some, isTopRight),
    withInnocent: share(some, (o) => o.blamed.some(({ link }) => !isTrue(o, link))),
    ...Object.fromEntries(
      rivals.map((name) => [`top1 ${name}`, share(some, (o) => isTrue(o, o.rivals[name]))]),
    ),
  };
}

const sizes = [
  [5, 12],
  [13, 32],
  [33, 80],
  [81, 200],
] as const;

function bySize(some: readonly Outcome[]) {
  return sizes.map(([from, to]) => {
    const own = some.filter(({ links }) => links >= from && links <= to);
    return { from, to, engine: share(own, isTopRight), flock: rivalShares(own).flock };
  });
}

function byMechanism(some: readonly Outcome[]) {
  const groups = Map.groupBy(some, ({ truths }) => truths[0]?.mechanism ?? '');
  return [...groups]
    .map(([mechanism, own]) => ({
      mechanism,
      engine: share(own, isTopRight),
      mode: share(own.filter(isTopRight), ({ modeRight }) => modeRight),
      flock: rivalShares(own).flock,
    }))
    .sort((a, b) => a.engine.share - b.engine.share);
}
