const GATHER = 700;

/** Announces changes to a screen reader. If many come together it announces only their number. */
export class Announcer {
  #element = document.getElementById("announcer");
  /** @type {Map<string, string>} */
  #pending = new Map();
  #timer = null;

  say(id, text) {
    this.#pending.set(String(id), text);
    this.#timer ??= setTimeout(() => this.#speak(), GATHER);
  }

  #speak() {
    const texts = [...this.#pending.values()];
    this.#pending.clear();
    this.#timer = null;
    this.#element.textContent = texts.length <= 3 ? texts.join(" ") : `${texts.length} submissions have changed.`;
  }
}
