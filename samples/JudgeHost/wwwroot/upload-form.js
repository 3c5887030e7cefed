import { bytes } from "./format.js";

const MAX_BYTES = 5 * 1024 * 1024; // The judge's limit, checked before the upload.
const REMEMBERED = "judge-participant";

/** The upload: choose a file, drop it, or use the keyboard. */
export class UploadForm {
  #form = document.getElementById("upload");
  #file = document.getElementById("file");
  #participant = document.getElementById("participant");
  #button = this.#form.querySelector("button");
  #name = this.#form.querySelector(".drop-name");
  #hint = this.#form.querySelector(".drop-hint");
  #message = document.getElementById("upload-message");
  #hintText = [...this.#hint.childNodes];
  #nameText = this.#name.textContent;
  #upload;
  #busy = false;

  /** @param upload sends a FormData and resolves with the answer */
  constructor(upload) {
    this.#upload = upload;
    this.#participant.value = remembered();
    this.#file.addEventListener("change", () => this.#showFile());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#acceptDrops(this.#form.closest(".card"));
  }

  #acceptDrops(zone) {
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    zone.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      zone.classList.add("is-over");
    });
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
    });
    zone.addEventListener("drop", (event) => {
      zone.classList.remove("is-over");
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.#file.files = event.dataTransfer.files;
      this.#showFile();
      this.#button.focus();
    });
    // Otherwise a file dropped beside the zone would replace the page.
    for (const type of ["dragover", "drop"]) window.addEventListener(type, (event) => carriesFiles(event) && event.preventDefault());
  }

  #showFile() {
    const file = this.#file.files[0];
    this.#form.classList.toggle("has-file", file !== undefined);
    this.#name.textContent = file?.name ?? this.#nameText;
    if (file) this.#hint.textContent = bytes(file.size);
    else this.#hint.replaceChildren(...this.#hintText);
    this.#say("", "");
  }

  async #submit() {
    if (this.#busy) return;
    const file = this.#file.files[0];
    if (!file) return this.#refuse("Choose a CSV file first.");
    if (file.size > MAX_BYTES) return this.#refuse("The file is larger than 5 MB, the judge's limit.");
    const form = new FormData();
    form.set("file", file);
    const participant = this.#participant.value.trim();
    if (participant) form.set("participant", participant);
    remember(participant);
    this.#setBusy(true);
    this.#say("", "Uploading…");
    try {
      const { submission_id: id } = await this.#upload(form);
      this.#file.value = "";
      this.#showFile();
      this.#say("ok", `Submission #${id} is in the queue.`);
    } catch (error) {
      this.#say("error", error.detail || error.message);
    } finally {
      this.#setBusy(false);
    }
  }

  #refuse(text) {
    this.#say("error", text);
    this.#file.focus();
  }

  /** The button stays focusable, so that the focus stays on it during the upload. */
  #setBusy(busy) {
    this.#busy = busy;
    this.#button.setAttribute("aria-disabled", String(busy));
    this.#form.setAttribute("aria-busy", String(busy));
  }

  #say(kind, text) {
    this.#message.dataset.kind = kind;
    this.#message.textContent = text;
    this.#file.setAttribute("aria-invalid", String(kind === "error"));
  }
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) ?? "";
  } catch {
    return ""; // The browser may forbid storage; the user then types the name again.
  }
}

function remember(name) {
  try {
    localStorage.setItem(REMEMBERED, name);
  } catch {
    // As above.
  }
}
