import type { DockerAction } from './action.ts';
import { disconnectAction } from './disconnect.ts';
import { killAction } from './kill.ts';
import { memoryAction } from './memory.ts';
import type { DockerActionName } from './options.ts';
import { pauseAction } from './pause.ts';
import { restartLoopAction } from './restart-loop.ts';
import { stopAction } from './stop.ts';
import { swapImageAction } from './swap-image.ts';

/** Every way to break a container: one file each, and one entry here. */
export const dockerActions = {
  stop: stopAction,
  kill: killAction,
  pause: pauseAction,
  'restart-loop': restartLoopAction,
  memory: memoryAction,
  disconnect: disconnectAction,
  'swap-image': swapImageAction,
} as const satisfies { readonly [Name in DockerActionName]: DockerAction<Name> };

/** The action of some options: what it is called with fits it, which the type cannot tell. */
export function actionOf(name: DockerActionName): DockerAction<DockerActionName> {
  return dockerActions[name] as unknown as DockerAction<DockerActionName>;
}
