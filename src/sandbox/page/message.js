// Draws one message as Discord shows it: who, when, what, and what hangs on it.
//
// Called by `messages.js`. A pure function of the message and of what the person sees; presses are heard by the pane.

import { avatar, h, icon } from "./dom.js";
import { markup } from "./markup.js";
import { dots, drawComponents } from "./components.js";
import { drawEmbed } from "./embed.js";
import { drawForward, snapshotOf } from "./forward.js";
import { drawAttachments } from "./media.js";
import { drawPoll } from "./poll.js";
import { drawReactions } from "./reactions.js";
import { drawSystem, isSystem } from "./system.js";
import { drawTools } from "./tools.js";
import { FLAG, bornAt, hex } from "./world.js";
import { fullTime, messageTime, shortTime } from "./when.js";

const KIND = { plain: 0, reply: 19, command: 20, threadStarter: 21 };
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
  if (isSystem(message)) return drawSystem(message, seen);
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
    message.flags & FLAG.silent
      ? h("span", { class: "place-note", title: "Sent without a notification" }, "silent")
      : null,
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
  const said = message.content || snapshotOf(message)?.content || message.poll?.question.text;
  const words = said || wordsOf(message.components) || (message.attachments?.length ? "a file" : "a message");
  return plain(words.slice(0, 200), session) || "a message";
}

/** A text without its markup, in one line. */
export function plain(words, session) {
  const blocks = markup(words, namesOf(session)).map((block) => inOneLine(block));
  return blocks.filter(Boolean).join(" · ");
}

/** The words of a drawn block, its broken lines joined and its spoilers kept hidden. */
function inOneLine(block) {
  for (const br of block.querySelectorAll("br")) br.replaceWith(" ");
  for (const spoiler of block.querySelectorAll(".spoiler")) spoiler.replaceWith("(spoiler)");
  return block.textContent.trim();
}

function wordsOf(components) {
  for (const component of components ?? []) {
    const words = component.content ?? wordsOf(component.components);
    if (words) return words;
  }
  return null;
}

/** A few emoji and nothing else are shown large. */
const onlyEmoji = (content) => /^(?:\s|\p{RGI_Emoji}|<a?:\w{2,32}:\d+>){1,60}$/v.test(content) && /\S/.test(content);

/** What a message says, without who and when: for lists that show it elsewhere. */
export const drawBody = (message, seen) => drawContent(message, { ...seen, message });

function drawContent(message, seen) {
  if (message.flags & FLAG.loading)
    return h("p", { class: "thinking" }, dots(), `${seen.names.user(message.author.id)} is thinking…`);
  const source = message.type === KIND.threadStarter ? (message.referenced_message ?? message) : message;
  const edited = source.edited_timestamp
    ? h("span", { class: "edited", title: fullTime(Date.parse(source.edited_timestamp)) }, "(edited)")
    : null;
  const text = source.content
    ? h("div", { class: `text${onlyEmoji(source.content) ? " jumbo" : ""}` }, markup(source.content, seen.names))
    : null;
  if (text && edited) (text.lastElementChild?.matches("p") ? text.lastElementChild : text).append(" ", edited);
  return [
    text,
    drawForward(source, seen, drawContent),
    source.poll ? drawPoll(source.poll) : null,
    h("div", { class: "parts" }, drawComponents(source.components, seen)),
    drawAttachments((source.attachments ?? []).filter((file) => !usedAsPart(file, source))),
    source.flags & FLAG.noEmbeds ? null : (source.embeds ?? []).map((embed) => drawEmbed(embed, seen)),
    text ? null : edited,
  ];
}

// With the newer components a file shows only where a component names it; an embed's picture shows in the embed.
const usedAsPart = (file, message) => {
  const parts = message.flags & FLAG.v2 ? JSON.stringify(message.components) : "";
  const pictures = (message.embeds ?? []).flatMap((embed) => [embed.image?.url, embed.thumbnail?.url]);
  return parts.includes(file.url) || parts.includes(`attachment://${file.filename}"`) || pictures.includes(file.url);
};

function drawBelow(message, { world }) {
  const failure = world.failures.get(message.id);
  return [
    drawReactions(message),
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
