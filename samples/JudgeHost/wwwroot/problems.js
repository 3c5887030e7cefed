import { findBackend } from "./backend.js";
import { metricName } from "./metrics.js";
import { untilDone } from "./patience.js";

const template = document.getElementById("problem");

const problems = await untilDone(async () => (await findBackend()).problems());
document.getElementById("loading").hidden = true;
const list = document.getElementById("problems");
list.replaceChildren(...problems.map(item));
list.hidden = false;

function item(problem) {
  const element = template.content.firstElementChild.cloneNode(true);
  const part = (name) => element.querySelector(name);
  part(".problem-number").textContent = problem.id;
  const link = part(".problem-link");
  link.textContent = problem.title;
  link.href = `/problem/${encodeURIComponent(problem.id)}/submissions/`;
  part(".problem-summary").textContent = problem.summary;
  part(".facts").replaceChildren(...facts(problem).map(fact));
  return element;
}

function facts({ kind, rows, classes, score_metric: metric }) {
  const what = kind === "classification" ? `Classification, ${classes.length} classes` : "Regression";
  return [what, `${rows.toLocaleString("en")} rows`, `scored by ${metricName(metric)}`];
}

function fact(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}
