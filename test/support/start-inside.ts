import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ServersInside } from './servers-inside.ts';

const program = new URL('./servers-inside.ts', import.meta.url).pathname;

/** Starts the servers in the network at this path of /proc or /run/netns, its DNS server on this port. */
export async function startInside(
  network: string,
  dnsPort: number,
): Promise<ServersInside & { close(): Promise<void> }> {
  const argv = [`--net=${network}`, process.execPath, program, String(dnsPort)];
  const child = spawn('nsenter', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  const close = async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { ...(JSON.parse(String(line)) as ServersInside), close };
}

/** Makes packets to a port vanish in that network alone, or be turned down as a firewall does. */
export function block(network: string, port: number, how: 'DROP' | 'REJECT'): void {
  const rule = ['-A', 'INPUT', '-p', 'tcp', '--dport', String(port), '-j', how];
  const reply = how === 'REJECT' ? ['--reject-with', 'icmp-host-unreachable'] : [];
  execFileSync('nsenter', [`--net=${network}`, 'iptables', ...rule, ...reply]);
}
