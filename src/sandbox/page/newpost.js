// The form for a new post of a forum: its title, its tags, its first message; what the forum asks for is checked here.
//
// Made by `forum.js`. What was typed is kept for its forum until it is posted.

import { h } from "./dom.js";
import { markup } from "./markup.js";
import { namesOf } from "./message.js";
import { mayModerate } from "./rights.js";
import { refusal } from "./tray.js";

/** Discord's limits: letters of a title and of a message, tags of a post. */
const MOST = { title: 100, text: 2000, tags: 5 };
/** The forum's flag that every post needs a tag ("Channel Flags", REQUIRE_TAG). */
const NEEDS_TAG = 1 << 4;

/** What a tag is called, with its emoji. */
export const tagWords = (tag) => [tag.emoji_name, tag.name].filter(Boolean).join(" ");

export class NewPost {
  /** `go(channel)` opens the post; `back()` gives the focus back. */
  constructor({ go, back }) {
    Object.assign(this, { go, back, drafts: new Map() });
  }

  open(session, forum) {
    const fields = this.fields(session, forum);
    const error = h("p", { class: "failure", role: "alert" });
    const send = h("button", { class: "button primary", type: "submit" }, "Post");
    const cancel = h("button", { class: "button secondary", type: "button" }, "Cancel");
    const form = h(
      "form",
      { novalidate: true },
      fields.map((field) => field.node),
      error,
      h("div", { class: "dialog-foot" }, cancel, send),
    );
    const dialog = h(
      "dialog",
      { class: "modal", "aria-labelledby": "new-post" },
      h("h2", { id: "new-post" }, `New post in ${forum.name}`),
      rulesOf(session, forum),
      form,
    );
    const opened = { session, forum, fields, error, send, dialog };
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("input", () =>
      this.drafts.set(
        forum.id,
        fields.map((field) => field.value()),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (!opened.done) this.back();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(opened);
    });
    document.body.append(dialog);
    dialog.showModal();
    fields[0].input.focus();
  }

  fields(session, forum) {
    const [title = "", tags = [], text = ""] = this.drafts.get(forum.id) ?? [];
    return [
      textField(
        "Title",
        "title",
        h("input", { type: "text", autocomplete: "off", maxlength: MOST.title }),
        title,
        "A post needs a title.",
      ),
      tagField(session, forum, tags),
      textField("Message", "text", h("textarea", { rows: 5, maxlength: MOST.text }), text, null),
      fileField(),
    ];
  }

  async send({ fields, ...opened }) {
    const [title, tags, text, files] = fields;
    if (!text.value().trim() && !files.value().length) text.missing = "A post begins with a message or a file.";
    else text.missing = null;
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) return wrong[0].input.focus();
    const uploads = files.value();
    const listed = uploads.length
      ? { attachments: uploads.map((file, at) => ({ id: `${at}`, filename: file.name })) }
      : {};
    const body = {
      name: title.value().trim(),
      applied_tags: tags.value(),
      message: { content: text.value(), ...listed },
    };
    await this.post(opened, body, uploads);
  }

  async post(opened, body, uploads) {
    const { session, forum, error, send, dialog } = opened;
    send.disabled = true;
    error.textContent = "";
    try {
      const post = await session.rest.post(`/channels/${forum.id}/threads`, body, uploads);
      this.drafts.delete(forum.id);
      opened.done = true;
      dialog.close();
      session.world.keepChannel(post);
      this.go(post.id);
    } catch (refused) {
      error.textContent = refused.message;
      send.disabled = false;
      send.focus();
    }
  }
}

/** The forum's guidelines and slow mode, where it has any. */
function rulesOf(session, forum) {
  const slow = forum.rate_limit_per_user ?? 0;
  return h(
    "div",
    { class: "modal-note text" },
    forum.topic ? [h("b", {}, "Post guidelines"), markup(forum.topic, namesOf(session))] : null,
    slow ? h("p", {}, `Slow mode: one post each ${slow === 1 ? "second" : `${slow} seconds`}.`) : null,
  );
}

/** A field of the form: `missing` is what is said when nothing was given, null when that is allowed. */
function field(node, input, value, missing, name) {
  const error = h("span", { class: "field-error", id: `post-${name}-error`, role: "alert" });
  input.setAttribute("aria-describedby", error.id);
  node.append(error);
  return {
    node,
    input,
    value,
    missing,
    check() {
      const given = value();
      const fault =
        this.missing && !(typeof given === "string" ? given.trim() : given.length) ? this.missing : this.fault?.();
      error.textContent = fault ?? "";
      input.setAttribute("aria-invalid", String(Boolean(fault)));
      return !fault;
    },
  };
}

/** A field below its name; what is wrong with it is no part of the name. */
function named(label, name, input) {
  input.id = `post-${name}`;
  return h("div", { class: "modal-field" }, h("label", { class: "modal-label", for: input.id }, label), input);
}

function textField(label, name, input, given, missing) {
  input.value = given;
  return field(named(label, name, input), input, () => input.value, missing, name);
}

function tagField(session, forum, given) {
  const needed = Boolean(forum.flags & NEEDS_TAG);
  const offered = (forum.available_tags ?? []).filter((tag) => !tag.moderated || mayModerate(session.world));
  const boxes = offered.map((tag) => h("input", { type: "checkbox", value: tag.id, checked: given.includes(tag.id) }));
  const node = h(
    "fieldset",
    { class: "modal-field", hidden: !offered.length },
    h(
      "legend",
      { class: "modal-label" },
      "Tags",
      h("span", { class: "modal-hint" }, needed ? " (one at least)" : ` (up to ${MOST.tags})`),
    ),
    offered.map((tag, at) => h("label", { class: "modal-option" }, boxes[at], h("span", {}, tagWords(tag)))),
  );
  const value = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const made = field(node, boxes[0] ?? node, value, needed ? "This forum wants a tag on every post." : null, "tags");
  made.fault = () => (value().length > MOST.tags ? `A post has ${MOST.tags} tags at most.` : null);
  return made;
}

function fileField() {
  const input = h("input", { type: "file", multiple: true });
  const made = field(named("Files", "files", input), input, () => [...input.files], null, "files");
  made.fault = () => refusal([...input.files]);
  return made;
}
