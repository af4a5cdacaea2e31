import { isIPv4, isIPv6 } from 'node:net';
import type { AliasBook } from './alias-book.ts';

/** Addresses that every machine has: they name nobody, and a replay reads better with them. */
const COMMON = new Set(['0.0.0.0', '255.255.255.255', '::', '::1']);

/** An IP address → another one of the same range, so that loopback and private ones stay so. */
export function aliasOfIp(book: AliasBook, address: string): string {
  if (COMMON.has(address)) return address;
  if (isIPv4(address)) return book.of('address', address, (bytes) => ipv4(address, bytes));
  const mapped = /^::ffff:(.+)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return `::ffff:${aliasOfIp(book, mapped)}`;
  if (!isIPv6(address)) return address;
  return book.of('address', address, (bytes) => ipv6(address, bytes));
}

function ipv4(address: string, bytes: Buffer): string {
  const [a = 0, b = 0] = address.split('.').map(Number);
  const [x = 0, y = 0, z = 0] = bytes;
  const last = 1 + (z % 254);
  if (a === 10 || a === 127) return `${a}.${x}.${y}.${last}`;
  if (a === 172 && b >= 16 && b < 32) return `172.${16 + (x % 16)}.${y}.${last}`;
  if ((a === 192 && b === 168) || (a === 169 && b === 254)) return `${a}.${b}.${y}.${last}`;
  // The range for benchmarks: nobody's.
  return `198.${18 + (x % 2)}.${y}.${last}`;
}

function ipv6(address: string, bytes: Buffer): string {
  const groups = [0, 2, 4, 6].map((at) => bytes.readUInt16BE(at).toString(16));
  const prefix = /^fe80/i.test(address) ? 'fe80' : /^f[cd]/i.test(address) ? 'fd00' : '2001:db8';
  return `${prefix}::${groups.join(':')}`;
}

/** Six bytes with the bit that says "made up here". */
export function aliasOfMac(book: AliasBook, mac: string): string {
  const separator = mac[2] ?? ':';
  return book.of('address', mac, (bytes) => ['02', '00', ...pairs(bytes, 4)].join(separator));
}

/** Any text of hexadecimal digits and separators → others in the same places. */
export function aliasOfHex(book: AliasBook, text: string): string {
  return book.of('id', text, (bytes) => {
    const digits = bytes.toString('hex').repeat(Math.ceil(text.length / (bytes.length * 2)));
    const isUpper = /[A-F]/.test(text);
    let at = 0;
    return text.replace(/[0-9a-f]/gi, () => {
      const digit = digits[at] ?? '0';
      at += 1;
      return isUpper ? digit.toUpperCase() : digit;
    });
  });
}

function pairs(bytes: Buffer, count: number): readonly string[] {
  return [...bytes.subarray(0, count)].map((byte) => byte.toString(16).padStart(2, '0'));
}
