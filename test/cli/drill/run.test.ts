import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scratch } from '../../support/scratch.ts';
import { startWeaklink, weaklink } from '../../support/weaklink.ts';

const oneFault = `
title: The router is killed
tags: [single]
chain: sandbox
every: 250ms
without: { probes: [statuspage, gpu] }
faults:
  - { for: 60s, inject: { sandbox: router-kill } }
`;

/** A scenario file in a directory of its own, and a state directory beside it. */
async function place(text: string, name = 'router-dies.yaml') {
  const directory = await scratch();
  const file = join(directory, name);
  await writeFile(file, text);
  return { directory, file, state: join(directory, 'state') };
}

test('without --allow-inject it says what it would do, and does nothing', async () => {
  const { file, state } = await place(oneFault);
  const { exitCode, stdout, stderr } = await weaklink(['drill', 'run', file, '--state-dir', state]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain('nothing was injected: it needs --allow-inject');
  expect(stderr).toContain('would: router-kill: in router of the sandbox, the router is killed');
  expect(stdout).toContain('router-dies');
  expect(existsSync(state)).toBe(false);
});

test('a bad file is told with its place, and does not stop the others', async () => {
  const { directory, file } = await place(oneFault);
  await writeFile(join(directory, 'bad.yaml'), 'title: 7\nfaults: []\n');
  const { exitCode, stdout } = await weaklink(['drill', 'run', directory, '--json', '-']);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ schema: 'weaklink.drill/1', exitCode });
  expect(report.results.map(({ status }: { status: string }) => status)).toEqual([
    'invalid',
    'aborted',
  ]);
  expect(report.results[0].reason).toContain('bad.yaml:1:8');
  expect(report.results[1].scenario.file).toBe(file);
  // 3 comes before 2.
  expect(exitCode).toBe(3);
});

test.each([
  [['--filter', 'tag:gpu'], 'no scenario fits "tag:gpu"'],
  [['--repeat', '0'], '--repeat: "0" is not a whole number'],
  [['--parallel', 'many'], '--parallel: "many" is not a whole number'],
  [['--json', '-', '--github'], 'only one of --json -, --github'],
  [['--timeout', 'soon'], '--timeout: "soon" is not a duration'],
])('%j ends with 2 and says why', async (options, problem) => {
  const { file } = await place(oneFault);
  const { exitCode, stdout, stderr } = await weaklink(['drill', 'run', file, ...options]);
  expect(stderr).toContain(problem);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test('an interrupt undoes everything first, and a second one waits for that', async () => {
  const { file, state, directory } = await place(oneFault);
  const report = join(directory, 'report.json');
  const drill = await startWeaklink(
    ['drill', 'run', file, '--allow-inject', '--json', report, '--state-dir', state],
    { timeoutMs: 60_000 },
  );
  const drills = join(state, 'drills');
  const leases = () =>
    existsSync(drills)
      ? readdirSync(drills, { recursive: true }).filter((name) =>
          String(name).endsWith('.lease.json'),
        )
      : [];
  while (leases().length === 0 && drill.child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  drill.child.kill('SIGINT');
  drill.child.kill('SIGTERM');
  drill.child.kill('SIGINT');
  const { exitCode, stdout } = await drill.ended;
  expect(exitCode).toBe(130);
  expect(stdout).toContain('interrupted');
  const [result] = JSON.parse(readFileSync(report, 'utf8')).results;
  expect(result.status).toBe('interrupted');
  expect(result.undos).toEqual([
    {
      fault: 'router-kill',
      injector: 'sandbox',
      undone: true,
      verified: true,
      seen: 'the sandbox says that router-kill is not in force',
    },
  ]);
  expect(readdirSync(drills)).toEqual([]);
}, 90_000);

test("writes Chaos Toolkit's journal of an experiment", async () => {
  const server = createServer((_, response) => response.end('well'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
  const provider = { type: 'http', url };
  const experiment = {
    title: 'The service answers',
    description: 'It is asked before, in between and after.',
    'steady-state-hypothesis': {
      title: 'well',
      probes: [{ type: 'probe', name: 'answers', tolerance: 200, provider }],
    },
    method: [{ type: 'probe', name: 'asked again', provider }],
    rollbacks: [],
  };
  const { directory, file, state } = await place(JSON.stringify(experiment), 'answers.json');
  const journals = join(directory, 'journals');
  const options = ['--allow-inject', '--chaos-toolkit', journals, '--state-dir', state];
  const { exitCode, stderr } = await weaklink(['drill', 'run', file, ...options]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const journal = JSON.parse(readFileSync(join(journals, 'answers.journal.json'), 'utf8'));
  expect(journal).toMatchObject({
    status: 'completed',
    deviated: false,
    experiment: { title: 'The service answers' },
    steady_states: { before: { steady_state_met: true }, after: { steady_state_met: true } },
    run: [{ activity: { name: 'asked again' }, status: 'succeeded' }],
  });
});
