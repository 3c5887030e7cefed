// How the page writes numbers and times.

/** Four decimals below 10, two from 10 on. */
export function number(value) {
  return Number.isFinite(value) ? value.toFixed(Math.abs(value) >= 10 ? 2 : 4) : "n/a";
}

export function percent(share) {
  return `${Math.floor(Math.min(Math.max(share, 0), 1) * 100)}%`;
}

export function bytes(size) {
  if (size < 1024) return `${size} bytes`;
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

const UNITS = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [Infinity, "day"],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

/** "3 min. ago". A time that is a little in the future (another clock) is "just now". */
export function ago(time, now = Date.now()) {
  let amount = Math.max(0, now - time.getTime()) / 1000;
  if (amount < 10) return "just now";
  for (const [size, unit] of UNITS) {
    if (amount < size) return relative.format(-Math.floor(amount), unit);
    amount /= size;
  }
  return "";
}

export function fullTime(time) {
  return time.toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });
}

/** The time for today, the date for earlier days. */
export function shortTime(time, now = new Date()) {
  return time.toDateString() === now.toDateString()
    ? time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : time.toLocaleDateString([], { day: "numeric", month: "short" });
}
