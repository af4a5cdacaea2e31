/**
 * A container host that drills look at through SSH: a Docker daemon, an SSH server, one container that
 * serves answers, a small disk and a fake nvidia-smi, all of their own, on loopback. Needs root, Debian's
 * docker.io, openssh-server, openssh-client and busybox-static.
 *
 *   node host.mjs serve              starts it, and ends it on SIGTERM
 *   node host.mjs break WHAT         kill, oom, disk, daemon, card, key
 *   node host.mjs mend WHAT          undoes it; also where nothing is broken
 *   node host.mjs check WHAT         exits with 0 when it is undone
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Where it keeps everything; the scenarios name files below it. */
const DIRECTORY = '/tmp/weaklink-host';
const HOST = '127.0.0.1';
const PORT_OF = { ssh: 19622, engine: 19681, ready: 19690 };
/** The disk of the host that fills up. */
const DISK_BYTES = 8 * 1024 * 1024;
/** Memory that the container may have. */
const ENGINE_MEMORY = '32m';
/** Milliseconds until a server must be up, and between two looks whether it is. */
const READY_MS = 20_000;
const POLL_MS = 100;
const IMAGE = 'weaklink-host-engine:latest';
const APPLETS = ['sh', 'sleep', 'tail', 'touch', 'rm', 'httpd'];

const path = (...parts) => join(DIRECTORY, ...parts);
const socket = path('docker.sock');
const docker = (...args) =>
  execFileSync('docker', [`--host=unix://${socket}`, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

/** The engine: a page for health, and the end of its memory when it is told so. */
const ENGINE = `rm -f /tmp/oom
httpd -p ${HOST}:${PORT_OF.engine} -h /www
while :; do [ -e /tmp/oom ] && exec tail /dev/zero; sleep 0.2; done`;

/** Prints what a real one printed; hangs, whatever it is told, while the file `hangs` is there. */
const NVIDIA_SMI = `#!/bin/sh
trap '' TERM INT HUP
while [ -e ${path('hangs')} ]; do sleep 0.5; done
now=$(LC_ALL=C date '+%a %b %e %H:%M:%S %Y')
exec sed "s/@NOW@/$now/" ${path('nvidia-smi.xml')}
`;

const faults = {
  kill: {
    break: () => docker('kill', 'engine'),
    mend: startEngine,
    isMended: engineRuns,
  },
  oom: {
    break: async () => {
      docker('exec', 'engine', 'touch', '/tmp/oom');
      await until(() => !engineRuns());
    },
    mend: startEngine,
    isMended: engineRuns,
  },
  disk: {
    break: () => {
      try {
        writeFileSync(path('disk', 'full'), Buffer.alloc(DISK_BYTES));
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      }
    },
    mend: () => rmSync(path('disk', 'full'), { force: true }),
    isMended: () => !existsSync(path('disk', 'full')),
  },
  daemon: {
    break: () => tell('daemon-stop'),
    mend: () => tell('daemon-start'),
    isMended: daemonAnswers,
  },
  card: {
    break: () => writeFileSync(path('hangs'), ''),
    mend: () => rmSync(path('hangs'), { force: true }),
    isMended: () => !existsSync(path('hangs')),
  },
  key: {
    break: () => tell('key-other'),
    mend: () => tell('key-own'),
    isMended: () => readFileSync(path('key-now'), 'utf8') === 'own',
  },
};

async function change(action, name) {
  const fault = Object.hasOwn(faults, name ?? '') ? faults[name] : undefined;
  if (!fault || !['break', 'mend', 'check'].includes(action)) {
    console.error(
      'usage: node host.mjs serve | (break|mend|check) (kill|oom|disk|daemon|card|key)',
    );
    process.exit(2);
  }
  if (action === 'check') process.exit((await fault.isMended()) ? 0 : 1);
  await fault[action]();
  if (action === 'mend') await until(fault.isMended);
}

/** What `serve` has started, to be ended by it. */
const children = new Map();

async function serve() {
  if (process.getuid?.() !== 0) throw new Error('a Docker daemon and an SSH server need root');
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, stop);
  await cleanUp();
  mkdirSync(path('bin'), { recursive: true, mode: 0o700 });
  mountDisk();
  writeCard();
  await startDaemon();
  makeImage();
  docker(
    ...['run', '--detach', '--name=engine', '--network=host', `--memory=${ENGINE_MEMORY}`],
    ...['--memory-swap', ENGINE_MEMORY, IMAGE, '/bin/sh', '-c', ENGINE],
  );
  makeKeys();
  await startSshd('own');
  await takeOrders();
  console.log('ready');
}

/** Faults of what this process started are its own to make: it listens for them. */
async function takeOrders() {
  const orders = {
    'daemon-stop': () => end('dockerd', 'SIGTERM'),
    'daemon-start': startDaemon,
    'key-other': () => startSshd('other'),
    'key-own': () => startSshd('own'),
  };
  const server = createServer((connection) => {
    connection.on('error', () => {});
    connection.once('data', async (data) => {
      const order = orders[data.toString().trim()];
      const failed = await Promise.resolve(order?.()).then(
        () => (order ? '' : 'unknown order'),
        (error) => String(error),
      );
      connection.end(failed);
    });
  });
  server.listen(PORT_OF.ready, HOST);
  await once(server, 'listening');
}

async function tell(order) {
  const connection = connect(PORT_OF.ready, HOST);
  connection.write(`${order}\n`);
  let answer = '';
  for await (const piece of connection) answer += piece;
  if (answer !== '') throw new Error(answer);
}

function mountDisk() {
  mkdirSync(path('disk'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', path('disk')]);
}

function writeCard() {
  const sample = new URL('./nvidia-smi.xml', import.meta.url);
  copyFileSync(fileURLToPath(sample), path('nvidia-smi.xml'));
  writeFileSync(path('kernel.log'), '');
  writeFileSync(path('bin', 'nvidia-smi'), NVIDIA_SMI);
  chmodSync(path('bin', 'nvidia-smi'), 0o755);
}

async function startDaemon() {
  await end('dockerd', 'SIGTERM');
  start('dockerd', 'dockerd', [
    `--data-root=${path('data')}`,
    `--exec-root=${path('exec')}`,
    `--pidfile=${path('dockerd.pid')}`,
    `--host=unix://${socket}`,
    // What runs goes on while the daemon is stopped: containers are one thing, who manages them another.
    ...['--live-restore', '--bridge=none', '--iptables=false', '--ip-forward=false'],
  ]);
  await until(daemonAnswers);
}

function makeImage() {
  const root = path('root');
  mkdirSync(join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'tmp'));
  mkdirSync(join(root, 'www'));
  copyFileSync('/bin/busybox', join(root, 'bin', 'busybox'));
  for (const applet of APPLETS) symlinkSync('busybox', join(root, 'bin', applet));
  writeFileSync(join(root, 'www', 'health'), 'ok\n');
  const tar = execFileSync('tar', ['-C', root, '-c', '.'], { maxBuffer: 64 * 1024 * 1024 });
  execFileSync('docker', [`--host=unix://${socket}`, 'import', '-', IMAGE], { input: tar });
}

/** Keys of the host and of the one who looks, and what `ssh -F` reads to get there. */
function makeKeys() {
  for (const name of ['host_key_own', 'host_key_other', 'id']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path(name)]);
  }
  copyFileSync(path('id.pub'), path('authorized_keys'));
  const [type, key] = readFileSync(path('host_key_own.pub'), 'utf8').split(' ');
  writeFileSync(path('known_hosts'), `[${HOST}]:${PORT_OF.ssh} ${type} ${key}\n`);
  writeFileSync(
    path('ssh_config'),
    [
      'Host *',
      `  IdentityFile ${path('id')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${path('known_hosts')}`,
      '  GlobalKnownHostsFile none',
      '',
    ].join('\n'),
  );
}

async function startSshd(key) {
  const open = sessions();
  await end('sshd', 'SIGTERM');
  // Who is logged in would stay so: only a new login meets another key.
  for (const pid of open) kill(Number(pid));
  // Debian's sshd insists on its directory for privilege separation.
  mkdirSync('/run/sshd', { recursive: true });
  writeFileSync(
    path('sshd_config'),
    [
      `Port ${PORT_OF.ssh}`,
      `ListenAddress ${HOST}`,
      `HostKey ${path(`host_key_${key}`)}`,
      `AuthorizedKeysFile ${path('authorized_keys')}`,
      'Subsystem sftp internal-sftp',
      ...['PidFile none', 'UsePAM no', 'StrictModes no', 'PasswordAuthentication no', ''],
    ].join('\n'),
  );
  start('sshd', '/usr/sbin/sshd', ['-D', '-e', '-f', path('sshd_config')]);
  await until(() => listens(PORT_OF.ssh));
  writeFileSync(path('key-now'), key);
}

/** The processes of those who are logged in. */
function sessions() {
  const pid = children.get('sshd')?.pid;
  return pid === undefined ? [] : found('-P', String(pid));
}

/** The processes that pgrep finds. */
function found(...args) {
  try {
    return execFileSync('pgrep', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function start(name, program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (data) => {
    log = (log + data).slice(-2_000);
  });
  child.once('error', (error) => {
    console.error(`${program}: ${error.message}`);
    process.exit(1);
  });
  child.log = () => log;
  children.set(name, child);
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function end(name, signal) {
  const child = children.get(name);
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function stop() {
  // A daemon that is told to end at the same moment leaves its containers to whoever comes next.
  endContainers();
  await end('sshd', 'SIGTERM');
  await end('dockerd', 'SIGTERM');
  await cleanUp();
  process.exit(0);
}

/** Kills the first process of each container, and with it all others: they outlive their shim. */
function endContainers() {
  for (const shim of found('-f', '--', `containerd-shim.*${path('exec')}`)) {
    for (const pid of found('-P', shim)) kill(Number(pid));
  }
}

/** What a run before this one left, whatever ended it. */
async function cleanUp() {
  endContainers();
  for (const mark of [`--data-root=${path('data')}`, path('sshd_config'), path('exec')]) {
    try {
      execFileSync('pkill', ['-KILL', '-f', '--', mark], { stdio: 'ignore' });
    } catch {
      // Nothing is left.
    }
  }
  await pause(POLL_MS);
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const below = mounts.map((line) => line.split(' ')[1] ?? '');
  for (const mount of below.filter((one) => one.startsWith(`${DIRECTORY}/`)).reverse()) {
    execFileSync('umount', ['--lazy', mount]);
  }
  rmSync(DIRECTORY, { recursive: true, force: true, maxRetries: 5 });
}

function engineRuns() {
  try {
    return docker('inspect', '--format={{.State.Running}}', 'engine') === 'true';
  } catch {
    return false;
  }
}

function startEngine() {
  docker('start', 'engine');
}

function daemonAnswers() {
  try {
    docker('version');
    return true;
  } catch {
    return false;
  }
}

async function listens(port) {
  return new Promise((resolve) => {
    const connection = connect(port, HOST);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}

async function until(condition) {
  const endsMs = performance.now() + READY_MS;
  while (!(await condition())) {
    if (performance.now() > endsMs) {
      const logs = [...children].map(([name, child]) => `${name}: ${child.log()}`);
      throw new Error(`not in ${READY_MS} ms. ${logs.join('\n')}`);
    }
    await pause(POLL_MS);
  }
}

const [, , step, what] = process.argv;
if (step === 'serve') await serve();
else await change(step, what);
