import { describe, expect, it } from 'vitest';
import type { Chain, Link } from '../../src/chain/types.ts';
import type { EventOf, Fact, Observation } from '../../src/events/types.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';
import { Watcher } from '../../src/watching/watcher.ts';

const link = (id: string, kind: Link['kind'], needs: Link['needs'] = []): Link => {
  return { id, kind, needs, labels: {}, probes: [] };
};

const chain: Chain = {
  name: 'test',
  vantages: [],
  models: [],
  links: [
    link('name', 'dns'),
    link('certificate', 'certificate', [{ link: 'name' }]),
    link('edge', 'gateway', [{ link: 'certificate' }]),
    link('router', 'router', [{ link: 'server' }]),
    link('server', 'inference-server'),
    link('card', 'gpu'),
  ],
};

/** A watcher whose looks are one second apart. */
class Looks {
  readonly watcher = new Watcher(chain);
  private ms = Date.parse('2026-01-01T00:00:00.000Z');

  see(
    link: string,
    probe: string,
    facts: Readonly<Record<string, string | number | boolean | null>>,
    more: Partial<Observation> = {},
  ): readonly string[] {
    this.ms += 1_000;
    return this.watcher
      .take(observation(this.ms, link, probe, facts, more))
      .map(({ data }) => `${data.link} ${data.what} ${data.from} → ${data.to}`);
  }

  pass(ms: number): void {
    this.ms += ms;
  }
}

function observation(
  ms: number,
  link: string,
  probe: string,
  facts: Readonly<Record<string, string | number | boolean | null>>,
  more: Partial<Observation>,
): EventOf<'observation'> {
  const safeFacts = Object.entries(facts).map(([name, value]): [string, Fact] => [
    name,
    typeof value === 'string' ? sanitise(value) : value,
  ]);
  return {
    specversion: '1.0',
    id: String(ms),
    source: '/test',
    type: 'weaklink.observation',
    time: new Date(ms).toISOString(),
    data: {
      link,
      probe,
      stream: `${link}/${probe}@local`,
      vantage: 'local',
      reach: 'self',
      outcome: 'ok',
      symptom: null,
      alsoSeen: [],
      summary: safe`ok`,
      startedAt: new Date(ms - 10).toISOString(),
      durationMs: 10,
      phases: {},
      measures: [],
      facts: Object.fromEntries(safeFacts),
      evidence: [],
      command: safe`look`,
      ...more,
    },
  };
}

const shown = (fingerprint: string, serial: string) => ({
  'certificate.fingerprint': fingerprint,
  'certificate.serial': serial,
});
const answer = (text: string) => ({ 'dns.answer': text });

describe('a watcher', () => {
  it('learns the first value without a word, and tells what replaces it, once', () => {
    const looks = new Looks();
    expect(looks.see('certificate', 'tls', shown('aa', '1'))).toEqual([]);
    expect(looks.see('certificate', 'tls', shown('aa', '1'))).toEqual([]);
    expect(looks.see('certificate', 'tls', shown('bb', '2'))).toEqual([
      'certificate certificate.serial 1 → 2',
    ]);
    expect(looks.see('certificate', 'tls', shown('bb', '2'))).toEqual([]);
  });

  it('says between which looks it was made', () => {
    const looks = new Looks();
    looks.see('certificate', 'tls', shown('aa', '1'));
    looks.pass(59_000);
    const late = observation(
      Date.parse('2026-01-01T00:01:30.000Z'),
      'certificate',
      'tls',
      shown('bb', '2'),
      {},
    );
    expect(looks.watcher.take(late)).toMatchObject([
      { time: '2026-01-01T00:01:30.000Z', data: { notBefore: '2026-01-01T00:00:01.000Z' } },
    ]);
  });

  it('shows the fact that differs, where the first one of them does not', () => {
    const looks = new Looks();
    const image = (id: string) => ({ 'container.image': 'vllm:latest', 'container.image_id': id });
    looks.see('server', 'docker', image('sha256:aaa'));
    expect(looks.see('server', 'docker', image('sha256:bbb'))).toEqual([
      'server container.image sha256:aaa → sha256:bbb',
    ]);
  });

  it('keeps what it knew through looks that could not see it', () => {
    const looks = new Looks();
    looks.see('certificate', 'tls', shown('aa', '1'));
    looks.see('certificate', 'tls', {}, { outcome: 'failed', symptom: 'tcp.refused' });
    looks.see('certificate', 'tls', shown('zz', '9'), { outcome: 'unknown', symptom: 'self.bug' });
    expect(looks.see('certificate', 'tls', shown('aa', '1'))).toEqual([]);
  });

  it('tells the change that a bad look shows, but not what only a good one proves', () => {
    const looks = new Looks();
    const bad = { outcome: 'failed', symptom: 'gpu.lost' } as const;
    looks.see('card', 'gpu', { driver: '550.1', gpus: 8 });
    expect(looks.see('card', 'gpu', { driver: '550.1', gpus: 7 }, bad)).toEqual([]);
    expect(looks.see('card', 'gpu', { driver: '560.2', gpus: 7 }, bad)).toEqual([
      'card gpu.driver 550.1 → 560.2',
    ]);
    expect(looks.see('card', 'gpu', { driver: '560.2', gpus: 4 })).toEqual([
      'card gpu.count 8 → 4',
    ]);
  });

  it('says a change once that several series see, and gives a certificate to its link', () => {
    const looks = new Looks();
    for (const [id, probe] of [
      ['certificate', 'tls'],
      ['edge', 'http'],
    ] as const) {
      looks.see(id, probe, shown('aa', '1'));
    }
    expect(looks.see('edge', 'http', shown('bb', '2'))).toEqual([
      'certificate certificate.serial 1 → 2',
    ]);
    expect(looks.see('certificate', 'tls', shown('bb', '2'))).toEqual([]);
  });

  it('tells of what is behind a gateway only where no look knows it from there', () => {
    const looks = new Looks();
    const model = (name: string) => ({ 'llm.model': name });
    const through = { reach: 'through', stream: 'router/ask@local' } as const;
    looks.see('router', 'openai', model('small'), through);
    expect(looks.see('router', 'openai', model('large'), through)).toEqual([
      'router model.served small → large',
    ]);
    looks.see('server', 'openai', model('large'), { reach: 'through' });
    expect(looks.see('router', 'openai', model('huge'), through)).toEqual([]);
    expect(looks.see('server', 'openai', model('huge'), { reach: 'through' })).toEqual([
      'server model.served large → huge',
    ]);
  });

  it('tells flags, quotas and cards apart by what they are called', () => {
    const looks = new Looks();
    looks.see('edge', 'http', {
      'watched.features.beta': false,
      'http.x-ratelimit-limit-requests': '100',
      'http.x-ratelimit-remaining-requests': '99',
      'http.anthropic-ratelimit-tokens-limit': '50',
      'http.x-ratelimit-api_key-limit-requests': '7',
    });
    expect(
      looks.see('edge', 'http', {
        'watched.features.beta': true,
        'http.x-ratelimit-limit-requests': '10',
        'http.x-ratelimit-remaining-requests': '3',
        'http.anthropic-ratelimit-tokens-limit': '60',
        'http.x-ratelimit-api_key-limit-requests': '8',
      }),
    ).toEqual([
      'edge quota x-ratelimit-limit-requests 100 → 10',
      'edge quota anthropic-ratelimit-tokens-limit 50 → 60',
      'edge quota x-ratelimit-api_key-limit-requests 7 → 8',
      'edge flag features.beta false → true',
    ]);
    looks.see('card', 'gpu', { 'GPU-5a1dbf0c.vbios': '1', '00000000:17:00.0.mig': 'Disabled' });
    expect(
      looks.see('card', 'gpu', { 'GPU-5a1dbf0c.vbios': '2', '00000000:17:00.0.mig': 'Enabled' }),
    ).toEqual([
      'card gpu.vbios GPU-5a1dbf0c 1 → 2',
      'card gpu.mig 00000000:17:00.0 Disabled → Enabled',
    ]);
  });
});

describe('a model behind the same name', () => {
  const answers = (text: string, digest: string, tokens = 9) => ({
    'llm.model': 'small',
    'llm.text': text,
    'llm.answer': digest,
    'llm.prompt_count': tokens,
  });

  it('is seen to change by another right answer', () => {
    const looks = new Looks();
    for (let i = 0; i < 6; i += 1) looks.see('server', 'openai', answers('Paris.', 'aa'));
    expect(looks.see('server', 'openai', answers('Paris, of course', 'bb'))).toEqual([
      'server model.answer Paris. → Paris, of course',
    ]);
  });

  it('is seen to change by the tokens of the same prompt', () => {
    const looks = new Looks();
    for (let i = 0; i < 6; i += 1) looks.see('server', 'openai', answers('Paris.', 'aa'));
    expect(looks.see('server', 'openai', answers('Paris.', 'aa', 17))).toEqual([
      'server model.tokenizer 9 → 17',
    ]);
  });

  it('has not changed by a wrong answer: that is a symptom', () => {
    const looks = new Looks();
    for (let i = 0; i < 6; i += 1) looks.see('server', 'openai', answers('Paris.', 'aa'));
    const wrong = { outcome: 'failed', symptom: 'llm.canary_mismatch' } as const;
    expect(looks.see('server', 'openai', answers('Lyon.', 'cc'), wrong)).toEqual([]);
  });

  it('answers in other words each time: no news', () => {
    const looks = new Looks();
    const seen: (readonly string[])[] = [];
    for (let i = 0; i < 300; i += 1) {
      seen.push(looks.see('server', 'openai', answers(`It is ${i}`, `digest ${i}`)));
    }
    expect(seen.flat().length).toBeLessThanOrEqual(3);
  });

  it('tells by its server which adapters, tokenizer and template it has', () => {
    const looks = new Looks();
    const told = (adapters: string, tokenizer: string, template: string) => ({
      'server.models': 'small',
      'server.adapters': adapters,
      'server.tokenizer': tokenizer,
      'server.chat_template': template,
    });
    looks.see('server', 'modelserver', told('a, b', '11', '22'));
    expect(looks.see('server', 'modelserver', told('a', '33', '44'))).toEqual([
      'server model.adapters a, b → a',
      'server model.tokenizer 11 → 33',
      'server model.template 22 → 44',
    ]);
  });
});

describe('values that take turns', () => {
  it('of a name server are told only when they were never seen', () => {
    const looks = new Looks();
    const seen: (readonly string[])[] = [];
    for (let i = 0; i < 20; i += 1) {
      seen.push(looks.see('name', 'dns', answer(i % 2 ? '10.0.0.1' : '10.0.0.2')));
    }
    expect(seen.flat()).toEqual(['name dns.answer 10.0.0.2 → 10.0.0.1']);
    looks.pass(600_000);
    expect(looks.see('name', 'dns', answer('192.0.2.9'))).toEqual([
      'name dns.answer 10.0.0.1 → 192.0.2.9',
    ]);
    expect(looks.see('name', 'dns', answer('10.0.0.1'))).toEqual([]);
  });

  it('of a pool of servers are told once', () => {
    const looks = new Looks();
    const seen: (readonly string[])[] = [];
    for (let i = 0; i < 40; i += 1) {
      seen.push(looks.see('edge', 'http', shown(i % 3 ? 'aa' : 'bb', i % 3 ? '1' : '2')));
    }
    expect(seen.flat()).toEqual(['certificate certificate.serial 2 → 1']);
  });

  it('are no reason to miss a settled change and its undoing', () => {
    const looks = new Looks();
    const stands = (serial: string) => {
      const seen: (readonly string[])[] = [];
      for (let i = 0; i < 10; i += 1) seen.push(looks.see('edge', 'http', shown(serial, serial)));
      return seen.flat();
    };
    expect([stands('1'), stands('2'), stands('1')]).toEqual([
      [],
      ['certificate certificate.serial 1 → 2'],
      ['certificate certificate.serial 2 → 1'],
    ]);
  });
});

describe('a restless value', () => {
  it('is told three times in ten minutes at most', () => {
    const looks = new Looks();
    const seen: (readonly string[])[] = [];
    for (let i = 0; i < 300; i += 1) {
      seen.push(looks.see('server', 'openai', { 'llm.fingerprint': `fp_${i}` }));
    }
    expect(seen.flat()).toHaveLength(3);
  });

  it('is an identity again when it has rested', () => {
    const looks = new Looks();
    for (let i = 0; i < 10; i += 1) looks.see('server', 'openai', { 'llm.fingerprint': `fp_${i}` });
    looks.pass(600_000);
    expect(looks.see('server', 'openai', { 'llm.fingerprint': 'fp_new' })).toEqual([
      'server model.revision fp_9 → fp_new',
    ]);
  });
});
