import type { Found } from './run.ts';
import { type Answer, boldness, digits, top, topScores } from './score.ts';

/** What a table has one row of, at the width of the first column. */
const NAME = 18;

/** Every method over all cases, and over the cases on which its structure was and was not chosen. */
export function methodTable({ answers, methods }: Found): string[] {
  const half = <Item>(items: readonly Item[], odd: number) =>
    items.filter((_, at) => at % 2 === odd);
  const row = (name: string, ranks: readonly { readonly rank: number }[]) =>
    `  ${name.padEnd(NAME)} ${topScores(ranks)}   ${digits(top(half(ranks, 0)))}  ${digits(top(half(ranks, 1)))}`;
  return [
    `  ${'method'.padEnd(NAME)} top-1  top-3  top-5  Avg@5   even   odd`,
    ...[...methods].map(([name, ranks]) => row(name, ranks)),
    row('weaklink', answers),
  ];
}

/** Top-1 of every method by a property of the cases: the fault type, the system. */
export function groupTable({ answers, methods }: Found, key: (answer: Answer) => string): string[] {
  const groups = [...Map.groupBy(answers.keys(), (at) => key(answers[at] as Answer))];
  const row = (name: string, ranks: readonly { readonly rank: number }[]) =>
    `  ${name.padEnd(NAME)}${groups
      .map(([group, all]) =>
        digits(top(all.map((at) => ranks[at] as Answer))).padStart(width(group)),
      )
      .join('')}`;
  return [
    `  ${'top-1'.padEnd(NAME)}${groups.map(([group]) => group.padStart(width(group))).join('')}`,
    `  ${'cases'.padEnd(NAME)}${groups.map(([group, all]) => String(all.length).padStart(width(group))).join('')}`,
    ...[...methods].map(([name, ranks]) => row(name, ranks)),
    row('weaklink', answers),
    `  ${'p when wrong'.padEnd(NAME)}${groups
      .map(([group, all]) =>
        digits(boldness(all.map((at) => answers[at] as Answer))).padStart(width(group)),
      )
      .join('')}`,
  ];
}

function width(group: string): number {
  return Math.max(7, group.length + 2);
}
