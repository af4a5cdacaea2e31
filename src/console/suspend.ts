/** A process whose group has no shell to wake it is never stopped: then go on after this long. */
const notStoppedMs = 200;

/**
 * Stops this process as Ctrl-z does, and resolves when the shell has continued it. The whole group
 * is stopped, as the terminal itself would do it, so that a wrapper such as npm stops as well.
 */
export async function stopUntilContinued(stdout: NodeJS.WritableStream): Promise<void> {
  // A slow terminal may not have taken the restored screen yet, and a stopped process writes no more.
  await new Promise<void>((resolve) => stdout.write('', () => resolve()));
  await new Promise<void>((resolve) => {
    const goOn = () => {
      clearTimeout(timer);
      process.off('SIGCONT', goOn);
      resolve();
    };
    process.once('SIGCONT', goOn);
    const timer = setTimeout(goOn, notStoppedMs);
    process.kill(0, 'SIGTSTP');
  });
}
