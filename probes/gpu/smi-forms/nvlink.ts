import { type ListedCard, readCardList } from './card-list.ts';

/** One NVLink of one card. */
export interface NvLink {
  readonly link: number;
  /** Null where only its counters were asked for. */
  readonly state: 'active' | 'inactive' | null;
  readonly gigabytesPerSecond: number | null;
  /** By their printed names: `Replay Errors`, `Recovery Errors`, `CRC Errors` … */
  readonly errors: ReadonlyMap<string, number>;
}

export interface CardLinks {
  readonly card: ListedCard;
  readonly links: readonly NvLink[];
  /** What the tool says instead: links are not supported, not while the card is split. */
  readonly remark: string | null;
  /** Lines that tell of links and are not understood. */
  readonly unread: readonly string[];
}

const speedLine = /^Link (\d{1,3}): (\d+(?:\.\d+)?) GB\/s$/;
const stateLine = /^Link (\d{1,3}): (?:<)?(inactive|active|disabled|down|up)(?:>)?$/i;
const counterLine = /^Link (\d{1,3}): ([A-Z][\w \-()/]{2,60}?): (\d{1,20}|N\/A)$/;

/** What `nvidia-smi nvlink --status` and `nvidia-smi nvlink -e` print. Never throws. */
export function readNvlink(text: string): readonly CardLinks[] {
  return readCardList(text).map((card) => {
    const links = new Map<number, NvLink>();
    const unread: string[] = [];
    let remark: string | null = null;
    for (const line of card.lines) {
      const told = linkOf(line, links);
      if (told !== null) links.set(told.link, told);
      else if (line.startsWith('Link ')) unread.push(line);
      else remark ??= line;
    }
    return { card, links: [...links.values()], remark, unread };
  });
}

function linkOf(line: string, known: ReadonlyMap<number, NvLink>): NvLink | null {
  const match = speedLine.exec(line) ?? stateLine.exec(line) ?? counterLine.exec(line);
  if (!match) return null;
  const link = Number(match[1]);
  const before = known.get(link) ?? {
    link,
    state: null,
    gigabytesPerSecond: null,
    errors: new Map(),
  };
  if (match[3] !== undefined) {
    const count = match[3] === 'N/A' ? Number.NaN : Number(match[3]);
    if (Number.isNaN(count)) return before;
    return { ...before, errors: new Map([...before.errors, [match[2] ?? '', count]]) };
  }
  const speed = Number(match[2]);
  if (Number.isFinite(speed)) return { ...before, state: 'active', gigabytesPerSecond: speed };
  const active = /^(?:active|up)$/i.test(match[2] ?? '');
  return { ...before, state: active ? 'active' : 'inactive' };
}
