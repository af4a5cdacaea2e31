import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/types.ts';
import { type Identity, makeIdentity } from '../support/certificates.ts';
import { type Dockerd, startDockerd } from '../support/dockerd.ts';
import { needsRoot } from '../support/needs.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { ensureBuilt, entry, weaklink } from '../support/weaklink.ts';

const canRun = needsRoot() && needsPrograms('nginx', 'sshd', 'dockerd');
/** A user that may do nothing; Debian's `nobody`. */
const nobody = 65_534;

/** This machine's real things: a name, a TLS web server, a shell server, a container, the host. */
describe.skipIf(!canRun)('check on the real things of this machine', () => {
  let authority: Identity;
  let dockerd: Dockerd;
  let sshd: Sshd;
  let nginx: Nginx;
  let directory: string;
  let disk: string;

  const identity = (days: { fromDays?: number; toDays?: number } = {}) =>
    makeIdentity({ subject: 'localhost', issuer: authority, dnsNames: ['localhost'], ...days });
  const startWeb = async (days?: { fromDays?: number; toDays?: number }) =>
    startNginx("location / { return 200 'hello'; }", await identity(days));

  function chainFile(): string {
    const file = join(directory, 'chain.yaml');
    writeFileSync(
      file,
      `chain: this-machine
defaults: { every: 500ms, deadline: 2s }
models: { site: web }
links:
  name: { kind: dns, address: localhost, probes: [{ kind: dns, via: system }] }
  certificate:
    kind: certificate
    address: localhost:${nginx.tlsPort}
    needs: [name]
    probes: [{ kind: tls, ca: ${join(directory, 'ca.pem')} }]
  web:
    kind: gateway
    address: https://localhost:${nginx.tlsPort}/
    needs: [name, certificate, box]
    probes: [{ kind: http, ca: ${join(directory, 'ca.pem')} }]
  shell: { kind: service, address: "127.0.0.1:${sshd.port}", probes: [{ kind: tcp, expect: SSH-2.0- }] }
  box: { kind: container, address: real-box, probes: [{ kind: docker, socket: ${dockerd.socket} }] }
  machine: { kind: host, probes: [{ kind: host, mounts: [${disk}], loadPerCore: 1000, cpuPressurePercent: 100 }] }
`,
    );
    return file;
  }

  async function check(): Promise<{ exitCode: number | null; report: Report; found: string[] }> {
    const ended = await weaklink(['check', chainFile(), '--rounds', '3', '--json'], {
      timeoutMs: 60_000,
    });
    const report = JSON.parse(ended.stdout) as Report;
    const found = report.verdict.culprits.map(({ link, mode }) => `${link} ${mode}`);
    return { exitCode: ended.exitCode, report, found };
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'weaklink-real-'));
    chmodSync(directory, 0o755);
    disk = mkdtempSync(join(tmpdir(), 'weaklink-disk-'));
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    authority = await makeIdentity({ subject: 'weaklink test authority', authority: true });
    writeFileSync(join(directory, 'ca.pem'), authority.pem);
    const started = await startDockerd();
    if (typeof started === 'string') throw new Error(started);
    dockerd = started;
    await dockerd.run('real-box', 'exec sleep 600');
    sshd = await startSshd();
    nginx = await startWeb();
  });

  afterAll(async () => {
    await nginx?.close().catch(() => {});
    await sshd?.close().catch(() => {});
    await dockerd?.stop();
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
    rmSync(directory, { recursive: true, force: true });
  });

  it('finds them healthy, and clears each', async () => {
    const { exitCode, report } = await check();
    expect(report.verdict.headline).toBe('every link answers as it should');
    expect(report.verdict.cleared).toHaveLength(6);
    expect(exitCode).toBe(0);
  });

  it('finds the web server killed', async () => {
    await nginx.close();
    const { exitCode, found } = await check();
    nginx = await startWeb();
    expect(exitCode).toBe(1);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^web service\.(crashed|refusing)$/);
  });

  it('finds the certificate expired', async () => {
    await nginx.close();
    nginx = await startWeb({ fromDays: -30, toDays: -1 });
    const { exitCode, found } = await check();
    await nginx.close();
    nginx = await startWeb();
    expect(exitCode).toBe(1);
    expect(found).toEqual(['certificate certificate.expired']);
  });

  it('finds the shell server killed', async () => {
    await sshd.close();
    const { exitCode, found } = await check();
    sshd = await startSshd();
    expect(exitCode).toBe(1);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^shell service\.(crashed|refusing)$/);
  });

  it('finds the container stopped', async () => {
    const container = dockerd.docker.getContainer('real-box');
    await container.stop({ t: 0 });
    const { exitCode, found } = await check();
    await container.start();
    expect(exitCode).toBe(1);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^box container\.(exited|oom_killed)$/);
  });

  it('finds the disk full', async () => {
    spawnSync('dd', ['if=/dev/zero', `of=${disk}/fill`, 'bs=64k'], { stdio: 'ignore' });
    const { exitCode, found } = await check();
    rmSync(`${disk}/fill`);
    expect(exitCode).toBe(1);
    expect(found).toEqual(['machine host.disk_full']);
  });

  it('ends with 2 on a wrong file, and says where', async () => {
    const file = join(directory, 'wrong.yaml');
    writeFileSync(file, 'chain: x\nlinks:\n  a: { kind: gatway }\n');
    const ended = await weaklink(['check', file]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('wrong.yaml:3:14');
    expect(ended.stderr).toContain('Did you mean "gateway"?');
  });

  it('ends with 3 where it may not look', async () => {
    await ensureBuilt();
    const file = join(directory, 'denied.yaml');
    chmodSync(dockerd.socket, 0o600);
    writeFileSync(
      file,
      `chain: denied\nlinks:\n  box: { kind: container, address: real-box, probes: [{ kind: docker, socket: ${dockerd.socket} }] }\n`,
    );
    chmodSync(join(dockerd.socket, '..'), 0o755);
    const ended = spawnSync(process.execPath, [entry, 'check', file, '--rounds', '1', '--json'], {
      uid: nobody,
      gid: nobody,
      cwd: '/',
      env: { PATH: process.env.PATH, HOME: '/nonexistent' },
      encoding: 'utf8',
    });
    const report = JSON.parse(ended.stdout) as Report;
    expect(report.observations[0]?.symptom).toBe('self.permission');
    expect(report.verdict.untested).toEqual(['box']);
    expect(ended.status).toBe(3);
  });
});
