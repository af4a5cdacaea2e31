import { describe, expect, it } from 'vitest';
import { ndjson, ndjsonEvent } from '../../src/report/ndjson.ts';
import { safe } from '../../src/text/sanitise.ts';
import { sampleReport } from './sample.ts';

describe('NDJSON report', () => {
  it('is one line a document, also when a text holds a line end', () => {
    const event = ndjsonEvent({
      specversion: '1.0',
      id: '1',
      source: '/weaklink/test/1',
      type: 'weaklink.note',
      time: '2026-11-21T14:02:31.000Z',
      data: { link: null, words: safe`one\ntwo` },
    });
    const lines = (event + ndjson(sampleReport())).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe('');
    expect(JSON.parse(lines[0] ?? '').type).toBe('weaklink.note');
    expect(JSON.parse(lines[1] ?? '').schema).toBe('weaklink.report/1');
  });
});
