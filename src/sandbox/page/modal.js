// Shows the form an app opens (a modal), and sends what was filled in.
//
// Called by `page.js` when a session hears of one. The browser's own `<dialog>` keeps the focus inside and gives it
// back; what was typed is not thrown away unasked.

import { h } from "./dom.js";
import { markup } from "./markup.js";
import { namesOf } from "./message.js";
import { TYPE } from "./components.js";
import { makeField } from "./fields.js";
import { reveal } from "./veil.js";

/** Opens `modal` (the data of `INTERACTION_MODAL_CREATE`) for a session. */
export function openModal(session, modal) {
  const fields = [];
  const names = namesOf(session);
  const rows = (modal.components ?? []).map((row, at) => drawRow({ row, at }, fields, names, session.world));
  const error = h("p", { class: "failure", role: "alert", hidden: true });
  const send = h("button", { class: "button primary", type: "submit" }, "Submit");
  const cancel = h("button", { class: "button secondary", type: "button" }, "Cancel");
  const foot = h("div", { class: "dialog-foot" }, cancel, send);
  const form = h("form", { method: "dialog", novalidate: true }, rows, error, foot);
  const app = modal.application?.name ?? modal.application?.bot?.username ?? "The app";
  const dialog = h(
    "dialog",
    { class: "modal", "aria-labelledby": "modal-title", "aria-describedby": "modal-note" },
    h("h2", { id: "modal-title" }, modal.title),
    h("p", { class: "modal-note", id: "modal-note" }, `This form goes to ${app}.`),
    form,
  );
  const opened = { session, modal, fields, error, send, dialog, foot, before: typed(fields) };
  cancel.addEventListener("click", () => leave(opened));
  dialog.addEventListener("keydown", (event) => escape(event, opened));
  dialog.addEventListener("click", (event) => reveal(event.target));
  dialog.addEventListener("close", () => closed(dialog));
  form.addEventListener("input", (event) => settled(fields, event.target));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(opened);
  });
  document.body.append(dialog);
  dialog.showModal();
  (fields[0]?.input ?? send).focus();
}

/** The dialog has given the focus back to what opened it; where that is gone, one writes on. */
function closed(dialog) {
  dialog.remove();
  if (document.activeElement === document.body) document.getElementById("say").focus();
}

/** What is in the fields, to be compared. */
const typed = (fields) => JSON.stringify(fields.map((field) => field.read([])));

function escape(event, opened) {
  if (event.key !== "Escape" || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  leave(opened);
}

/** Leaves the form; asks first when something in it would be lost. */
function leave(opened) {
  const { dialog, fields, foot, before } = opened;
  if (opened.asked || typed(fields) === before) return opened.asked ? opened.asked() : dialog.close();
  const keep = h("button", { class: "button primary", type: "button" }, "Keep writing");
  const discard = h("button", { class: "button danger", type: "button" }, "Discard");
  const ask = h(
    "div",
    { class: "modal-ask", role: "alertdialog", "aria-label": "Leave this form?" },
    h("p", {}, "Leave this form? What you filled in is lost."),
    h("div", { class: "dialog-foot" }, keep, discard),
  );
  const back = document.activeElement;
  opened.asked = () => {
    opened.asked = null;
    ask.replaceWith(foot);
    back?.focus();
  };
  keep.addEventListener("click", () => opened.asked());
  discard.addEventListener("click", () => dialog.close());
  foot.replaceWith(ask);
  keep.focus();
}

/** A part of the form; `place` is `{row, at}`: what it is, and its number among the parts. */
function drawRow({ row, at }, fields, names, world) {
  if (row.type === TYPE.text) return h("div", { class: "text" }, markup(row.content, names));
  const inner = row.type === TYPE.label ? row.component : row.components?.[0];
  const field = inner && makeField(inner, world, `field-${at}`);
  if (!field) return null;
  fields.push(Object.assign(field, { row, inner, at }));
  const name = row.label ?? inner.label ?? inner.placeholder ?? inner.custom_id;
  const words = [name, field.required ? h("span", { class: "star", "aria-hidden": "true" }, " *") : null];
  const hint = row.description ? h("span", { class: "modal-hint", id: `${field.id}-hint` }, row.description) : null;
  const note = field.note ? h("span", { class: "modal-hint", id: `${field.id}-note` }, field.note) : null;
  const described = [hint, note, field.error].filter(Boolean).map((one) => one.id);
  (field.group ?? field.input).setAttribute("aria-describedby", described.join(" "));
  if (field.group) {
    field.group.prepend(...[h("legend", { class: "modal-label" }, words), hint, note].filter(Boolean));
    field.group.append(field.error);
    return field.group;
  }
  const label = h("label", { class: "modal-label", for: field.id }, words);
  const inside = field.beside
    ? [h("div", { class: "modal-option" }, field.input, label), hint]
    : [label, hint, note, field.input];
  return h("div", { class: "modal-field" }, inside, field.error);
}

/** Says at a field what is wrong with it; an empty word takes that away. */
function blame(field, fault) {
  field.error.textContent = fault ?? "";
  for (const input of field.inputs ?? [field.input]) input.setAttribute("aria-invalid", String(Boolean(fault)));
}

/** Something was changed: what was wrong with that field is looked at again when the form is sent. */
function settled(fields, target) {
  const field = fields.find((one) => (one.inputs ?? [one.input]).includes(target));
  if (field?.error.textContent && !field.fault()) blame(field, null);
}

async function submit({ session, modal, fields, error, send, dialog }) {
  error.hidden = true;
  const wrong = fields.filter((field) => {
    const fault = field.fault();
    blame(field, fault);
    return fault;
  });
  if (wrong.length) return wrong[0].input.focus();
  send.disabled = true;
  send.setAttribute("aria-busy", "true");
  const files = [];
  const filled = fields.map((field) => answer(field, files));
  const failure = await session.submit(modal, filled, files);
  send.disabled = false;
  send.removeAttribute("aria-busy");
  if (!failure) return dialog.close();
  refused(failure, fields, error);
}

/** What the server refused stands at its field when it names one, else below the form; nothing typed is lost. */
function refused({ detail, at }, fields, error) {
  const field = fields.find((one) => String(one.at) === at);
  if (field) {
    blame(field, detail);
    return field.input.focus();
  }
  error.textContent = `Something went wrong. Try again. ${detail ?? ""}`.trim();
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
