import { programDeadlineMs } from '../../../probes/system/program-deadline.ts';
import { unlessLost } from '../../../probes/system/unless-lost.ts';
import { nothing, type Source } from '../context.ts';
import { servedBy } from '../machine/served.ts';
import type { Guess } from '../types.ts';

/** Milliseconds for one question to the manager. */
const ASK_MS = 5_000;
/** Bytes of an answer: a few lines a service. */
const ANSWER_BYTES = 1_048_576;
/** Services asked about at once. */
const MOST_UNITS = 512;

/** Services of systemd whose main process serves something, with the services that they require. */
export const fromSystemd: Source = async (context) => {
  const ask = async (...args: readonly string[]) => {
    const result = await context.vantage.exec(['systemctl', ...args], {
      deadlineMs: programDeadlineMs(context, ASK_MS),
      signal: context.signal,
      maxBytes: ANSWER_BYTES,
      env: { LC_ALL: 'C', SYSTEMD_PAGER: '' },
    });
    const ended = unlessLost(result);
    return ended.kind === 'ended' && ended.exitCode === 0 ? ended.stdout : undefined;
  };
  const listed = await ask(
    ...['list-units', '--type=service', '--state=running', '--plain', '--no-legend', '--no-pager'],
  );
  const units = [...(listed ?? '').matchAll(/^\s*([\w@.:\\-]+\.service)\s/gm)].map(
    ([, name = '']) => name,
  );
  if (units.length === 0) return nothing;
  const properties = '--property=Id,MainPID,Requires,BindsTo,Wants,After,Description';
  const shown = await ask('show', properties, '--', ...units.slice(0, MOST_UNITS));
  const described = unitsIn(shown ?? '');
  const served = servedBy(context.machine);
  const withMarks = described.flatMap((unit) => {
    const its = served.filter(
      ({ owner, pids }) => owner.pid === unit.pid || pids.includes(unit.pid),
    );
    return its.length > 0 ? [{ unit, its }] : [];
  });
  const known = new Set(withMarks.map(({ unit }) => unit.name));
  return {
    guesses: withMarks.flatMap(({ unit, its }) =>
      its.map(
        ({ marks }): Guess => ({
          id: unit.name.replace(/\.service$/, ''),
          kind: 'service',
          needs: unit.needs
            .filter((one) => known.has(one))
            .map((one) => one.replace(/\.service$/, '')),
          marks,
          why: `systemd runs it${unit.description === '' ? '' : `: ${unit.description}`}`,
          source: unit.name,
          sure: 'certain',
          onlyIfNeeded: true,
        }),
      ),
    ),
  };
};

interface Unit {
  readonly name: string;
  readonly pid: number;
  /** Units without which it does not run. */
  readonly needs: readonly string[];
  readonly description: string;
}

/** Blocks of `NAME=value`, one a unit, as `systemctl show` prints them. */
export function unitsIn(text: string): readonly Unit[] {
  return text.split(/\n\s*\n/).flatMap((block) => {
    const values = new Map(
      block.split('\n').map((line) => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1)] as const;
      }),
    );
    const name = values.get('Id');
    const pid = Number(values.get('MainPID'));
    if (!name?.endsWith('.service') || !(pid > 0)) return [];
    const words = (key: string) => (values.get(key) ?? '').split(' ').filter(Boolean);
    const needs = [...words('Requires'), ...words('BindsTo')].filter((one) =>
      one.endsWith('.service'),
    );
    return [
      { name, pid, needs: [...new Set(needs)], description: values.get('Description') ?? '' },
    ];
  });
}
