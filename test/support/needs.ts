/**
 * True when this test process is root on Linux. Otherwise the test is skipped, or, where
 * WEAKLINK_REQUIRE says that nothing may be skipped, run all the same so that it fails.
 */
export function needsRoot(): boolean {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return isRoot || Boolean(process.env.WEAKLINK_REQUIRE);
}
