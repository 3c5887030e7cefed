/** What the client uses from the browser. Tests and other runtimes replace parts of it. */
export function environmentOf(given) {
  const { WebSocket, EventSource, fetch, window, document, console } = globalThis;
  return {
    WebSocket, EventSource, window, document, console,
    fetch: fetch?.bind(globalThis),
    setTimeout: (action, ms) => globalThis.setTimeout(action, ms),
    clearTimeout: (timer) => globalThis.clearTimeout(timer),
    now: Date.now,
    ticks: () => performance.now(),
    random: Math.random,
    ...given,
  };
}
