/** A task that waits in the kernel and cannot be interrupted. */
export interface StuckTask {
  readonly pid: number;
  readonly name: string;
  /** The kernel function in which it waits. */
  readonly waitsIn: string;
}

export interface Tasks {
  readonly stuck: readonly StuckTask[];
  readonly zombies: number;
}

/** Tasks in state D that are kept: behind one dead file server there are soon hundreds. */
const MOST_STUCK = 200;

/** The parent of all threads of the kernel itself: some of those rest in state D by design. */
const KERNEL_PARENT = 2;
/** Who started a program by vfork waits in state D until that program does something of its own. */
const startsProgram = /fork|clone/;

/** The output of `ps -eo pid=,ppid=,stat=,wchan:32=,comm=`. */
export function parseTasks(text: string): Tasks {
  const stuck: StuckTask[] = [];
  let zombies = 0;
  for (const line of text.split('\n')) {
    const match = /^ *(\d{1,10}) +(\d{1,10}) (\S+) +(\S+) +(.{1,64})$/.exec(line);
    if (!match) continue;
    const [, pid, parent, states = '', waitsIn = '', name = ''] = match;
    if (states.startsWith('Z')) zombies += 1;
    const isOfKernel = Number(parent) === KERNEL_PARENT;
    if (!states.startsWith('D') || isOfKernel || startsProgram.test(waitsIn)) continue;
    if (stuck.length < MOST_STUCK) stuck.push({ pid: Number(pid), name, waitsIn });
  }
  return { stuck, zombies };
}
