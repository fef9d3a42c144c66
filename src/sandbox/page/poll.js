// Polls in a message: what is asked, how many want what, one's own vote, and the way to give or take it.
//
// Drawn by `message.js`, pressed through `messages.js`; `HEARD` is what the world makes of the gateway's events. Field
// names are Discord's "Poll Resource".

import { h, icon } from "./dom.js";
import { fullTime, stamp } from "./when.js";

const votes = (count) => `${count} ${count === 1 ? "vote" : "votes"}`;

/** How an answer stands: `{count, me_voted}`; one without votes is not listed. */
const standing = (poll, answer) =>
  poll.results?.answer_counts.find(({ id }) => id === answer.answer_id) ?? { count: 0, me_voted: false };

const mine = (poll) =>
  poll.answers.filter((answer) => standing(poll, answer).me_voted).map((answer) => answer.answer_id);

/** Draws a poll; as long as it runs each answer is a button. */
export function drawPoll(poll) {
  const over = Boolean(poll.results?.is_finalized);
  const total = poll.answers.reduce((sum, answer) => sum + standing(poll, answer).count, 0);
  const task = poll.allow_multiselect ? "Select one or more answers" : "Select one answer";
  const ends = Date.parse(poll.expiry);
  const moment = h(
    "time",
    { datetime: poll.expiry, title: fullTime(ends), "data-unix": ends / 1000, "data-style": "R" },
    stamp(ends / 1000, "R"),
  );
  return h(
    "div",
    { class: "container poll", role: "group", "aria-label": `Poll: ${poll.question.text}` },
    h("p", { class: "poll-question" }, poll.question.text),
    h("p", { class: "small" }, over ? "Final results" : task),
    poll.answers.map((answer) => drawAnswer(answer, standing(poll, answer), total, over)),
    h("p", { class: "small" }, votes(total), " · ", over ? "closed " : "ends ", moment),
  );
}

function drawAnswer({ answer_id: id, poll_media: media }, { count, me_voted: own }, total, over) {
  const share = total ? Math.round((count / total) * 100) : 0;
  const said = `${media.text}, ${votes(count)}${own ? ", yours" : ""}`;
  const way = over ? { role: "img" } : { type: "button", "data-vote": id, "aria-pressed": String(Boolean(own)) };
  return h(
    over ? "div" : "button",
    { class: `poll-answer${own ? " own" : ""}`, "data-key": `answer ${id}`, "aria-label": said, ...way },
    h("span", { class: "poll-bar", style: { width: `${share}%` } }),
    h("span", { class: "poll-words" }, media.emoji?.name ? `${media.emoji.name} ` : "", media.text),
    own ? icon("tick") : null,
    h("span", { class: "poll-count" }, `${votes(count)} · ${share}%`),
  );
}

/** Votes for an answer, or takes that vote back; what becomes of it comes back by the gateway. */
export async function vote(session, message, answer) {
  const before = mine(message.poll);
  const others = message.poll.allow_multiselect ? before.filter((id) => id !== answer) : [];
  const wanted = before.includes(answer) ? others : [...others, answer];
  const path = `/channels/${message.channel_id}/polls/${message.id}/answers/@me`;
  await session.rest.put(path, { answer_ids: wanted }).catch((refused) => {
    session.world.failures.set(message.id, { title: "This vote failed", detail: refused.message });
    session.world.alter(message.channel_id, message.id, (one) => ({ ...one }));
  });
}

/** An edited message as it came, which says nothing of whose the votes are, with one's own votes as they were. */
export function withOwnVotes(known, message) {
  if (!known.poll || !message.poll?.results) return message;
  const own = mine(known.poll);
  const counts = message.poll.results.answer_counts.map((one) => ({ ...one, me_voted: own.includes(one.id) }));
  return { ...message, poll: { ...message.poll, results: { ...message.poll.results, answer_counts: counts } } };
}

const counted = (step) =>
  function ({ channel_id: channel, message_id: message, answer_id: id, user_id: user }) {
    const change = (poll) => recount(poll, id, step, user === this.me);
    this.alter(channel, message, (one) => (one.poll ? { ...one, poll: change(one.poll) } : one));
  };

function recount(poll, id, step, own) {
  const before = standing(poll, { answer_id: id });
  const after = { id, count: before.count + step, me_voted: own ? step > 0 : before.me_voted };
  const others = (poll.results?.answer_counts ?? []).filter((one) => one.id !== id);
  return { ...poll, results: { ...poll.results, answer_counts: [...others, after].filter((one) => one.count > 0) } };
}

/** What the gateway tells of votes; each is called on the world. */
export const HEARD = { MESSAGE_POLL_VOTE_ADD: counted(1), MESSAGE_POLL_VOTE_REMOVE: counted(-1) };
