// A forum as Discord shows it: its posts as a list, sorted and filtered by the reader, and the way to a new one.
//
// Made by `page.js`, which opens it instead of the message pane where the place is a forum. A post is a thread whose
// first message has the thread's id ("Channel Resource", "Start Thread in Forum or Media Channel").

import { h, icon, patch } from "./dom.js";
import { gist, namesOf } from "./message.js";
import { markup } from "./markup.js";
import { NewPost, tagWords } from "./newpost.js";
import { reveal } from "./veil.js";
import { fullTime, stamp } from "./when.js";
import { CHANNEL, bornAt, byAge, isThread } from "./world.js";

/** Flags of posts and of forums ("Channel Flags"), and ways to sort ("Sort Order Types"). */
const PINNED = 1 << 1;
const SORT = { activity: "0", creation: "1" };
/** Opening words of more than so many archived posts are not fetched at once. */
const MOST_FETCHED = 30;

const isPinned = (post) => Boolean(post.flags & PINNED);
const isArchived = (post) => Boolean(post.thread_metadata?.archived);
const lastSaid = (post) => bornAt(post.last_message_id ?? post.id);

export class Forum {
  /** `go(channel)` opens a place. */
  constructor({ go }) {
    Object.assign(this, { go, choices: new Map() });
    this.node = h("section", { id: "forum", "aria-label": "Posts of the forum", tabindex: "0", hidden: true });
    document.getElementById("scroller").before(this.node);
    this.newPost = new NewPost({ go, back: () => this.node.querySelector("[data-new]")?.focus() });
    this.node.addEventListener("click", (event) => this.clicked(event));
    this.node.addEventListener("input", (event) => this.changed(event));
  }

  /** Shows a place if it is a forum, else makes room for its messages; answers which. */
  open(session, channel) {
    const place = session.world.channels.get(channel);
    const shows = place?.type === CHANNEL.forum;
    document.body.classList.toggle("in-forum", shows);
    this.node.hidden = !shows;
    this.session = shows ? session : null;
    this.channel = channel;
    if (!shows) return false;
    this.node.scrollTop = 0;
    this.draw();
    return true;
  }

  /** How the reader looks at this forum; kept while the page is open. */
  choice(forum) {
    if (!this.choices.has(forum.id))
      this.choices.set(forum.id, { sort: String(forum.default_sort_order ?? SORT.activity), tags: [], words: "" });
    return this.choices.get(forum.id);
  }

  draw() {
    const forum = this.session?.world.channels.get(this.channel);
    if (!forum) return;
    if (!document.hidden) this.session.world.read(forum.id);
    const posts = this.posts(forum);
    this.fetchFirst(posts);
    patch(this.node, [
      this.head(forum),
      this.controls(forum),
      h("p", { class: "forum-count", role: "status", "data-key": "count" }, this.count(forum, posts)),
      ...this.lists(posts),
    ]);
  }

  /** The posts the reader wants to see: pinned ones first, then as they sorted them. */
  posts(forum) {
    const { sort, tags, words } = this.choice(forum);
    const wanted = words.trim().toLocaleLowerCase();
    const moment = sort === SORT.creation ? (post) => bornAt(post.id) : lastSaid;
    return this.all(forum)
      .filter((post) => tags.every((tag) => post.applied_tags?.includes(tag)))
      .filter((post) => post.name.toLocaleLowerCase().includes(wanted))
      .sort((a, b) => Number(isPinned(b)) - Number(isPinned(a)) || moment(b) - moment(a) || byAge(b.id, a.id));
  }

  all = (forum) =>
    [...this.session.world.channels.values()].filter((one) => isThread(one) && one.parent_id === forum.id);

  count(forum, posts) {
    const all = this.all(forum).length;
    if (!all) return "";
    const words = `${posts.length} ${posts.length === 1 ? "post" : "posts"}`;
    return posts.length === all ? words : `${words} of ${all}`;
  }

  lists(posts) {
    const { world } = this.session;
    const forum = world.channels.get(this.channel);
    if (!this.all(forum).length)
      return [
        h("p", { class: "forum-empty", "data-key": "empty" }, "There are no posts yet. The first one can be yours."),
      ];
    if (!posts.length)
      return [
        h("p", { class: "forum-empty", "data-key": "empty" }, "No post is like that. Take a filter away to see more."),
      ];
    const part = (key, title, some) =>
      some.length
        ? [
            h("h2", { class: "forum-part", "data-key": `title ${key}` }, title),
            h(
              "ul",
              { class: "posts", "data-key": key, "aria-label": title },
              some.map((post) => this.post(forum, post)),
            ),
          ]
        : [];
    return [
      ...part(
        "open",
        "Posts",
        posts.filter((post) => !isArchived(post)),
      ),
      ...part("old", "Older posts", posts.filter(isArchived)),
    ];
  }

  /** What the forum is about, and the way to a new post. */
  head(forum) {
    return h(
      "div",
      { class: "forum-head", "data-key": "head" },
      h("div", { class: "forum-sign" }, icon("posts")),
      h(
        "div",
        { class: "forum-about" },
        h("h2", {}, forum.name),
        forum.topic
          ? h(
              "div",
              { class: "text" },
              h("b", { class: "forum-part" }, "Post guidelines"),
              markup(forum.topic, namesOf(this.session)),
            )
          : h("p", { class: "beginning-words" }, "Every post is a conversation of its own."),
      ),
      h("button", { type: "button", class: "button primary", "data-new": true, "data-key": "new" }, "New post"),
    );
  }

  controls(forum) {
    const { sort, tags, words } = this.choice(forum);
    const option = (value, name) => h("option", { value, selected: sort === value }, name);
    return h(
      "div",
      { class: "forum-controls", "data-key": "controls" },
      h("label", { class: "forum-control" }, h("span", {}, "Search"), this.search(words)),
      h(
        "label",
        { class: "forum-control" },
        h("span", {}, "Sort by"),
        h(
          "select",
          { "data-sort": true },
          option(SORT.activity, "Recently active"),
          option(SORT.creation, "Date posted"),
        ),
      ),
      forum.available_tags?.length
        ? h(
            "div",
            { class: "tags", role: "group", "aria-label": "Only posts with" },
            forum.available_tags.map((tag) =>
              h(
                "button",
                {
                  type: "button",
                  class: "post-tag choice",
                  "data-tag": tag.id,
                  "data-key": tag.id,
                  "aria-pressed": String(tags.includes(tag.id)),
                },
                tagWords(tag),
              ),
            ),
          )
        : null,
    );
  }

  search(words) {
    const input = h("input", {
      type: "search",
      "data-search": true,
      autocomplete: "off",
      placeholder: "Words of a title",
    });
    input.value = words;
    return input;
  }

  post(forum, post) {
    const { world } = this.session;
    const first = world.find(post.id, post.id);
    const replies = post.message_count ?? 0;
    const moment = lastSaid(post);
    const { unread } = world.unread(post.id);
    const tags = (post.applied_tags ?? [])
      .map((id) => forum.available_tags?.find((tag) => tag.id === id))
      .filter(Boolean);
    const notes = [
      isPinned(post) && "Pinned",
      isArchived(post) && "Archived",
      post.thread_metadata?.locked && "Locked",
    ];
    return h(
      "li",
      { class: `post${unread ? " unread" : ""}`, "data-key": post.id },
      h(
        "div",
        { class: "tags" },
        notes.filter(Boolean).map((note) => h("span", { class: "place-note" }, note)),
        tags.map((tag) => h("span", { class: "post-tag" }, tagWords(tag))),
      ),
      h(
        "h3",
        {},
        h(
          "button",
          { type: "button", class: "post-title", "data-go": post.id },
          post.name,
          unread ? h("span", { class: "sr" }, " (unread)") : null,
        ),
      ),
      h(
        "p",
        { class: "post-words" },
        h("b", {}, `${world.nameOf(post.owner_id) ?? "somebody"}: `),
        first ? gist(first, this.session) : "…",
      ),
      h(
        "p",
        { class: "post-foot" },
        icon("chat"),
        `${replies} ${replies === 1 ? "message" : "messages"} · `,
        h(
          "time",
          {
            datetime: new Date(moment).toISOString(),
            title: fullTime(moment),
            "data-unix": moment / 1000,
            "data-style": "R",
          },
          stamp(moment / 1000, "R"),
        ),
      ),
    );
  }

  /** The opening words of posts of which nothing was loaded, the archived ones. */
  fetchFirst(posts) {
    const { session } = this;
    this.asked ??= new Set();
    const missing = posts.filter((post) => !session.world.find(post.id, post.id) && !this.asked.has(post.id));
    for (const { id } of missing.slice(0, MOST_FETCHED)) {
      this.asked.add(id);
      session.rest
        .get(`/channels/${id}/messages/${id}`)
        .then((first) => session.world.keepMessages(id, [first]))
        .then(() => this.session === session && this.draw())
        // A first message may have been deleted; its post stays.
        .catch(() => {});
    }
  }

  clicked(event) {
    const on = (name) => event.target.closest(`[data-${name}]`);
    const forum = this.session?.world.channels.get(this.channel);
    if (!forum) return;
    if (reveal(event.target)) return;
    if (on("new")) this.newPost.open(this.session, forum);
    else if (on("go")) this.go(on("go").dataset.go);
    else if (on("tag")) this.toggle(this.choice(forum), on("tag").dataset.tag);
  }

  toggle(choice, tag) {
    choice.tags = choice.tags.includes(tag) ? choice.tags.filter((one) => one !== tag) : [...choice.tags, tag];
    this.draw();
  }

  changed({ target }) {
    const forum = this.session?.world.channels.get(this.channel);
    if (!forum) return;
    if (target.dataset.sort !== undefined) this.choice(forum).sort = target.value;
    if (target.dataset.search !== undefined) this.choice(forum).words = target.value;
    this.draw();
  }
}
