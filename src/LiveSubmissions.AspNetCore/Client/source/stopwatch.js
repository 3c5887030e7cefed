/** Measures ms from now on, by two clocks, and takes the greater result: the wall clock may be set back, the other may stop while the machine sleeps. */
export function stopwatch({ now, ticks }) {
  const [wall, tick] = [now(), ticks()];
  return () => Math.max(now() - wall, ticks() - tick);
}
