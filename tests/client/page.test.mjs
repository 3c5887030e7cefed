import assert from "node:assert/strict";
import { test } from "node:test";
import { bestOverTime, holder } from "../../samples/JudgeHost/wwwroot/best-score.js";
import { ago, bytes, number, percent } from "../../samples/JudgeHost/wwwroot/format.js";
import { readMetrics, readReason } from "../../samples/JudgeHost/wwwroot/metrics.js";

const accepted = (submission_id, minute, metrics, more = {}) => ({
  submission_id, status: "accepted", metrics, created_at: `2026-01-01T10:${minute}:00Z`, ...more,
});

test("the best score rises with each record, and stays the same otherwise", () => {
  const digits = { score_metric: "accuracy", higher_is_better: true };
  const submissions = [
    accepted(4, "40", { accuracy: 0.9 }),
    accepted(3, "30", { accuracy: 0.7 }),
    accepted(2, "20", { accuracy: 0.8 }),
    accepted(5, "50", { accuracy: 0.9 }),
    accepted(6, "10", { accuracy: null }),
    accepted(7, "15", { accuracy: 0.99 }, { status: "evaluating" }),
    accepted(8, "16", null),
  ];
  const points = bestOverTime(submissions, digits);
  assert.deepEqual(
    points.map(({ id, best, isBest }) => [id, best, isBest]),
    [[2, 0.8, true], [3, 0.8, false], [4, 0.9, true], [5, 0.9, false]],
  );
  assert.equal(holder(points).id, 4);
  assert.equal(holder([]), undefined);
});

test("a lower error is the better one", () => {
  const points = bestOverTime([accepted(1, "10", { rmse: 60 }), accepted(2, "20", { rmse: 55 }), accepted(3, "30", { rmse: 57 })],
    { score_metric: "rmse", higher_is_better: false });
  assert.deepEqual(points.map((point) => point.best), [60, 55, 55]);
});

test("metrics have their interval, the score metric comes first, and any other JSON is accepted", () => {
  const metrics = { mae: 43.2, rmse: 54.321, rmse_ci95: [50, null], r2: null, note: "<b>", more: { a: [1] }, folds: 12 };
  assert.deepEqual(readMetrics(metrics, "rmse").map(({ name, value, interval }) => [name, value, interval]), [
    ["RMSE", "54.32", "50.00 to n/a"],
    ["MAE", "43.20", ""],
    ["R²", "n/a", ""],
    ["note", "<b>", ""],
    ["more", '{"a":[1]}', ""],
    ["folds", "12", ""],
  ]);
  assert.deepEqual(readMetrics(null, "rmse"), []);
});

test("a reason names its line when it has one", () => {
  assert.equal(readReason({ line: 17, reason: "no number" }), "Line 17: no number");
  assert.equal(readReason({ reason: "the judge failed" }), "the judge failed");
  assert.equal(readReason({ accuracy: 1 }), "");
  assert.equal(readReason(null), "");
});

test("formats numbers, shares, sizes and times", () => {
  assert.deepEqual([0.95333, 1, 54.321, -12.5, NaN].map(number), ["0.9533", "1.0000", "54.32", "-12.50", "n/a"]);
  assert.deepEqual([percent(0), percent(0.999), percent(1), percent(7)], ["0%", "99%", "100%", "100%"]);
  assert.deepEqual([bytes(14), bytes(2048), bytes(5 * 1024 * 1024)], ["14 bytes", "2.0 KB", "5.0 MB"]);
  const now = Date.parse("2026-01-02T00:00:00Z");
  const before = (seconds) => ago(new Date(now - seconds * 1000), now);
  assert.deepEqual([-5, 9, 30, 150, 7200].map(before), ["just now", "just now", "30 sec. ago", "2 min. ago", "2 hr. ago"]);
  assert.match(before(90_000), /yesterday|1 day ago/);
});
