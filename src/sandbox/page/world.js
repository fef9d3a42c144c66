// What one person sees of the guild: channels, threads, people, messages, what is unread.
//
// Fed by `session.js` with REST answers and gateway dispatches; read by everything that draws. Tells of changes by
// events: `places` (channels, threads, unread marks), `people`, `talk` (detail: the channel). Sends nothing itself.

import { HEARD as VOTES, withOwnVotes } from "./poll.js";
import { HEARD as REACTIONS } from "./reactions.js";

/** Message flags of Discord that this page acts on. */
export const FLAG = { crossposted: 1, noEmbeds: 1 << 2, silent: 1 << 12, ephemeral: 1 << 6, loading: 1 << 7, v2: 1 << 15 };
/** Channel types of Discord that this page acts on. */
export const CHANNEL = { text: 0, dm: 1, category: 4, news: 5, newsThread: 10, thread: 11, privateThread: 12, forum: 15 };

const THREADS = [CHANNEL.newsThread, CHANNEL.thread, CHANNEL.privateThread];

/** Orders two snowflakes as their times do. */
export const byAge = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Tells whether a channel is a thread. */
export const isThread = (channel) => THREADS.includes(channel?.type);

/** A snowflake's time in Unix milliseconds (Discord's epoch is the first second of 2015). */
export const bornAt = (id) => Number((BigInt(id) >> 22n) + 1420070400000n);

export class World extends EventTarget {
  constructor(marks) {
    super();
    this.marks = marks;
    this.me = null;
    this.guild = null;
    this.roles = new Map();
    this.channels = new Map();
    this.events = new Map();
    this.members = new Map();
    this.users = new Map();
    this.messages = new Map();
    this.notes = new Map();
    this.typing = new Map();
    this.pending = new Set();
    this.failures = new Map();
    this.chosen = new Map();
  }

  tell(topic, detail) {
    this.dispatchEvent(new CustomEvent(topic, { detail }));
  }

  /** Takes one gateway dispatch. Events that show nothing here are let pass. */
  hear(name, data) {
    HEARD[name]?.call(this, data);
  }

  meet(user) {
    if (user?.id) this.users.set(user.id, { ...this.users.get(user.id), ...user });
  }

  keepChannel(channel) {
    for (const user of channel.recipients ?? []) this.meet(user);
    this.channels.set(channel.id, { ...this.channels.get(channel.id), ...channel });
    this.tell("places");
  }

  keepGuild(guild) {
    this.guild = guild;
    for (const role of guild.roles ?? []) this.roles.set(role.id, role);
    for (const channel of [...(guild.channels ?? []), ...(guild.threads ?? [])]) this.keepChannel(channel);
    for (const member of guild.members ?? []) this.keepMember(member);
    this.events = new Map((guild.guild_scheduled_events ?? []).map((event) => [event.id, event]));
    this.tell("people");
    this.tell("places");
  }

  keepMember(member) {
    if (!member.user) return;
    this.meet(member.user);
    this.members.set(member.user.id, { ...this.members.get(member.user.id), ...member });
  }

  /** The loaded messages of a channel, oldest first. */
  talkOf(channel) {
    if (!this.messages.has(channel)) this.messages.set(channel, { list: [], loaded: false, whole: false, loading: null });
    return this.messages.get(channel);
  }

  /** Joins a page of messages from REST to what is there, which keeps ephemeral ones. */
  keepMessages(channel, page) {
    const talk = this.talkOf(channel);
    const all = new Map(talk.list.map((message) => [message.id, message]));
    for (const message of page) {
      this.learnFrom(message);
      all.set(message.id, message);
    }
    talk.list = [...all.values()].sort((a, b) => byAge(a.id, b.id));
    this.tell("talk", channel);
  }

  /**
   * Brings what is known of a channel to its newest page of messages: what was deleted meanwhile goes, and where more
   * was said than the page has, what came before it is loaded again when it is wanted. `whole`: there is no older one.
   */
  mend(channel, page, whole) {
    const talk = this.talkOf(channel);
    const there = new Set(page.map((message) => message.id));
    const [newest, oldest] = [page[0]?.id ?? "0", page.at(-1)?.id ?? "0"];
    const older = talk.list.filter((message) => byAge(message.id, oldest) < 0);
    const joins = whole || talk.list.some((message) => there.has(message.id));
    const stays = ({ id, flags }) => flags & FLAG.ephemeral || byAge(id, newest) > 0 || (byAge(id, oldest) < 0 && joins && !whole);
    talk.list = talk.list.filter(stays);
    if (whole || !talk.loaded || !joins || !older.length) talk.whole = whole;
    this.keepMessages(channel, page);
  }

  learnFrom(message) {
    this.meet(message.author);
    for (const user of message.mentions ?? []) this.meet(user);
    if (message.member && message.author) this.keepMember({ ...message.member, user: message.author });
    if (message.thread) this.keepChannel(message.thread);
  }

  find(channel, id) {
    return this.messages.get(channel)?.list.find((message) => message.id === id) ?? null;
  }

  /** Changes a message by `make`, which gives another one: what is the same is not drawn again. */
  alter(channel, id, make) {
    const talk = this.talkOf(channel);
    talk.list = talk.list.map((one) => (one.id === id ? make(one) : one));
    this.tell("talk", channel);
  }

  drop(channel, id) {
    const talk = this.talkOf(channel);
    talk.list = talk.list.filter((message) => message.id !== id);
    this.tell("talk", channel);
  }

  /** Shows a line of this page's own at the end of a channel, such as "sending command"; null takes it away. */
  note(channel, key, content) {
    const notes = this.notes.get(channel) ?? new Map();
    if (content) notes.set(key, content);
    else notes.delete(key);
    this.notes.set(channel, notes);
    this.tell("talk", channel);
  }

  /** Tells whether a message calls this person: by name, by role, or everybody. */
  callsMe(message) {
    if (message.author?.id === this.me) return false;
    const mine = this.members.get(this.me)?.roles ?? [];
    return (
      Boolean(message.mention_everyone) ||
      (message.mentions ?? []).some((user) => user.id === this.me) ||
      (message.mention_roles ?? []).some((role) => mine.includes(role))
    );
  }

  /** How much of a channel is unread: `{unread, calls}`. */
  unread(id) {
    const channel = this.channels.get(id);
    const read = this.marks.get(id) ?? "0";
    const fresh = this.talkOf(id).list.filter(
      (message) => byAge(message.id, read) > 0 && message.author?.id !== this.me,
    );
    const known = this.talkOf(id).loaded ? fresh.length > 0 : byAge(channel?.last_message_id ?? "0", read) > 0;
    return { unread: known, calls: fresh.filter((message) => this.callsMe(message)).length };
  }

  /** Marks everything in a channel as read. */
  read(id) {
    const newest = this.talkOf(id).list.at(-1)?.id ?? this.channels.get(id)?.last_message_id;
    if (!newest || byAge(newest, this.marks.get(id) ?? "0") <= 0) return;
    this.marks.set(id, newest);
    this.tell("places");
  }

  /** The role that colours a member's name: the highest with a colour. */
  colourOf(userId) {
    const held = (this.members.get(userId)?.roles ?? []).map((id) => this.roles.get(id)).filter((role) => role?.color);
    const top = held.sort((a, b) => b.position - a.position)[0];
    return top ? hex(top.color) : null;
  }

  /** The name people read for a user. */
  nameOf(userId) {
    const user = this.users.get(userId);
    return this.members.get(userId)?.nick ?? user?.global_name ?? user?.username ?? null;
  }

  /** The name of a channel or thread, or of the other person of a direct message. */
  placeName(id) {
    const channel = this.channels.get(id);
    if (!channel) return null;
    if (channel.type === CHANNEL.dm)
      return this.nameOf(channel.recipients?.find((user) => user.id !== this.me)?.id) ?? "direct message";
    return channel.name;
  }
}

/** A colour number of Discord's as CSS writes it. */
export const hex = (colour) => `#${colour.toString(16).padStart(6, "0")}`;

function heardMessage(message) {
  this.learnFrom(message);
  const talk = this.talkOf(message.channel_id);
  // An event may come twice after a resume.
  if (talk.list.some((known) => known.id === message.id)) return HEARD.MESSAGE_UPDATE.call(this, message);
  talk.list = [...talk.list, message].sort((a, b) => byAge(a.id, b.id));
  const channel = this.channels.get(message.channel_id);
  if (channel && !(message.flags & FLAG.ephemeral)) {
    channel.last_message_id = message.id;
    // The first message of a post is not counted ("Channel Object", `message_count`).
    if (isThread(channel) && message.id !== channel.id) channel.message_count = (channel.message_count ?? 0) + 1;
    if (isThread(channel)) this.tell("talk", channel.parent_id);
  }
  this.typing.delete(`${message.channel_id} ${message.author?.id}`);
  this.tell("talk", message.channel_id);
  this.tell("said", message);
  this.tell("places");
}

function heardEdit(message) {
  const talk = this.talkOf(message.channel_id);
  talk.list = talk.list.map((known) => (known.id === message.id ? { ...known, ...withOwnVotes(known, message) } : known));
  this.failures.delete(message.id);
  for (const key of this.chosen.keys()) if (key.startsWith(`${message.id} `)) this.chosen.delete(key);
  this.learnFrom(message);
  this.tell("talk", message.channel_id);
  this.tell("edited", message);
}

const keepRole = function ({ role }) {
  this.roles.set(role.id, role);
  this.tell("people");
};
const keepChannel = function (channel) {
  this.keepChannel(channel);
  if (channel.parent_id) this.tell("talk", channel.parent_id);
};
/** Of a forum "last message" means its newest post. */
const keepThread = function (thread) {
  const forum = this.channels.get(thread.parent_id);
  if (forum?.type === CHANNEL.forum && byAge(forum.last_message_id ?? "0", thread.id) < 0) {
    forum.last_message_id = thread.id;
    if (thread.owner_id === this.me) this.read(forum.id);
  }
  keepChannel.call(this, thread);
};
const dropChannel = function ({ id }) {
  this.channels.delete(id);
  this.tell("places");
};
const keepMember = function (member) {
  this.keepMember(member);
  this.tell("people");
};

const keepEvent = function (event) {
  this.events.set(event.id, event);
  this.tell("places");
};

const HEARD = {
  ...REACTIONS,
  ...VOTES,
  READY(data) {
    this.me = data.user.id;
    this.meet(data.user);
    for (const channel of data.private_channels ?? []) this.keepChannel(channel);
  },
  GUILD_CREATE: World.prototype.keepGuild,
  CHANNEL_CREATE: keepChannel,
  CHANNEL_UPDATE: keepChannel,
  CHANNEL_DELETE: dropChannel,
  THREAD_CREATE: keepThread,
  THREAD_UPDATE: keepChannel,
  THREAD_DELETE: dropChannel,
  GUILD_ROLE_CREATE: keepRole,
  GUILD_ROLE_UPDATE: keepRole,
  GUILD_MEMBER_ADD: keepMember,
  GUILD_MEMBER_UPDATE: keepMember,
  GUILD_SCHEDULED_EVENT_CREATE: keepEvent,
  GUILD_SCHEDULED_EVENT_UPDATE: keepEvent,
  GUILD_SCHEDULED_EVENT_DELETE({ id }) {
    this.events.delete(id);
    this.tell("places");
  },
  MESSAGE_CREATE: heardMessage,
  MESSAGE_UPDATE: heardEdit,
  MESSAGE_DELETE({ channel_id, id }) {
    this.drop(channel_id, id);
  },
  MESSAGE_DELETE_BULK({ channel_id, ids }) {
    for (const id of ids) this.drop(channel_id, id);
  },
  TYPING_START({ channel_id, user_id }) {
    if (user_id === this.me) return;
    this.typing.set(`${channel_id} ${user_id}`, { channel: channel_id, user: user_id });
    this.tell("typing", { channel: channel_id, user: user_id });
  },
};
