import { decimalOf } from '../../attribution/ledger/amounts.ts';
import type { Verification } from '../../attribution/ledger/verify.ts';
import { safe } from '../../text/sanitise.ts';

/** Findings printed; the rest is counted. */
const MOST_PRINTED = 20;

/** What was found, for people: at most 80 columns, save for what names are long. */
export function verificationText(verification: Verification, key: string | null): string {
  const { origin, entries, corrections, disputes, found, signed, lines } = verification;
  const head = [
    safe`${origin}: ${grouped(lines)} lines`,
    `  ${grouped(entries)} entries, ${grouped(corrections)} of them corrections; ${disputes} disputes`,
    found === 0
      ? `sound: every line is as it was written; ${grouped(signed)} of them are signed`
      : `CHANGED OR DAMAGED: ${grouped(found)} ${found === 1 ? 'finding' : 'findings'}`,
  ];
  const money = verification.totals.currencies.flatMap(({ currency, billed, posted, lost }) => [
    safe`  ${currency}: billed ${decimalOf(billed)}`,
    `    = posted ${decimalOf(posted)} + lost ${decimalOf(lost)}`,
  ]);
  const missing = unproved(verification, key).map((what) => `  - ${what}`);
  return [...head, ...findingLines(verification), ...money, 'Not proved:', ...missing, ''].join(
    '\n',
  );
}

function findingLines({ findings, found }: Verification): readonly string[] {
  const printed = findings
    .slice(0, MOST_PRINTED)
    .map(({ file, line, what }) => `  ${file}${line === null ? '' : `:${line}`}: ${what}`);
  const more = found - printed.length;
  return more > 0 ? [...printed, `  and ${grouped(more)} more`] : printed;
}

/** What no look at this ledger alone can show. */
export function unproved(
  { lines, signed, unfinished }: Verification,
  key: string | null,
): readonly string[] {
  const unsigned = lines - signed;
  return [
    'that everybody is shown this same ledger: no witness has signed with it',
    'that nothing was left out before it was written',
    'that whoever has its private key did not write all of it anew',
    ...(key === null
      ? ['that the key is the right one: it lies beside the ledger; --key gives yours']
      : []),
    ...(unsigned > 0 ? [`the last ${grouped(unsigned)} lines: they are not signed yet`] : []),
    ...(unfinished === null ? [] : [`line ${grouped(unfinished)}: it is not written to its end`]),
  ];
}

function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
