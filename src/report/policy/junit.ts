import { subjectOf } from '../../events/policy-words.ts';
import type { Ruling } from '../../events/ruling.ts';
import { attribute, escapeXml } from '../xml.ts';
import { countOf, type PolicyReport, worstFirst } from './types.ts';

/** One test case for each rule and what it is about: broken fails, what nobody can tell is skipped. */
export function policyJunit({ chain, at, rulings }: PolicyReport): string {
  const totals = [
    attribute('tests', rulings.length),
    attribute('failures', countOf(rulings, 'broken')),
    attribute('errors', 0),
    attribute('skipped', countOf(rulings, 'unknown')),
  ].join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attribute('name', 'weaklink policy')}${totals}>`,
    `  <testsuite${attribute('name', chain)}${totals}${attribute('timestamp', at)}>`,
    ...worstFirst(rulings).flatMap((ruling) => policyCase(chain, ruling)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** The lines of one test case, as they also stand in the file of a check. */
export function policyCase(chain: string, ruling: Ruling): readonly string[] {
  const { rule, state, seen, wanted, since, remedy, command } = ruling;
  const name = `policy ${rule}: ${subjectOf(ruling)}`;
  const open = `    <testcase${attribute('classname', chain)}${attribute('name', name)}`;
  if (state === 'held') return [`${open}/>`];
  const message = `${seen ?? 'not seen'}; wanted: ${wanted}`;
  if (state === 'unknown') {
    return [`${open}>`, `      <skipped${attribute('message', message)}/>`, '    </testcase>'];
  }
  const detail = [
    ...(since === null ? [] : [`Since: ${since}`]),
    ...(remedy === null ? [] : [`Do: ${remedy}`]),
    ...(command === null ? [] : [`$ ${command}`]),
  ].join('\n');
  return [
    `${open}>`,
    `      <failure${attribute('message', message)}${attribute('type', 'policy')}>${escapeXml(detail)}</failure>`,
    '    </testcase>',
  ];
}
