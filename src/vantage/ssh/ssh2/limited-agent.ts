import { readFile } from 'node:fs/promises';
import type { BaseAgent, ParsedKey } from 'ssh2';
import type { HostConfig } from '../config/host-config.ts';

/** An agent that shows only the keys of the identity files, as `IdentitiesOnly` wants it. */
export async function limitedAgent(
  agent: BaseAgent,
  { identityFiles }: HostConfig,
): Promise<BaseAgent> {
  const blobs = (await Promise.all(identityFiles.map(publicBlobOf))).filter(
    (blob) => blob !== null,
  );
  const isWanted = (key: ParsedKey) => blobs.some((blob) => blob.equals(key.getPublicSSH()));
  // ssh2 takes only its own kind of agent: this one is the same agent with another list.
  const limited = Object.create(agent) as BaseAgent;
  limited.getIdentities = (done) =>
    agent.getIdentities((error, keys) =>
      done(error, (keys as ParsedKey[] | undefined)?.filter(isWanted)),
    );
  return limited;
}

async function publicBlobOf(file: string): Promise<Buffer | null> {
  const text = await readFile(`${file}.pub`, 'utf8').catch(() => '');
  const [, base64] = text.trim().split(/\s+/);
  return base64 === undefined ? null : Buffer.from(base64, 'base64');
}
