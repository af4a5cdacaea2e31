import { type PhaseName, phaseNames } from '../events/types.ts';
import { type Row, type Run, run, spread, wrapText } from '../terminal/row.ts';
import { latency, shortAge } from './format.ts';
import { isStale, outcomeState } from './link-state.ts';
import type { Look } from './snapshot.ts';
import type { View } from './view.ts';

/** Column in which what belongs to a look starts. */
const indent = 14;
/** Cells that the whole of a look's time takes as a bar. */
const barColumns = 24;

/** One look: what it found, where its time went, what it saw, and how to repeat it by hand. */
export function lookRows(look: Look, view: View, columns: number): readonly Row[] {
  const { show, glyphs, snapshot } = view;
  const { observation, atMs } = look;
  const state = outcomeState(observation.outcome);
  const symptoms = [observation.symptom, ...observation.alsoSeen].filter((one) => one !== null);
  const stale = isStale(look, snapshot.nowMs);
  const found: Row = [
    run(`   ${glyphs[state.glyph]} ${state.word}`.padEnd(indent), stale ? 'stale' : state.slot),
    run(show(nameOf(look)), 'strong'),
    run(`  ${show(observation.summary)}`, stale ? 'stale' : 'plain'),
    run(symptoms.length > 0 ? `  ${show(symptoms.join(', '))}` : '', state.slot),
  ];
  const since = `${stale ? 'stale, ' : ''}${shortAge(snapshot.nowMs - atMs)} ago `;
  const head = spread(found, [run(since, 'muted')], columns - 1, glyphs);
  return [
    head,
    ...phaseRows(look, view),
    ...observation.evidence.flatMap((piece) => evidenceRows(piece, view, columns)),
    ...commandRows(observation.command, view, columns),
  ];
}

/** `canary from here`, and the model it asks. */
function nameOf({ observation }: Look): string {
  const name = observation.stream.slice(observation.stream.indexOf('/') + 1);
  const [probe, vantage] = name.split('@');
  const from = vantage === 'local' || vantage === undefined ? 'here' : vantage;
  return `${probe} from ${from}`;
}

/** A bar that shows which phase the time went into, and the figures. */
function phaseRows({ observation }: Look, { glyphs }: View): readonly Row[] {
  const phases = phaseNames.flatMap((name) => {
    const ms = observation.phases[name];
    return name === 'total' || ms === undefined ? [] : [{ name, ms }];
  });
  const sumMs = phases.reduce((sum, { ms }) => sum + ms, 0);
  if (phases.length === 0 || sumMs <= 0) return [];
  const bars = phases.map(({ name, ms }, index): Run => {
    const cells = Math.round((ms / sumMs) * barColumns);
    return run((index % 2 === 0 ? glyphs.bar : glyphs.barRest).repeat(cells), phaseSlot(name));
  });
  const figures = phases.map(({ name, ms }) => `${phaseWords[name]} ${latency(ms)}`).join(', ');
  return [[run(' '.repeat(indent)), ...bars, run(`  ${figures}`, 'muted')]];
}

/** The wait for the other side is the phase that tells most. */
function phaseSlot(name: PhaseName): 'warn' | 'ok' {
  return name === 'wait' || name === 'first_token' ? 'warn' : 'ok';
}

const phaseWords: Readonly<Record<PhaseName, string>> = {
  queue: 'queue',
  resolve: 'name',
  connect: 'connect',
  tls: 'TLS',
  send: 'send',
  wait: 'wait',
  first_token: 'first token',
  transfer: 'transfer',
  total: 'total',
};

function evidenceRows(piece: string, view: View, columns: number): readonly Row[] {
  const lines = piece
    .split('\n')
    .flatMap((line) => wrapText(view.show(line), columns - indent - 4));
  return lines.map((line) => [
    run(`${' '.repeat(indent)}${view.glyphs.quote} `, 'muted'),
    run(line),
  ]);
}

/** Wrapped and never cut: a command that cannot be read cannot be repeated. */
function commandRows(command: string, view: View, columns: number): readonly Row[] {
  const lines = wrapText(view.show(command), columns - indent - 4);
  return lines.map((line, index) => [
    run(`${' '.repeat(indent)}${index === 0 ? '$ ' : '  '}`, 'muted'),
    run(line, 'accent'),
  ]);
}
