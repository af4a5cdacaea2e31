import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/drift/compare.ts';
import type { Difference, SnapshotLink } from '../../src/drift/types.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import { anySnapshot, item, link, look, snapshot } from './made.ts';

const all = { byNatureToo: true };
const places = { byNatureToo: false };

describe('any two snapshots', () => {
  test('nothing differs from itself', () => {
    fc.assert(
      fc.property(anySnapshot, (one) => {
        const { differences, untold } = compare(one, one, all);
        expect({ differences, untold }).toEqual({ differences: [], untold: [] });
      }),
    );
  });

  test('what differs one way differs the other way, before and after exchanged', () => {
    const told = ({ link: id, comparedWith, what, before, after, vantage }: Difference) =>
      JSON.stringify([[id, comparedWith ?? id], what, before, after, vantage]);
    const turned = (one: Difference) =>
      told({
        ...one,
        link: one.comparedWith ?? one.link,
        ...(one.comparedWith === undefined || one.link === null ? {} : { comparedWith: one.link }),
        before: one.after,
        after: one.before,
      });
    fc.assert(
      fc.property(anySnapshot, anySnapshot, (a, b) => {
        const there = compare(a, b, all);
        const back = compare(b, a, all);
        expect(there.differences.map(told).sort()).toEqual(back.differences.map(turned).sort());
        const things = (untold: typeof there.untold) => untold.map(({ what }) => what).sort();
        expect(things(there.untold)).toEqual(things(back.untold));
        expect(there.compared).toBe(back.compared);
      }),
    );
  });
});

const compared = (before: Partial<SnapshotLink>, after: Partial<SnapshotLink>, options = all) =>
  compare(snapshot([link('box', before)]), snapshot([link('box', after)]), options);

const limit = item('container.memory_limit', '1');

describe('what one side does not tell', () => {
  test('is not there, where its look saw all of the container', () => {
    const { differences, untold } = compared({ items: [limit] }, {});
    expect(differences).toMatchObject([
      { what: 'container.memory_limit', category: 'resources', before: '1', after: null },
    ]);
    expect(untold).toEqual([]);
  });

  test('is not there either, where a sick container was inspected', () => {
    const ill = [look('docker', { outcome: 'failed', symptom: 'docker.exited' })];
    const { differences } = compared(
      { items: [limit] },
      { looks: ill, items: [item('container.image', 'x')] },
    );
    expect(differences).toHaveLength(2);
  });

  test.each([
    ['the look could not see', [look('docker', { outcome: 'unknown', symptom: 'self.vantage' })]],
    ['there is no container', [look('docker', { outcome: 'failed', symptom: 'docker.not_found' })]],
    ['nobody looks', []],
  ])('is unknown, where %s', (_, looks) => {
    const { differences, untold } = compared({ items: [limit] }, { looks });
    expect(differences).toEqual([]);
    expect(untold).toMatchObject([{ link: 'box', what: 'container.memory_limit' }]);
  });

  test('a missing file is a difference', () => {
    const digest = item('file.content /etc/engine.conf', 'ab12', { probe: 'file' });
    const missing = [look('file', { outcome: 'failed', symptom: 'file.missing' })];
    const { differences } = compared(
      { looks: [look('file')], items: [digest] },
      { looks: missing },
    );
    expect(differences).toMatchObject([{ category: 'configuration', before: 'ab12', after: null }]);
  });
});

describe('how things are compared', () => {
  test('hashes under two keys are not', () => {
    const hashed = (value: string, key: string) =>
      snapshot([link('box', { items: [item('container.env A', value, { hashed: true })] })], {
        hashing: {
          method: 'HMAC-SHA-256, first 16 hex digits',
          key,
          note: sanitise('a note'),
        },
      });
    expect(compare(hashed('1', 'k'), hashed('2', 'k'), all).differences).toHaveLength(1);
    const two = compare(hashed('1', 'k'), hashed('1', 'other'), all);
    expect(two.differences).toEqual([]);
    expect(two.untold).toMatchObject([{ why: 'the two snapshots are hashed with two keys' }]);
  });

  test('one thing that two vantages see alike is one difference, else one each', () => {
    const from = (vantage: string, value: string) => item('dns.answer', value, { vantage });
    const alike = compared(
      { items: [from('local', '1'), from('inside', '1')] },
      { items: [from('local', '2'), from('inside', '2')] },
    );
    expect(alike.differences).toMatchObject([{ before: '1', after: '2' }]);
    expect(alike.differences[0]).not.toHaveProperty('vantage');
    const unlike = compared(
      { items: [from('local', '1'), from('inside', '1')] },
      { items: [from('local', '1'), from('inside', '3')] },
    );
    expect(unlike.differences).toMatchObject([{ vantage: 'inside', before: '1', after: '3' }]);
  });

  test('two images of one name are told by their ids', () => {
    const image = (id: string) =>
      item('container.image', `sha256:${id}`, { shown: sanitise('vllm:latest') });
    const { differences } = compared({ items: [image('1')] }, { items: [image('2')] });
    expect(differences).toMatchObject([
      { before: 'vllm:latest (sha256:1)', after: 'vllm:latest (sha256:2)' },
    ]);
  });

  test('start times of two places are left out, and counted', () => {
    const start = (value: string) => item('container.start', value);
    const { differences, byNature } = compared(
      { items: [start('1')] },
      { items: [start('2')] },
      places,
    );
    expect({ differences, byNature }).toEqual({ differences: [], byNature: 1 });
  });

  test('what a reader tells in full is not told in brief again', () => {
    const looks = [look('docker'), look('docker.inspect')];
    const items = (flag: string, digest: string) => [
      item('container.flag --a', flag, { probe: 'docker.inspect' }),
      item('container.config', digest),
    ];
    const full = compared({ looks, items: items('1', 'x') }, { looks, items: items('2', 'y') });
    expect(full.differences.map(({ what }) => what)).toEqual(['container.flag --a']);
    const brief = compared(
      { looks, items: items('1', 'x') },
      { looks: [look('docker')], items: [item('container.config', 'y')] },
    );
    expect(brief.differences.map(({ what }) => what)).toEqual(['container.config']);
    expect(brief.untold).toMatchObject([{ what: 'container.flag --a' }]);
  });
});

test('a part that a busy machine did not tell in time is unknown, until it tells another of its kind', () => {
  const host = { probe: 'host' };
  const mtu = (name: string) => item(`host.mtu ${name}`, '1500', host);
  const looks = [look('host')];
  const kernel = item('host.kernel', '6.1', host);
  const late = compared({ looks, items: [kernel, mtu('eth0')] }, { looks, items: [kernel] });
  expect(late.differences).toEqual([]);
  expect(late.untold).toMatchObject([{ what: 'host.mtu eth0' }]);
  const other = compared({ looks, items: [mtu('eth0')] }, { looks, items: [mtu('eth1')] });
  expect(other.differences).toHaveLength(2);
});

test('the cards of two machines are compared together, since no two have one id', () => {
  const card = (id: string, vbios: string) => item(`gpu.vbios GPU-${id}`, vbios, { probe: 'gpu' });
  const looks = [look('gpu')];
  const ofEight = { looks, items: [card('a1', '96.00'), card('a2', '96.00')] };
  const alike = compared(ofEight, { looks, items: [card('b1', '96.00')] }, places);
  expect(alike).toMatchObject({ differences: [], compared: 1 });
  const other = compared(ofEight, { looks, items: [card('b1', '97.00')] }, places);
  expect(other.differences).toMatchObject([{ what: 'gpu.vbios', before: '96.00', after: '97.00' }]);
});
