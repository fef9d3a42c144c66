// Draws Discord's markdown as nodes: mentions with names, links that show where they lead, times by the sandbox clock.
//
// Called by what shows a message. Needs to know the world's names only through the `names` it is given.

import { h } from "./dom.js";
import { parse } from "./markdown.js";
import { veilWords } from "./veil.js";
import { stamp, fullTime } from "./when.js";

/**
 * Draws `source`. `names` answers `{user(id), role(id), channel(id)}` with what to write, and `isMe(kind, id)` tells
 * a mention of the reader; `jump(url)` gives the place a link leads to inside this sandbox, or null.
 */
export function markup(source, names) {
  return parse(source).map((block) => drawBlock(block, names));
}

function drawBlock(block, names) {
  const inner = () => block.inner.map((node) => drawInline(node, names));
  switch (block.kind) {
    case "heading":
      return h("p", { class: `heading h${block.level}`, role: "heading", "aria-level": "3" }, inner());
    case "small":
      return h("p", { class: "small" }, inner());
    case "quote":
      return h(
        "blockquote",
        {},
        block.blocks.map((one) => drawBlock(one, names)),
      );
    case "code-block":
      return h(
        "pre",
        { tabindex: "0", "aria-label": `Code${block.language ? ` in ${block.language}` : ""}`, role: "region" },
        h("code", {}, block.text),
      );
    case "list":
      return drawList(block, names);
    default:
      return h("p", {}, inner());
  }
}

function drawList({ start, items }, names) {
  const ordered = start !== null;
  return h(
    ordered ? "ol" : "ul",
    { start: ordered && start !== 1 ? String(start) : null },
    items.map(({ inner, lists }) =>
      h(
        "li",
        {},
        inner.map((node) => drawInline(node, names)),
        lists.map((list) => drawList(list, names)),
      ),
    ),
  );
}

/** Parts of Discord that a mention leads to; there are none of them here. */
const GUIDES = {
  customize: "Channels & Roles",
  browse: "Browse Channels",
  guide: "Server Guide",
  home: "Server Guide",
  "linked-roles": "Linked Roles",
};

const TAGS = { strong: "strong", em: "em", underline: "u", strike: "s" };

function drawInline(node, names) {
  const inner = () => node.inner.map((one) => drawInline(one, names));
  switch (node.kind) {
    case "text":
      return node.text;
    case "break":
      return h("br");
    case "code":
      return h("code", {}, node.text);
    case "time":
      return drawTime(node);
    case "link":
      return drawLink(node, inner(), names);
    case "spoiler":
      return veilWords(inner());
    case "emoji":
      return h("span", { class: "emoji", title: `:${node.name}:` }, `:${node.name}:`);
    case "guide":
      return h("span", { class: "mention" }, GUIDES[node.name]);
    case "command":
      return h("button", { type: "button", class: "mention", "data-command": node.name }, `/${node.name}`);
    case "user":
      return drawMention("user", node.id, `@${names.user(node.id) ?? "unknown-user"}`, names);
    case "role":
      return drawMention("role", node.id, `@${names.role(node.id)?.name ?? "deleted-role"}`, names);
    case "channel":
      return drawPlace(node.id, names.channel(node.id));
    case "everyone":
      return drawMention("everyone", node.name, `@${node.name}`, names);
    default:
      return h(TAGS[node.kind], {}, inner());
  }
}

function drawTime({ unix, style }) {
  const ms = unix * 1000;
  // Beyond what a Date can hold Discord shows the raw text; so does this page.
  if (!Number.isFinite(new Date(ms).getTime())) return `<t:${unix}:${style}>`;
  return h(
    "time",
    {
      class: "stamp",
      datetime: new Date(ms).toISOString(),
      title: fullTime(ms),
      "data-unix": unix,
      "data-style": style,
    },
    stamp(unix, style),
  );
}

function drawLink(node, inner, names) {
  const place = names.jump(node.url);
  if (place)
    return h(
      "button",
      { type: "button", class: "mention", "data-go": place.channel, "data-message": place.message, title: node.url },
      `${place.name} › message`,
    );
  return h("a", { href: node.url, title: node.url, target: "_blank", rel: "noopener noreferrer nofollow" }, inner);
}

function drawMention(kind, id, words, names) {
  const me = names.isMe(kind, id);
  const colour = kind === "role" ? names.role(id)?.colour : null;
  return h(
    "span",
    { class: `mention${me ? " me" : ""}${colour ? " tinted" : ""}`, style: colour ? { "--tint": colour } : {} },
    words,
  );
}

function drawPlace(id, name) {
  if (!name) return h("span", { class: "mention" }, "#unknown");
  return h("button", { type: "button", class: "mention", "data-go": id }, `# ${name}`);
}
