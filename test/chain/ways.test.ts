import { describe, expect, it } from 'vitest';
import { loadChain } from '../../src/chain/load.ts';
import { linksById, pathOf } from '../../src/chain/path.ts';
import { crossingsOf, waysOf } from '../../src/chain/ways.ts';

const chainOf = (links: string) => loadChain(`chain: x\nlinks:\n${links}`, 'chain.yaml', {});

const between = (path: string, asker: string, behind: string) => {
  const chain = chainOf(`
  path: { kind: network, address: "${path}" }
  asker: { kind: gateway, address: "${asker}", needs: [path, behind] }
  behind: { kind: inference-server, address: "${behind}", needs: [cert] }
  cert: { kind: certificate, address: "${behind}" }`);
  const links = linksById(chain);
  const asking = links.get('asker');
  if (!asking) throw new Error('no asker');
  return { chain, links, ways: waysOf(links, asking) };
};
const leads = (path: string, asker: string, behind: string) => {
  const { ways } = between(path, asker, behind);
  return [ways.in.length > 0 ? 'in' : 'out', ways.paths.some(({ isUnsure }) => isUnsure)];
};

describe('a network path that a link needs', () => {
  it.each([
    ['the address of what is behind', '10.9.0.7:443', '10.1.0.1:80', '10.9.0.7:8000', 'out', false],
    ['its own address', 'ask.test:443', 'https://ask.test', 'api.test:443', 'in', false],
    ['an address nearer to that', '10.60.0.1:22', '10.1.0.5:80', '10.60.1.11:80', 'out', false],
    ['a name nearer to that', 'gw.hall.test:22', 'desk.test:80', 'one.hall.test:80', 'out', false],
    [
      'one nearer to its own',
      'proxy.in.test:3128',
      'app.in.test:80',
      'api.far.test:443',
      'out',
      true,
    ],
  ] as const)('with %s', (_, path, asker, behind, way, unsure) => {
    expect(leads(path, asker, behind)).toEqual([way, unsure]);
  });

  it('without an address leads to the link that needs it', () => {
    const chain = chainOf(`
  wall: { kind: network, probes: [] }
  asker: { kind: gateway, address: "10.1.0.5:80", needs: [wall, behind] }
  behind: { kind: service, address: "10.9.0.7:80" }`);
    expect(pathOf(chain, 'asker', 'access').map(({ link }) => link)).toEqual(['wall', 'asker']);
  });

  it('may be crossed by who asks what is behind directly, and looks at its certificate', () => {
    const { chain, links } = between('10.60.0.1:22', '10.1.0.5:80', '10.60.1.11:80');
    expect([...crossingsOf(chain, links)]).toEqual([
      ['behind', ['path']],
      ['cert', ['path']],
    ]);
  });

  it('may be crossed by who asks the link itself, where no address tells', () => {
    const { chain, links } = between('proxy.in.test:3128', 'app.in.test:80', 'api.far.test:443');
    expect(crossingsOf(chain, links).get('asker')).toEqual(['path']);
  });
});
