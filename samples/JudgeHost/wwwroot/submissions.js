import { watchSubmissions } from "/live-submissions.js";
import { Announcer } from "./announcer.js";
import { findBackend } from "./backend.js";
import { ConnectionIndicator } from "./connection-indicator.js";
import { isNewer } from "./ids.js";
import { metricName, readReason } from "./metrics.js";
import { number } from "./format.js";
import { untilDone } from "./patience.js";
import { RowLoader } from "./row-loader.js";
import { ScoreChart } from "./score-chart.js";
import { MAX_ROWS, SubmissionList } from "./submission-list.js";
import { UploadForm } from "./upload-form.js";

const problemId = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const byId = (id) => document.getElementById(id);

const announcer = new Announcer();
let watch;
const indicator = new ConnectionIndicator(() => watch?.reconnect());

// Load the rows first, so that the page works even without a WebSocket. The position was read before them, so no update is missed.
const { backend, problem, data } = await untilDone(async () => {
  const backend = await findBackend();
  const [problem, data] = await Promise.all([backend.problem(problemId), backend.submissions(problemId, MAX_ROWS)]);
  return { backend, problem, data };
}, () => indicator.show("away"));
indicator.show("connecting");
showProblem();

const chart = new ScoreChart(problem);
const list = new SubmissionList({ scoreMetric: problem.score_metric, rejudge, onChange });
const loader = new RowLoader({
  loadOne: (id) => backend.submission(id),
  loadNewest: async () => (await backend.submissions(problemId, MAX_ROWS)).submissions,
  onRow: takeRow,
});
let isAnnouncing = false;
let isDrawing = false;

showRows(data.submissions);
isAnnouncing = true;

watch = watchSubmissions({
  url: backend.socketUrl(problemId),
  position: data.position,
  onUpdate,
  onResync: async ({ signal }) => showRows((await backend.submissions(problemId, MAX_ROWS, signal)).submissions),
  onState: (state, detail) => indicator.show(state, detail),
});
watch.seen(data.submissions);
new UploadForm(upload);
setInterval(() => list.refreshTimes(), 15_000);

function showProblem() {
  const isClassification = problem.kind === "classification";
  document.title = `${problem.title} · JudgeHost`;
  byId("problem-kind").textContent = isClassification ? "Classification" : "Regression";
  byId("problem-title").textContent = problem.title;
  byId("problem-summary").textContent = problem.summary;
  byId("features-link").href = backend.absolute(problem.features_url);
  byId("sample-link").href = backend.absolute(problem.sample_submission_url);
  byId("loading").hidden = true;
  byId("problem-page").hidden = false;
}

function showRows(submissions) {
  list.replace(submissions.map((submission) => ({ ...submission, isWhole: true })));
  draw();
  return submissions;
}

function onUpdate(update) {
  const oldest = list.submissions.at(-1)?.submission_id;
  const isOlderThanAll = list.submissions.length >= MAX_ROWS && isNewer(oldest, update.submission_id);
  if (isOlderThanAll) return;
  const before = list.get(update.submission_id);
  const submission = list.apply(update);
  // A submission that was queued again has a new attempt, which is not in the update.
  if (!submission.isWhole || (update.status === "queued" && before.status !== "queued")) loader.want(update.submission_id);
  return submission;
}

function takeRow(row) {
  watch.seen([row]);
  list.merge(row);
}

async function upload(form) {
  const answer = await backend.upload(problemId, form);
  loader.want(answer.submission_id); // The feed sends an update too, but the page does not depend on it.
  return answer;
}

async function rejudge({ submission_id: id }) {
  await backend.rejudge(id);
  loader.want(id);
}

function onChange(before, after) {
  draw();
  if (isAnnouncing && before?.status !== after.status) announcer.say(after.submission_id, inWords(after));
}

function inWords({ submission_id: id, status, metrics }) {
  const score = metrics?.[problem.score_metric];
  const more = status === "accepted" && Number.isFinite(score) ? `, ${metricName(problem.score_metric)} ${number(score)}` : "";
  const reason = readReason(metrics);
  return `Submission ${id}: ${status}${more}.${reason ? ` ${reason}` : ""}`;
}

/** Draws once for all changes of one message. */
function draw() {
  if (isDrawing) return;
  isDrawing = true;
  queueMicrotask(() => {
    isDrawing = false;
    const { submissions } = list;
    byId("submissions-empty").hidden = submissions.length > 0;
    byId("submissions-count").textContent = submissions.length >= MAX_ROWS ? `the newest ${MAX_ROWS}` : submissions.length || "";
    list.markBest(chart.show(submissions));
  });
}
