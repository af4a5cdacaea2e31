import { createEngine } from '../../src/diagnosis/engine.ts';
import { alike } from './alike.ts';
import { type Case, drawCase } from './cases.ts';
import { play, type Recording, startMs } from './play.ts';

/** One case in full, for a person: what broke, what each series of looks saw of it, and the verdict. */
export function showCase(seed: number): readonly string[] {
  const one = drawCase(seed, startMs);
  const recording = play(one);
  const engine = createEngine(one.world.chain);
  for (const event of recording.events) engine.accept(event);
  const { status, headline, culprits, hypotheses } = engine.verdict();
  return [
    `seed ${seed}: ${one.kind}, looks every ${one.world.intervalMs / 1_000} s`,
    ...one.truths.map(({ condition, mechanism }) => brokenLine(one, condition, mechanism)),
    '',
    ...linkLines(one, recording),
    `looks the same from elsewhere: ${[...alike(one)].join(', ') || 'nothing'}`,
    '',
    `verdict: ${status}, ${headline}`,
    ...culprits.map(
      ({ link, mode, probability, since }) =>
        `  blamed: ${link} ${mode} ${probability} since ${since}`,
    ),
    ...hypotheses.map(
      ({ faults, probability }) =>
        `  ${probability} ${faults.map(({ link, mode }) => `${link ?? ''} ${mode}`).join(' + ') || 'no fault'}`,
    ),
  ];
}

function brokenLine(
  { onsetMs, world }: Case,
  condition: Case['truths'][number]['condition'],
  mechanism: string,
): string {
  const { at, share, effect, fromMs, vantage, delayMs, status } = condition;
  const places = world.undeclared.get(at);
  return [
    `broken: ${at}${places ? ` (${places.join(', ')})` : ''} ${mechanism} [${effect ?? 'harmless'}]`,
    share < 1 ? `for ${Math.round(share * 100)} %` : '',
    fromMs > onsetMs ? `${((fromMs - onsetMs) / 1_000).toFixed(1)} s later` : '',
    vantage ? `from ${vantage}` : '',
    delayMs ? `${Math.round(delayMs)} ms` : '',
    status ? `status ${status}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** The links on the way of a failing series, with what each of their series saw since the onset. */
function linkLines(one: Case, { events, telling }: Recording): readonly string[] {
  const seen = new Map<string, Map<string, number>>();
  for (const event of events) {
    if (event.type !== 'weaklink.observation') continue;
    if (Date.parse(event.data.startedAt) < one.onsetMs) continue;
    const counts = seen.get(event.data.stream) ?? new Map<string, number>();
    const symptom = event.data.symptom ?? 'ok';
    counts.set(symptom, (counts.get(symptom) ?? 0) + 1);
    seen.set(event.data.stream, counts);
  }
  const told = new Set([...telling.values()].flatMap((counts) => [...counts.keys()]));
  return one.world.chain.links.flatMap(({ id, kind, needs }) => {
    const own = one.world.series.filter(({ link }) => link === id);
    const needed = needs.map((need) => ('link' in need ? need.link : `{${need.anyOf.join(' ')}}`));
    return [
      `${id} (${kind})${needed.length > 0 ? ` needs ${needed.join(', ')}` : ''}${own.length === 0 ? '  [nobody looks]' : ''}`,
      ...own.map(({ key, reach }) => {
        const counts = [...(seen.get(key) ?? [])].sort((a, b) => b[1] - a[1]);
        const words = counts.map(([symptom, count]) => `${symptom} ×${count}`).join(', ');
        return `  ${told.has(key) ? '!' : ' '} ${key} ${reach}: ${words}`;
      }),
    ];
  });
}
