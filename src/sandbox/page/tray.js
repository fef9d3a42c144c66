// Files on their way: chosen with the button, dropped on the chat, or pasted into the field.
//
// `Tray` holds those that go with the next message; made by `composer.js`. `FileChoice` is one option of a command;
// made by `command.js`. What does not fit is refused here in words, before Discord's codes do.

import { h, icon } from "./dom.js";
import { weightOf } from "./media.js";

/** Discord's limits: files of a message, bytes of one file, bytes of a request. */
export const MOST = { files: 10, file: 10 * 2 ** 20, request: 25 * 2 ** 20 };

/** Why these files cannot go together, as a sentence; null when they can. */
export function refusal(files) {
  const big = files.find((file) => file.size > MOST.file);
  if (big) return `${big.name} is ${weightOf(big.size)}. A file may have ${weightOf(MOST.file)}.`;
  if (files.length > MOST.files) return `A message takes ${MOST.files} files.`;
  const sum = files.reduce((all, file) => all + file.size, 0);
  return sum > MOST.request ? `These files together are more than ${weightOf(MOST.request)}.` : null;
}

/** Opens the browser's dialog for files; `take(files)` gets what was chosen. */
export function choose(take, multiple) {
  const dialog = h("input", { type: "file", multiple, hidden: true });
  dialog.addEventListener("change", () => {
    if (dialog.files.length) take([...dialog.files]);
    dialog.remove();
  });
  dialog.addEventListener("cancel", () => dialog.remove());
  // Some browsers open the dialog only for what is on the page.
  document.body.append(dialog);
  dialog.click();
}

export class Tray {
  /** `tell(text)` says why something was not taken; `back()` gives the focus back to the field. */
  constructor({ tell, back }) {
    Object.assign(this, { tell, back, files: [], kept: new Map() });
    this.node = document.getElementById("tray");
    this.node.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) this.remove(Number(button.dataset.remove));
    });
  }

  /** Turns to another place: files that wait stay where they were put. */
  open(key) {
    if (this.key) this.kept.set(this.key, this.files);
    this.key = key;
    this.files = this.kept.get(key) ?? [];
    this.draw();
  }

  take(files) {
    const all = [...this.files, ...files];
    const why = refusal(all);
    this.tell(why);
    if (!why) this.files = all;
    this.draw();
    this.back();
  }

  remove(at) {
    this.files = this.files.filter((_, index) => index !== at);
    this.draw();
    (this.node.querySelectorAll("[data-remove]")[Math.min(at, this.files.length - 1)] ?? { focus: this.back }).focus();
  }

  /** Gives the files away, for sending. */
  empty() {
    const { files } = this;
    this.files = [];
    this.draw();
    return files;
  }

  draw() {
    this.node.hidden = this.files.length === 0;
    this.node.replaceChildren(
      ...this.files.map((file, index) =>
        h(
          "li",
          { class: "waiting-file" },
          icon("file"),
          h("span", { class: "file-name" }, file.name),
          h("span", { class: "weight" }, weightOf(file.size)),
          h(
            "button",
            { type: "button", class: "tool", "data-remove": index, "aria-label": `Do not send ${file.name}` },
            icon("close"),
          ),
        ),
      ),
    );
  }
}

/** The control of a command's option that takes a file: a button that opens the dialog and then names the file. */
export class FileChoice {
  /** `changed()` is called when a file was chosen or taken away; `refuse(text)` when one does not fit. */
  constructor(label, { changed, refuse }) {
    Object.assign(this, { file: null, changed, refuse });
    this.input = h("button", { type: "button", class: "choose-file", "aria-label": label });
    this.input.addEventListener("click", () => this.ask());
    this.label = label;
    this.draw();
  }

  ask() {
    choose(([file]) => this.take(file), false);
  }

  take(file) {
    const why = refusal([file]);
    if (why) return this.refuse(why);
    this.file = file;
    this.draw();
    this.input.focus();
    this.changed();
  }

  clear() {
    this.file = null;
    this.draw();
  }

  draw() {
    const words = this.file ? `${this.file.name} · ${weightOf(this.file.size)}` : "Choose a file";
    this.input.textContent = words;
    this.input.setAttribute("aria-label", `${this.label}: ${words}`);
    // Whoever asks a field for its value finds the name, as with a text.
    this.input.value = this.file?.name ?? "";
  }
}

/** Hears files dropped anywhere on `place`, or pasted into it; `take(files)` gets them. */
export function hearDrops(place, take) {
  const brings = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const over = (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    place.classList.add("dropping");
  };
  place.addEventListener("dragenter", over);
  place.addEventListener("dragover", over);
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("dropping");
  });
  place.addEventListener("drop", (event) => {
    place.classList.remove("dropping");
    if (!brings(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  place.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}
