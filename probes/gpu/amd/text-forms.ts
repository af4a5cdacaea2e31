/** A tree as the JSON of the same tools has it; null prototypes, since its names come from outside. */
type Tree = { [name: string]: Tree | string };

/** Lines read; eight cards with all there is have some 3,000. */
const MAX_LINES = 32_768;
const LINE_CHARACTERS = 1_000;
/** Levels of sections; real ones have three. */
const MAX_DEPTH = 12;
const MAX_COLUMNS = 512;

const cardLine = /^GPU: (\d{1,3})$/;
const fieldLine = /^( +)([A-Z][\w ()./%-]{0,80}?):(?: (.*))?$/;

const emptyTree = (): Tree => Object.create(null) as Tree;

/**
 * What `amd-smi metric`, `static` and `list` print without `--json`: a line for each card, and its
 * sections below, by their indent. Null where the text is none of it. Never throws.
 */
export function readAmdText(text: string): readonly Tree[] | null {
  const cards: Tree[] = [];
  let open: { readonly indent: number; readonly tree: Tree }[] = [];
  for (const whole of text.split('\n', MAX_LINES)) {
    const line = whole.slice(0, LINE_CHARACTERS).trimEnd();
    const number = cardLine.exec(line)?.[1];
    if (number !== undefined) {
      const card = emptyTree();
      card.gpu = number;
      cards.push(card);
      open = [{ indent: 0, tree: card }];
      continue;
    }
    const [, indent = '', name, value] = fieldLine.exec(line) ?? [];
    if (name === undefined || open.length === 0) continue;
    while (open.length > 1 && (open.at(-1)?.indent ?? 0) >= indent.length) open.pop();
    const parent = open.at(-1)?.tree;
    const key = name.toLowerCase();
    if (parent === undefined || Object.hasOwn(parent, key)) continue;
    if (value !== undefined) parent[key] = value;
    else if (open.length < MAX_DEPTH) {
      const section = emptyTree();
      parent[key] = section;
      open.push({ indent: indent.length, tree: section });
    }
  }
  return cards.length > 0 ? cards : null;
}

/** What `rocm-smi --csv` prints: a line for each card under the names of its JSON; else null. */
export function readRocmCsv(text: string): Tree | null {
  const lines = text.split('\n', MAX_LINES).map((line) => line.trimEnd());
  const start = lines.findIndex((line) => line.startsWith('device,'));
  const [, ...names] = lines[start]?.split(',', MAX_COLUMNS) ?? [];
  if (start === -1 || names.length === 0) return null;
  const tree = emptyTree();
  for (const line of lines.slice(start + 1)) {
    const [card = '', ...values] = line.split(',');
    if (!/^card\d{1,3}$/.test(card) || values.length !== names.length) continue;
    const fields = emptyTree();
    for (const [index, name] of names.entries()) fields[name] = values[index] ?? '';
    tree[card] = fields;
  }
  return Object.keys(tree).length > 0 ? tree : null;
}
