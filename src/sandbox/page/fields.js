// The fields of a modal: made from the component that describes one, checked, and read when the form is sent.
//
// Called by `modal.js`. Every field is `{id, input, inputs?, group?, beside?, note?, required, error, fault(),
// read(files)}`: `input` takes the focus, `group` is the fieldset around several, `read` gives `{value}` or `{values}`
// and adds uploads to `files`, which the values name by their places.

import { h } from "./dom.js";
import { SELECTS, TYPE, givenValues, selectItems } from "./components.js";
import { LONG, sift } from "./sift.js";
import { refusal } from "./tray.js";

const PARAGRAPH = 2;
/** What a text input takes when it names no number of its own. */
const MOST_TYPED = 4000;

/** The field for a component; null for one that no modal holds. `world` has the people, roles and channels. */
export function makeField(inner, world, id) {
  const required = inner.type !== TYPE.checkbox && (inner.required ?? true);
  const made = make(inner, world, required, { id, "aria-required": required ? "true" : null });
  return (
    made && { id, required, error: h("span", { class: "field-error", id: `${id}-error`, role: "alert" }), ...made }
  );
}

function make(inner, world, required, common) {
  if (inner.type === TYPE.textInput) return textField(inner, required, common);
  if (SELECTS.includes(inner.type)) return selectField(inner, world, required, common);
  if (inner.type === TYPE.fileUpload) return fileField(inner, required, common);
  if (inner.type === TYPE.radioGroup) return choiceField(inner, "radio", required, inner.options ?? []);
  if (inner.type === TYPE.checkboxGroup) return choiceField(inner, "checkbox", required, inner.options ?? []);
  if (inner.type !== TYPE.checkbox) return null;
  const input = h("input", { type: "checkbox", checked: inner.default, id: common.id });
  return { input, beside: true, fault: () => null, read: () => ({ value: input.checked }) };
}

function textField(inner, required, common) {
  const [least, most] = [inner.min_length ?? 0, inner.max_length ?? MOST_TYPED];
  const limits = { placeholder: inner.placeholder, ...common };
  const input =
    inner.style === PARAGRAPH
      ? h("textarea", { rows: 4, ...limits })
      : h("input", { type: "text", autocomplete: "off", ...limits });
  input.value = inner.value ?? "";
  const fault = () => {
    const count = [...input.value].length;
    if (required && !input.value.trim()) return "This field is required.";
    if (count && count < least) return `Must be ${least} or more in length. It is ${count}.`;
    return count > most ? `Must be ${most} or fewer in length. It is ${count}.` : null;
  };
  return { input, fault, read: () => ({ value: input.value }), note: lengthNote(least, inner.max_length) };
}

function lengthNote(least, most) {
  if (least && most) return least === most ? `${least} characters` : `${least} to ${most} characters`;
  if (least > 1) return `${least} characters at least`;
  return most ? `Up to ${most} characters` : null;
}

/** Why so many values do not do; null when they do. */
function countFault(count, least, required, most) {
  if (!count) return required && least > 0 ? "This is required." : null;
  if (count < least) return `Choose ${least} or more.`;
  return count > most ? `Choose ${most} at most.` : null;
}

/** One of several is a list that opens; more than one are ticked. */
function selectField(inner, world, required, common) {
  const most = inner.max_values ?? 1;
  const given = givenValues(inner);
  const items = selectItems(inner, world);
  if (most > 1) {
    const options = items.map(({ value, label, hint, emoji }) => ({
      value,
      label: [emoji, label].filter(Boolean).join(" "),
      description: hint,
      default: given.includes(value),
    }));
    return choiceField({ ...inner, max_values: most }, "checkbox", required, options);
  }
  const words = ({ emoji, label, hint }) =>
    [[emoji, label].filter(Boolean).join(" "), hint].filter(Boolean).join(" · ");
  const options = items.map((item) =>
    h("option", { value: item.value, selected: given.includes(item.value) }, words(item)),
  );
  const nothing = h("option", { value: "" }, inner.placeholder ?? "Make a selection");
  const input = h("select", { ...common }, nothing, options);
  const values = () => [input.value].filter(Boolean);
  return {
    input,
    fault: () => countFault(values().length, inner.min_values ?? 1, required, most),
    read: () => ({ values: values() }),
  };
}

/** `file_types` are ends of names or types, such as `.png` or `image/png`. */
const fits = (file, types) =>
  !types?.length ||
  types.some((type) =>
    type.includes("/")
      ? file.type === type || (type.endsWith("/*") && file.type.startsWith(type.slice(0, -1)))
      : file.name.toLowerCase().endsWith(`.${type.replace(/^\./, "").toLowerCase()}`),
  );

function fileField(inner, required, common) {
  const [least, most] = [inner.min_values ?? 1, inner.max_values ?? 1];
  const types = inner.file_types;
  const accept = types?.map((type) => (type.includes("/") || type.startsWith(".") ? type : `.${type}`)).join(",");
  const input = h("input", { type: "file", multiple: most > 1, accept, ...common });
  const chosen = () => [...input.files];
  const fault = () => {
    const wrong = chosen().find((file) => !fits(file, types));
    if (wrong) return `${wrong.name} is of another kind. Allowed: ${types.join(", ")}.`;
    return countFault(chosen().length, least, required, most) ?? refusal(chosen());
  };
  const count = most > 1 ? `Up to ${most} files` : "One file";
  return {
    input,
    note: `${count}${types?.length ? `: ${types.join(", ")}` : ""}`,
    fault,
    read: (files) => ({ values: chosen().map((file) => String(files.push(file) - 1)) }),
  };
}

/** Radio buttons or checkboxes, each with its words. */
function choiceField(inner, kind, required, options) {
  const boxes = options.map((option) =>
    h("input", { type: kind, name: inner.custom_id, value: option.value, checked: option.default }),
  );
  const lines = options.map((option, at) =>
    h(
      "label",
      { class: "modal-option" },
      boxes[at],
      h(
        "span",
        { class: "menu-words" },
        h("span", {}, option.label),
        option.description ? h("span", { class: "modal-hint" }, option.description) : null,
      ),
    ),
  );
  const values = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const [least, most] = [inner.min_values ?? 1, inner.max_values ?? (kind === "radio" ? 1 : options.length)];
  const { search, none } = lines.length > LONG ? sift(lines, boxes, "Search the choices") : {};
  return {
    group: h(
      "fieldset",
      { class: "modal-field" },
      search,
      none,
      h("div", { class: "modal-options" }, lines),
      clearer(boxes, kind, required),
    ),
    input: boxes[0],
    inputs: boxes,
    note: countNote(kind, least, most, options.length),
    fault: () => countFault(values().length, least, required, most),
    read: () => (kind === "radio" ? { value: values()[0] ?? null } : { values: values() }),
  };
}

/** Radio buttons cannot be taken back by themselves. */
function clearer(boxes, kind, required) {
  if (kind !== "radio" || required) return null;
  const button = h("button", { type: "button", class: "plain" }, "Clear the choice");
  button.addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
  });
  return button;
}

function countNote(kind, least, most, all) {
  if (kind === "radio" || (least <= 1 && most >= all)) return null;
  return least === most ? `Choose ${most}` : least > 1 ? `Choose ${least} to ${most}` : `Choose up to ${most}`;
}
