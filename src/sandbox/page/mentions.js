// Mentions as people type them and as Discord carries them: `@ana` and `<@123>`.
//
// Called by `composer.js`. Pure, but for what the world knows of names.

/** What is known by name: `[what people type, what is sent]`, the longest name first. */
function known(world) {
  return [
    ...[...world.members.keys()].map((id) => [`@${world.nameOf(id)}`, `<@${id}>`]),
    ...[...world.roles.values()]
      .filter((role) => role.id !== world.guild?.id)
      .map((role) => [`@${role.name}`, `<@&${role.id}>`]),
    ...[...world.channels.values()].filter((one) => one.name).map((one) => [`#${one.name}`, `<#${one.id}>`]),
  ].sort((a, b) => b[0].length - a[0].length);
}

/** Writes `@name` and `#name` of known people, roles and channels as Discord's client sends them. */
export function withIds(world, text) {
  const ids = new Map(known(world));
  const pattern = [...ids.keys()].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  if (!pattern) return text;
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}_<\`])(?:${pattern})(?![\\p{L}\\p{N}_])`, "gu"), (name) =>
    ids.get(name),
  );
}

/** The way back, for a text that is to be edited. */
export function withNames(world, text) {
  const names = new Map(known(world).map(([name, id]) => [id, name]));
  return text.replace(/<(?:@&?|#)\d+>/g, (id) => names.get(id) ?? id);
}
