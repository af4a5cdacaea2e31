import { dice } from '../../bench/chains/dice.ts';

/** A whole number from 0 up to, but not including, `sides`. */
type Roll = (sides: number) => number;

/** A way to damage a text as disks, terminals, networks and hostile programs do. */
type Mutation = (bytes: Buffer, roll: Roll) => Buffer;

const lines = (bytes: Buffer) => bytes.toString('latin1').split('\n');
const joined = (all: readonly string[]) => Buffer.from(all.join('\n'), 'latin1');
const insert = (bytes: Buffer, at: number, what: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);

/** What must never reach a terminal raw: escapes, C1 controls, bidi and zero-width characters. */
const controls = [
  '\u001b[2J',
  '\u001b]52;c;aGk=\u0007',
  '\u009b31m',
  '\u202egnp.exe',
  '\u200b',
  '\u0000',
  '\r',
  '\u2066',
].map((text) => Buffer.from(text));

const nesting = ['<a>', '[', '{"a":', '{', '<gpu>', '"', '\\', '(']
  .map((text) => Buffer.from(text))
  .map((piece) => Buffer.concat(Array.from({ length: 5_000 }, () => piece)));

const numbers = [
  '9'.repeat(400),
  '1e999',
  '-1',
  '18446744073709551616',
  'NaN',
  '0x7fffffff',
  '1,5',
];

/** A value of JSON, or what stands behind a colon elsewhere. */
const valued = /: ?("(?:[^"\\\n]|\\.){0,2000}"|-?\d+(?:\.\d+)?|true|false|null)/g;
const oddValues = ['null', 'true', '-1', '1e400', '""', '"\\u001b[2J"', '[]', '[null]', '{}'];

const mutations: Readonly<Record<string, Mutation>> = {
  truncation: (bytes, roll) => bytes.subarray(0, roll(bytes.length + 1)),
  'byte flips': (bytes, roll) => {
    const flipped = Buffer.from(bytes);
    for (let count = 1 + roll(40); count > 0 && flipped.length > 0; count -= 1) {
      const at = roll(flipped.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << roll(8));
    }
    return flipped;
  },
  'swapped lines': (bytes, roll) => {
    const all = lines(bytes);
    for (let count = 1 + roll(10); count > 0; count -= 1) {
      const [one, other] = [roll(all.length), roll(all.length)];
      [all[one], all[other]] = [all[other] ?? '', all[one] ?? ''];
    }
    return joined(all);
  },
  'repeated lines': (bytes, roll) => {
    const all = lines(bytes);
    const at = roll(all.length);
    return joined(all.toSpliced(at, 0, ...Array<string>(1 + roll(2_000)).fill(all[at] ?? '')));
  },
  'huge numbers': (bytes, roll) => {
    const text = bytes.toString('latin1');
    const every = 1 + roll(20);
    let seen = 0;
    return Buffer.from(
      text.replace(/\d+(?:\.\d+)?/g, (number) => {
        seen += 1;
        return seen % every === 0 ? (numbers[roll(numbers.length)] ?? number) : number;
      }),
      'latin1',
    );
  },
  'values of other types': (bytes, roll) => {
    const every = 1 + roll(40);
    let seen = 0;
    return Buffer.from(
      bytes.toString('latin1').replace(valued, (whole) => {
        seen += 1;
        return seen % every === 0 ? `: ${oddValues[roll(oddValues.length)] ?? 'null'}` : whole;
      }),
      'latin1',
    );
  },
  'deep nesting': (bytes, roll) =>
    insert(bytes, roll(bytes.length + 1), nesting[roll(nesting.length)] ?? Buffer.alloc(0)),
  'invalid UTF-8': (bytes, roll) =>
    insert(bytes, roll(bytes.length + 1), Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80])),
  'control characters': (bytes, roll) => {
    let damaged = bytes;
    for (let count = 1 + roll(12); count > 0; count -= 1) {
      const what = controls[roll(controls.length)] ?? Buffer.alloc(0);
      damaged = insert(damaged, roll(damaged.length + 1), what);
    }
    return damaged;
  },
  'a piece cut out': (bytes, roll) => {
    const at = roll(bytes.length + 1);
    const end = Math.min(bytes.length, at + roll(4_000));
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
  },
};

export const mutationNames = Object.keys(mutations);

export interface Mutated {
  readonly bytes: Buffer;
  readonly name: string;
}

/** Damages a text in one way, and now and then in a second. The same seed does the same. */
export function mutate(bytes: Buffer, seed: number): Mutated {
  const chance = dice(seed);
  const roll: Roll = (sides) => chance.whole(0, Math.max(0, sides - 1));
  const pick = () => mutationNames[roll(mutationNames.length)] ?? 'truncation';
  const names = roll(3) === 0 ? [pick(), pick()] : [pick()];
  const damaged = names.reduce((all, name) => mutations[name]?.(all, roll) ?? all, bytes);
  return { bytes: damaged, name: names.join(' and ') };
}
