import { execFileSync } from 'node:child_process';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { junit } from '../../src/report/junit.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { sampleReport, samples } from './sample.ts';

interface Suite {
  testsuite: {
    '@_tests': string;
    '@_failures': string;
    '@_skipped': string;
    testcase: {
      '@_name': string;
      '@_classname': string;
      '@_time': string;
      failure?: unknown;
      skipped?: unknown;
    }[];
  };
}

function parse(xml: string): Suite {
  expect(XMLValidator.validate(xml)).toBe(true);
  return new XMLParser({ ignoreAttributes: false }).parse(xml).testsuites;
}

describe('JUnit report', () => {
  it('has one case a link, fails the culprit alone and counts what it holds', () => {
    const { testsuite } = parse(junit(sampleReport()));
    expect(testsuite.testcase.map((one) => one['@_name'])).toEqual([
      'chat.acme.ai (dns)',
      'gateway (gateway)',
      'replica-a (inference-server)',
      'gpu-1 (gpu)',
      'vendor-x (provider)',
    ]);
    const failed = testsuite.testcase.filter(({ failure }) => failure !== undefined);
    const skipped = testsuite.testcase.filter((one) => one.skipped !== undefined);
    expect(failed.map((one) => one['@_name'])).toEqual(['gpu-1 (gpu)']);
    expect(skipped.map((one) => one['@_name'])).toEqual([
      'replica-a (inference-server)',
      'vendor-x (provider)',
    ]);
    expect(testsuite['@_tests']).toBe('5');
    expect(testsuite['@_failures']).toBe('1');
    expect(testsuite['@_skipped']).toBe('2');
    for (const one of testsuite.testcase) {
      expect(one['@_classname']).toBe('acme-prod');
      expect(one['@_time']).toMatch(/^\d+\.\d{3}$/);
    }
  });

  it('stays well-formed XML whatever a link says', () => {
    const hostile =
      'a]]>"\'<&\u0000\u0008\u001b\u000b\ufffe\uffff\ud800 tab\t line\n end \u{1f4a5}' as SafeText;
    const links = samples.verdict.links.map((one) => ({ ...one, why: hostile }));
    const xml = junit(sampleReport({ verdict: { ...samples.verdict, headline: hostile, links } }));
    parse(xml);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/);
    expect(xml).toContain(
      'message="a]]&gt;&quot;&apos;&lt;&amp;\ufffd tab&#9; line&#10; end \u{1f4a5}"',
    );
  });

  it.skipIf(!hasXmllint())('is accepted by xmllint', () => {
    const input = junit(sampleReport());
    expect(() => execFileSync('xmllint', ['--noout', '-'], { input })).not.toThrow();
  });
});

function hasXmllint(): boolean {
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
