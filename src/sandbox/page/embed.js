// Draws embeds: author, title, text, fields, pictures, footer.
//
// Called by `message.js`. Limits and field names are Discord's "Embed Object".

import { h } from "./dom.js";
import { markup } from "./markup.js";
import { drawEmbedded } from "./media.js";
import { fullTime, messageTime } from "./when.js";
import { hex } from "./world.js";

/** Draws one embed. */
export function drawEmbed(embed, { names }) {
  const colour = embed.color === undefined || embed.color === null ? {} : { "--accent": hex(embed.color) };
  const thumbnail = drawEmbedded(embed.thumbnail, "thumbnail", "thumbnail");
  return h(
    "article",
    {
      class: `container embed${thumbnail ? " with-thumbnail" : ""}`,
      style: colour,
      "aria-label": embed.title ?? "Embed",
    },
    h(
      "div",
      { class: "embed-words" },
      embed.provider?.name ? h("p", { class: "small" }, embed.provider.name) : null,
      embed.author?.name ? h("p", { class: "embed-author" }, linked(embed.author.name, embed.author.url)) : null,
      embed.title
        ? h(
            "div",
            { class: "text embed-title" },
            embed.url ? linked(markup(embed.title, names), embed.url) : markup(embed.title, names),
          )
        : null,
      embed.description ? h("div", { class: "text" }, markup(embed.description, names)) : null,
      embed.fields?.length ? h("div", { class: "fields" }, drawFields(embed.fields, names)) : null,
    ),
    thumbnail,
    drawEmbedded(embed.image, "picture", "picture"),
    drawFoot(embed),
  );
}

const linked = (inner, url) =>
  /^https?:\/\//i.test(url ?? "")
    ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, inner)
    : inner;

/** Fields beside each other stand in threes; one that is not inline has a line to itself. */
function drawFields(fields, names) {
  const rows = [];
  for (const field of fields) {
    const last = rows.at(-1);
    if (field.inline && last?.[0].inline && last.length < 3) last.push(field);
    else rows.push([field]);
  }
  return rows.flatMap((row) =>
    row.map((field) =>
      h(
        "div",
        { class: "embed-field", style: { "grid-column": `span ${12 / row.length}` } },
        h("div", { class: "text embed-title" }, markup(field.name, names)),
        h("div", { class: "text" }, markup(field.value, names)),
      ),
    ),
  );
}

function drawFoot({ footer, timestamp }) {
  const at = timestamp ? Date.parse(timestamp) : NaN;
  if (!footer?.text && Number.isNaN(at)) return null;
  return h(
    "p",
    { class: "small embed-foot" },
    footer?.text ?? "",
    footer?.text && !Number.isNaN(at) ? " • " : "",
    Number.isNaN(at) ? null : h("time", { datetime: timestamp, title: fullTime(at), "data-sent": at }, messageTime(at)),
  );
}
