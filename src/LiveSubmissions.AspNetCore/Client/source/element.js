import { watchSubmissions } from "./watch.js";

/**
 * `<live-submission-status src="/ws/problems/1/submissions/" submission-id="42" position="…" revision="3">queued</…>` shows the status as
 * its text. Without a position it asks for all that the log keeps; all elements of the page share this answer.
 */
const NAME = "live-submission-status";
if (globalThis.customElements && !customElements.get(NAME)) {
  customElements.define(
    NAME,
    class extends HTMLElement {
      static observedAttributes = ["src", "submission-id", "position"];
      #watch = null;
      #isUnsure = false;

      connectedCallback() {
        if (!this.hasAttribute("aria-live")) this.setAttribute("aria-live", "polite");
        if (this.hasAttribute("status") && !this.textContent) this.textContent = this.getAttribute("status");
        this.#isUnsure = false;
        this.#follow(this.getAttribute("position") || "0");
      }

      disconnectedCallback() {
        this.#watch?.close();
        this.#watch = null;
      }

      attributeChangedCallback() {
        if (this.isConnected) this.connectedCallback();
      }

      #follow(position) {
        this.disconnectedCallback();
        const [url, submissionId, revision] = ["src", "submission-id", "revision"].map((name) => this.getAttribute(name));
        if (!url || !submissionId) return;
        this.#watch = watchSubmissions({
          url,
          position,
          submissionId,
          onUpdate: (update) => this.#show(update),
          onResync: (request) => {
            this.#tell("submission-resync", request);
            this.#askLog();
          },
          onState: (state, { reason }) => {
            this.setAttribute("state", this.#isUnsure && state === "live" ? "stale" : state);
            if (reason === "reloaded") this.#askLog();
          },
        });
        if (revision) this.#watch.seen([{ submission_id: submissionId, revision: Number(revision) }]);
      }

      /** An element cannot ask the application, so it asks the log for all it keeps. Until an update comes, the text may be old. */
      #askLog() {
        this.#isUnsure = true;
        this.#follow("0");
      }

      #show(update) {
        this.#isUnsure = false;
        this.textContent = update.status;
        this.setAttribute("status", update.status);
        this.setAttribute("state", this.#watch.state);
        this.#tell("submission-update", update);
      }

      #tell(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
      }
    },
  );
}
