// The form for a new post of a forum: its title, its tags, its first message; what the forum asks for is checked here.
//
// Made by `forum.js`. What was typed is kept for its forum until it is posted.

import { field, named, openForm, textField } from "./dialog.js";
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
    const { form } = openForm({
      title: `New post in ${forum.name}`,
      note: rulesOf(session, forum),
      fields,
      label: "Post",
      send: () => this.post(session, forum, fields),
      back: this.back,
    });
    form.addEventListener("input", () =>
      this.drafts.set(
        forum.id,
        fields.map((field) => field.value()),
      ),
    );
  }

  fields(session, forum) {
    const [title = "", tags = [], text = ""] = this.drafts.get(forum.id) ?? [];
    const files = fileField();
    const message = textField("Message", "text", h("textarea", { rows: 5, maxlength: MOST.text }), text, null);
    message.fault = () =>
      message.value().trim() || files.value().length ? null : "A post begins with a message or a file.";
    return [
      textField(
        "Title",
        "title",
        h("input", { type: "text", autocomplete: "off", maxlength: MOST.title }),
        title,
        "A post needs a title.",
      ),
      tagField(session, forum, tags),
      message,
      files,
    ];
  }

  async post(session, forum, fields) {
    const [title, tags, text, files] = fields.map((field) => field.value());
    const listed = files.length
      ? { attachments: files.map((file, at) => ({ id: `${at}`, filename: file.name })) }
      : {};
    const body = { name: title.trim(), applied_tags: tags, message: { content: text, ...listed } };
    const post = await session.rest.post(`/channels/${forum.id}/threads`, body, files);
    this.drafts.delete(forum.id);
    session.world.keepChannel(post);
    this.go(post.id);
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
