// Shows the form an app opens (a modal), and sends what was filled in.
//
// Called by `page.js` when a session hears of one. The browser's own `<dialog>` traps the focus and hears Escape.

import { h } from "./dom.js";
import { markup } from "./markup.js";
import { namesOf } from "./message.js";
import { TYPE } from "./components.js";
import { makeField } from "./fields.js";

/** Opens `modal` (the data of `INTERACTION_MODAL_CREATE`) for a session. */
export function openModal(session, modal) {
  const fields = [];
  const names = namesOf(session);
  const rows = (modal.components ?? []).map((row) => drawRow(row, fields, names, session.world));
  const error = h("p", { class: "failure", role: "alert", hidden: true });
  const send = h("button", { class: "button primary", type: "submit" }, "Submit");
  const cancel = h("button", { class: "button secondary", type: "button" }, "Cancel");
  const form = h(
    "form",
    { method: "dialog", novalidate: true },
    rows,
    error,
    h("div", { class: "dialog-foot" }, cancel, send),
  );
  const app = modal.application?.name ?? modal.application?.bot?.username ?? "The app";
  const dialog = h(
    "dialog",
    { class: "modal", "aria-labelledby": "modal-title" },
    h("h2", { id: "modal-title" }, modal.title),
    h("p", { class: "modal-note" }, `This form goes to ${app}.`),
    form,
  );
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit({ session, modal, fields, error, send, dialog });
  });
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.input.focus();
}

function drawRow(row, fields, names, world) {
  if (row.type === TYPE.text) return h("div", { class: "text" }, markup(row.content, names));
  const inner = row.type === TYPE.label ? row.component : row.components?.[0];
  if (!inner) return null;
  const field = makeField(inner, world);
  if (!field) return h("p", { class: "failure" }, `(a field of type ${inner.type}, which this page does not draw)`);
  fields.push(Object.assign(field, { row, inner }));
  const words = row.label ?? inner.label ?? inner.placeholder ?? inner.custom_id;
  return h(
    field.group ? "fieldset" : "label",
    { class: "modal-field" },
    h(
      field.group ? "legend" : "span",
      { class: "modal-label" },
      words,
      field.required ? h("span", { class: "star", "aria-hidden": "true" }, " *") : null,
    ),
    row.description ? h("span", { class: "modal-hint" }, row.description) : null,
    field.node ?? field.input,
    field.error,
  );
}

async function submit({ session, modal, fields, error, send, dialog }) {
  let first = null;
  for (const field of fields) {
    const fault = field.fault();
    field.error.textContent = fault ?? "";
    field.input.setAttribute("aria-invalid", String(Boolean(fault)));
    if (fault) first ??= field.input;
  }
  if (first) return first.focus();
  send.disabled = true;
  send.setAttribute("aria-busy", "true");
  const files = [];
  const filled = fields.map((field) => answer(field, files));
  const failure = await session.submit(modal, filled, files);
  send.disabled = false;
  send.removeAttribute("aria-busy");
  if (!failure) return dialog.close();
  error.textContent = `Something went wrong. Try again. ${failure.detail ?? ""}`.trim();
  error.hidden = false;
}

/** One filled field in the form it came in: a row around it, or a label. `files` gathers what is uploaded. */
function answer({ row, inner, read }, files) {
  const filled = {
    type: inner.type,
    ...(inner.id === undefined ? {} : { id: inner.id }),
    custom_id: inner.custom_id,
    ...read(files),
  };
  return row.type === TYPE.label ? { type: TYPE.label, component: filled } : { type: TYPE.row, components: [filled] };
}
