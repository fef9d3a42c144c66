// Shows the form an app opens (a modal), and sends what was filled in.
//
// Called by `page.js` when a session hears of one. The browser's own `<dialog>` traps the focus and hears Escape.

import { h } from "./dom.js";
import { markup } from "./markup.js";
import { namesOf } from "./message.js";
import { TYPE } from "./components.js";

const PARAGRAPH = 2;

/** Opens `modal` (the data of `INTERACTION_MODAL_CREATE`) for a session. */
export function openModal(session, modal) {
  const fields = [];
  const names = namesOf(session);
  const rows = (modal.components ?? []).map((row) => drawRow(row, fields, names));
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

function drawRow(row, fields, names) {
  if (row.type === TYPE.text) return h("div", { class: "text" }, markup(row.content, names));
  const inner = row.type === TYPE.label ? row.component : row.components?.[0];
  if (!inner) return null;
  const field = makeField(row, inner);
  if (!field) return h("p", { class: "failure" }, `(a field of type ${inner.type}, which this page does not draw)`);
  fields.push(field);
  const words = row.label ?? inner.label ?? inner.placeholder ?? inner.custom_id;
  return h(
    "label",
    { class: "modal-field" },
    h(
      "span",
      { class: "modal-label" },
      words,
      field.required ? h("span", { class: "star", "aria-hidden": "true" }, " *") : null,
    ),
    row.description ? h("span", { class: "modal-hint" }, row.description) : null,
    field.input,
    field.error,
  );
}

function makeField(row, inner) {
  const required = inner.required ?? true;
  const common = { "aria-required": String(required), "aria-describedby": `fault-${inner.custom_id}` };
  const error = h("span", { class: "field-error", id: `fault-${inner.custom_id}` });
  if (inner.type === TYPE.textInput) return { row, inner, required, error, input: textInput(inner, common) };
  if (inner.type !== TYPE.stringSelect) return null;
  const several = (inner.max_values ?? 1) > 1;
  const options = (inner.options ?? []).map((option) =>
    h("option", { value: option.value, selected: option.default }, option.label),
  );
  const nothing = several ? [] : [h("option", { value: "" }, inner.placeholder ?? "Make a selection")];
  return { row, inner, required, error, input: h("select", { ...common, multiple: several }, nothing, options) };
}

function textInput(inner, common) {
  const limits = { placeholder: inner.placeholder, maxlength: inner.max_length ?? 4000, ...common };
  const input =
    inner.style === PARAGRAPH
      ? h("textarea", { rows: 4, ...limits })
      : h("input", { type: "text", autocomplete: "off", ...limits });
  input.value = inner.value ?? "";
  return input;
}

const valuesOf = (input) => [...input.selectedOptions].map((option) => option.value).filter(Boolean);

function faultOf({ inner, input, required }) {
  if (inner.type === TYPE.stringSelect) return required && !valuesOf(input).length ? "This is required." : null;
  const count = [...input.value].length;
  if (required && !input.value.trim()) return "This field is required.";
  if (count && count < (inner.min_length ?? 0)) return `Must be ${inner.min_length} or more in length.`;
  return null;
}

async function submit({ session, modal, fields, error, send, dialog }) {
  let first = null;
  for (const field of fields) {
    const fault = faultOf(field);
    field.error.textContent = fault ?? "";
    field.input.setAttribute("aria-invalid", String(Boolean(fault)));
    if (fault) first ??= field.input;
  }
  if (first) return first.focus();
  send.disabled = true;
  send.setAttribute("aria-busy", "true");
  const failure = await session.submit(modal, fields.map(answer));
  send.disabled = false;
  send.removeAttribute("aria-busy");
  if (!failure) return dialog.close();
  error.textContent = `Something went wrong. Try again. ${failure.detail ?? ""}`.trim();
  error.hidden = false;
}

/** One filled field in the form it came in: a row around it, or a label. */
function answer({ row, inner, input }) {
  const given = inner.type === TYPE.stringSelect ? { values: valuesOf(input) } : { value: input.value };
  const filled = {
    type: inner.type,
    ...(inner.id === undefined ? {} : { id: inner.id }),
    custom_id: inner.custom_id,
    ...given,
  };
  return row.type === TYPE.label ? { type: TYPE.label, component: filled } : { type: TYPE.row, components: [filled] };
}
