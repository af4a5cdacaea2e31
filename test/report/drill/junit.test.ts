import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { DrillReport } from '../../../src/drill/types.ts';
import { junit } from '../../../src/report/drill/junit.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { hostileResult, inconclusiveResult, noScore, sampleDrill, sampleResult } from './sample.ts';

const jenkinsSchema = join(import.meta.dirname, '../../../fixtures/junit/jenkins-junit.xsd');

interface Case {
  '@_name': string;
  '@_classname': string;
  failure?: { '@_message': string };
  error?: { '@_message': string };
  skipped?: { '@_message': string };
}

interface Suite {
  '@_name': string;
  '@_tests': string;
  '@_failures': string;
  '@_errors': string;
  '@_skipped': string;
  '@_file': string;
  properties: { property: { '@_name': string; '@_value': string }[] };
  testcase: Case[];
}

function suitesOf(report: DrillReport): Suite[] {
  const xml = junit(report);
  expect(XMLValidator.validate(xml)).toBe(true);
  const isArray = (name: string) => ['testsuite', 'testcase'].includes(name);
  return new XMLParser({ ignoreAttributes: false, isArray }).parse(xml).testsuites.testsuite;
}

function outcomes({ testcase }: Suite): Record<string, string> {
  const outcomeOf = (one: Case) => {
    if (one.failure) return `failure: ${one.failure['@_message']}`;
    if (one.error) return `error: ${one.error['@_message']}`;
    return one.skipped ? `skipped: ${one.skipped['@_message']}` : 'passed';
  };
  return Object.fromEntries(testcase.map((one) => [one['@_name'], outcomeOf(one)]));
}

describe('JUnit report of a drill', () => {
  const [passed, wrong, notUndone, inconclusive] = suitesOf(sampleDrill()).map(outcomes);

  it('has one suite a run, one case for each thing asked', () => {
    expect(passed).toEqual({
      'steady state before': 'passed',
      'right link within 10 s': 'passed',
      localization: 'passed',
      'undo of kill-a verified': 'passed',
      'steady state after': 'passed',
    });
  });

  it('fails what deviated', () => {
    expect(wrong).toMatchObject({
      'steady state before': 'passed',
      'right link within 10 s': 'failure: expected replica-a, found router',
      localization: 'failure: wrong link: router service.errors 61 %',
    });
  });

  it('makes an error of a fault that is still there', () => {
    expect(notUndone).toMatchObject({
      'undo of fill-disk verified': 'error: undone, not verified: disk 99 % full',
      'steady state after': 'failure: no verdict of health in time',
    });
  });

  it('skips what proved nothing, and never passes it', () => {
    expect(inconclusive).toEqual({
      'steady state before': 'skipped: expected healthy, found router 502',
    });
  });

  it.each(['invalid', 'aborted', 'interrupted', 'not-undone'] as const)(
    'has an error for a run that was %s before anything could be asked',
    (status) => {
      const bare = { assertions: [], score: noScore, verdicts: [], undos: [] };
      const result = sampleResult('x', { ...bare, status, reason: 'the sandbox did not start' });
      const [suite] = suitesOf(sampleDrill([result]));
      expect(suite && outcomes(suite)).toEqual({
        run: expect.stringMatching(/^error: .*: the sandbox did not start$/),
      });
    },
  );

  it('says twice nothing that an assertion has said', () => {
    const said = ['undo of kill-a verified', 'recovery noticed within 20 s'];
    const assertions = said.map((name) => ({
      name,
      status: 'passed' as const,
      expected: '',
      found: '',
    }));
    const [suite] = suitesOf(sampleDrill([sampleResult('x', { assertions })]));
    expect(Object.keys(suite ? outcomes(suite) : {})).toEqual(['localization', ...said]);
  });

  it('counts what it holds, and carries the score', () => {
    for (const suite of suitesOf(sampleDrill())) {
      const all = Object.values(outcomes(suite));
      const count = (start: string) => String(all.filter((one) => one.startsWith(start)).length);
      expect(suite['@_tests']).toBe(String(suite.testcase.length));
      expect(suite['@_failures']).toBe(count('failure'));
      expect(suite['@_errors']).toBe(count('error'));
      expect(suite['@_skipped']).toBe(count('skipped'));
    }
    const [suite] = suitesOf(sampleDrill());
    const score = suite?.properties.property.map((one) => [one['@_name'], one['@_value']]) ?? [];
    expect(Object.fromEntries(score)).toMatchObject({
      'score.top_link': 'true',
      'score.time_to_verdict_ms': '1250',
      'scenario.tags': 'single, process',
    });
    const [bare] = suitesOf(sampleDrill([inconclusiveResult]));
    const names = bare?.properties.property.map((one) => one['@_name']);
    expect(names).not.toContain('score.top_link');
  });

  it('stays well-formed whatever a scenario says', () => {
    const xml = junit(sampleDrill([hostileResult]));
    suitesOf(sampleDrill([hostileResult]));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|<img|<!--/);
  });

  describe.runIf(needsPrograms('xmllint'))('held against what Jenkins accepts', () => {
    const validate = (input: string) =>
      execFileSync('xmllint', ['--noout', '--schema', jenkinsSchema, '-'], {
        input,
        stdio: ['pipe', 'pipe', 'pipe'],
        encoding: 'utf8',
      });

    it.each([
      ['four ways to end', sampleDrill()],
      ['hostile texts', sampleDrill([hostileResult])],
      ['no scenario at all', sampleDrill([])],
    ])('is valid with %s', (_, report) => {
      expect(() => validate(junit(report))).not.toThrow();
    });

    it.each([
      ['an attribute that Jenkins does not know', '<testsuites ', '<testsuites skipped="1" '],
      ['a suite without its count', ' errors="0" skipped', ' skipped'],
      ['an element that is none', '</testsuites>', '<testcase name="x"/></testsuites>'],
    ])('the schema refuses %s', (_, from, to) => {
      const xml = junit(sampleDrill([sampleResult('x')]));
      expect(xml).toContain(from);
      expect(() => validate(xml.replace(from, to))).toThrow(/fails to validate/);
    });
  });
});
