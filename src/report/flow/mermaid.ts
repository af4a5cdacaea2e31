import type { Flow } from '../../attribution/flow/types.ts';
import { groundWords, nodeName } from './markdown.ts';
import type { FlowReport } from './report.ts';

/** What Mermaid's numbers are in; nano-units and microseconds would be unreadable there. */
const SCALES: Readonly<Record<Flow['measure'], number>> = {
  value: 1e9,
  requests: 1,
  tokens: 1,
  time: 1e6,
};

/**
 * Flows as Mermaid's `sankey-beta`, one diagram a model. A node is known by its name there, so names that
 * stand in two stages are told apart.
 */
export function flowMermaid({ flows }: FlowReport): string {
  return flows.map(({ flow }) => diagramOf(flow)).join('\n');
}

function diagramOf(flow: Flow): string {
  const names = namesOf(flow);
  const scale = SCALES[flow.measure];
  const lines = flow.edges
    .filter(({ amount }) => amount > 0n)
    .map(({ from, to, amount }) =>
      [quoted(names.get(from) ?? from), quoted(names.get(to) ?? to), Number(amount) / scale].join(
        ',',
      ),
    );
  return `---\ntitle: ${JSON.stringify(`${flow.model} by ${flow.measure}`)}\n---\nsankey-beta\n\n${lines.join('\n')}\n`;
}

function namesOf({ nodes }: Flow): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  return new Map(
    nodes.map((node) => {
      const name = nodeName(node) + groundWords(node);
      const before = taken.get(name) ?? 0;
      taken.set(name, before + 1);
      return [
        node.id,
        before === 0 ? name : `${name} (${node.stage}${before > 1 ? ` ${before}` : ''})`,
      ];
    }),
  );
}

/** As a field of CSV: Mermaid reads no other escape. */
function quoted(name: string): string {
  return `"${name.replace(/\s+/g, ' ').replaceAll('"', '""')}"`;
}
