// One person at work: their token, their gateway session, what they see, and what they press.
//
// Made by `page.js`, one for each person the reader has been; kept open while another person is shown, so that
// ephemeral messages and unread marks are there on return. Everything sent takes the form of Discord's web client.

import { Gateway, Rest, Refused, nonce } from "./wire.js";
import { CHANNEL, World, byAge } from "./world.js";

const INTERACTION = { command: 2, component: 3, suggest: 4, modal: 5 };
const PAGE_SIZE = 50;
const OLDER_SIZE = 100;
/** How long others are shown that somebody writes, less a little. */
const TYPING_MS = 8_000;
/** Longer than the three seconds an app has, for the case that the server's word about it is lost. */
const PATIENCE_MS = 10_000;

export class Session extends EventTarget {
  /** `person` is one of `/sandbox/people`; `place` is `/sandbox/world`. */
  constructor(person, place) {
    super();
    this.person = person;
    this.place = place;
    this.rest = new Rest(person.token);
    this.world = new World(new ReadMarks(`gonogo read ${place.guild_id} ${person.user_id}`));
    this.waiting = new Map();
    this.link = "connecting";
    this.gateway = new Gateway(person.token, {
      hear: (name, data) => this.hear(name, data),
      state: (word) => {
        this.link = word;
        this.dispatchEvent(new CustomEvent("link"));
      },
    });
  }

  hear(name, data) {
    ANSWERS[name]?.call(this, data);
    if (name === "GUILD_APPLICATION_COMMAND_INDEX_UPDATE") this.index = null;
    this.world.hear(name, data);
    if (name === "GUILD_CREATE") this.arrive(data);
  }

  /** Another guild means that the sandbox was started anew: nothing this page holds is true any more. */
  arrive(guild) {
    if (guild.id === this.place.guild_id) this.settle();
    else this.dispatchEvent(new CustomEvent("replaced"));
  }

  /** After each new gateway session: reads what may have been said meanwhile. */
  async settle() {
    await this.loadThreads();
    const direct = await this.rest.get("/users/@me/channels").catch(() => []);
    for (const channel of direct) this.world.keepChannel(channel);
    const places = [...this.world.channels.values()].filter(
      (one) => ![CHANNEL.category, CHANNEL.forum].includes(one.type) && !one.thread_metadata?.archived,
    );
    await Promise.allSettled(places.map((one) => this.load(one.id)));
    this.ready = true;
    this.dispatchEvent(new CustomEvent("ready"));
  }

  /** Loads the threads there are, the archived ones too, which the gateway does not tell of. */
  async loadThreads() {
    const holders = [CHANNEL.text, CHANNEL.news, CHANNEL.forum];
    const texts = [...this.world.channels.values()].filter((one) => holders.includes(one.type));
    const routes = [
      `/guilds/${this.place.guild_id}/threads/active`,
      ...texts.map((one) => `/channels/${one.id}/threads/archived/public`),
    ];
    const answers = await Promise.allSettled(routes.map((route) => this.rest.get(route)));
    for (const thread of answers.flatMap((answer) => answer.value?.threads ?? [])) this.world.keepChannel(thread);
  }

  /** Loads the newest messages of a channel. */
  async load(channel) {
    const page = await this.rest.get(`/channels/${channel}/messages?limit=${PAGE_SIZE}`);
    const talk = this.world.talkOf(channel);
    this.world.mend(channel, page, page.length < PAGE_SIZE);
    talk.loaded = true;
    this.world.tell("places");
  }

  /** Loads back to one message, if it is there at all. */
  async reach(channel, message) {
    const talk = this.world.talkOf(channel);
    while (!this.world.find(channel, message) && !talk.whole && talk.list.length && byAge(message, talk.list[0].id) < 0)
      await this.loadOlder(channel);
  }

  /** Loads the page of messages before the oldest one shown. */
  async loadOlder(channel) {
    const talk = this.world.talkOf(channel);
    if (talk.whole || !talk.list.length) return;
    talk.loading ??= this.loadBefore(channel, talk);
    await talk.loading;
  }

  async loadBefore(channel, talk) {
    try {
      const page = await this.rest.get(`/channels/${channel}/messages?limit=${OLDER_SIZE}&before=${talk.list[0].id}`);
      talk.whole = page.length < OLDER_SIZE;
      this.world.keepMessages(channel, page);
    } finally {
      talk.loading = null;
    }
  }

  /**
   * Says something in a channel: a letter of `unsent.js`. Sent again with its nonce it is said once. `progress` hears how
   * far the files are; throws {@link Refused}.
   */
  say({ channel, text, to, ping, files, nonce: mark }, progress) {
    const reference = to ? { message_reference: { channel_id: channel, message_id: to } } : {};
    const quiet = to && !ping ? { allowed_mentions: { parse: ["users", "roles", "everyone"], replied_user: false } } : {};
    const listed = files.length ? { attachments: files.map((file, at) => ({ id: `${at}`, filename: file.name })) } : {};
    const body = { content: text, nonce: mark, enforce_nonce: true, tts: false, flags: 0, ...reference, ...quiet, ...listed };
    return this.rest.post(`/channels/${channel}/messages`, body, files, progress);
  }

  /** Tells the others that this person writes; as often as Discord's client does. */
  writes(channel) {
    if (performance.now() - (this.wrote?.[channel] ?? -TYPING_MS) < TYPING_MS) return;
    this.wrote = { ...this.wrote, [channel]: performance.now() };
    this.rest.post(`/channels/${channel}/typing`).catch(() => {});
  }

  /** Writes one's own message anew; throws {@link Refused}. */
  edit(message, content) {
    return this.rest.patch(`/channels/${message.channel_id}/messages/${message.id}`, { content });
  }

  /** Deletes one's own message; throws {@link Refused}. */
  remove(message) {
    return this.rest.delete(`/channels/${message.channel_id}/messages/${message.id}`);
  }

  /** The commands of the guild's apps, as Discord's client loads them for its menu. */
  async commands() {
    this.index ??= await this.rest.get(`/guilds/${this.place.guild_id}/application-command-index`);
    return this.index;
  }

  interaction(type, channel, application, data, more = {}) {
    const guild = this.world.channels.get(channel)?.type === CHANNEL.dm ? {} : { guild_id: this.place.guild_id };
    return {
      type,
      application_id: application,
      ...guild,
      channel_id: channel,
      session_id: this.gateway.sessionId,
      data,
      nonce: nonce(),
      ...more,
    };
  }

  /** Presses a button or picks values: pending until the app answered, then quiet or marked as failed. */
  async press(message, component, values) {
    const key = `${message.id} ${component.custom_id}`;
    if (this.world.pending.has(key)) return;
    const data = { component_type: component.type, custom_id: component.custom_id };
    if (values) Object.assign(data, { type: component.type, values });
    const body = this.interaction(
      INTERACTION.component,
      message.channel_id,
      message.application_id ?? message.author.id,
      data,
      { message_flags: message.flags ?? 0, message_id: message.id },
    );
    this.world.pending.add(key);
    if (values) this.world.chosen.set(key, values);
    this.world.failures.delete(message.id);
    this.world.tell("talk", message.channel_id);
    const failure = await this.outcome(body);
    this.world.pending.delete(key);
    if (failure) {
      this.world.failures.set(message.id, failure);
      this.world.chosen.delete(key);
    }
    this.world.tell("talk", message.channel_id);
  }

  /** Runs a slash command; a line in the channel tells that it is under way or that it failed. */
  async run(channel, leaf, options, files = []) {
    const body = this.interaction(INTERACTION.command, channel, leaf.command.application_id, leaf.data(options, files));
    const line = { words: `/${leaf.path}`, app: leaf.app, after: this.world.talkOf(channel).list.at(-1)?.id ?? "0" };
    this.world.note(channel, body.nonce, { ...line, state: "sending" });
    const failure = await this.outcome(body, files);
    this.world.note(channel, body.nonce, failure ? { ...line, state: "failed", failure } : null);
    return failure;
  }

  /** Asks the app what it suggests for the option being typed; throws {@link Refused} when it has no answer. */
  async suggest(channel, leaf, options) {
    const body = this.interaction(INTERACTION.suggest, channel, leaf.command.application_id, leaf.data(options));
    const answer = this.expect(body.nonce);
    await this.rest.post("/interactions", body);
    const { choices, failed } = await answer;
    if (failed) throw new Refused(0, { message: "The application did not answer" });
    return choices ?? [];
  }

  /** Sends a filled modal; answers what went wrong, or null. */
  submit(modal, components, files = []) {
    const listed = files.length ? { attachments: files.map((file, at) => ({ id: `${at}`, filename: file.name })) } : {};
    const data = { id: modal.id, custom_id: modal.custom_id, components, ...listed };
    return this.outcome(
      this.interaction(INTERACTION.modal, modal.channel_id, modal.application?.id ?? this.place.application_id, data),
      files,
    );
  }

  /** Sends an interaction and waits for its end: null when it went well, else `{title, detail}`. */
  async outcome(body, files = []) {
    const answer = this.expect(body.nonce);
    try {
      await this.rest.post("/interactions", body, files);
    } catch (error) {
      this.waiting.delete(body.nonce);
      if (!(error instanceof Refused)) throw error;
      // Of a form it is said which part was refused.
      const [at] = Object.keys(error.errors?.data?.components ?? {});
      return { title: "This interaction failed", detail: error.message, at };
    }
    return (await answer).failed
      ? {
          title: body.type === INTERACTION.command ? "The application did not respond" : "This interaction failed",
          detail: null,
        }
      : null;
  }

  expect(key) {
    return new Promise((resolve) => {
      const giveUp = setTimeout(() => this.resolve(key, { failed: true }), PATIENCE_MS);
      this.waiting.set(key, (answer) => {
        clearTimeout(giveUp);
        resolve(answer);
      });
    });
  }

  resolve(key, answer) {
    this.waiting.get(key)?.(answer);
    this.waiting.delete(key);
  }
}

const ANSWERS = {
  INTERACTION_SUCCESS(data) {
    this.resolve(data.nonce, {});
  },
  INTERACTION_FAILURE(data) {
    this.resolve(data.nonce, { failed: true });
  },
  INTERACTION_MODAL_CREATE(data) {
    this.resolve(data.nonce, {});
    this.dispatchEvent(new CustomEvent("modal", { detail: data }));
  },
  APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE(data) {
    this.resolve(data.nonce, data);
  },
};

/** How far a person has read, by channel; survives a reload of the page. */
class ReadMarks {
  constructor(key) {
    this.key = key;
    this.marks = JSON.parse(localStorage.getItem(key) ?? "{}");
  }

  get(channel) {
    return this.marks[channel];
  }

  set(channel, message) {
    this.marks[channel] = message;
    localStorage.setItem(this.key, JSON.stringify(this.marks));
  }
}
