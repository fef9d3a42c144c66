// What somebody may do by the roles they have: enough to show a control only to those whom it obeys.
//
// Called by what offers something that not everybody may do. The server decides; this only spares people a refusal.

import { CHANNEL } from "./world.js";

const RIGHT = {
  admin: 1n << 3n,
  manageThreads: 1n << 34n,
  threads: 1n << 35n,
  polls: 1n << 49n,
  pins: 1n << 51n,
};

function has(world, right) {
  const held = world.members.get(world.me)?.roles ?? [];
  const roles = [world.guild?.id, ...held].map((id) => world.roles.get(id)).filter(Boolean);
  const all = roles.reduce((sum, role) => sum | BigInt(role.permissions ?? 0), 0n);
  return Boolean(all & (RIGHT.admin | right)) || world.guild?.owner_id === world.me;
}

/** Whether the reader manages threads: gives moderated tags, writes in locked posts. */
export const mayModerate = (world) => has(world, RIGHT.manageThreads);

/** Whether the reader pins messages and takes them off. */
export const mayPin = (world) => has(world, RIGHT.pins);

/** Whether the reader begins threads in a channel: in one that has threads. */
export const mayBegin = (world, channel) =>
  [CHANNEL.text, CHANNEL.news].includes(world.channels.get(channel)?.type) && has(world, RIGHT.threads);

/** Whether the reader asks others by a poll. */
export const mayAsk = (world) => has(world, RIGHT.polls);
