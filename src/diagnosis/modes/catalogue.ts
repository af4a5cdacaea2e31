import type { LinkKind } from '../../chain/types.ts';
import { adapterModes } from './adapter.ts';
import { answerModes } from './answers.ts';
import { arrivalModes } from './arrival.ts';
import { billingModes } from './billing.ts';
import { certificateModes } from './certificates.ts';
import { cloudModes } from './cloud.ts';
import { containerModes } from './container.ts';
import { containerRoomModes } from './container-room.ts';
import { datanetModes } from './datanet.ts';
import { engineModes } from './engine.ts';
import { fileModes } from './files.ts';
import { gatewayModes } from './gateway.ts';
import { gpuDriverModes } from './gpu-driver.ts';
import { gpuHardwareModes } from './gpu-hardware.ts';
import { gpuSurroundingsModes } from './gpu-surroundings.ts';
import { hostModes } from './host.ts';
import { hostPathModes } from './host-path.ts';
import { imageModes } from './image.ts';
import { seenInCluster } from './in-cluster.ts';
import { meteredModes } from './keys.ts';
import { kubernetesModes } from './kubernetes.ts';
import type { FaultMode } from './mode.ts';
import { modelModes } from './model.ts';
import { modelServerModes } from './model-server.ts';
import { monitoringModes } from './monitoring.ts';
import { nameAnswerModes } from './name-answers.ts';
import { nameModes } from './names.ts';
import { networkModes } from './network.ts';
import { processModes } from './process.ts';
import { serviceModes } from './service.ts';
import { sshModes } from './ssh.ts';
import { storeModes } from './store.ts';
import { storeInsideModes } from './store-inside.ts';
import { vectorModes } from './vector.ts';
import { vendorModes } from './vendor.ts';
import { weightsModes } from './weights.ts';

/** Every fault mode that weaklink knows. Adding one is adding it to its family's file. */
export const faultModes: readonly FaultMode[] = [
  ...nameModes,
  ...nameAnswerModes,
  ...certificateModes,
  ...networkModes,
  ...serviceModes,
  ...meteredModes,
  ...answerModes,
  ...arrivalModes,
  ...gatewayModes,
  ...vendorModes,
  ...engineModes,
  ...modelServerModes,
  ...modelModes,
  ...weightsModes,
  ...adapterModes,
  ...storeModes,
  ...storeInsideModes,
  ...vectorModes,
  ...datanetModes,
  ...billingModes,
  ...gpuHardwareModes,
  ...gpuDriverModes,
  ...gpuSurroundingsModes,
  ...hostModes,
  ...hostPathModes,
  ...sshModes,
  ...cloudModes,
  ...containerModes,
  ...containerRoomModes,
  ...imageModes,
  ...fileModes,
  ...processModes,
  ...monitoringModes,
  ...kubernetesModes,
].map(seenInCluster);

const byKind = Map.groupBy(
  faultModes.flatMap((mode) => mode.kinds.map((kind) => ({ kind, mode }))),
  ({ kind }) => kind,
);

export function modesOf(kind: LinkKind): readonly FaultMode[] {
  return (byKind.get(kind) ?? []).map(({ mode }) => mode);
}

const carriedByKind = Map.groupBy(
  faultModes.flatMap((mode) => (mode.carriedBy ?? []).map((kind) => ({ kind, mode }))),
  ({ kind }) => kind,
);

/** Those that links of other kinds carry where none of their own is declared. */
export function carriedModesOf(kind: LinkKind): readonly FaultMode[] {
  return (carriedByKind.get(kind) ?? []).map(({ mode }) => mode);
}

/** Every mode of a link in a chain with links of these kinds: who carries what nobody declared breaks in its ways too. */
export function modesAmong(kind: LinkKind, declared: ReadonlySet<LinkKind>): readonly FaultMode[] {
  const carried = carriedModesOf(kind).filter(({ kinds }) =>
    kinds.every((one) => !declared.has(one)),
  );
  return [...modesOf(kind), ...carried];
}

const byId = new Map(faultModes.map((mode) => [mode.id, mode]));

export function modeById(id: string): FaultMode | undefined {
  return byId.get(id);
}
