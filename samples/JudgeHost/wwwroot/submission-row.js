import { ago, fullTime, percent } from "./format.js";
import { readMetrics, readReason } from "./metrics.js";

const KNOWN = new Set(["queued", "evaluating", "accepted", "rejected", "failed"]);
const WORKING = new Set(["queued", "evaluating"]);
const template = document.getElementById("submission");

/** One submission on the page. It changes in place, so an element keeps the focus. */
export class SubmissionRow {
  #scoreMetric;
  #parts;

  /** @param rejudge called with the row's submission; if its promise fails, the row shows the error */
  constructor(submission, scoreMetric, rejudge) {
    this.#scoreMetric = scoreMetric;
    this.element = template.content.firstElementChild.cloneNode(true);
    const part = (name) => this.element.querySelector(name);
    this.#parts = {
      word: part(".status-word"),
      icon: part(".status-icon use"),
      id: part(".submission-id"),
      best: part(".submission-best"),
      time: part(".submission-time"),
      who: part(".submission-participant"),
      file: part(".submission-file"),
      attempt: part(".submission-attempt"),
      progress: part(".progress"),
      bar: part("progress"),
      percent: part(".progress-text"),
      metrics: part(".metrics"),
      reason: part(".submission-reason"),
      error: part(".submission-error"),
      rejudge: part(".rejudge"),
    };
    this.#parts.rejudge.addEventListener("click", () => this.#rejudge(rejudge));
    this.show(submission);
  }

  show(submission) {
    const statusChanged = this.submission?.status !== submission.status;
    const isNew = this.submission === undefined;
    this.submission = submission;
    this.element.dataset.revision = submission.revision ?? "";
    if (statusChanged) this.#showStatus(submission, isNew);
    this.#showOrigin(submission);
    this.#showProgress(submission);
    this.#showResult(submission);
    this.showTime();
  }

  showTime() {
    const { created_at: created } = this.submission;
    const { time } = this.#parts;
    if (!created) return;
    const at = new Date(created);
    setText(time, ago(at));
    if (time.dateTime !== created) Object.assign(time, { dateTime: created, title: fullTime(at) });
  }

  set isBest(value) {
    this.#parts.best.hidden = !value;
    this.element.classList.toggle("is-best", value);
  }

  #showStatus({ status, submission_id: id }, isNew) {
    const { word, icon, rejudge } = this.#parts;
    const kind = KNOWN.has(status) ? status : "other";
    this.element.dataset.status = kind;
    word.textContent = status;
    icon.setAttribute("href", `#icon-${kind}`);
    rejudge.setAttribute("aria-disabled", String(WORKING.has(status)));
    rejudge.setAttribute("aria-label", `Rejudge submission ${id}`);
    if (isNew) return;
    this.element.classList.remove("is-changed");
    void this.element.offsetWidth; // Restarts the highlight's animation.
    this.element.classList.add("is-changed");
  }

  #showOrigin({ submission_id: id, participant, file_name: file, attempt }) {
    const { who, attempt: attemptText } = this.#parts;
    setText(this.#parts.id, `#${id}`);
    setText(who, participant || "anonymous");
    who.classList.toggle("is-anonymous", !participant);
    setText(this.#parts.file, file ?? "");
    attemptText.hidden = !(attempt > 1);
    setText(attemptText, `attempt ${attempt}`);
  }

  #showProgress({ status, progress }) {
    const { bar } = this.#parts;
    const isShown = status === "evaluating";
    this.#parts.progress.hidden = !isShown;
    if (!isShown) return;
    bar.setAttribute("aria-label", `Evaluation of submission ${this.submission.submission_id}`);
    if (Number.isFinite(progress)) bar.value = progress;
    else bar.removeAttribute("value");
    setText(this.#parts.percent, Number.isFinite(progress) ? percent(progress) : "");
  }

  #showResult({ metrics }) {
    const list = this.#parts.metrics;
    const shown = readMetrics(metrics, this.#scoreMetric);
    list.hidden = shown.length === 0;
    while (list.children.length > shown.length) list.lastElementChild.remove();
    shown.forEach((metric, index) => showMetric(list.children[index] ?? list.appendChild(newMetric()), metric));
    const reason = readReason(metrics);
    this.#parts.reason.hidden = reason === "";
    setText(this.#parts.reason, reason);
  }

  async #rejudge(rejudge) {
    const { rejudge: button, error } = this.#parts;
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true"); // Not `disabled`, which would remove the focus.
    error.hidden = true;
    try {
      await rejudge(this.submission);
    } catch (fault) {
      error.hidden = false;
      error.textContent = fault.message;
    } finally {
      button.setAttribute("aria-disabled", String(WORKING.has(this.submission.status)));
    }
  }
}

function newMetric() {
  const group = document.createElement("div");
  const [value, interval] = [document.createElement("dd"), document.createElement("dd")];
  interval.className = "interval";
  group.append(document.createElement("dt"), value, interval);
  return group;
}

function showMetric(group, { name, value, interval }) {
  const [term, definition, range] = group.children;
  setText(term, name);
  setText(definition, value);
  setText(range, interval);
  range.hidden = interval === "";
  range.title = interval ? "95% interval" : "";
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
