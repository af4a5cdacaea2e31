import { describe, expect, it } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { planLooks } from '../../src/probing/plan.ts';
import { targetOf } from '../../src/probing/target.ts';
import { chainOf, link, looksOf, plan } from './planned.ts';

describe('planLooks', () => {
  it('gives one look for each probe of the chain, in its order', () => {
    const chain = chainOf(
      link('edge', {
        probes: [
          plan({ port: 1 }),
          plan({ port: 2, reach: 'through', model: 'chat' }, { name: 'ask', vantage: 'bastion' }),
        ],
      }),
      link('bare'),
    );
    expect(looksOf(chain)).toEqual([
      {
        link: 'edge',
        probe: 'line',
        stream: 'edge/line@local',
        vantage: 'local',
        intervalMs: 100,
        deadlineMs: 500,
        reach: 'access',
        command: 'nc 127.0.0.1 1',
        target: 'edge@local',
        slow: {},
        symptoms: new Set(['line.refused', 'line.wrong']),
        look: expect.any(Function),
      },
      expect.objectContaining({
        stream: 'edge/ask@bastion',
        reach: 'through',
        model: 'chat',
        command: 'nc 127.0.0.1 2',
      }),
    ]);
  });

  it('takes the real registry', () => {
    const entry = plan({ address: 'db.test:5432' }, { kind: 'tcp', name: 'tcp' });
    expect(planLooks(chainOf(link('db', { probes: [entry] })), probes)).toMatchObject([
      { stream: 'db/tcp@local', reach: 'access', target: 'db.test:5432' },
    ]);
  });

  it.each([
    [plan({}, { kind: 'lines' }), 'edge/line@local: there is no probe of kind "lines"'],
    [plan({}, { kind: 'toString' }), 'edge/line@local: there is no probe of kind "toString"'],
    [plan({ port: 'x' }), 'edge/line@local: port: Invalid input: expected number, received string'],
  ])('refuses %j', (entry, message) => {
    expect(() => looksOf(chainOf(link('edge', { probes: [entry] })))).toThrow(
      expect.objectContaining({ code: 'E_PLAN', message }),
    );
  });
});

describe('targetOf', () => {
  const edge = link('edge', { address: 'https://edge.test/v1' });

  it.each([
    [{ url: 'https://a.test/v1' }, 'a.test:443'],
    [{ url: 'http://a.test' }, 'a.test:80'],
    [{ address: '10.0.0.1:8000' }, '10.0.0.1:8000'],
    [{ address: '[::1]:8000' }, '[::1]:8000'],
    [{ address: 'not an address' }, 'not an address'],
    [{}, 'edge.test:443'],
  ])('of %j is %s', (options, target) => {
    expect(targetOf(edge, plan(options), 'access')).toBe(target);
  });

  it('is the link itself for looks beside the serving path, or without any address', () => {
    expect(targetOf(edge, plan({}), 'self')).toBe('edge@local');
    expect(targetOf(link('edge'), plan({}), 'through')).toBe('edge@local');
  });
});
