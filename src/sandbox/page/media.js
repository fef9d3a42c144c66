// Pictures and files of a message: one by one, in galleries, covered when they are spoilers.
//
// Called by `components.js`, `message.js` and `embed.js`. The page loads nothing from outside: a picture that this
// sandbox does not serve is a link.

import { h, icon } from "./dom.js";
import { peek } from "./peek.js";
import { veil } from "./veil.js";

const PICTURE = /^image\/(png|jpeg|gif|webp)/;
/** Pictures by the end of their address, for what says no type. */
const PICTURE_NAME = /\.(png|jpe?g|gif|webp)$/i;

const isOwn = (url) => URL.canParse(url, location.origin) && new URL(url, location.origin).origin === location.origin;
const outside = { target: "_blank", rel: "noopener noreferrer" };

/** Tells whether an attachment is shown as a picture. Drawings in SVG may hold more: Discord shows them as files too. */
export const isPicture = (file) => PICTURE.test(file.content_type ?? "");

/** An unfurled picture: `{media: {url}, description, spoiler}`, or an attachment's `{url, description}`. */
export function drawMedia(item, kind) {
  const drawn = drawBare(item, kind);
  return item.spoiler ? veil(drawn, "picture") : drawn;
}

function drawBare(item, kind) {
  const { url = "", content_type: type, width, height } = item.media ?? item;
  const words = item.description || "picture";
  if (type && !PICTURE.test(type)) return drawFile(url, item.description || url.split("/").at(-1), item.media?.size);
  if (isOwn(url))
    return h(
      "a",
      { class: `media ${kind}`, href: url, ...outside },
      h("img", {
        src: url,
        alt: words,
        loading: "lazy",
        width: width || null,
        height: height || null,
        title: item.description,
      }),
    );
  const where = URL.canParse(url) ? new URL(url).hostname : null;
  return h(
    "a",
    { class: `elsewhere ${kind}`, href: /^https?:/.test(url) ? url : null, ...outside },
    words,
    where ? h("span", { class: "weight" }, ` on ${where}`) : null,
  );
}

/** Up to ten pictures beside each other, as Discord lays them out by their number. */
export function drawGallery(items) {
  return h(
    "div",
    { class: "gallery", "data-count": items.length },
    items.map((item) => h("div", { class: "gallery-item" }, drawMedia(item, "picture"))),
  );
}

/** A number of bytes, for people. */
export function weightOf(bytes) {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const [size, unit] = bytes < 2 ** 20 ? [bytes / 1024, "KiB"] : [bytes / 2 ** 20, "MiB"];
  return `${Number(size.toFixed(1))} ${unit}`;
}

/** A file as a line with its name and size, to be saved. `size` is in bytes. */
export function drawFile(url, name, size) {
  const known = /^https?:/.test(url) || url.startsWith("/");
  const weight = size === undefined || size === null ? null : h("span", { class: "weight" }, weightOf(size));
  const link = h(
    "a",
    { class: "file", href: known ? url : null, ...outside },
    icon("file"),
    h("span", {}, name),
    weight,
  );
  return [link, peek(url, name, size)];
}

/** A file component: a picture's file too is shown as a file. */
export function drawFilePart(component) {
  const url = component.file?.url ?? "";
  const drawn = drawFile(url, component.name ?? url.split("/").at(-1) ?? "file", component.size);
  return component.spoiler ? veil(drawn, "file") : h("div", { class: "file-part" }, drawn);
}

/** What came with a message: its pictures in a gallery, its other files below. */
export function drawAttachments(files) {
  const spoiler = (file) => file.filename.startsWith("SPOILER_");
  const pictures = files.filter(isPicture);
  const items = pictures.map((file) => ({
    ...file,
    description: file.description || file.filename,
    spoiler: spoiler(file),
  }));
  return [
    items.length ? drawGallery(items) : null,
    ...files
      .filter((file) => !isPicture(file))
      .map((file) => {
        const drawn = drawFile(file.url, file.filename, file.size);
        return spoiler(file) ? veil(drawn, "file") : drawn;
      }),
  ];
}

/** A picture of an embed, if it has one that can be shown. */
export const drawEmbedded = (picture, kind, words) =>
  picture?.url && (isOwn(picture.url) || PICTURE_NAME.test(picture.url))
    ? drawMedia({ media: picture, description: picture.description ?? words }, kind)
    : null;
