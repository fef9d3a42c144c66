// The fields of a modal: made from the component that describes one, checked, and read when the form is sent.
//
// Called by `modal.js`. Every field is `{input, node?, group?, required, error, fault(), read(files)}`: `input` takes the
// focus, `node` is what stands on the page when that is more, `read` gives `{value}` or `{values}` and adds uploads to
// `files`, which the values name by their places.

import { h } from "./dom.js";
import { SELECTS, TYPE, selectItems } from "./components.js";
import { refusal } from "./tray.js";

const PARAGRAPH = 2;

/** The field for a component; null for one that this page does not draw. `world` has the people, roles and channels. */
export function makeField(inner, world) {
  const required = inner.type !== TYPE.checkbox && (inner.required ?? true);
  const name = `fault-${inner.custom_id}`;
  const common = { "aria-required": String(required), "aria-describedby": name };
  const made = make(inner, world, required, common);
  return made && { required, error: h("span", { class: "field-error", id: name }), ...made };
}

function make(inner, world, required, common) {
  if (inner.type === TYPE.textInput) return textField(inner, required, common);
  if (SELECTS.includes(inner.type)) return selectField(inner, world, required, common);
  if (inner.type === TYPE.fileUpload) return fileField(inner, required, common);
  if (inner.type === TYPE.radioGroup) return choiceField(inner, "radio", required);
  if (inner.type === TYPE.checkboxGroup) return choiceField(inner, "checkbox", required);
  if (inner.type !== TYPE.checkbox) return null;
  const input = h("input", { type: "checkbox", checked: inner.default, ...common });
  return { input, fault: () => null, read: () => ({ value: input.checked }) };
}

function textField(inner, required, common) {
  const limits = { placeholder: inner.placeholder, maxlength: inner.max_length ?? 4000, ...common };
  const input =
    inner.style === PARAGRAPH
      ? h("textarea", { rows: 4, ...limits })
      : h("input", { type: "text", autocomplete: "off", ...limits });
  input.value = inner.value ?? "";
  const fault = () => {
    const count = [...input.value].length;
    if (required && !input.value.trim()) return "This field is required.";
    return count && count < (inner.min_length ?? 0) ? `Must be ${inner.min_length} or more in length.` : null;
  };
  return { input, fault, read: () => ({ value: input.value }) };
}

/** Why so many values do not do; null when they do. */
function countFault(count, inner, required, most) {
  if (!count) return required && (inner.min_values ?? 1) > 0 ? "This is required." : null;
  if (count < (inner.min_values ?? 1)) return `Choose ${inner.min_values} or more.`;
  return count > most ? `Choose ${most} at most.` : null;
}

function selectField(inner, world, required, common) {
  const most = inner.max_values ?? 1;
  const given = [
    ...(inner.options ?? []).filter((option) => option.default),
    ...(inner.default_values ?? []).map((value) => ({ value: value.id })),
  ].map((option) => option.value);
  const options = selectItems(inner, world).map((item) =>
    h("option", { value: item.value, selected: given.includes(item.value) }, item.label),
  );
  const nothing = most > 1 ? [] : [h("option", { value: "" }, inner.placeholder ?? "Make a selection")];
  const input = h("select", { ...common, multiple: most > 1 }, nothing, options);
  const values = () => [...input.selectedOptions].map((option) => option.value).filter(Boolean);
  return {
    input,
    fault: () => countFault(values().length, inner, required, most),
    read: () => ({ values: values() }),
  };
}

function fileField(inner, required, common) {
  const most = inner.max_values ?? 1;
  const input = h("input", { type: "file", multiple: most > 1, ...common });
  const chosen = () => [...input.files];
  return {
    input,
    fault: () => countFault(chosen().length, inner, required, most) ?? refusal(chosen()),
    read: (files) => ({ values: chosen().map((file) => String(files.push(file) - 1)) }),
  };
}

/** Radio buttons or checkboxes, each with its words. */
function choiceField(inner, kind, required) {
  const options = inner.options ?? [];
  const boxes = options.map((option) =>
    h("input", { type: kind, name: inner.custom_id, value: option.value, checked: option.default }),
  );
  const lines = options.map((option, at) =>
    h(
      "label",
      { class: "modal-option" },
      boxes[at],
      h("span", {}, option.label),
      option.description ? h("span", { class: "modal-hint" }, option.description) : null,
    ),
  );
  const values = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const most = inner.max_values ?? (kind === "radio" ? 1 : options.length);
  return {
    group: true,
    input: boxes[0],
    node: h("div", { class: "modal-options" }, lines),
    fault: () => countFault(values().length, inner, required, most),
    read: () => (kind === "radio" ? { value: values()[0] ?? null } : { values: values() }),
  };
}
