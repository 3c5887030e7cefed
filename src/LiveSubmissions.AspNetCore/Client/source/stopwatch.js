/** Measures from now on in ms, by the clock that has gone further: the wall's may be set back, the other may stand still while the machine sleeps. */
export function stopwatch({ now, ticks }) {
  const [wall, tick] = [now(), ticks()];
  return () => Math.max(now() - wall, ticks() - tick);
}
