import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { containerOf } from '../../../probes/gpu/allocation/container-of.ts';
import { modelOf } from '../../../probes/gpu/allocation/model-of.ts';
import { gpuProbe } from '../../../probes/gpu/index.ts';
import { gpuOptions } from '../../../probes/gpu/options.ts';
import { healthyGpu } from '../../../src/sandbox/gpu/fake-gpu.ts';
import { localVantage } from '../../../src/vantage/local.ts';
import { fakeMachine } from '../../support/fake-machine.ts';
import { fakeSmi, smiDocument } from '../../support/fake-smi.ts';
import { lookContext } from '../../support/look-context.ts';

const id = '3f2a9c1b77de'.padEnd(64, '0');

test.each([
  ['Docker', `0::/system.slice/docker-${id}.scope\n`],
  ['Docker, older', `12:memory:/docker/${id}\n0::/\n`],
  [
    'containerd under Kubernetes',
    `0::/kubepods.slice/kubepods-burstable.slice/cri-containerd-${id}.scope`,
  ],
  ['Podman', `0::/user.slice/user-1000.slice/libpod-${id}.scope/container`],
])('the container of a process: %s', (_, cgroup) => {
  expect(containerOf(cgroup)).toBe('3f2a9c1b77de');
});

test('no container', () => {
  expect(containerOf('0::/user.slice/user-0.slice/session-3.scope\n')).toBeNull();
});

test.each<[string, string | null]>([
  ['python3 -m vllm.entrypoints.openai.api_server --model org/model-7b', 'org/model-7b'],
  ['python3 -m vllm.entrypoints.openai.api_server', null],
  ['/usr/bin/vllm serve org/model-7b --port 8000', 'org/model-7b'],
  ['python -m sglang.launch_server --model-path=/data/models/llama/', 'llama'],
  ['x --model org/a --served-model-name chat', 'chat'],
  ['llama-server -m /models/q4.gguf --host 0.0.0.0', 'q4.gguf'],
  ['text-generation-launcher --model-id org/b', 'org/b'],
  ['nvidia-cuda-mps-server', null],
  ['serve --model', null],
])('%s serves %s', (command, model) => {
  expect(modelOf(command.split(' '))).toBe(model);
});

const seesAll = { '/proc/2/comm': 'kthreadd\n' };

describe('who holds a card', () => {
  const gpu = healthyGpu({ processes: [{ pid: 4_211, name: 'python3', usedMiB: 61_190 }] });
  const machine = (files: Readonly<Record<string, string>>, card = gpu) =>
    fakeMachine({ 'nvidia-smi -q -x': smiDocument(card) }, { ...seesAll, ...files });
  const look = (vantage: ReturnType<typeof machine>['vantage']) =>
    gpuProbe.look(gpuOptions.parse({ kernelLog: 'off' }), lookContext({ vantage }));

  test('process, model and container', async () => {
    const { vantage } = machine({
      '/proc/4211/cgroup': `0::/system.slice/docker-${id}.scope\n`,
      '/proc/4211/cmdline': 'vllm\0serve\0org/model-7b\0--api-key\0hunter2\0',
    });
    const { facts } = await look(vantage);
    expect(facts?.['gpu.held_for']).toBe('4211 serves org/model-7b in container 3f2a9c1b77de');
    expect(JSON.stringify(facts)).not.toContain('hunter2');
  });

  test('memory of a process that is gone is held by nobody', async () => {
    const idle = { ...gpu, utilisationPercent: 0 };
    expect(await look(machine({}, idle).vantage)).toMatchObject({
      symptom: 'gpu.memory_orphaned',
      facts: { 'gpu.processes_gone': '4211' },
    });
    const alive = machine({ '/proc/4211/cgroup': '0::/\n' }, idle);
    expect(await look(alive.vantage)).toMatchObject({ outcome: 'ok' });
  });
});

test('a real process of this machine', async () => {
  const child = spawn('sleep', ['60'], { argv0: 'vllm' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const pid = child.pid ?? 0;
  const gpu = healthyGpu({
    utilisationPercent: 0,
    processes: [{ pid, name: 'x', usedMiB: 61_000 }],
  });
  const binary = await fakeSmi(smiDocument(gpu));
  const vantage = {
    ...localVantage,
    readFile: (path: string, most: number) =>
      path === '/proc/2/comm'
        ? Promise.resolve(Buffer.from('kthreadd'))
        : localVantage.readFile(path, most),
  };
  const options = gpuOptions.parse({ binary, kernelLog: 'off', nvlink: 'off' });
  const living = await gpuProbe.look(options, lookContext({ vantage }));
  expect(living.outcome).toBe('ok');
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGKILL');
  await ended;
  expect((await gpuProbe.look(options, lookContext({ vantage }))).symptom).toBe(
    'gpu.memory_orphaned',
  );
});
