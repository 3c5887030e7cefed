import { stopwatch } from "./stopwatch.js";

/**
 * The endpoints, best first. `open` passes received text to `take`, calls `end` when the connection ends, and returns a function that closes it.
 * `path` makes the endpoint's path from the WebSocket's path. Only the connection decides whether to reconnect, and from which position.
 */
export const ENDPOINTS = {
  WebSocket: {
    needs: "WebSocket",
    helloWithin: 10_000,
    path: (path) => path,
    open({ url, take, end, environment: { WebSocket, setTimeout } }) {
      const socket = new WebSocket(url().href, ["live-submissions.v1"]);
      socket.onerror = () => setTimeout(() => end(1006, "error"), 0); // The close event says more, but Node 20 does not send one.
      socket.onclose = ({ code, reason }) => end(code, reason);
      socket.onmessage = ({ data }) => take(data);
      return () => socket.close(); // Do not wait for its close event: a half-open socket sends it late.
    },
  },
  SSE: {
    needs: "EventSource",
    helloWithin: 5_000,
    path: (path) => path.replace(/(.*)\/ws\//, "$1/sse/"),
    open({ url, opened, take, end, environment: { EventSource } }) {
      const source = new EventSource(url().href, { withCredentials: true });
      for (const type of ["hello", "submission_update", "heartbeat", "resync", "close"]) {
        source.addEventListener(type, ({ data }) => take(data));
      }
      source.onopen = opened;
      source.onerror = () => end(1006, "error");
      return () => source.close();
    },
  },
  Polling: {
    needs: "fetch",
    helloWithin: 10_000,
    path: (path) => path.replace(/(.*)\/ws\//, "$1/").replace(/\/?$/, "/changes"),
    open({ url, take, end, pace, environment }) {
      const { fetch, setTimeout, clearTimeout } = environment;
      const abort = new AbortController();
      let timer;
      const ask = async (wait) => {
        const asked = stopwatch(environment);
        try {
          const address = url();
          if (wait) address.searchParams.set("wait", wait);
          // A cached answer may be old, so caches must ask the server; the ETag makes this cheap.
          const answer = await fetch(address.href, { credentials: "include", cache: "no-cache", signal: abort.signal });
          const isJson = /json/.test(answer.headers.get("content-type"));
          const messages = isJson ? take(await answer.text()) : [];
          if (!answer.ok || !isJson) return end(1006, `HTTP ${answer.status}`);
          if (abort.signal.aborted) return;
          const isMore = messages.at(-1)?.type === "submission_update"; // Only the last batch ends with a heartbeat.
          // If the server answers at once although it was asked to wait, the next poll waits here.
          const next = isMore ? { every: 0, wait: 0 } : pace();
          timer = setTimeout(() => ask(next.wait), Math.max(0, next.every - asked()));
        } catch (error) {
          end(1006, String(error));
        }
      };
      ask(0);
      return () => {
        abort.abort();
        clearTimeout(timer);
      };
    },
  },
};
