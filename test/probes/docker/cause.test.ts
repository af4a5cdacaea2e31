import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../probes/docker/cause.ts';
import { pullSymptom } from '../../../probes/docker/pull.ts';

const ofLog = (...lines: readonly string[]) => causeOf('', 1, lines)?.symptom ?? null;

describe('what Docker says of a start that failed', () => {
  test.each([
    [
      'driver failed programming external connectivity on endpoint web (9f): Bind for 0.0.0.0:8000 failed: port is already allocated',
      'docker.port_conflict',
    ],
    [
      'driver failed programming external connectivity on endpoint web (9f): Error starting userland proxy: listen tcp4 0.0.0.0:8000: bind: address already in use',
      'docker.port_conflict',
    ],
    ['could not select device driver "nvidia" with capabilities: [[gpu]]', 'docker.gpu_runtime'],
    [
      'failed to create task for container: OCI runtime create failed: nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1',
      'docker.gpu_runtime',
    ],
    [
      'nvidia-container-cli: requirement error: unsatisfied condition: cuda>=12.4, please update your driver to a newer version',
      'docker.driver_too_old',
    ],
    [
      'invalid mount config for type "bind": bind source path does not exist: /models',
      'docker.mount_missing',
    ],
    [
      "error while mounting volume '/var/lib/docker/volumes/m/_data': failed to mount local volume: mount :/export:/x, flags: 0x0: connection refused",
      'docker.mount_missing',
    ],
    ['exec /usr/bin/vllm: exec format error', 'docker.wrong_platform'],
    [
      'failed to create shim: exec: "vllm": executable file not found in $PATH: unknown',
      'docker.program_missing',
    ],
    ['write /var/lib/docker/overlay2/x: no space left on device', 'docker.no_space'],
    ['something nobody has met', undefined],
  ])('%s', (error, symptom) => {
    expect(causeOf(error, 127, [])?.symptom).toBe(symptom);
  });
});

describe('what a program says of its own end', () => {
  test.each([
    [
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.10 GiB',
      'docker.gpu_memory',
    ],
    [
      'ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.',
      'docker.gpu_memory',
    ],
    [
      "ERROR: [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use",
      'docker.port_conflict',
    ],
    ['OSError: [Errno 28] No space left on device', 'docker.no_space'],
    [
      'RuntimeError: unable to write to file </torch_7_1>: No space left on device (28) in /dev/shm',
      'docker.shm_too_small',
    ],
    [
      "DataLoader worker is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory: insufficient shared memory (shm).",
      'docker.shm_too_small',
    ],
    ["PermissionError: [Errno 13] Permission denied: '/cache/x'", 'docker.not_permitted'],
    [
      "FileNotFoundError: [Errno 2] No such file or directory: '/models/config.json'",
      'docker.file_missing',
    ],
    [
      'api_server.py: error: unrecognized arguments: --max-model-length 4096',
      'docker.bad_arguments',
    ],
    [
      'RuntimeError: CUDA error: no kernel image is available for execution on the device',
      'docker.wrong_platform',
    ],
    ['RuntimeError: Found no NVIDIA driver on your system.', 'docker.gpu_runtime'],
    ['CUDA driver version is insufficient for CUDA runtime version', 'docker.driver_too_old'],
    ["KeyError: 'OPENAI_API_KEY'", 'docker.secret_missing'],
    [
      'huggingface_hub.errors.GatedRepoError: 401 Client Error. Cannot access gated repo',
      'docker.secret_missing',
    ],
    ['INFO:     Application startup complete.', null],
    ['ValueError: the answer is 42', null],
  ])('%s', (line, symptom) => {
    expect(ofLog(line)).toBe(symptom);
  });

  test('the last that tells counts, as in a traceback', () => {
    expect(
      ofLog(
        'WARNING permission denied for the optional cache',
        'Traceback (most recent call last):',
        '  File "server.py", line 3, in <module>',
        'torch.cuda.OutOfMemoryError: CUDA out of memory.',
        'Exiting.',
      ),
    ).toBe('docker.gpu_memory');
  });

  test('what it said long before its end does not', () => {
    const later = Array.from({ length: 30 }, (_, index) => `step ${index}`);
    expect(ofLog('permission denied', ...later)).toBeNull();
  });

  test('a signal tells where the log does not', () => {
    expect(causeOf('', 135, ['loading'])?.symptom).toBe('docker.shm_too_small');
    expect(causeOf('', 132, [])?.symptom).toBe('docker.wrong_platform');
  });

  test('a line of any length takes no time', () => {
    const startedAt = performance.now();
    for (const piece of [
      'no space left /dev/shm ',
      'missing required ',
      'error mounting ',
      '(((',
    ]) {
      ofLog(piece.repeat(200_000));
      causeOf(piece.repeat(200_000), 1, []);
    }
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('why an image cannot be pulled', () => {
  test.each([
    [
      "pull access denied for acme/engine, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      'docker.image_pull_auth',
    ],
    ['unauthorized: authentication required', 'docker.image_pull_auth'],
    ['manifest for vllm/vllm:nope not found: manifest unknown', 'docker.image_pull_not_found'],
    ['toomanyrequests: You have reached your pull rate limit.', 'docker.image_pull_rate_limit'],
    [
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      'docker.image_pull_platform',
    ],
    [
      'Get "https://registry.test/v2/": dial tcp: lookup registry.test on 10.0.0.2:53: no such host',
      'docker.image_pull_unreachable',
    ],
    [
      'Get "https://registry.test/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'docker.image_pull_unreachable',
    ],
    ['something else', null],
  ])('%s', (message, symptom) => {
    expect(pullSymptom(500, message)).toBe(symptom);
  });
});
