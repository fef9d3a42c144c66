// The form for a poll: what is asked, what can be answered, how long it runs.
//
// Called by `adding.js`. Field names and limits are Discord's "Poll Resource".

import { field, named, openForm, textField } from "./dialog.js";
import { h, icon } from "./dom.js";
import { placeLabel } from "./names.js";

/** Discord's limits: letters of the question and of an answer, answers. */
const MOST = { question: 300, answer: 55, answers: 10 };
/** How long a poll may run, in hours, as Discord's client offers it. */
const HOURS = { 1: "1 hour", 4: "4 hours", 8: "8 hours", 24: "24 hours", 72: "3 days", 168: "1 week", 336: "2 weeks" };
const USUAL = "24";

/** Opens the form for a poll in a channel. */
export function openPoll({ session, channel, back }) {
  const line = h("input", { type: "text", autocomplete: "off", maxlength: MOST.question });
  const question = textField("Question", "question", line, "", "A poll asks something.");
  const answers = answerFields();
  const option = ([value, words]) => h("option", { value, selected: value === USUAL }, words);
  const span = h("select", {}, Object.entries(HOURS).map(option));
  const several = h("input", { type: "checkbox" });
  const parts = [
    named("How long it runs", "hours", span),
    h("div", { class: "modal-field" }, h("label", { class: "modal-option" }, several, h("span", {}, "Several answers may be chosen"))),
  ];
  const send = () => {
    const poll = {
      question: { text: question.value().trim() },
      answers: answers.value().map((text) => ({ poll_media: { text } })),
      duration: Number(span.value),
      allow_multiselect: several.checked,
      layout_type: 1,
    };
    return session.rest.post(`/channels/${channel}/messages`, { poll });
  };
  const note = h("p", { class: "modal-note" }, `In ${placeLabel(session.world, channel)}.`);
  openForm({ title: "New poll", note, fields: [question, answers], parts, label: "Ask", send, back });
}

/** The answers, a line each; the first cannot be taken away. */
function answerFields() {
  const lines = h("div", { class: "answer-lines" });
  const more = h("button", { type: "button", class: "plain" }, "Add an answer");
  const node = h("fieldset", { class: "modal-field" }, h("legend", { class: "modal-label" }, "Answers"), lines, more);
  const inputs = () => [...lines.querySelectorAll("input")];
  const count = () => {
    inputs().forEach((input, at) => {
      input.setAttribute("aria-label", `Answer ${at + 1}`);
      input.nextElementSibling?.setAttribute("aria-label", `Take answer ${at + 1} away`);
    });
    more.hidden = inputs().length >= MOST.answers;
  };
  const add = () => {
    const input = h("input", { type: "text", autocomplete: "off", maxlength: MOST.answer });
    lines.append(h("div", { class: "answer-line" }, input, inputs().length ? away(input, count, inputs) : ""));
    count();
    return input;
  };
  const first = add();
  add();
  more.addEventListener("click", () => add().focus());
  const value = () => inputs().map((input) => input.value.trim()).filter(Boolean);
  return field(node, first, value, "A poll has one answer at least.", "answers");
}

function away(input, count, inputs) {
  const take = () => {
    const at = inputs().indexOf(input);
    input.parentElement.remove();
    count();
    inputs()[Math.min(at, inputs().length - 1)].focus();
  };
  return h("button", { type: "button", class: "tool", on: { click: take } }, icon("close"));
}
