import { Cursor } from "./cursor.js";

/**
 * Wrong use throws a TypeError at once. Nothing throws later.
 * @param {import("live-submissions").WatchOptions} options @returns {import("live-submissions").SubmissionWatch}
 */
export function watchSubmissions(options) {
  const cursor = new Cursor(options);
  return {
    get position() {
      return cursor.publicPosition;
    },
    get state() {
      return cursor.state ?? "connecting";
    },
    seen: (rows) => cursor.known.sawRows(rows, false),
    reconnect: () => cursor.connection?.reconnect(),
    close: () => cursor.close(),
  };
}
