import type { CallEdge } from './case.ts';
import { parseCsv } from './csv.ts';
import { inputError } from './input-error.ts';

/**
 * `edges.csv`: one call a row, `caller,callee` (or `source,target`, `from,to`, `parent,child`; else
 * the first two columns). Repeated rows and calls to itself are dropped.
 *
 * @throws WeaklinkError E_RCA_CSV, E_RCA_COLUMNS
 */
export function readEdges(file: string, text: string): CallEdge[] {
  const { header, rows } = parseCsv(file, text);
  if (header.cells.length < 2) {
    const message = 'there is one column; a call needs two';
    throw inputError({
      code: 'E_RCA_COLUMNS',
      file,
      message,
      hint: 'The header is: caller,callee',
    });
  }
  const named = (pattern: RegExp, otherwise: number) => {
    const at = header.cells.findIndex(({ text: name }) => pattern.test(name.trim()));
    return at === -1 ? otherwise : at;
  };
  const callerAt = named(/^(caller|source|from|parent|client|upstream)/i, 0);
  const calleeAt = named(/^(callee|target|to|child|destination|server|downstream)/i, 1);
  return distinctEdges(
    rows.map(({ cells }) => ({
      caller: cells[callerAt]?.text.trim() ?? '',
      callee: cells[calleeAt]?.text.trim() ?? '',
    })),
  );
}

export function distinctEdges(edges: readonly CallEdge[]): CallEdge[] {
  const known = new Map(edges.map((edge) => [`${edge.caller}\n${edge.callee}`, edge]));
  return [...known.values()].filter(
    ({ caller, callee }) => caller !== '' && callee !== '' && caller !== callee,
  );
}
