/** The part of the DOM that a custom element without children needs. Load it before the client. */
class Element extends EventTarget {
  #attributes = new Map();
  textContent = "";
  isConnected = false;

  getAttribute(name) {
    return this.#attributes.get(name) ?? null;
  }

  hasAttribute(name) {
    return this.#attributes.has(name);
  }

  setAttribute(name, value) {
    const had = this.getAttribute(name);
    this.#attributes.set(name, `${value}`);
    if (this.constructor.observedAttributes?.includes(name)) this.attributeChangedCallback(name, had, `${value}`);
  }
}

export const defined = new Map();

globalThis.HTMLElement = Element;
globalThis.customElements = {
  get: (name) => defined.get(name),
  define(name, constructor) {
    if (defined.has(name)) throw new DOMException(`${name} is defined`, "NotSupportedError");
    defined.set(name, constructor);
  },
};
