/** One part of a card that is split by MIG, as `nvidia-smi -L` lists it. */
export interface ListedPart {
  /** `1g.18gb`, `2c.3g.71gb`. */
  readonly profile: string;
  readonly index: number;
  readonly uuid: string | null;
}

export interface ListedCard {
  readonly index: number;
  readonly name: string;
  readonly uuid: string | null;
  readonly parts: readonly ListedPart[];
  /** Lines below the card that are no part of it, without their indent: what `nvlink` prints. */
  readonly lines: readonly string[];
}

/** Lines read; 16 cards with 18 links and five counters each are about 1,500. */
const MAX_LINES = 16_384;
const MAX_CARDS = 256;
const LINE_CHARACTERS = 400;

const cardLine = /^GPU (\d{1,3}): (.*?)(?: \(UUID: ([^)]{1,80})\))?$/;
const partLine = /^MIG (\S{1,40})\s+Device\s+(\d{1,3}):(?: \(UUID: ([^)]{1,80})\))?$/;

/**
 * The form that `nvidia-smi -L` and `nvidia-smi nvlink` share: a line for each card, and what
 * belongs to it below. Lines before the first card are passed over. Never throws.
 */
export function readCardList(text: string): readonly ListedCard[] {
  const cards: { -readonly [Key in keyof ListedCard]: ListedCard[Key] }[] = [];
  for (const whole of text.split('\n', MAX_LINES)) {
    const line = whole.slice(0, LINE_CHARACTERS).trim();
    const card = whole.startsWith('GPU') ? cardLine.exec(line) : null;
    if (card) {
      if (cards.length >= MAX_CARDS) break;
      const [, index, name = '', uuid = null] = card;
      cards.push({ index: Number(index), name, uuid, parts: [], lines: [] });
      continue;
    }
    const last = cards.at(-1);
    if (last === undefined || line === '') continue;
    const part = partLine.exec(line);
    if (part) {
      const [, profile = '', index, uuid = null] = part;
      last.parts = [...last.parts, { profile, index: Number(index), uuid }];
    } else last.lines = [...last.lines, line];
  }
  return cards;
}
