// A form of the page's own in the browser's `<dialog>`: its fields, what is wrong with them, and how it is sent.
//
// Called by what begins something: a post, a thread, a poll, a message passed on; and by what asks before it deletes.
// Sends nothing itself. The forms that apps open are `modal.js`.

import { h } from "./dom.js";

/**
 * Opens a form of `fields` (of `field` below) and other `parts`. `send()` does what it is for; what it throws stands
 * below the form, which stays. `back()` takes the focus where what opened the form is not there any more.
 */
export function openForm({ title, note = null, fields = [], parts = [], label, danger = false, send, back }) {
  const error = h("p", { class: "failure", role: "alert" });
  const done = h("button", { class: `button ${danger ? "danger" : "primary"}`, type: "submit" }, label);
  const cancel = h("button", { class: "button secondary", type: "button" }, "Cancel");
  const nodes = [fields.map((one) => one.node), parts, error, h("div", { class: "dialog-foot" }, cancel, done)];
  const form = h("form", { novalidate: true }, nodes);
  const dialog = h("dialog", { class: "modal", "aria-labelledby": "dialog-title" }, h("h2", { id: "dialog-title" }, title), note, form);
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (document.activeElement === document.body) back?.();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit({ fields, error, done, send, dialog });
  });
  document.body.append(dialog);
  dialog.showModal();
  (fields[0]?.input ?? done).focus();
  return { dialog, form };
}

async function submit({ fields, error, done, send, dialog }) {
  const wrong = fields.filter((one) => !one.check());
  if (wrong.length) return wrong[0].input.focus();
  done.disabled = true;
  error.textContent = "";
  const why = await send().then(
    () => null,
    (refused) => refused.message,
  );
  done.disabled = false;
  if (!why) return dialog.close();
  error.textContent = why;
  done.focus();
}

/** A field of such a form: `missing` is what is said when nothing was given, null when that is allowed. */
export function field(node, input, value, missing, name) {
  const error = h("span", { class: "field-error", id: `form-${name}-error`, role: "alert" });
  input.setAttribute("aria-describedby", error.id);
  node.append(error);
  return {
    node,
    input,
    value,
    missing,
    check() {
      const given = value();
      const none = this.missing && !(typeof given === "string" ? given.trim() : given.length);
      const fault = none ? this.missing : this.fault?.();
      error.textContent = fault ?? "";
      input.setAttribute("aria-invalid", String(Boolean(fault)));
      return !fault;
    },
  };
}

/** A control below its name; what is wrong with it is no part of the name. */
export function named(label, name, input) {
  input.id = `form-${name}`;
  return h("div", { class: "modal-field" }, h("label", { class: "modal-label", for: input.id }, label), input);
}

/** A field for a text. */
export function textField(label, name, input, given, missing) {
  input.value = given;
  return field(named(label, name, input), input, () => input.value, missing, name);
}
