import { stopwatch } from "./stopwatch.js";

/**
 * The ways to reach the log, best first. Each gives what it hears to `take`, says by `end` how it ended, and returns how to close it.
 * `path` makes its address of the WebSocket's; only the connection decides whether and from where to come back.
 */
export const ENDPOINTS = {
  WebSocket: {
    needs: "WebSocket",
    helloWithin: 10_000,
    path: (path) => path,
    open({ url, take, end, environment: { WebSocket, setTimeout } }) {
      const socket = new WebSocket(url().href, ["live-submissions.v1"]);
      socket.onerror = () => setTimeout(() => end(1006, "error"), 0); // A close comes first and says more, but not from Node 20.
      socket.onclose = ({ code, reason }) => end(code, reason);
      socket.onmessage = ({ data }) => take(data);
      return () => socket.close(); // A half-open socket takes its time to notice: nobody waits for it.
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
          // What a cache keeps proves nothing of now: each is asked whether it still holds, which the ETag makes cheap.
          const answer = await fetch(address.href, { credentials: "include", cache: "no-cache", signal: abort.signal });
          const isJson = /json/.test(answer.headers.get("content-type"));
          const messages = isJson ? take(await answer.text()) : [];
          if (!answer.ok || !isJson) return end(1006, `HTTP ${answer.status}`);
          if (abort.signal.aborted) return;
          const isMore = messages.at(-1)?.type === "submission_update"; // Only a last batch is closed by a heartbeat.
          // What answers at once, though it should wait, is not asked at once.
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
