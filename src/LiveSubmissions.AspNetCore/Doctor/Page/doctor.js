// @ts-check
// The doctor's page: shows what the server finds, then walks the way that only a browser can walk, and ticks off step by step.

const PROTOCOL = "live-submissions.v1";
const ANSWER_MS = 5_000;
const SSE_HELLO_MS = 3_000;
const ARRIVAL_MS = 5_000;

/** The page looks again so long after a look has ended. */
const AGAIN_MS = 15_000;

/** So long after somebody came to the page, or pressed a button, it no longer looks by itself: nobody may be there. */
const ATTENTION_MS = 60 * 60 * 1_000;

/** Where the endpoints are: beside the folder in which this page is. */
const root = new URL("../", location.href.replace(/[?#].*$/, ""));

/** @typedef {{ outcome: "passed" | "failed" | "not_run" | "running", finding: string, fix?: string | null, took_ms?: number, data?: object }} Answer */

/** Broken, with the cause and what to do. */
class Broken extends Error {
  /** @param {string} cause @param {string} fix @param {string} [step] whose fault it is, if not that of the step that ran into it */
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

/** A text in an element; never markup. @param {string} name @param {string} className @param {string} text */
function make(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

const WORDS = { passed: "in order", failed: "broken", not_run: "not looked at", running: "looking" };

/** Shows a step's answer in its place. @param {string} list @param {string} id @param {string} question @param {Answer} answer */
function show(list, id, question, answer) {
  answers.set(id, { question, answer });
  let item = element(`step-${id}`);
  if (!item) {
    item = make("li", "", "");
    item.id = `step-${id}`;
    element(list).append(item);
  }

  // What is as it was stays where it is: somebody may just be copying it.
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
  else verdict("passed", "Everything is in order", `${passed} steps passed${all.length > passed ? `, ${all.length - passed} do not apply or were not asked for` : ""}.`);
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
    if (!answer.ok) throw new Broken(`The server answers ${answer.status} to doctor.json.`, "Sign in again, or look at the server's log.");
    const report = await answer.json();
    element("step-server")?.remove();
    answers.delete("server");
    for (const step of report.steps) show("server-steps", step.id, step.question, step);
  } catch (error) {
    const broken = error instanceof Broken ? error : new Broken(`The server does not answer: ${words(error)}.`, "Is the host still running? Look at its log.");
    for (const item of element("server-steps").children) {
      const id = item.id.replace("step-", "");
      if (id !== "server") show("server-steps", id, answers.get(id)?.question ?? "", notRun("Not known while the server does not answer."));
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

/** What a close code means: which step it is about, and what to do. */
const CLOSED = {
  4400: ["problem", "Write the problem's id as the application does."],
  4401: ["problem", "Sign in to the application in this browser, then connect again."],
  4403: ["problem", "Choose a problem that you may follow, or change the check that the application gave to AddAccess."],
  4404: ["problem", "Choose a problem that exists. If it does, the check that the application gave to AddAccess does not find it."],
  4500: ["socket", "The channel layer is not configured: step 'configuration' above names the setting."],
  1013: ["socket", "The server cannot reach its log: fix the steps above first."],
  4429: ["socket", "The server follows as many groups as it may: raise Feed.MaxFollowedGroups, or let AddAccess refuse ids that do not exist."],
  1011: ["socket", "Read the server's log: it says what failed. If the check of AddAccess threw, fix it there."],
  1001: ["socket", "The server was stopping: connect again."],
};

/** One walk along the way; a new one ends the old. */
class Walk {
  /** @param {string} problem @param {boolean} quiet whether what is under way is not shown, since an earlier walk's answers stand there */
  constructor(problem, quiet) {
    this.problem = problem;
    this.quiet = quiet;
    this.endpoints = `problems/${encodeURIComponent(problem)}/submissions/`;
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

  /** Whether it found everything in order, and its socket has been heard since. */
  get holds() {
    return this.socket?.readyState === WebSocket.OPEN && performance.now() - this.heardAt < this.beat * 2_500
      && Object.keys(QUESTIONS).every((id) => answers.get(id)?.answer.outcome === "passed");
  }

  async run() {
    for (const id of Object.keys(QUESTIONS)) this.show(id, waiting("Waits for the steps before it."));
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
    this.show(id, waiting("Looks…"));
    const started = performance.now();
    try {
      this.show(id, passed(await step.call(this), started));
      return "";
    } catch (error) {
      const broken = error instanceof Broken ? error : new Broken(words(error), "Look at the browser's console.");
      const at = broken.step ?? id;
      if (at !== id) this.show(id, QUESTIONS[at] && before(at, id) ? notRun(`Fix '${at}' first.`) : passed("Yes: what came next failed.", started));
      this.show(at, failed(broken, started));
      return at;
    }
  }

  async endpoint() {
    console.info("[Doctor] The next two failed requests, 426 and 400, are questions of this page's, and the answers are what it wants to hear.");
    const answer = await get(`ws/${this.endpoints}`, ANSWER_MS);
    const node = answer.headers.get("X-LiveSubmissions-Node");
    if (answer.status === 426) return node ? `Yes: process ${node} answers.` : "Yes: a WebSocket is served there.";
    if (answer.status === 401 || answer.status === 403) {
      throw new Broken(`The address answers ${answer.status} before the upgrade.`, "Sign in. If authorization is put on MapLiveSubmissions(), prefer AddAccess, which can say why.");
    }
    if (answer.status === 404) {
      throw new Broken("Nothing is mapped at this address: it answers 404.", "Call app.MapLiveSubmissions() where app.MapLiveSubmissionsDoctor() is called, under the same prefix.");
    }
    if (answer.status >= 502) throw new Broken(`A proxy answers ${answer.status}: it does not reach the server.`, "Check that the server runs, and the proxy's upstream address and port.");
    throw new Broken(`The address answers ${answer.status}, which is not this library.`, "Look at what stands between: a proxy's rule, a fallback route, or a middleware answers in its place.");
  }

  async origin() {
    // An update without a submission is never broadcast; that it is refused for this and not for the origin is the answer.
    const answer = await get("live-submissions/broadcast", ANSWER_MS, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (answer.status !== 403) return `Yes: ${location.origin}.`;
    throw new Broken(
      `The server refuses the origin ${location.origin}.`,
      `${(await answer.text()).trim()} Behind a proxy, let it pass the Host header on.`);
  }

  async upgrade() {
    const url = new URL(`ws/${this.endpoints}`, root);
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
          "The address answers plain HTTP, and the WebSocket is not opened: something between drops the upgrade.",
          "Let the proxy pass it on. nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\"; "
          + "Else look for a middleware, a browser extension or a Content-Security-Policy that blocks it: the console says so.");
      }),
    ]), () => new Broken("The WebSocket does not open: there is no answer.", "Look for a firewall or proxy that holds the upgrade back without an answer."));
    if (socket.protocol === PROTOCOL) return `Yes, with ${PROTOCOL}.`;
    throw new Broken("The socket opened without its subprotocol.", "Let the proxy pass the header Sec-WebSocket-Protocol on, both ways.");
  }

  async exists() {
    // Whether it may be followed is told right after the upgrade: by a close, or by the hello.
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
    this.show("heartbeat", waiting(`Waits for it, up to ${Math.ceil(patience / 1_000)} s.`));
    const heartbeat = await this.next((message) => message.type === "heartbeat", patience, () => new Broken(
      `No heartbeat came within ${Math.round(patience / 1_000)} s.`,
      "Something between holds messages back or has cut the connection silently: look at the proxy's buffering and idle timeout."));
    if (heartbeat.verified) return "Yes, and it is.";
    throw new Broken("A heartbeat came; the server is not sure that it has the newest states.", "Its reads of the log fail or are late: fix the steps above first.");
  }

  async sse() {
    const answer = await get(`sse/${this.endpoints}`, SSE_HELLO_MS, { headers: { Accept: "text/event-stream" } }, () => buffered());
    if (!answer.ok || !answer.body) throw new Broken(`The event stream answers ${answer.status}.`, "Look at what stands between: the WebSocket's address answered as it should.");
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const read = async () => {
      while (!text.includes("\n\n")) {
        const { done, value } = await reader.read();
        if (done) throw new Broken("The event stream ended before its hello.", "Look at the server's log.");
        text += value;
      }
    };
    try {
      await within(SSE_HELLO_MS, read(), () => buffered());
    } finally {
      reader.cancel().catch(() => undefined);
    }
    if (/^event: hello$/m.test(text)) return "Yes: the stream's hello came at once.";
    throw new Broken("The event stream begins with something else than hello.", "Look at what stands between.");
  }

  async client() {
    const url = new URL("live-submissions.js", root);
    const { watchSubmissions } = await import(url.href).catch((error) => {
      throw new Broken(`The browser client is not to be had: ${words(error)}.`, `Open ${url} and see. app.MapLiveSubmissions() serves it; a script-src of the application's must allow it.`);
    });
    await within(ANSWER_MS, new Promise((resolve) => {
      this.watch = watchSubmissions({
        url: new URL(`ws/${this.endpoints}`, root),
        position: "live",
        onUpdate: (/** @type {any} */ update) => this.shown.forEach((listener) => listener(update)),
        onResync: () => undefined,
        onState: (/** @type {string} */ state) => state === "live" && resolve(undefined),
      });
    }), () => new Broken("The browser client did not become live.", "The console says at which line it stopped: see below."));
    return "Yes: it is live, and the console has its lines.";
  }

  /** @param {MessageEvent} event */
  receive(event) {
    this.heardAt = performance.now();
    const message = JSON.parse(event.data);
    this.messages?.push(message);
    this.listeners.forEach((listener) => listener(message));
  }

  /** The hello, or why there is none. */
  async first() {
    const closed = /** @type {Promise<CloseEvent>} */ (this.closed).then((event) => {
      const [step, fix] = CLOSED[event.code] ?? ["socket", "Look at the server's log, and for a proxy that cuts connections."];
      throw new Broken(`The server closed the socket with ${event.code}${event.reason ? `: ${event.reason}` : "."}`, fix, step);
    });
    const hello = this.messages?.find((message) => message.type === "hello");
    return hello ?? await Promise.race([closed, this.next((message) => message.type === "hello", ANSWER_MS, () => new Broken(
      "The socket is open, and the server says nothing.", "Something between takes messages and does not pass them on: look at the proxy.", "socket"))]);
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
  "Turn the proxy's buffering off for /sse/. nginx: proxy_buffering off; and no gzip. The server says X-Accel-Buffering: no; let it through.");

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

const broadcast = () => alone("broadcast", () => broadcastOn(walk));

/** @param {Walk} walk */
async function broadcastOn(walk) {
  const started = performance.now();
  /** @type {(id: string, answer: Answer) => void} */
  const tell = (id, answer) => show("manual-steps", id, MANUAL[id], answer);
  for (const id of Object.keys(MANUAL)) tell(id, waiting("Waits for it."));

  // Listened for before it is sent, or a fast server would be faster.
  const body = update();
  const is = (/** @type {any} */ message) => message.type === "submission_update" && String(message.submission_id) === "999";
  const arrived = walk.socket?.readyState === WebSocket.OPEN && walk.next(is, ARRIVAL_MS, () => new Broken(
    "The log has it, and it did not come to this browser within 5 s.",
    "The server does not hear what is broadcast (steps round-trip and nodes), or this browser is connected to a server that uses another log."));
  const shown = walk.watch && walk.next(is, ARRIVAL_MS, () => new Broken(
    "It came to the socket, and the browser client did not give it to the page.", "Read the console: an error there stops the page."), walk.shown);
  const outcomes = Promise.allSettled([arrived, shown]);
  try {
    const answer = await get("live-submissions/broadcast", 10_000, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Broken(`The server answers ${answer.status}: ${(await answer.text()).trim()}`, "Fix what it says.");
    const result = await answer.json();
    if (result.outcome !== "accepted") throw new Broken(`The broadcast was ${result.outcome}: ${result.reason}.`, "Fix the steps on the server first.");
    tell("stored", passed(`Yes, at position ${result.position}.`, started));
  } catch (error) {
    tell("stored", failed(error instanceof Broken ? error : new Broken(words(error), "Is the server running?"), started));
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

/** As the server says durations. @param {number} ms */
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
      `There is no answer within ${ms / 1_000} s.`, "Is the server running? Look for a firewall that drops packets silently, or a proxy that waits.")));
  } catch (error) {
    gone.abort();
    throw error instanceof Broken ? error : new Broken(`The server cannot be reached: ${words(error)}.`, "Is it running, and does the address lead to it? The network tab shows what failed.");
  }
}

// ------------------------------------------------------------------------------------------------------------ again and again

/** @type {Walk} */
let walk;

/** How much runs that somebody asked for, or that the page does by itself: it begins nothing by itself meanwhile. */
let busy = 0;

/** When the last look ended, and when somebody was last known to be there. */
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

/** Asks the server, and walks anew unless the last walk still holds. @param {boolean} quiet */
const look = (quiet) => alone("again", async () => {
  element("verdict-when").textContent = "Looks now…";
  await lookAtServer();

  // A manual broadcast waits for what comes on the walk's socket.
  if (!walk?.holds && !(quiet && busy > 1)) await connect(quiet);
  lookedAt = performance.now();
  lookedAtTime = new Date().toLocaleTimeString();
  sayWhen();
});

function sayWhen() {
  const ago = Math.floor((performance.now() - lookedAt) / 1_000);
  element("verdict-when").textContent = `Looked at ${lookedAtTime}, ${ago === 0 ? "just now" : `${duration(ago * 1_000)} ago`}. `
    + (isAttended() ? "Looks again by itself while this page is visible." : "It has looked by itself for an hour and stops: press Look again.");
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
  walk?.end();
  const problem = element("problem").value.trim();
  const isAnother = walk?.problem !== problem;
  walk = new Walk(problem, quiet && !isAnother);
  element("socket-url").textContent = new URL(`ws/${walk.endpoints}`, root).href.replace(/^http/, "ws");
  element("manual-body").textContent = JSON.stringify(update(), null, 2);
  for (const name of document.querySelectorAll(".problem-name")) name.textContent = problem;
  for (const id of isAnother ? Object.keys(MANUAL) : []) {
    element(`step-${id}`)?.remove();
    answers.delete(id);
  }
  return walk.run();
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
