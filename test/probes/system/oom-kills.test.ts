import { expect, test } from 'vitest';
import { parseOomKills } from '../../../probes/system/oom-kills.ts';

const clock = { nowMs: Date.parse('2026-11-21T04:00:00Z'), uptimeMs: 2_000_000 };

/** Lines that kernel 6.18 wrote when a cgroup's limit killed a process. */
const cgroupKill = `[ 1877.359026] [  10085]     0 10085   371096    28861    20205     8656         0   675840        0             0 MainThread
[ 1877.359030] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/wl-probe,task_memcg=/wl-probe,task=MainThread,pid=10085,uid=0
[ 1877.359080] Memory cgroup out of memory: Killed process 10085 (MainThread) total-vm:1484384kB, anon-rss:80820kB, file-rss:34624kB, shmem-rss:0kB, UID:0 pgtables:660kB oom_score_adj:0
`;

test('a kill by a cgroup limit is one kill, of that scope', () => {
  expect(parseOomKills(cgroupKill, clock)).toMatchObject([
    { pid: 10085, name: 'MainThread', scope: 'cgroup', ageMs: expect.closeTo(122_641, 0) },
  ]);
});

test('the two lines that older kernels write about one kill count once', () => {
  const log = `[100.000001] Out of memory: Kill process 77 (vllm) score 987 or sacrifice child
[100.000090] Killed process 77 (vllm) total-vm:1kB, anon-rss:1kB, file-rss:0kB
[100.100000] Out of memory: Killed process 77 (vllm) total-vm:1kB`;
  expect(parseOomKills(log, clock)).toMatchObject([{ pid: 77, name: 'vllm', scope: 'host' }]);
});

test('a name with parentheses, spaces and commas is kept whole', () => {
  const log = '[1.0] Out of memory: Killed process 5 (a) (b, c) total-vm:1kB';
  expect(parseOomKills(log, clock)[0]?.name).toBe('a) (b, c');
});

test('other lines, and a log without time, do no harm', () => {
  const log = 'Out of memory: Killed process 5 (x), UID 0\nout of memory\n\u0000\n[oops] memory';
  expect(parseOomKills(log, clock)).toMatchObject([{ pid: 5, name: 'x', ageMs: null }]);
});

test('of a machine that runs out again and again, the newest kills are kept', () => {
  const log = Array.from(
    { length: 1_000 },
    (_, i) => `[${i}.0] Out of memory: Killed process ${i} (x)`,
  );
  const kills = parseOomKills(log.join('\n'), clock);
  expect(kills).toHaveLength(200);
  expect(kills.at(-1)?.pid).toBe(999);
});
