// Draws one message as Discord shows it: who, when, what, and what hangs on it.
//
// Called by `messages.js`. A pure function of the message and of what the person sees; presses are heard by the pane.

import { avatar, h, icon } from "./dom.js";
import { markup } from "./markup.js";
import { dots, drawComponents, drawFile, drawMedia } from "./components.js";
import { drawTools } from "./tools.js";
import { FLAG, bornAt, hex } from "./world.js";
import { fullTime, messageTime, shortTime } from "./when.js";

const KIND = { plain: 0, pinned: 6, threadCreated: 18, reply: 19, command: 20, threadStarter: 21 };
/** Messages of one author closer than this stand under one name, as on Discord. */
const GROUP_MS = 7 * 60_000;

/** What a drawing needs to turn ids into names and to know what calls the reader. */
export function namesOf({ world, place }) {
  return {
    user: (id) => world.nameOf(id),
    role(id) {
      const role = world.roles.get(id);
      return role ? { name: role.name, colour: role.color ? hex(role.color) : null } : null;
    },
    channel: (id) => world.placeName(id),
    isMe: (kind, id) =>
      kind === "everyone" ||
      (kind === "user" ? id === world.me : Boolean(world.members.get(world.me)?.roles?.includes(id))),
    jump(url) {
      const [, guild, channel, message] = /^https?:\/\/[^/]+\/channels\/(\d+|@me)\/(\d+)(?:\/(\d+))?$/.exec(url) ?? [];
      const name = channel && (guild === place.guild_id || guild === "@me") ? world.placeName(channel) : null;
      return name ? { channel, message: message ?? null, name: `# ${name}` } : null;
    },
  };
}

/** Tells whether a message continues the one before it, so that its author need not be named again. */
export function follows(message, before) {
  const plain = [KIND.plain, KIND.command];
  return (
    Boolean(before) &&
    before.author?.id === message.author?.id &&
    plain.includes(message.type) &&
    (plain.includes(before.type) || before.type === KIND.reply) &&
    !commandLine(message) &&
    (message.flags & FLAG.ephemeral) === (before.flags & FLAG.ephemeral) &&
    bornAt(message.id) - bornAt(before.id) < GROUP_MS
  );
}

/** Draws `message`; `seen` is `{session, world, names}`, `joined` leaves out the author. */
export function drawMessage(message, seen, joined) {
  if ([KIND.pinned, KIND.threadCreated].includes(message.type)) return drawSystem(message, seen);
  const mine = { ...seen, message };
  const hidden = Boolean(message.flags & FLAG.ephemeral);
  const classes = ["message", joined && "joined", hidden && "ephemeral", seen.world.callsMe(message) && "calls"];
  return h(
    "li",
    { class: classes.filter(Boolean).join(" "), "data-key": message.id, "data-id": message.id, tabindex: "-1" },
    joined ? null : drawAbove(message, mine),
    h(
      "div",
      { class: "gutter" },
      joined
        ? h("span", { class: "late" }, shortTime(bornAt(message.id)))
        : avatar(seen.names.user(message.author.id) ?? "?", message.author.bot),
    ),
    h(
      "div",
      { class: "body" },
      joined ? null : drawHead(message, seen),
      drawContent(message, mine),
      drawBelow(message, mine),
    ),
    drawTools(message, seen),
  );
}

function drawHead(message, { world, names }) {
  const ms = bornAt(message.id);
  const colour = world.colourOf(message.author.id);
  return h(
    "div",
    { class: "head" },
    h(
      "span",
      { class: "author tinted", style: colour ? { "--tint": colour } : {} },
      names.user(message.author.id) ?? message.author.username,
    ),
    message.author.bot ? h("span", { class: "tag" }, "APP") : null,
    message.flags & FLAG.crossposted ? h("span", { class: "place-note" }, "published") : null,
    h(
      "time",
      { class: "sent", datetime: new Date(ms).toISOString(), title: fullTime(ms), "data-sent": ms },
      messageTime(ms),
    ),
  );
}

const commandLine = (message) => {
  const source = message.interaction_metadata ?? message.interaction;
  const name = message.interaction?.name ?? source?.name;
  return source?.type === 2 && source.user ? { user: source.user, name } : null;
};

function drawAbove(message, { session, world, names }) {
  const command = commandLine(message);
  if (command) {
    const who = names.user(command.user.id) ?? command.user.username;
    return h(
      "div",
      { class: "above" },
      avatar(who),
      h("b", {}, who),
      " used ",
      h("span", { class: "used" }, command.name ? `/${command.name}` : "a command"),
    );
  }
  if (message.type !== KIND.reply) return null;
  const first = message.referenced_message ?? world.find(message.channel_id, message.message_reference?.message_id);
  if (!first) return h("div", { class: "above" }, h("i", {}, "Original message was deleted"));
  const who = names.user(first.author.id) ?? first.author.username;
  return h(
    "button",
    { type: "button", class: "above", "data-go": first.channel_id, "data-message": first.id },
    avatar(who, first.author.bot),
    h("b", {}, `@${who}`),
    " ",
    h("span", { class: "quoted" }, gist(first, session)),
  );
}

/** The first words of a message as plain text, without its markup. */
export function gist(message, session) {
  const words =
    message.content || wordsOf(message.components) || (message.attachments?.length ? "a file" : "a message");
  const names = namesOf(session);
  const blocks = markup(words.slice(0, 200), names).map((block) => block.textContent.trim());
  return blocks.filter(Boolean).join(" · ") || "a message";
}

function wordsOf(components) {
  for (const component of components ?? []) {
    const words = component.content ?? wordsOf(component.components);
    if (words) return words;
  }
  return null;
}

function drawContent(message, seen) {
  if (message.flags & FLAG.loading)
    return h("p", { class: "thinking" }, dots(), `${seen.names.user(message.author.id)} is thinking…`);
  const source = message.type === KIND.threadStarter ? (message.referenced_message ?? message) : message;
  const edited = source.edited_timestamp
    ? h("span", { class: "edited", title: fullTime(Date.parse(source.edited_timestamp)) }, "(edited)")
    : null;
  const text = source.content ? h("div", { class: "text" }, markup(source.content, seen.names)) : null;
  if (text && edited) (text.lastElementChild?.matches("p") ? text.lastElementChild : text).append(" ", edited);
  return [
    text,
    h("div", { class: "parts" }, drawComponents(source.components, seen)),
    (source.attachments ?? []).filter((file) => !usedAsPart(file, source)).map(drawAttachment),
    (source.embeds ?? []).map((embed) => drawEmbed(embed, seen)),
    text ? null : edited,
  ];
}

// With the newer components a file shows only where a component names it.
const usedAsPart = (file, message) =>
  Boolean(message.flags & FLAG.v2) && JSON.stringify(message.components).includes(file.filename);

function drawAttachment(file) {
  // Drawings in SVG may hold more than a picture; Discord shows them as files too.
  return /^image\/(png|jpeg|gif|webp)/.test(file.content_type ?? "")
    ? drawMedia({ url: file.url, description: file.description ?? file.filename }, "picture")
    : drawFile(file.url, file.filename, file.size);
}

function drawEmbed(embed, { names }) {
  const say = (text, name) => (text ? h("div", { class: `text ${name}` }, markup(text, names)) : null);
  return h(
    "div",
    {
      class: "container embed",
      style: embed.color === undefined || embed.color === null ? {} : { "--accent": hex(embed.color) },
    },
    say(embed.author?.name, "embed-author"),
    say(embed.title, "embed-title"),
    say(embed.description, ""),
    embed.fields?.length
      ? h(
          "div",
          { class: "fields" },
          embed.fields.map((field) =>
            h("div", { class: field.inline ? "inline" : "" }, say(field.name, "embed-title"), say(field.value, "")),
          ),
        )
      : null,
    embed.footer?.text ? h("p", { class: "small" }, embed.footer.text) : null,
  );
}

function drawBelow(message, { world }) {
  const failure = world.failures.get(message.id);
  const reactions = (message.reactions ?? []).map((one) =>
    h("span", { class: "reaction" }, one.emoji.name, " ", one.count),
  );
  return [
    reactions.length ? h("div", { class: "reactions" }, reactions) : null,
    message.flags & FLAG.ephemeral ? null : drawThreadLink(message, world),
    failure
      ? h(
          "p",
          { class: "failure", role: "alert" },
          h("b", {}, failure.title),
          failure.detail ? ` · ${failure.detail}` : "",
        )
      : null,
    message.flags & FLAG.ephemeral
      ? h(
          "p",
          { class: "private" },
          "Only you can see this · ",
          h("button", { type: "button", class: "plain", "data-dismiss": message.id }, "Dismiss message"),
        )
      : null,
  ];
}

function drawThreadLink(message, world) {
  // A thread made from a message has that message's id.
  const thread = world.channels.get(message.id) ?? message.thread;
  if (!thread || message.channel_id === thread.id) return null;
  const count = thread.message_count ?? 0;
  const archived = thread.thread_metadata?.archived ? " · archived" : "";
  return h(
    "button",
    { type: "button", class: "thread-link", "data-go": thread.id },
    h("span", { class: "thread-name" }, icon("thread"), thread.name),
    h("span", { class: "thread-count" }, `${count} ${count === 1 ? "message" : "messages"} ›`),
    h("span", { class: "thread-note" }, `Open thread${archived}`),
  );
}

function drawSystem(message, { world, names }) {
  const who = h("b", {}, names.user(message.author.id) ?? message.author.username);
  const target = message.message_reference?.channel_id;
  const said =
    message.type === KIND.pinned
      ? [who, " pinned a message to this channel."]
      : [
          who,
          " started a thread: ",
          h(
            "button",
            { type: "button", class: "plain", "data-go": target },
            world.placeName(target) ?? message.content,
          ),
        ];
  const ms = bornAt(message.id);
  return h(
    "li",
    { class: "message system", "data-key": message.id, "data-id": message.id, tabindex: "-1" },
    h("div", { class: "gutter" }, icon(message.type === KIND.pinned ? "right" : "thread")),
    h("div", { class: "body" }, said, " ", h("time", { class: "sent", "data-sent": ms }, messageTime(ms))),
  );
}
