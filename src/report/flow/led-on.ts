import type { FlowColumn, Ribbon } from '../../attribution/flow/layout.ts';

/**
 * Columns in which every line that passes one by goes on where it came in: it arrives at the nearest row from
 * which one leads on, and what leads on begins where one arrives.
 */
export function ledOn(columns: readonly FlowColumn[]): readonly FlowColumn[] {
  const led = columns.map((column) => ({ ...column }));
  led.forEach((column, index) => {
    const before = led[index - 1];
    const passing = column.slots.find(({ kind }) => kind === 'passing')?.id;
    if (!before || passing === undefined) return;
    const leaving = column.ribbons.filter(({ from }) => from === passing);
    before.ribbons = before.ribbons.map((ribbon) =>
      ribbon.to === passing ? arriving(ribbon, leaving) : ribbon,
    );
    const arrived = before.ribbons.filter(({ to }) => to === passing);
    column.ribbons = column.ribbons.map((ribbon) =>
      ribbon.from === passing ? beginning(ribbon, arrived) : ribbon,
    );
  });
  return led;
}

function arriving(ribbon: Ribbon, leaving: readonly Ribbon[]): Ribbon {
  const rows = leaving.map(({ fromRow }) => fromRow);
  return { ...ribbon, toRow: nearest(ribbon.toRow, rows) };
}

function beginning(ribbon: Ribbon, arrived: readonly Ribbon[]): Ribbon {
  const rows = arrived.map(({ toRow }) => toRow);
  return { ...ribbon, fromRow: nearest(ribbon.fromRow, rows) };
}

/** The row itself where there is none. */
function nearest(row: number, rows: readonly number[]): number {
  return rows.reduce(
    (best, one) => (Math.abs(one - row) < Math.abs(best - row) ? one : best),
    rows[0] ?? row,
  );
}
