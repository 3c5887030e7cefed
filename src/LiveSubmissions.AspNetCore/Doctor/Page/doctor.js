// @ts-check
// The doctor's page: shows what the server finds, then runs the steps that only a browser can run.

const PROTOCOL = "live-submissions.v1";
const ANSWER_MS = 5_000;
const SSE_HELLO_MS = 3_000;
const ARRIVAL_MS = 5_000;

/** The pause between two looks of the page. */
const AGAIN_MS = 15_000;

/** The page stops looking by itself this long after the last click, key or visit, because perhaps nobody is there. */
const ATTENTION_MS = 60 * 60 * 1_000;

/** The endpoints are beside the folder of this page. */
const root = new URL("../", location.href.replace(/[?#].*$/, ""));

/** @typedef {{ outcome: "passed" | "failed" | "not_run" | "running", finding: string, fix?: string | null, took_ms?: number, data?: object }} Answer */

/** A step is broken: the cause, and the fix. */
class Broken extends Error {
  /** @param {string} cause @param {string} fix @param {string} [step] the broken step, if it is not the one that found the fault */
  constructor(cause, fix, step) {
    super(cause);
    this.fix = fix;
    this.step = step;
  }
}

const element = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));

// ---------------------------------------------------------------------------------------------------------------- the list

/** @type {Map<string, { question: string, answer: Answer }>} in the order in which an update travels */
const answers = new Map();

/** An element with a text, which is never read as markup. @param {string} name @param {string} className @param {string} text */
function make(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

const WORDS = { passed: "in order", failed: "broken", not_run: "not checked", running: "running" };

/** Shows a step's answer in its place. @param {string} list @param {string} id @param {string} question @param {Answer} answer */
function show(list, id, question, answer) {
  answers.set(id, { question, answer });
  let item = element(`step-${id}`);
  if (!item) {
    item = make("li", "", "");
    item.id = `step-${id}`;
    element(list).append(item);
  }

  // Unchanged text stays in place: somebody may be copying it.
  const said = JSON.stringify([question, answer.outcome, answer.finding, answer.fix]);
  if (item.dataset.said !== said) {
    item.dataset.said = said;
    item.dataset.state = answer.outcome;
    const mark = make("span", "mark", "");
    mark.setAttribute("aria-hidden", "true");
    const head = make("div", "head", "");
    head.append(make("span", "question", question), make("span", "visually-hidden", WORDS[answer.outcome]), make("code", "id", id), make("span", "took", ""));
    const body = make("div", "", "");
    body.append(head, make("p", "finding", answer.finding));
    if (answer.fix) {
      const fix = make("p", "fix", "");
      fix.append(make("b", "", "Fix:"), answer.fix);
      body.append(fix);
    }
    body.append(make("dl", "", ""));
    item.replaceChildren(mark, body);
  }
  item.querySelector(".took").textContent = answer.took_ms !== undefined && answer.outcome !== "not_run" ? duration(answer.took_ms) : "";
  item.querySelector("dl").replaceChildren(...Object.entries(answer.data ?? {}).map(([name, value]) => {
    const pair = make("div", "", "");
    const isTime = /(^|_)milliseconds$/.test(name);
    pair.append(make("dt", "", name.replace(/_?milliseconds$/, "").replaceAll("_", " ") || "answer"), make("dd", "", isTime ? duration(Number(value)) : String(value)));
    return pair;
  }));
  showVerdict();
}

function showVerdict() {
  const all = [...answers.entries()];
  const broken = all.find(([, step]) => step.answer.outcome === "failed");
  const running = all.some(([, step]) => step.answer.outcome === "running");
  const passed = all.filter(([, step]) => step.answer.outcome === "passed").length;
  if (broken) verdict("failed", broken[1].answer.finding, broken[1].answer.fix ?? "", broken[0]);
  else if (running || passed === 0) verdict("running", "Looking…", `${passed} of ${all.length} steps are in order so far.`);
  else verdict("passed", "Everything is in order", `${passed} steps passed${all.length > passed ? `, ${all.length - passed} do not apply or did not run` : ""}.`);
}

/** @param {string} state @param {string} title @param {string} text @param {string} [step] the step that is broken */
function verdict(state, title, text, step) {
  const said = JSON.stringify([state, title, text, step]);
  if (element("verdict").dataset.said === said) return;
  element("verdict").dataset.said = said;
  element("verdict").dataset.state = state;
  element("verdict-title").textContent = title;
  element("verdict-text").textContent = text;
  element("verdict-step").hidden = !step;
  element("verdict-step").textContent = `Step ${step}`;
  element("verdict-step").href = `#step-${step}`;
  document.title = `${step ? `Broken: ${step}` : title} · Doctor · LiveSubmissions`;
}

// -------------------------------------------------------------------------------------------------------------- the server

async function lookAtServer() {
  const started = performance.now();
  try {
    const answer = await get("live-submissions/doctor.json", 20_000);
    if (!answer.ok) throw new Broken(`The server answers doctor.json with ${answer.status}.`, "Sign in again, or read the server's log.");
    const report = await answer.json();
    element("step-server")?.remove();
    answers.delete("server");
    for (const step of report.steps) show("server-steps", step.id, step.question, step);
  } catch (error) {
    const broken = error instanceof Broken ? error : new Broken(`The server does not answer: ${words(error)}.`, "Check that the host is running, and read its log.");
    for (const item of element("server-steps").children) {
      const id = item.id.replace("step-", "");
      if (id !== "server") show("server-steps", id, answers.get(id)?.question ?? "", notRun("Unknown, because the server does not answer."));
    }
    show("server-steps", "server", "Does the server answer?", failed(broken, started));
  }
}

// ------------------------------------------------------------------------------------------------------------- the browser

const QUESTIONS = {
  endpoint: "Is the library mapped at this address?",
  origin: "Is this page's origin accepted?",
  upgrade: "Does the WebSocket open?",
  problem: "Does the problem exist, and may it be followed?",
  socket: "Does the server say hello?",
  heartbeat: "Does a heartbeat come, and is the server sure of its states?",
  sse: "Do server-sent events pass unbuffered?",
  client: "Does the browser client connect?",
};

/** For each close code: the step that it is about, and the fix. */
const CLOSED = {
  4400: ["problem", "Write the problem's id as the application writes it."],
  4401: ["problem", "Sign in to the application in this browser, then connect again."],
  4403: ["problem", "Choose a problem that you may follow, or change the application's check in AddAccess."],
  4404: ["problem", "Choose a problem that exists. If this one exists, the application's check in AddAccess does not find it."],
  4500: ["socket", "The channel layer is not configured: the step 'configuration' above names the setting."],
  1013: ["socket", "The server cannot reach its log: fix the steps above first."],
  4429: ["socket", "The server already follows as many groups as Feed.MaxFollowedGroups allows: raise it, or let AddAccess refuse ids that do not exist."],
  1011: ["socket", "Read the server's log: it says what failed. If the check in AddAccess threw, fix the check."],
  1001: ["socket", "The server was stopping: connect again."],
};

/** One run of the browser's steps; a new run ends the old one. */
class BrowserRun {
  /** @param {string} problem @param {boolean} quiet whether to hide running steps, because the answers of an earlier run are shown */
  constructor(problem, quiet) {
    this.problem = problem;
    this.quiet = quiet;
    this.path = `problems/${encodeURIComponent(problem)}/submissions/`;
    this.ended = false;
    this.heardAt = 0;
    this.beat = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {any} */
    this.watch = null;
    /** @type {Set<(message: any) => void>} */
    this.listeners = new Set();
    /** @type {Set<(message: any) => void>} */
    this.shown = new Set();
  }

  end() {
    this.ended = true;
    this.socket?.close();
    this.watch?.close();
  }

  /** Whether every step passed, and the socket still gets messages. */
  get holds() {
    return this.socket?.readyState === WebSocket.OPEN && performance.now() - this.heardAt < this.beat * 2_500
      && Object.keys(QUESTIONS).every((id) => answers.get(id)?.answer.outcome === "passed");
  }

  async run() {
    for (const id of Object.keys(QUESTIONS)) this.show(id, waiting("Waits for the steps before."));
    const way = [["endpoint", this.endpoint], ["origin", this.origin], ["upgrade", this.upgrade], ["problem", this.exists], ["socket", this.hello]];
    let broken = "";
    for (const [id, step] of /** @type {[string, () => Promise<string>][]} */ (way)) {
      if (this.ended) return;
      if (broken === id) continue;
      if (broken) this.show(id, notRun(`Fix '${broken}' first.`));
      else broken = await this.step(id, step);
    }
    const rest = /** @type {[string, () => Promise<string>][]} */ ([["heartbeat", this.heartbeat], ["sse", this.sse], ["client", this.client]]);
    await Promise.all(rest.map(([id, step]) => broken ? this.show(id, notRun(`Fix '${broken}' first.`)) : this.step(id, step)));
  }

  /** @param {string} id @param {Answer} answer */
  show(id, answer) {
    if (!this.ended && !(this.quiet && answer.outcome === "running")) show("browser-steps", id, QUESTIONS[id], answer);
  }

  /** Runs a step; returns which step is broken, if one is. @param {string} id @param {() => Promise<string>} step */
  async step(id, step) {
    this.show(id, waiting("Runs now…"));
    const started = performance.now();
    try {
      this.show(id, passed(await step.call(this), started));
      return "";
    } catch (error) {
      const broken = error instanceof Broken ? error : new Broken(words(error), "Read the browser's console.");
      const at = broken.step ?? id;
      if (at !== id) this.show(id, QUESTIONS[at] && before(at, id) ? notRun(`Fix '${at}' first.`) : passed("Yes. A later step failed.", started));
      this.show(at, failed(broken, started));
      return at;
    }
  }

  async endpoint() {
    console.info("[Doctor] This page makes two requests that must fail, with 426 and 400. They are not errors.");
    const answer = await get(`ws/${this.path}`, ANSWER_MS);
    const node = answer.headers.get("X-LiveSubmissions-Node");
    if (answer.status === 426) return node ? `Yes: process ${node} answers.` : "Yes: a WebSocket endpoint answers.";
    if (answer.status === 401 || answer.status === 403) {
      throw new Broken(`The address answers ${answer.status} before the upgrade.`, "Sign in. If MapLiveSubmissions() has an authorization policy, use AddAccess instead, which can tell the page the reason.");
    }
    if (answer.status === 404) {
      throw new Broken("Nothing is mapped at this address: it answers 404.", "Call app.MapLiveSubmissions() beside app.MapLiveSubmissionsDoctor(), under the same prefix.");
    }
    if (answer.status >= 502) throw new Broken(`A proxy answers ${answer.status}: it cannot reach the server.`, "Check that the server runs, and the proxy's upstream address and port.");
    throw new Broken(`The address answers ${answer.status}. This answer is not the library's.`, "Find what answers instead: a proxy's rule, a fallback route, or a middleware.");
  }

  async origin() {
    // The server never broadcasts an update without a submission. If it refuses for this reason, and not with 403, the origin is accepted.
    const answer = await get("live-submissions/broadcast", ANSWER_MS, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (answer.status !== 403) return `Yes: ${location.origin}.`;
    throw new Broken(
      `The server refuses the origin ${location.origin}.`,
      `${(await answer.text()).trim()} A proxy must forward the Host header.`);
  }

  async upgrade() {
    const url = new URL(`ws/${this.path}`, root);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url, [PROTOCOL]);
    this.socket = socket;
    this.messages = [];
    socket.addEventListener("message", (event) => this.receive(event));
    this.closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    await within(ANSWER_MS, Promise.race([
      new Promise((resolve) => socket.addEventListener("open", resolve)),
      this.closed.then(() => {
        throw new Broken(
          "The address answers plain HTTP, but the WebSocket does not open: something on the way drops the upgrade.",
          "Make the proxy forward it. nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\"; "
          + "Or a middleware, a browser extension or a Content-Security-Policy blocks it: the console says so.");
      }),
    ]), () => new Broken("The WebSocket does not open: there is no answer.", "Look for a firewall or proxy that swallows the upgrade."));
    if (socket.protocol === PROTOCOL) return `Yes, with ${PROTOCOL}.`;
    throw new Broken("The socket opened without its subprotocol.", "Make the proxy forward the header Sec-WebSocket-Protocol in both directions.");
  }

  async exists() {
    // Right after the upgrade the server sends a close or a hello.
    await this.first();
    return `Yes: problem ${this.problem}.`;
  }

  async hello() {
    const hello = await this.first();
    this.beat = hello.heartbeat_seconds;
    return `Yes: live from position ${hello.position}, with a heartbeat every ${this.beat} s.`;
  }

  async heartbeat() {
    const patience = this.beat * 1_500 + 2_000;
    this.show("heartbeat", waiting(`Waits up to ${Math.ceil(patience / 1_000)} s for a heartbeat.`));
    const heartbeat = await this.next((message) => message.type === "heartbeat", patience, () => new Broken(
      `No heartbeat came within ${Math.round(patience / 1_000)} s.`,
      "A proxy holds messages back, or has cut the connection silently: check its buffering and its idle timeout."));
    if (heartbeat.verified) return "Yes: a heartbeat came, and the server is sure.";
    throw new Broken("A heartbeat came, but the server is not sure that it has the newest states.", "Its reads of the log fail or are late: fix the steps above first.");
  }

  async sse() {
    const answer = await get(`sse/${this.path}`, SSE_HELLO_MS, { headers: { Accept: "text/event-stream" } }, () => buffered());
    if (!answer.ok || !answer.body) throw new Broken(`The event stream answers ${answer.status}.`, "The WebSocket's address works, so find what answers here instead: a proxy's rule or a middleware.");
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const read = async () => {
      while (!text.includes("\n\n")) {
        const { done, value } = await reader.read();
        if (done) throw new Broken("The event stream ended before its hello.", "Read the server's log.");
        text += value;
      }
    };
    try {
      await within(SSE_HELLO_MS, read(), () => buffered());
    } finally {
      reader.cancel().catch(() => undefined);
    }
    if (/^event: hello$/m.test(text)) return "Yes: the stream's hello came at once.";
    throw new Broken("The event stream does not begin with hello.", "Find what answers instead: a proxy's rule or a middleware.");
  }

  async client() {
    const url = new URL("live-submissions.js", root);
    const { watchSubmissions } = await import(url.href).catch((error) => {
      throw new Broken(`The browser client does not load: ${words(error)}.`, `Open ${url}. app.MapLiveSubmissions() serves it. If the application has a script-src policy, it must allow this address.`);
    });
    await within(ANSWER_MS, new Promise((resolve) => {
      this.watch = watchSubmissions({
        url: new URL(`ws/${this.path}`, root),
        position: "live",
        onUpdate: (/** @type {any} */ update) => this.shown.forEach((listener) => listener(update)),
        onResync: () => undefined,
        onState: (/** @type {string} */ state) => state === "live" && resolve(undefined),
      });
    }), () => new Broken("The browser client did not become live.", "The last line in the console shows where it stopped: see below."));
    return "Yes: it is live. The console shows its lines.";
  }

  /** @param {MessageEvent} event */
  receive(event) {
    this.heardAt = performance.now();
    const message = JSON.parse(event.data);
    this.messages?.push(message);
    this.listeners.forEach((listener) => listener(message));
  }

  /** The hello; throws why there is none. */
  async first() {
    const closed = /** @type {Promise<CloseEvent>} */ (this.closed).then((event) => {
      const [step, fix] = CLOSED[event.code] ?? ["socket", "Read the server's log, and check that no proxy cuts connections."];
      throw new Broken(`The server closed the socket with ${event.code}${event.reason ? `: ${event.reason}` : "."}`, fix, step);
    });
    const hello = this.messages?.find((message) => message.type === "hello");
    return hello ?? await Promise.race([closed, this.next((message) => message.type === "hello", ANSWER_MS, () => new Broken(
      "The socket is open, but no message comes.", "A proxy does not forward the messages: check it.", "socket"))]);
  }

  /** The next message of a kind. @param {(message: any) => boolean} wanted @param {number} ms @param {() => Error} late */
  async next(wanted, ms, late, listeners = this.listeners) {
    let listener;
    try {
      return await within(ms, new Promise((resolve) => {
        listener = (/** @type {any} */ message) => wanted(message) && resolve(message);
        listeners.add(listener);
      }), late);
    } finally {
      listeners.delete(/** @type {any} */ (listener));
    }
  }
}

const buffered = () => new Broken(
  "The event stream's hello did not come within 3 s: a proxy buffers it.",
  "Turn the proxy's buffering off for /sse/. nginx: proxy_buffering off; and no gzip. The server sends X-Accel-Buffering: no; forward this header.");

/** Whether a step comes before another. @param {string} one @param {string} other */
const before = (one, other) => Object.keys(QUESTIONS).indexOf(one) < Object.keys(QUESTIONS).indexOf(other);

// ------------------------------------------------------------------------------------------------------ the manual broadcast

const MANUAL = {
  stored: "Does the server accept the broadcast?",
  broadcast: "Does the manual broadcast arrive at this browser's socket?",
  shown: "Does the browser client give it to the page?",
};

const update = () => ({ problem_id: problemId(), submission_id: 999, status: "accepted", metrics: { test: 0.95 } });

const problemId = () => {
  const text = element("problem").value.trim();
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
};

const broadcast = () => alone("broadcast", () => broadcastOn(browserRun));

/** @param {BrowserRun} browserRun */
async function broadcastOn(browserRun) {
  const started = performance.now();
  /** @type {(id: string, answer: Answer) => void} */
  const tell = (id, answer) => show("manual-steps", id, MANUAL[id], answer);
  for (const id of Object.keys(MANUAL)) tell(id, waiting("Waits for the update."));

  // Listen before sending: the update may come before the answer.
  const body = update();
  const is = (/** @type {any} */ message) => message.type === "submission_update" && String(message.submission_id) === "999";
  const arrived = browserRun.socket?.readyState === WebSocket.OPEN && browserRun.next(is, ARRIVAL_MS, () => new Broken(
    "The log has the update, but it did not reach this browser within 5 s.",
    "Either the server gets no notifications (steps round-trip and nodes), or this browser is connected to a server that uses another log."));
  const shown = browserRun.watch && browserRun.next(is, ARRIVAL_MS, () => new Broken(
    "The update reached the socket, but the browser client did not give it to the page.", "Read the console: it shows the error."), browserRun.shown);
  const outcomes = Promise.allSettled([arrived, shown]);
  try {
    const answer = await get("live-submissions/broadcast", 10_000, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Broken(`The server answers ${answer.status}: ${(await answer.text()).trim()}`, "Fix what this answer says.");
    const result = await answer.json();
    if (result.outcome !== "accepted") throw new Broken(`The broadcast was ${result.outcome}: ${result.reason}.`, "Fix the steps on the server first.");
    tell("stored", passed(`Yes, at position ${result.position}.`, started));
  } catch (error) {
    tell("stored", failed(error instanceof Broken ? error : new Broken(words(error), "Check that the server is running."), started));
    for (const id of ["broadcast", "shown"]) tell(id, notRun("Fix 'stored' first."));
    return;
  }
  const [socket, client] = await outcomes;
  tell("broadcast", !arrived ? notRun("This browser is not connected: fix the steps above first.")
    : socket.status === "fulfilled" ? passed(JSON.stringify(socket.value), started) : failed(socket.reason, started));
  tell("shown", !shown ? notRun("The browser client is not live: fix the steps above first.")
    : client.status === "fulfilled" ? passed("Yes. The console shows its lines.", started) : failed(client.reason, started));
}

// ------------------------------------------------------------------------------------------------------------------- helpers

/** @param {string} finding @returns {Answer} */
const waiting = (finding) => ({ outcome: "running", finding });

/** @param {string} finding @returns {Answer} */
const notRun = (finding) => ({ outcome: "not_run", finding });

/** @param {string} finding @param {number} started @returns {Answer} */
const passed = (finding, started) => ({ outcome: "passed", finding, took_ms: Math.round(performance.now() - started) });

/** @param {Broken} broken @param {number} started @returns {Answer} */
const failed = (broken, started) => ({ outcome: "failed", finding: broken.message, fix: broken.fix, took_ms: Math.round(performance.now() - started) });

/** A duration in the server's form. @param {number} ms */
const duration = (ms) => ms < 999.5 ? `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`
  : ms < 120_000 ? `${ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1_000)} s`
    : ms < 7_200_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 3_600_000)} hours`;

/** @param {any} error */
const words = (error) => error?.message ?? String(error);

/** @template T @param {number} ms @param {Promise<T>} promise @param {() => Error} late @returns {Promise<T>} */
async function within(ms, promise, late) {
  let timer;
  try {
    return await Promise.race([promise, new Promise((_, reject) => { timer = setTimeout(() => reject(late()), ms); })]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks the server, with a deadline for its headers. @param {string} path @param {number} ms @param {RequestInit} [init] @param {() => Error} [late] */
async function get(path, ms, init, late) {
  const gone = new AbortController();
  try {
    return await within(ms, fetch(new URL(path, root), { ...init, cache: "no-store", redirect: "manual", signal: gone.signal }), late ?? (() => new Broken(
      `There is no answer within ${ms / 1_000} s.`, "Check that the server is running. Else a firewall drops packets silently, or a proxy waits.")));
  } catch (error) {
    gone.abort();
    throw error instanceof Broken ? error : new Broken(`The server cannot be reached: ${words(error)}.`, "Check that it is running and that the address is right. The network tab shows what failed.");
  }
}

// ------------------------------------------------------------------------------------------------------------ again and again

/** @type {BrowserRun} */
let browserRun;

/** How many looks, connects and broadcasts run now. The page starts nothing by itself meanwhile. */
let busy = 0;

/** When the last look ended, and when somebody last used the page. */
let lookedAt = 0;
let lookedAtTime = "";
let askedAt = performance.now();

/** Runs what a button asks for; while it runs, the button does nothing. @param {string} button @param {() => Promise<void>} work */
async function alone(button, work) {
  if (element(button).getAttribute("aria-disabled") === "true") return;
  element(button).setAttribute("aria-disabled", "true");
  busy++;
  try {
    await work();
  } finally {
    busy--;
    element(button).removeAttribute("aria-disabled");
  }
}

/** Asks the server, and repeats the browser's steps unless they still hold. @param {boolean} quiet */
const look = (quiet) => alone("again", async () => {
  element("verdict-when").textContent = "Looking now…";
  await lookAtServer();

  // A running manual broadcast needs the present socket.
  if (!browserRun?.holds && !(quiet && busy > 1)) await connect(quiet);
  lookedAt = performance.now();
  lookedAtTime = new Date().toLocaleTimeString();
  sayWhen();
});

function sayWhen() {
  const ago = Math.floor((performance.now() - lookedAt) / 1_000);
  element("verdict-when").textContent = `Looked at ${lookedAtTime}, ${ago === 0 ? "just now" : `${duration(ago * 1_000)} ago`}. `
    + (isAttended() ? "Looks again by itself while this page is visible." : "It no longer looks by itself, after an hour without a click: press Look again.");
}

const isAttended = () => performance.now() - askedAt < ATTENTION_MS;

function tick() {
  if (document.hidden || busy > 0) return;
  sayWhen();
  if (isAttended() && performance.now() - lookedAt >= AGAIN_MS) look(true);
}

function attended() {
  askedAt = performance.now();
}

/** @param {boolean} quiet */
function connect(quiet) {
  browserRun?.end();
  const problem = element("problem").value.trim();
  const isAnother = browserRun?.problem !== problem;
  browserRun = new BrowserRun(problem, quiet && !isAnother);
  element("socket-url").textContent = new URL(`ws/${browserRun.path}`, root).href.replace(/^http/, "ws");
  element("manual-body").textContent = JSON.stringify(update(), null, 2);
  for (const name of document.querySelectorAll(".problem-name")) name.textContent = problem;
  for (const id of isAnother ? Object.keys(MANUAL) : []) {
    element(`step-${id}`)?.remove();
    answers.delete(id);
  }
  return browserRun.run();
}

element("problem-form").addEventListener("submit", async (/** @type {Event} */ event) => {
  event.preventDefault();
  busy++;
  await connect(false).finally(() => busy--);
});
element("again").addEventListener("click", () => look(false));
element("broadcast").addEventListener("click", broadcast);
document.addEventListener("click", attended);
document.addEventListener("keydown", attended);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  attended();
  tick();
});

await look(false);
setInterval(tick, 1_000);
