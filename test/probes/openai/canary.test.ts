import { afterEach, describe, expect, it } from 'vitest';
import { openaiProbe } from '../../../probes/openai/index.ts';
import type { Finding } from '../../../probes/probe.ts';
import {
  type EchoModel,
  fakeEchoModel,
} from '../../support/fakes/model-servers/fake-echo-model.ts';
import { type Listener, listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { ForwardClock } from '../modelserver/look-twice.ts';

const open: Listener[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const clock = new ForwardClock();

/** Looks at one fake model again and again; options beside its address. */
async function looker(model: EchoModel, options: object) {
  const server = await listenHttp(fakeEchoModel(model));
  open.push(server);
  const stated = { url: `http://${server.address}/v1`, model: 'small', stream: false, ...options };
  return (): Promise<Finding> => lookAt(openaiProbe, stated, { clock });
}

async function look(model: EchoModel, options: object): Promise<Finding> {
  return (await looker(model, options))();
}

describe('a word of its own in every look', () => {
  it('comes back from a model that reads it', async () => {
    const again = await looker({}, { canary: {} });
    const [one, two] = [await again(), await again()];
    expect([one.outcome, two.outcome]).toEqual(['ok', 'ok']);
    expect(one.facts?.['llm.text']).not.toBe(two.facts?.['llm.text']);
    // What differs in every look is no identity of the model.
    expect(one.facts).not.toHaveProperty(['llm.answer']);
    expect(one.facts).not.toHaveProperty(['llm.prompt_count']);
  });

  it('is put in where the question has its place', async () => {
    const canary = { prompt: 'Say this and nothing else: {nonce} please', answer: '{nonce}' };
    expect((await look({}, { canary })).outcome).toBe('ok');
    expect(await look({ says: 'yes' }, { canary })).toMatchObject({
      symptom: 'llm.canary_mismatch',
    });
  });

  it('shows a cache that answers for the model', async () => {
    const again = await looker({ caches: true }, { canary: {} });
    expect((await again()).outcome).toBe('ok');
    const finding = await again();
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'llm.stale_answer' });
    expect(finding.evidence?.[0]).toMatch(/the word \w{10} of an earlier look, asked was \w{10}/);
  });

  it('has a word for all times in the command', () => {
    const options = openaiProbe.options.parse({ url: 'http://a.test/v1', model: 'm', canary: {} });
    expect(openaiProbe.command(options)).toBe(openaiProbe.command(options));
    expect(openaiProbe.command(options)).toContain('kestrel-4711');
    expect(openaiProbe.command(options)).not.toContain('{nonce}');
  });
});

describe('a long prompt', () => {
  const canary = { padWords: 400 };

  it('is read by a model that has room for it', async () => {
    expect((await look({ context: 500 }, { canary })).outcome).toBe('ok');
  });

  it.each(['beginning', 'end'] as const)('is seen to lose its %s', async (cuts) => {
    const finding = await look({ context: 128, cuts }, { canary });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'llm.prompt_truncated' });
    expect(finding.evidence?.[0]).toContain(
      '400 words and more were sent, and 131 tokens were read',
    );
    // Without its beginning the question is lost as well.
    expect(finding.alsoSeen ?? []).toEqual(cuts === 'beginning' ? ['llm.canary_mismatch'] : []);
  });
});

describe('the tokens that a prompt counts', () => {
  const canary = (promptTokens: number) => ({
    prompt: 'Say this and nothing else: pong',
    contains: 'pong',
    promptTokens,
  });

  it.each([
    ['are those that were pinned', 9, 3, null],
    ['are others: another chat template', 9, 4, 'llm.tokenizer_changed'],
    ['are far fewer: the prompt was cut', 40, 3, 'llm.prompt_truncated'],
  ])('%s', async (_, pinned, template, symptom) => {
    expect((await look({ template }, { canary: canary(pinned) })).symptom).toBe(symptom);
  });

  it('are facts of a question that never changes, with a fingerprint of its answer', async () => {
    const facts = async (model: EchoModel) => {
      const found = await look(model, { canary: { prompt: 'Say this and nothing else: pong' } });
      return [found.facts?.['llm.prompt_count'], found.facts?.['llm.answer']];
    };
    const before = await facts({});
    expect(before).toEqual([9, expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(await facts({})).toEqual(before);
    expect(await facts({ says: ' pong\n' })).toEqual(before);
    expect((await facts({ says: 'Pong!' }))[1]).not.toBe(before[1]);
    expect((await facts({ template: 11 }))[0]).toBe(17);
  });
});

describe('a model behind a name that was written over', () => {
  const canary = { prompt: 'Say this and nothing else: pong', contains: 'pong' };

  it.each([
    [
      'its fingerprint is pinned',
      { fingerprint: 'fp_1' },
      { more: { system_fingerprint: 'fp_1' } },
      null,
    ],
    [
      'another fingerprint',
      { fingerprint: ['fp_1', 'fp_2'] },
      { more: { system_fingerprint: 'fp_3' } },
      'llm.wrong_model',
    ],
    ['no fingerprint', { fingerprint: 'fp_1' }, {}, null],
    [
      'the gateway asked whom it should',
      { upstream: 'vllm-a:8000' },
      { headers: { 'x-litellm-model-api-base': 'http://vllm-a:8000/v1' } },
      null,
    ],
    [
      'the gateway asked somebody else',
      { upstream: 'vllm-a:8000' },
      { headers: { 'x-litellm-model-api-base': 'https://api.vendor.test' } },
      'llm.wrong_model',
    ],
  ])('%s', async (_, pinned, model, symptom) => {
    // It always answers under the name that was asked for.
    expect((await look(model, { canary, pinned })).symptom).toBe(symptom);
  });

  it('shows in the root of the weights that the list tells', async () => {
    const list = {
      object: 'list',
      data: [{ id: 'small', root: 'acme/small-v2', max_model_len: 8_192 }],
    };
    const server = await listenHttp((_, response) => response.end(JSON.stringify(list)));
    open.push(server);
    const options = { url: `http://${server.address}/v1`, model: 'small' };
    const found = await lookAt(openaiProbe, { ...options, pinned: { root: 'acme/small-v1' } });
    expect(found).toMatchObject({
      symptom: 'llm.wrong_model',
      facts: { 'llm.root': 'acme/small-v2' },
    });
    expect(
      (await lookAt(openaiProbe, { ...options, pinned: { root: 'acme/small-v2' } })).symptom,
    ).toBeNull();
  });
});

describe('noise', () => {
  it.each([
    ['one word over and over', 'the the the the the the the the the the', true],
    ['one sign', '!!!!!!!!!!!!', true],
    ['a sentence', 'I am not sure what you would like me to say here.', false],
  ])('%s', async (_, says, isNoise) => {
    const found = await look(
      { says },
      { canary: { prompt: 'What is two and two?', contains: 'four' } },
    );
    expect(found.symptom === 'llm.garbage').toBe(isNoise);
  });

  it('is not what was asked for', async () => {
    const says = 'la la la la la la la la';
    expect((await look({ says }, { canary: { prompt: 'Sing.', answer: says } })).outcome).toBe(
      'ok',
    );
  });
});

describe('what canaries may spend', () => {
  const canary = { prompt: 'Say this and nothing else: pong', contains: 'pong' };

  it('does not begin with less than a look may need', async () => {
    // Of a prompt that nobody has counted yet, two characters are a token, and a template adds some.
    const budget = { name: 'tokens', tokensPerHour: 60 };
    const again = await looker({}, { canary, budget });
    expect(await again()).toMatchObject({ outcome: 'unknown', symptom: 'self.budget' });
  });

  it('stops looks, blames nobody, and lets them through again with the next hour', async () => {
    const budget = { name: 'learned', tokensPerHour: 120 };
    const again = await looker({}, { canary, budget });
    const findings: Finding[] = [];
    for (let i = 0; i < 10; i += 1) findings.push(await again());
    // Twelve tokens a look: nine read, three said. After eight of them another may need 9 + 16.
    expect(findings.map(({ outcome }) => outcome)).toEqual([
      ...Array(8).fill('ok'),
      'unknown',
      'unknown',
    ]);
    expect(findings[7]?.facts?.['canary.tokens_this_hour']).toBe(96);
    expect(findings[8]).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.budget',
      summary: 'no tokens are left this hour',
      evidence: ['96 of 120 tokens are spent this hour, and this look may need 25'],
    });
    clock.forward(61 * 60_000);
    expect((await again()).outcome).toBe('ok');
  });

  it('counts money, and names that share it', async () => {
    const price = { input: 10, output: 100 };
    const budget = { name: 'shared', moneyPerHour: 0.005, price };
    const one = await looker({}, { canary, budget });
    const other = await looker({}, { canary, budget, model: 'small-2', servedModel: 'small' });
    const found = await one();
    // 9 × 10 + 3 × 100 millionths.
    expect(found.facts?.['canary.money_this_hour']).toBe(0.00039);
    let looks = 1;
    while ((await other()).outcome === 'ok' && looks < 50) looks += 1;
    const last = await one();
    expect(last).toMatchObject({ symptom: 'self.budget', summary: 'no money is left this hour' });
    expect(looks * 0.00039).toBeLessThanOrEqual(0.005);
    expect(Number(last.facts?.['canary.money_this_hour'])).toBeCloseTo(looks * 0.00039, 9);
  });

  it('counts the most for an answer that never told, and nothing for a refusal', async () => {
    const hanging = await listenHttp((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    });
    const refusing = await listenHttp((_, response) => response.writeHead(429).end('{}'));
    open.push(hanging, refusing);
    const at = (address: string, name: string, waits: object) =>
      lookAt(
        openaiProbe,
        { url: `http://${address}/v1`, model: 'small', canary, budget: { name }, ...waits },
        { clock },
      );
    const lost = await at(hanging.address, 'lost', { ttftMs: 500 });
    expect(lost.symptom).toBe('llm.ttft_timeout');
    expect(Number(lost.facts?.['canary.tokens_this_hour'])).toBeGreaterThan(16);
    const refused = await at(refusing.address, 'refused', {});
    expect(refused.symptom).toBe('llm.rate_limited');
    expect(refused.facts?.['canary.tokens_this_hour']).toBe(0);
  });

  it('counts the padding of a question before it is asked', async () => {
    const budget = { name: 'padded', tokensPerHour: 10_000 };
    const long = await looker({}, { canary: { ...canary, padWords: 5_000 }, budget });
    expect(await long()).toMatchObject({ symptom: 'self.budget' });
    expect((await (await looker({}, { canary, budget }))()).outcome).toBe('ok');
  });

  it('has limits for a day as well', async () => {
    const budget = { name: 'daily', tokensPerDay: 120 };
    const again = await looker({}, { canary, budget });
    for (let i = 0; i < 4; i += 1) expect((await again()).outcome).toBe('ok');
    clock.forward(61 * 60_000);
    for (let i = 0; i < 4; i += 1) expect((await again()).outcome).toBe('ok');
    const last = await again();
    expect(last).toMatchObject({
      symptom: 'self.budget',
      summary: 'no tokens are left this day',
      evidence: ['96 of 120 tokens are spent this day, and this look may need 25'],
      facts: { 'canary.tokens_this_hour': 48 },
    });
    clock.forward(23 * 3_600_000);
    expect((await again()).outcome).toBe('ok');
  });

  it('needs a price to count money', () => {
    const parsed = openaiProbe.options.safeParse({
      url: 'http://a.test/v1',
      model: 'm',
      canary: {},
      budget: { moneyPerHour: 1 },
    });
    expect(parsed.error?.issues[0]?.message).toBe('a budget of money needs the price');
  });
});
