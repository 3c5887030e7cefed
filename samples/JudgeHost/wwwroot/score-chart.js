import { bestOverTime, holder } from "./best-score.js";
import { fullTime, number, shortTime } from "./format.js";
import { metricName } from "./metrics.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 320;
const LEFT = 6;
const RIGHT = 262; // The space to its right is for the two values of the scale.
const TOP = 12;
const BOTTOM = 120;

/** The best score over time: a step line, with a dot for each accepted submission. */
export class ScoreChart {
  #problem;
  #parts;

  constructor(problem) {
    this.#problem = problem;
    const byId = (id) => document.getElementById(id);
    this.#parts = {
      empty: byId("best-empty"),
      filled: byId("best"),
      score: byId("best-score"),
      metric: byId("best-metric"),
      by: byId("best-by"),
      svg: byId("best-chart"),
      from: byId("chart-from"),
      to: byId("chart-to"),
    };
  }

  /** @returns the id of the submission with the best score, or undefined */
  show(submissions) {
    const points = bestOverTime(submissions, this.#problem);
    const { empty, filled } = this.#parts;
    empty.hidden = points.length > 0;
    filled.hidden = points.length === 0;
    if (points.length === 0) return undefined;
    const record = holder(points);
    this.#describe(points, record);
    this.#draw(points);
    return record.id;
  }

  #describe(points, record) {
    const { score_metric: key, higher_is_better: higher } = this.#problem;
    const { score, metric, by, svg, from, to } = this.#parts;
    score.textContent = number(record.score);
    metric.textContent = `${metricName(key)}, ${higher ? "higher" : "lower"} is better`;
    by.textContent = `#${record.id} by ${record.participant || "anonymous"}`;
    const many = points.length === 1 ? "one accepted submission" : `${points.length} accepted submissions`;
    const range = `from ${number(points[0].best)} to ${number(record.score)}`;
    svg.setAttribute("aria-label", `Best ${metricName(key)} over time: ${range}, ${many}.`);
    showTime(from, points[0].time);
    showTime(to, points.at(-1).time);
  }

  #draw(points) {
    const scores = points.map((point) => point.score);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    const [start, end] = [points[0].time.getTime(), points.at(-1).time.getTime()];
    const x = (time) => (end === start ? (LEFT + RIGHT) / 2 : LEFT + ((time - start) / (end - start)) * (RIGHT - LEFT));
    const y = (score) => (high === low ? (TOP + BOTTOM) / 2 : BOTTOM - ((score - low) / (high - low)) * (BOTTOM - TOP));

    const shapes = high === low ? [scaleLine(y(high), high)] : [scaleLine(y(high), high), scaleLine(y(low), low)];
    let path = `M${LEFT} ${y(points[0].best)}`;
    for (const point of points) path += `H${x(point.time)}V${y(point.best)}`;
    shapes.push(shape("path", { class: "chart-best", d: `${path}H${RIGHT}` }));
    for (const { id, time, score, isBest } of points) {
      const look = isBest ? { class: "chart-dot chart-record", r: 3.6 } : { class: "chart-dot", r: 2.6 };
      const dot = shape("circle", { ...look, cx: x(time), cy: y(score) });
      dot.append(shape("title", {}, `#${id}: ${number(score)}, ${fullTime(time)}`));
      shapes.push(dot);
    }
    this.#parts.svg.replaceChildren(...shapes);
  }
}

function scaleLine(at, value) {
  const group = shape("g", { class: "chart-scale" });
  const label = shape("text", { x: WIDTH, y: at + 4, "text-anchor": "end" }, number(value));
  group.append(shape("path", { d: `M${LEFT} ${at}H${RIGHT}` }), label);
  return group;
}

function shape(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function showTime(element, time) {
  element.dateTime = time.toISOString();
  element.textContent = shortTime(time);
}
