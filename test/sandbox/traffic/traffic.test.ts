import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Inference } from '../../../src/events/types.ts';
import { datanets, writeDatanetTexts } from '../../../src/sandbox/lineage/datanets.ts';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import type { Sandbox } from '../../../src/sandbox/types.ts';
import { ask } from '../support/requests.ts';

const WAIT = { timeout: 30_000, interval: 50 };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
}, 60_000);
afterAll(() => sandbox.stop());
afterEach(() => sandbox.clear());

/** Traffic until enough was told. */
async function told(
  enough: (all: readonly Inference[]) => boolean,
  rate = 15,
): Promise<readonly Inference[]> {
  const all: Inference[] = [];
  const traffic = await sandbox.startTraffic({ rate, onInference: (one) => all.push(one) });
  try {
    await vi.waitFor(() => expect(enough(all)).toBe(true), WAIT);
  } finally {
    await traffic.stop();
  }
  return all;
}

describe('traffic of the sandbox', { timeout: 90_000 }, () => {
  it('is answered for real, and tells its way, its tokens and its sources', async () => {
    const all = await told((some) => some.filter(({ outcome }) => outcome === 'ok').length >= 30);
    const ok = all.filter(({ outcome }) => outcome === 'ok');
    expect(new Set(ok.map(({ consumer }) => consumer)).size).toBeGreaterThan(2);
    for (const one of ok) {
      expect(one).toMatchObject({ used: true, billed: 'yes', final: true, source: 'sandbox' });
      expect(one.promptTokens).toBeGreaterThan(0);
      expect(one.completionTokens).toBeGreaterThan(0);
      expect(one.firstTokenMs).toBeGreaterThan(0);
      const links = one.path.map(({ link }) => link);
      expect(links).toEqual(
        one.link === 'vendor'
          ? ['edge', 'api-gateway', 'vendor']
          : ['edge', 'api-gateway', 'router', one.link, 'store'],
      );
      const sum = one.path.reduce((ms, hop) => ms + hop.ms, 0);
      expect(sum).toBeCloseTo(one.durationMs, 0);
      expect(one.citations.length).toBeGreaterThan(0);
      expect(one.output?.length).toBeGreaterThan(0);
    }
    const documents = new Set(datanets.flatMap((one) => one.documents));
    const served = ok.filter(({ link }) => link !== 'vendor').flatMap((one) => one.citations);
    expect(served.filter((document) => !documents.has(document))).toEqual([]);
    const styled = ok.filter(({ model }) => model === 'chat-fiction');
    expect(styled.every(({ adapter }) => adapter === 'fiction-style')).toBe(true);
    expect(new Set(all.map(({ attempt }) => attempt)).size).toBe(all.length);
  });

  it.each([
    ['replica-a-engine-dead', 'replica-a', '500'],
    ['replica-b-truncate', 'replica-b', 'truncated'],
    ['replica-a-engine-hang', 'replica-a', '504'],
    ['api-gateway-errors', 'api-gateway', '500'],
    ['router-kill', 'router', '502'],
    ['store-object-missing', 'store', '500'],
    ['vendor-overloaded', 'vendor', '529'],
    ['edge-kill', 'edge', 'ECONNREFUSED'],
    ['name-nxdomain', 'name', 'ENOTFOUND'],
    ['certificate-expired', 'certificate', 'CERT_HAS_EXPIRED'],
  ])('with %s is lost at %s', async (fault, link, error) => {
    await sandbox.inject(fault);
    const lost = { link, error, outcome: 'failed', used: false };
    const all = await told((some) =>
      some.some((one) => one.outcome === 'failed' && one.link === link),
    );
    expect(all).toContainEqual(expect.objectContaining(lost));
  });

  it('tells of a replica that the router tried in vain', async () => {
    await sandbox.inject('replica-a-kill');
    const all = await told((some) =>
      some.some(({ link, error }) => link === 'replica-a' && error === 'refused'),
    );
    const first = all.find(({ link }) => link === 'replica-a');
    const same = all.filter(({ request }) => request === first?.request);
    expect(first).toMatchObject({ outcome: 'failed', used: false, billed: 'no' });
    expect(same).toHaveLength(2);
    expect(same[1]).toMatchObject({ link: 'replica-b', outcome: 'ok', used: true });
  });

  it('falls back to the other model', async () => {
    await sandbox.inject('vendor-outage');
    const all = await told((some) =>
      some.some(({ consumer, model }) => consumer === 'helpdesk' && model === 'chat'),
    );
    const last = all.find(({ consumer, model }) => consumer === 'helpdesk' && model === 'chat');
    const same = all.filter(({ request }) => request === last?.request);
    expect(same.map(({ model, used }) => [model, used])).toEqual([
      ['vendor-chat', false],
      ['vendor-chat', false],
      ['chat', true],
    ]);
  });

  it('of those who ask often comes over kept connections, and meets faults where they are', async () => {
    const often = 40;
    const served = ({ outcome }: Inference) => outcome === 'ok';
    const well = await told((some) => some.filter(served).length >= 60, often);
    for (const one of well.filter(served)) {
      expect(one.completionTokens).toBeGreaterThan(0);
      expect(one.output?.length).toBeGreaterThan(0);
      expect(one.citations.length).toBeGreaterThan(0);
    }
    await sandbox.inject('router-kill');
    const lost = { link: 'router', error: '502', outcome: 'failed', used: false };
    const all = await told((some) => some.some((one) => one.link === 'router'), often);
    expect(all).toContainEqual(expect.objectContaining(lost));
    await sandbox.clear();
    await told((some) => some.filter(served).length >= 20, often);
  });

  it('says the same in few events as in many', async () => {
    const said = async (interval: number) => {
      const body = {
        model: 'chat',
        stream: true,
        messages: [{ role: 'user', content: 'The Fulton County Grand Jury said' }],
        max_tokens: 24,
        temperature: 0,
        stream_interval: interval,
      };
      const { text } = await ask(sandbox, 'replica-a', '/v1/chat/completions', { body });
      const chunks = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json = '']) =>
        JSON.parse(json),
      );
      return {
        text: chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join(''),
        events: chunks.length,
      };
    };
    const [many, few] = [await said(1), await said(64)];
    expect(few.text).toBe(many.text);
    expect(many.text.split(' ').length).toBeGreaterThan(3);
    // The role, the first word, the rest, the end.
    expect(few.events).toBe(4);
    expect(many.events).toBeGreaterThan(few.events);
  });

  it('has its texts as files', () => {
    const directory = mkdtempSync(join(tmpdir(), 'weaklink-datanets-'));
    writeDatanetTexts(directory);
    expect(readdirSync(directory)).toEqual(['fiction', 'learned', 'press']);
    expect(readdirSync(join(directory, 'press'))).toHaveLength(9);
    rmSync(directory, { recursive: true });
  });
});
