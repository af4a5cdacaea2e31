import { bandwidth } from './bandwidth.ts';
import type { Behaviour } from './behaviour.ts';
import { latency } from './latency.ts';
import { limitData } from './limit-data.ts';
import { resetPeer } from './reset-peer.ts';
import { slicer } from './slicer.ts';
import { slowClose } from './slow-close.ts';
import { timeout } from './timeout.ts';

/** Toxiproxy's toxics, by its names. Its `down` is the proxy's `enabled: false`. */
export const tcpToxics = {
  latency,
  bandwidth,
  slow_close: slowClose,
  timeout,
  reset_peer: resetPeer,
  slicer,
  limit_data: limitData,
} as const;

export type TcpToxicType = keyof typeof tcpToxics;

/** The attributes were checked when the toxic was made, so they fit its behaviour. */
export function behaviourOf(type: string): Behaviour<unknown> {
  return tcpToxics[type as TcpToxicType] as unknown as Behaviour<unknown>;
}
