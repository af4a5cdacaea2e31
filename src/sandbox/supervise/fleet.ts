import type { FaultDefinition } from '../faults/fault.ts';
import type { GpuConditionName } from '../gpu/conditions.ts';
import { kernelLine, setGpu } from '../gpu/fake-device.ts';
import { KernelLog, outOfMemoryLine } from '../kernel-log.ts';
import { type GpuName, gpuNames, gpus, type Layout, paths, serviceNames } from '../layout.ts';
import { type DesiredService, type DesiredState, desiredState } from './desired-state.ts';
import { ServiceProcess } from './service-process.ts';

/** All services and cards of one sandbox, brought from any state into the desired one. */
export class Fleet {
  readonly #layout: Layout;
  readonly #kernelLog: KernelLog;
  readonly #processes: readonly ServiceProcess[];
  /** Switches last set, as JSON, by service; gone with the process. */
  readonly #switches = new Map<string, string>();
  readonly #gpus = new Map<GpuName, string>();

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#kernelLog = new KernelLog(paths.kernelLog(layout));
    this.#processes = serviceNames.map((name) => new ServiceProcess(name, layout));
    for (const gpu of gpuNames) this.#setGpu(gpu, 'healthy');
  }

  /** Makes the sandbox be as these faults say, and healthy in all else. */
  async apply(faults: readonly FaultDefinition[]): Promise<void> {
    const desired = desiredState(faults);
    for (const fault of faults) this.#logKernelLine(fault);
    const inForce = new Set(faults.map(({ name }) => name));
    this.#kernelLog.retain(inForce);
    await Promise.all(this.#processes.map((process) => this.#bring(process, desired)));
    for (const [gpu, condition] of desired.gpus) this.#setGpu(gpu, condition);
  }

  async killAll(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.kill()));
  }

  async #bring(process: ServiceProcess, { services }: DesiredState): Promise<void> {
    const { state, switches } = services.get(process.name) as DesiredService;
    if (state === 'killed') return process.kill();
    if (!process.isAlive) {
      this.#switches.delete(process.name);
      await process.start();
    }
    const wanted = JSON.stringify(switches);
    const isNew = wanted !== (this.#switches.get(process.name) ?? '{}');
    // Also one that somebody stopped by hand; and a stopped one hears no order.
    if (state === 'running' || isNew) process.resume();
    if (isNew) {
      await process.set(switches);
      this.#switches.set(process.name, wanted);
    }
    if (state === 'stopped') process.stop();
  }

  #setGpu(gpu: GpuName, condition: GpuConditionName): void {
    const enginePid = this.#enginePid(gpu);
    const wanted = `${condition} ${enginePid}`;
    if (this.#gpus.get(gpu) === wanted) return;
    setGpu(this.#layout, gpu, condition, enginePid);
    this.#gpus.set(gpu, wanted);
  }

  /** Once for each fault, when it comes into force. */
  #logKernelLine({ name, effect }: FaultDefinition): void {
    if (this.#kernelLog.has(name)) return;
    if (effect.on === 'gpu') {
      const line = kernelLine(effect.gpu, effect.condition, this.#enginePid(effect.gpu));
      if (line !== undefined) this.#kernelLog.add(name, line);
    } else if (effect.on === 'process' && effect.state === 'oom-killed') {
      const { pid } = this.#process(effect.service);
      this.#kernelLog.add(name, outOfMemoryLine(pid, 'inference-server'));
    }
  }

  #enginePid(gpu: GpuName): number {
    return this.#process(gpus[gpu].replica).pid;
  }

  #process(name: string): ServiceProcess {
    return this.#processes.find((process) => process.name === name) as ServiceProcess;
  }
}
