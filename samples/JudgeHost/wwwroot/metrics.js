import { number } from "./format.js";

const NAMES = { accuracy: "Accuracy", macro_f1: "Macro F1", rmse: "RMSE", mae: "MAE", r2: "R²" };
const INTERVAL = "_ci95";

export const metricName = (key) => NAMES[key] ?? key;

/**
 * A submission's metrics for display: `{ key, name, value, interval }`. The score metric comes first. Metrics may be any JSON.
 */
export function readMetrics(metrics, scoreMetric) {
  const keys = Object.keys(metrics ?? {}).filter((key) => !isInterval(key, metrics) && key !== "reason" && key !== "line");
  keys.sort((a, b) => (b === scoreMetric) - (a === scoreMetric));
  return keys.map((key) => ({ key, name: metricName(key), value: text(metrics[key]), interval: interval(metrics[key + INTERVAL]) }));
}

/** Why a submission was rejected or failed; empty if the metrics have no reason. */
export function readReason(metrics) {
  if (typeof metrics?.reason !== "string") return "";
  return Number.isInteger(metrics.line) ? `Line ${metrics.line}: ${metrics.reason}` : metrics.reason;
}

function isInterval(key, metrics) {
  return key.endsWith(INTERVAL) && key.slice(0, -INTERVAL.length) in metrics;
}

function text(value) {
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) >= 10 ? String(value) : number(value);
  if (value === null) return "n/a";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function interval(value) {
  return Array.isArray(value) && value.length === 2 ? `${number(value[0] ?? NaN)} to ${number(value[1] ?? NaN)}` : "";
}
