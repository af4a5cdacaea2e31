import type { LinkKind } from '../../chain/types.ts';
import { fails } from '../effects/answer.ts';
import { hangs, refuses } from '../effects/connection.ts';
import { delays } from '../effects/delay.ts';
import { type Effect, harmless, type Weights } from '../effects/effect.ts';
import type { FaultMode } from './mode.ts';

interface MachineMode {
  readonly id: string;
  readonly weight: number;
  readonly title: string;
  readonly remedy: string;
  readonly shows: Weights;
  /** What other probes of the same link show. */
  readonly alsoShows?: Readonly<Record<string, Weights>>;
  readonly effect: Effect;
  readonly harm: number;
}

/** A mode of a link that others run on and that is looked at from beside, by one kind of probe. */
function foundationMode(kind: LinkKind, probe: string, mode: MachineMode): FaultMode {
  return {
    id: mode.id,
    kinds: [kind],
    title: mode.title,
    remedy: mode.remedy,
    weight: mode.weight,
    effect: mode.effect,
    access: 0.97,
    harm: mode.harm,
    partial: false,
    shows: { ...mode.alsoShows, [probe]: mode.shows },
  };
}

const hostMode = (mode: MachineMode) => foundationMode('host', 'host', mode);
const containerMode = (mode: MachineMode) => foundationMode('container', 'docker', mode);
const processMode = (mode: MachineMode) => foundationMode('process', 'process', mode);

export const hostModes: readonly FaultMode[] = [
  hostMode({
    id: 'host.disk_full',
    weight: 3,
    title: 'a file system is full',
    remedy: 'free space (old logs, images, caches), then find what filled it',
    shows: { 'host.disk_full': 0.8, 'host.inode_full': 0.1, 'host.disk_nearly_full': 0.08 },
    effect: fails,
    harm: 0.5,
  }),
  hostMode({
    id: 'host.memory',
    weight: 2,
    title: 'is short of memory',
    remedy: 'find the largest process; move work away before the kernel kills something',
    shows: { 'host.mem_pressure': 0.9, 'host.oom_kill': 0.06 },
    effect: delays,
    harm: 0.6,
  }),
  hostMode({
    id: 'host.oom',
    weight: 2,
    title: 'the kernel killed a process for lack of memory',
    remedy: 'see in the kernel log which process, then give it room or a limit of its own',
    shows: { 'host.oom_kill': 0.95 },
    effect: refuses,
    harm: 0.5,
  }),
  hostMode({
    id: 'host.load',
    weight: 1.5,
    title: 'has more work than processors',
    remedy: 'find the busiest processes; move work away',
    shows: { 'host.load': 0.9, 'host.io_stall': 0.05 },
    effect: delays,
    harm: 0.5,
  }),
  hostMode({
    id: 'host.storage',
    weight: 1.5,
    title: 'waits for its storage',
    remedy: 'look for a failing disk or a hung network mount',
    shows: { 'host.io_stall': 0.9 },
    effect: delays,
    harm: 0.5,
  }),
  hostMode({
    id: 'host.readonly',
    weight: 1,
    title: 'a file system became read-only',
    remedy: 'read the kernel log for I/O errors; the disk may be dying',
    shows: { 'host.readonly_fs': 0.96 },
    effect: fails,
    harm: 0.5,
  }),
  hostMode({
    id: 'host.clock',
    weight: 1,
    title: 'its clock is off',
    remedy: 'repair time synchronisation; certificates and signed requests fail first',
    shows: { 'host.clock_offset': 0.96 },
    effect: harmless,
    harm: 0.2,
  }),
  hostMode({
    id: 'host.descriptors',
    weight: 0.7,
    title: 'is out of file descriptors',
    remedy: 'find the process that leaks them; raise the limit only after that',
    shows: { 'host.fd_exhausted': 0.95 },
    effect: fails,
    harm: 0.7,
  }),
];

export const containerModes: readonly FaultMode[] = [
  containerMode({
    id: 'container.exited',
    weight: 3,
    title: 'the container has exited',
    remedy: 'read its last log lines and exit code, then start it again',
    shows: { 'docker.exited': 0.9, 'docker.dead': 0.05, 'docker.created': 0.02 },
    effect: refuses,
    harm: 1,
  }),
  containerMode({
    id: 'container.oom_killed',
    weight: 2,
    title: 'the container was killed for lack of memory',
    remedy: 'raise its memory limit or lower its use, then start it again',
    shows: { 'docker.oom_killed': 0.7, 'docker.oom_suspected': 0.27 },
    effect: refuses,
    harm: 1,
  }),
  containerMode({
    id: 'container.restart_loop',
    weight: 2,
    title: 'the container keeps restarting',
    remedy: 'read the log of a failed start: configuration, secret or port',
    shows: { 'docker.restart_loop': 0.92, 'docker.starting': 0.03, 'docker.exited': 0.03 },
    effect: refuses,
    harm: 0.95,
  }),
  containerMode({
    id: 'container.unhealthy',
    weight: 2,
    title: "the container's health check fails",
    remedy: 'run its health check by hand inside the container',
    shows: { 'docker.unhealthy': 0.93, 'docker.starting': 0.05 },
    effect: fails,
    harm: 0.5,
  }),
  containerMode({
    id: 'container.starting',
    weight: 0.7,
    title: 'the container has not become healthy yet',
    remedy: 'wait for its start period; then read its log',
    shows: { 'docker.starting': 0.95 },
    effect: fails,
    harm: 0.4,
  }),
  containerMode({
    id: 'container.paused',
    weight: 1,
    title: 'the container is paused',
    remedy: 'find who paused it, then unpause it',
    shows: { 'docker.paused': 0.97 },
    effect: hangs,
    harm: 1,
  }),
  containerMode({
    id: 'container.disconnected',
    weight: 0.5,
    title: 'the container runs and is connected to no network',
    remedy: 'connect it to its network again, with its aliases; see who took it off',
    shows: { 'docker.no_network': 0.96 },
    effect: refuses,
    harm: 1,
  }),
  containerMode({
    id: 'container.missing',
    weight: 1.5,
    title: 'there is no such container',
    remedy: 'create it again from its definition; see who removed it',
    shows: { 'docker.not_found': 0.96 },
    effect: refuses,
    harm: 1,
  }),
  containerMode({
    id: 'container.image_missing',
    weight: 0.5,
    title: 'the image of the container is gone',
    remedy: 'pull or import the image again before the next restart needs it',
    shows: { 'docker.image_missing': 0.96 },
    effect: harmless,
    harm: 0.1,
  }),
  containerMode({
    id: 'container.no_gpu',
    weight: 1,
    title: 'the container has no GPU',
    remedy: 'start it with its GPU; check the container toolkit and CDI',
    // A running container can lose its device rules, and Docker goes on saying that it has the card.
    shows: { 'docker.gpu_not_attached': 0.75, ok: 0.22 },
    alsoShows: {
      gpu: {
        'gpu.unknown_error': 0.35,
        'gpu.no_devices': 0.25,
        'gpu.driver_not_loaded': 0.15,
        'gpu.smi_missing': 0.15,
        'gpu.count_low': 0.07,
      },
    },
    effect: fails,
    harm: 0.8,
  }),
  containerMode({
    id: 'container.daemon_down',
    weight: 1,
    title: 'the Docker daemon does not answer',
    remedy: 'look at the daemon on its host; running containers may still serve',
    shows: { 'docker.daemon_unreachable': 0.97 },
    effect: refuses,
    harm: 0.4,
  }),
];

export const processModes: readonly FaultMode[] = [
  processMode({
    id: 'process.gone',
    weight: 3,
    title: 'the process is gone',
    remedy: 'read its last log lines, then start it again',
    shows: { 'process.absent': 0.96 },
    effect: refuses,
    harm: 1,
  }),
  processMode({
    id: 'process.stopped',
    weight: 1,
    title: 'the process is stopped (SIGSTOP)',
    remedy: 'find who stopped it, then send SIGCONT',
    shows: { 'process.stopped': 0.97 },
    effect: hangs,
    harm: 1,
  }),
  processMode({
    id: 'process.zombie',
    weight: 0.7,
    title: 'the process is dead and not reaped',
    remedy: 'restart its parent; it does not collect its children',
    shows: { 'process.zombie': 0.97 },
    effect: refuses,
    harm: 0.9,
  }),
  processMode({
    id: 'process.restarting',
    weight: 1.5,
    title: 'the process keeps restarting',
    remedy: 'read the log of a failed start',
    shows: { 'process.restarting': 0.9, 'process.absent': 0.07 },
    effect: refuses,
    harm: 0.8,
  }),
  processMode({
    id: 'process.oom_killed',
    weight: 1.5,
    title: 'the kernel killed the process for lack of memory',
    remedy: 'give it room or lower its use, then start it again',
    shows: { 'process.oom_killed': 0.95 },
    effect: refuses,
    harm: 1,
  }),
  processMode({
    id: 'process.blocked',
    weight: 0.7,
    title: 'the process waits in the kernel',
    remedy: 'look for a hung disk, network mount or driver; it cannot be killed before that',
    shows: { 'process.uninterruptible': 0.95 },
    effect: hangs,
    harm: 0.7,
  }),
  processMode({
    id: 'process.descriptors',
    weight: 0.5,
    title: 'the process is near its limit of open files',
    remedy: 'find what it leaks; raise the limit only after that',
    shows: { 'process.fd_exhausted': 0.95 },
    effect: fails,
    harm: 0.4,
  }),
];
