/** What each state of the watch means to the person who looks, in a word and in a sentence. Live needs no sentence. */
const WORDS = {
  connecting: ["Connecting", ""],
  live: ["Live", ""],
  stale: ["Stale", "The judge is not sure that it hears about every change. What you see may be old."],
  reconnecting: ["Reconnecting", "The live connection is lost. It is tried again by itself, and what you missed will then appear."],
  resynchronising: ["Resynchronising", "Too much was missed to catch up step by step: the list is being loaded again."],
  closed: ["Disconnected", "The judge has closed the connection and does not want it back."],
  away: ["Not connected", ""],
};

/** A WebSocket needs no mention; what replaces it, where a proxy does not let one through, may help whoever looks for a fault. */
const BY_ENDPOINT = { SSE: "over SSE", Polling: "by polling" };

const REASONS = {
  hidden: "Nobody looks at this tab: the judge is asked every half a minute.",
  offline: "This browser is offline.",
  unknown: "The connection is new: the list is being loaded again, so that nothing is missed.",
};

/** Says honestly whether the page follows the judge: in words and shape, not in colour alone. */
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
    return `The page is as of ${this.#liveUntil.toLocaleTimeString()}.`;
  }
}

/** A connection that the judge has closed with a reason; one that just broke (1006) has none. */
function serversWords({ code, reason }) {
  return code && code !== 1006 && reason ? `The judge says: ${reason.replace(/[^.!?]$/, "$&.")}` : "";
}
