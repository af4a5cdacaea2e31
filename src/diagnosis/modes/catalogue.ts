import type { LinkKind } from '../../chain/types.ts';
import { answerModes } from './answers.ts';
import { arrivalModes } from './arrival.ts';
import { engineModes } from './engine.ts';
import { gpuModes } from './gpu.ts';
import { containerModes, hostModes, processModes } from './machine.ts';
import type { FaultMode } from './mode.ts';
import { certificateModes, nameModes } from './names.ts';
import { hostPathModes, networkModes } from './network.ts';
import { meteredModes, serviceModes } from './service.ts';
import { storeModes } from './store.ts';

/** Every fault mode that weaklink knows. Adding one is adding it to its family's file. */
export const faultModes: readonly FaultMode[] = [
  ...nameModes,
  ...certificateModes,
  ...networkModes,
  ...serviceModes,
  ...meteredModes,
  ...answerModes,
  ...arrivalModes,
  ...engineModes,
  ...storeModes,
  ...gpuModes,
  ...hostModes,
  ...hostPathModes,
  ...containerModes,
  ...processModes,
];

const byKind = Map.groupBy(
  faultModes.flatMap((mode) => mode.kinds.map((kind) => ({ kind, mode }))),
  ({ kind }) => kind,
);

export function modesOf(kind: LinkKind): readonly FaultMode[] {
  return (byKind.get(kind) ?? []).map(({ mode }) => mode);
}

const byId = new Map(faultModes.map((mode) => [mode.id, mode]));

export function modeById(id: string): FaultMode | undefined {
  return byId.get(id);
}
