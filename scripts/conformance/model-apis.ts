import { httpSymptoms } from '../../probes/http/symptoms.ts';
import { llmSymptoms } from '../../probes/openai/symptoms.ts';
import type { Row } from '../../test/probes/openai/conformance/ask-vendor.ts';
import type { Family } from '../../test/probes/openai/conformance/states/index.ts';
import type { Said } from '../../test/support/fakes/model-apis/fake-api.ts';

const head = `# Model APIs: what each documented state shows

Written by \`npm run conformance\` from the tables of \`test/probes/openai/conformance/states/\`. Each row is a test: a fake that
checks key, path and question answers so on a real socket, and one look must show this symptom and these facts.
`;

/** The tables of all families as a page. */
export function modelApisPage(families: readonly Family[]): string {
  return [head, ...families.map(section)].join('\n');
}

function section({ title, apis, source, rows }: Family): string {
  const names = apis.map((api) => `\`api: ${api}\``).join(', ');
  const table = [
    '| state | answer | symptom | which is | says as well |',
    '|---|---|---|---|---|',
    ...rows.map(line),
  ];
  return `## ${title}\n\n${names}. Source: ${source}.\n\n${table.join('\n')}\n`;
}

const meanings: Readonly<Record<string, { readonly meaning: string }>> = {
  ...httpSymptoms,
  ...llmSymptoms,
};

function line([state, said, symptom, facts = {}]: Row): string {
  const shown = symptom === null ? 'none' : `\`${symptom}\``;
  const meaning = symptom === null ? 'nothing is wrong' : (meanings[symptom]?.meaning ?? '');
  const told = Object.entries(facts).map(([name, value]) => `\`${name}\` ${String(value)}`);
  return `| ${cell(state)} | ${answer(said)} | ${shown} | ${meaning} | ${cell(told.join(', '))} |`;
}

/** Status and codes of a refusal; of a stream how it ends. */
function answer({ status, headers = {}, body, pieces, end }: Said): string {
  if (pieces) {
    const ends = { hang: ' that says no more', reset: ' that is torn off' };
    return `${status}, a stream${end === undefined ? '' : ends[end]}`;
  }
  const type = headers['x-amzn-errortype']?.replace(/:.*$/, '');
  const codes = [...new Set([...(type === undefined ? [] : [type]), ...codesIn(body)])];
  if (codes.length > 0) return `${status} ${codes.map((code) => `\`${cell(code)}\``).join(' ')}`;
  const isPage = typeof body === 'string' && body !== '';
  return `${status}, ${isPage ? 'no document' : body === undefined || body === '' ? 'no body' : 'words alone'}`;
}

/** Members by which vendors name an error. */
const NAMING = new Set(['type', 'code', 'status', 'reason']);

/** The names of an error wherever its document has them; its words are the vendor's own. */
function codesIn(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]): readonly string[] => {
    if (!NAMING.has(name)) return codesIn(value);
    const isCode = typeof value === 'string' && value !== '' && value !== 'error';
    return isCode ? [value] : [];
  });
}

/** Bars would end a cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
