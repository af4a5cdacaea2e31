import { type Row, type Run, rowWidth, run, spread } from '../terminal/row.ts';
import { scopeOf } from './chain-rows.ts';
import { age, clockTime } from './format.ts';
import { type Scope, scopesOf } from './scopes.ts';
import type { View } from './view.ts';

/** Which chain and model, where the data come from, and the time of the data. */
export function header(view: View, columns: number): Row {
  const { snapshot, glyphs, show } = view;
  const right = rightOf(view, columns);
  const left: Row = [
    run(' weaklink', 'strong'),
    run(`  ${show(snapshot.chain.name)} ${glyphs.pointer} `, 'muted'),
  ];
  const room = columns - rowWidth(left) - rowWidth(right) - 2;
  return spread([...left, ...scopesRow(view, room)], right, columns, glyphs);
}

/** The models, the shown one first among equals: how each fares, as sign and name. */
function scopesRow(view: View, room: number): Row {
  const shown = scopeOf(view);
  const all = scopesOf(view.snapshot.chain);
  const others = all.filter((scope) => scope !== shown);
  const row: Run[] = [...scopeRuns(view, shown, true)];
  for (const [index, scope] of others.entries()) {
    const runs = [run('  '), ...scopeRuns(view, scope, false)];
    const more = run(`  +${others.length - index}`, 'muted');
    if (rowWidth([...row, ...runs, more]) > room) return [...row, more];
    row.push(...runs);
  }
  return row;
}

function scopeRuns(view: View, scope: Scope, isShown: boolean): Row {
  const name = run(view.show(scope.title), isShown ? 'strong' : 'muted');
  const sign = healthOf(view, scope);
  return sign ? [sign, run(' '), name] : [name];
}

function healthOf({ snapshot, glyphs }: View, scope: Scope): Run | null {
  const { verdict, chain } = snapshot;
  if (scope.model === null || chain.models.length < 2) return null;
  if (!verdict) return run(glyphs.none, 'muted');
  const failing = verdict.models.find(({ model }) => model === scope.model)?.failing ?? 0;
  return failing > 0 ? run(glyphs.fail, 'fail') : run(glyphs.ok, 'ok');
}

function rightOf(view: View, columns: number): Row {
  const { snapshot, ui, presentMs, show } = view;
  const runs: Run[] = [];
  if (ui.masked) runs.push(run('MASKED  ', 'accent'));
  if (snapshot.journal.state === 'failed') runs.push(run('JOURNAL FAILED  ', 'fail'));
  else if (snapshot.journal.state === 'read-only') runs.push(run('journal read-only  ', 'muted'));
  runs.push(...sourceRuns(view, presentMs));
  if (columns >= 72) runs.push(run(`  ${show(snapshot.title.host)}`, 'muted'));
  runs.push(run(`  ${clockTime(snapshot.nowMs)} `));
  return runs;
}

function sourceRuns({ snapshot, ui }: View, presentMs: number): Row {
  if (ui.frozen) return [run(`FROZEN ${age(presentMs - snapshot.nowMs)}`, 'warn')];
  // Never to be taken for what was said on the day.
  if (snapshot.replay?.without) return [run('WHAT IF', 'warn')];
  const { source } = snapshot.title;
  return [run(source, source === 'LIVE' ? 'ok' : 'accent')];
}
