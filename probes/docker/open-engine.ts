import { Engine } from '../../src/vantage/docker/engine.ts';
import { engineThere } from '../../src/vantage/docker/engine-there.ts';
import { localSocket } from '../../src/vantage/docker/local-socket.ts';
import { elsewhere } from '../network/elsewhere.ts';
import type { LookContext } from '../probe.ts';

/**
 * The daemon where the look stands: behind a local socket, or behind one that the vantage leads to.
 * Null where this machine is set to a daemon of another.
 *
 * @param option the socket that the options name
 * @throws VantageLostError
 */
export async function openEngine(
  option: string | undefined,
  context: LookContext,
): Promise<{ readonly engine: Engine; readonly path: string } | null> {
  const vantage = elsewhere(context.vantage);
  if (vantage) return engineThere(vantage, option, context);
  const path = localSocket(option);
  return path === null ? null : { engine: await Engine.open(path, context.signal), path };
}
