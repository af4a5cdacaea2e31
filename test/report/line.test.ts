import { expect, it } from 'vitest';
import { line } from '../../src/report/line.ts';
import { samples } from './sample.ts';

it('says in one line what is broken, how sure and since when, what is cleared and untested', () => {
  expect(line(samples.verdict)).toBe(
    '2026-11-21 14:02:31Z BROKEN gpu-1 fell off the bus (XID 79); culprit: gpu-1 gpu.lost (94 %, since 2026-11-21 14:02:11Z); cleared: chat.acme.ai, gateway; untested: vendor-x\n',
  );
});

it('does not list what is cleared when everything is', () => {
  expect(line(samples.healthy)).toBe(
    '2026-11-21 14:02:31Z HEALTHY every link answers as it should\n',
  );
});
