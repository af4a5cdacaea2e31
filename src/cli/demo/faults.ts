import { listFaults } from '../../sandbox/faults/registry.ts';
import type { Output } from '../output.ts';

/** `weaklink demo --list-faults`: what can be broken. Starts nothing. */
export function writeFaults(output: Output, asJson: boolean): void {
  const faults = listFaults();
  if (asJson) {
    output.result(`${JSON.stringify(faults, null, 2)}\n`);
    return;
  }
  const width = (key: 'name' | 'link') => Math.max(...faults.map((fault) => fault[key].length)) + 2;
  for (const { name, link, title } of faults) {
    output.result(`${name.padEnd(width('name'))}${link.padEnd(width('link'))}${title}\n`);
  }
}
