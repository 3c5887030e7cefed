/** Each state of the watch for the user: a word, and a sentence. `live` needs no sentence. */
const WORDS = {
  connecting: ["Connecting", ""],
  live: ["Live", ""],
  stale: ["Stale", "The judge is not sure that it gets every change. What you see may be old."],
  reconnecting: ["Reconnecting", "The live connection is lost. The page reconnects by itself, and then shows what you missed."],
  resynchronising: ["Resynchronising", "The page missed too much to catch up step by step: it is loading the list again."],
  closed: ["Disconnected", "The judge has closed the connection. The page does not reconnect."],
  away: ["Not connected", ""],
};

/** Shown only if the page does not use a WebSocket, to help somebody who looks for a fault. */
const BY_ENDPOINT = { SSE: "over SSE", Polling: "by polling" };

const REASONS = {
  hidden: "Nobody looks at this tab: the page asks the judge only every half minute.",
  offline: "This browser is offline.",
  unknown: "The connection is new: the page is loading the list again, so that nothing is missing.",
};

/** Shows whether the page follows the judge, by words and shape, not only by colour. */
export class ConnectionIndicator {
  #element = document.getElementById("connection");
  #word = this.#element.querySelector(".connection-word");
  #notice = document.getElementById("connection-notice");
  #sentence = this.#notice.querySelector("p");
  #button = this.#notice.querySelector("button");
  #liveUntil = null;
  #state = "connecting";

  /** @param reconnect tries again at once */
  constructor(reconnect) {
    this.#button.addEventListener("click", reconnect);
  }

  show(state, detail = {}) {
    if (this.#state === "live" && state !== "live") this.#liveUntil = new Date();
    this.#state = state;
    const [plainWord, sentence] = WORDS[state];
    const word = BY_ENDPOINT[detail.endpoint] ? `${plainWord} ${BY_ENDPOINT[detail.endpoint]}` : plainWord;
    this.#element.dataset.state = state;
    if (this.#word.textContent !== word) this.#word.textContent = word;
    this.#notice.hidden = sentence === "";
    this.#notice.dataset.state = state;
    this.#button.hidden = state !== "reconnecting" && state !== "closed";
    const text = [REASONS[detail.reason] ?? sentence, serversWords(detail), this.#asOf(state)].filter(Boolean).join(" ");
    if (this.#sentence.textContent !== text) this.#sentence.textContent = text;
  }

  #asOf(state) {
    if (!this.#liveUntil || state === "resynchronising") return "";
    return `The page shows the state of ${this.#liveUntil.toLocaleTimeString()}.`;
  }
}

/** The judge's reason for closing the connection. A connection that broke (1006) has none. */
function serversWords({ code, reason }) {
  return code && code !== 1006 && reason ? `The judge says: ${reason.replace(/[^.!?]$/, "$&.")}` : "";
}
