//! Who may do what where: Discord's permission arithmetic.
//!
//! Pure: roles and overwrites in, a bit set out ("Permissions", section "Permission Hierarchy"). Every route asks
//! here through [`World::allowed`](super::world::World::allowed).

use super::ids::Id;

/// A set of permission bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Permissions(pub(crate) u64);

const fn bit(n: u32) -> Permissions {
    Permissions(1 << n)
}

pub(crate) const ADMINISTRATOR: Permissions = bit(3);
pub(crate) const MANAGE_CHANNELS: Permissions = bit(4);
pub(crate) const MANAGE_GUILD: Permissions = bit(5);
pub(crate) const VIEW_AUDIT_LOG: Permissions = bit(7);
pub(crate) const CHANGE_NICKNAME: Permissions = bit(26);
pub(crate) const MANAGE_NICKNAMES: Permissions = bit(27);
pub(crate) const MODERATE_MEMBERS: Permissions = bit(40);
pub(crate) const SEND_POLLS: Permissions = bit(49);
pub(crate) const ADD_REACTIONS: Permissions = bit(6);
pub(crate) const VIEW_CHANNEL: Permissions = bit(10);
pub(crate) const SEND_MESSAGES: Permissions = bit(11);
pub(crate) const MANAGE_MESSAGES: Permissions = bit(13);
pub(crate) const EMBED_LINKS: Permissions = bit(14);
pub(crate) const ATTACH_FILES: Permissions = bit(15);
pub(crate) const READ_MESSAGE_HISTORY: Permissions = bit(16);
pub(crate) const MENTION_EVERYONE: Permissions = bit(17);
pub(crate) const MANAGE_ROLES: Permissions = bit(28);
pub(crate) const MANAGE_WEBHOOKS: Permissions = bit(29);
pub(crate) const USE_APPLICATION_COMMANDS: Permissions = bit(31);
pub(crate) const MANAGE_EVENTS: Permissions = bit(33);
pub(crate) const MANAGE_THREADS: Permissions = bit(34);
pub(crate) const CREATE_PUBLIC_THREADS: Permissions = bit(35);
pub(crate) const CREATE_PRIVATE_THREADS: Permissions = bit(36);
pub(crate) const SEND_MESSAGES_IN_THREADS: Permissions = bit(38);
pub(crate) const CREATE_EVENTS: Permissions = bit(44);
pub(crate) const PIN_MESSAGES: Permissions = bit(51);

/// What permissions are called, as far as anything here asks for them.
const NAMES: [(&str, Permissions); 25] = [
    ("MANAGE_GUILD", MANAGE_GUILD),
    ("VIEW_AUDIT_LOG", VIEW_AUDIT_LOG),
    ("CHANGE_NICKNAME", CHANGE_NICKNAME),
    ("MANAGE_NICKNAMES", MANAGE_NICKNAMES),
    ("MODERATE_MEMBERS", MODERATE_MEMBERS),
    ("SEND_POLLS", SEND_POLLS),
    ("ADMINISTRATOR", ADMINISTRATOR),
    ("MANAGE_CHANNELS", MANAGE_CHANNELS),
    ("ADD_REACTIONS", ADD_REACTIONS),
    ("VIEW_CHANNEL", VIEW_CHANNEL),
    ("SEND_MESSAGES", SEND_MESSAGES),
    ("MANAGE_MESSAGES", MANAGE_MESSAGES),
    ("EMBED_LINKS", EMBED_LINKS),
    ("ATTACH_FILES", ATTACH_FILES),
    ("READ_MESSAGE_HISTORY", READ_MESSAGE_HISTORY),
    ("MENTION_EVERYONE", MENTION_EVERYONE),
    ("MANAGE_ROLES", MANAGE_ROLES),
    ("MANAGE_WEBHOOKS", MANAGE_WEBHOOKS),
    ("MANAGE_EVENTS", MANAGE_EVENTS),
    ("MANAGE_THREADS", MANAGE_THREADS),
    ("CREATE_PUBLIC_THREADS", CREATE_PUBLIC_THREADS),
    ("CREATE_PRIVATE_THREADS", CREATE_PRIVATE_THREADS),
    ("SEND_MESSAGES_IN_THREADS", SEND_MESSAGES_IN_THREADS),
    ("CREATE_EVENTS", CREATE_EVENTS),
    ("PIN_MESSAGES", PIN_MESSAGES),
];

/// The permission with Discord's name, such as `SEND_MESSAGES`.
pub(crate) fn named(name: &str) -> Option<Permissions> {
    NAMES
        .iter()
        .find(|(there, _)| *there == name)
        .map(|(_, bit)| *bit)
}

/// Every bit Discord has given a meaning to.
pub(crate) const ALL: Permissions = Permissions((1 << 53) - 1);

/// What @everyone has in a new Discord server: also MENTION_EVERYONE, so that careless text really pings.
pub(crate) const EVERYONE: Permissions = Permissions(
    bit(0).0 // CREATE_INSTANT_INVITE
        | ADD_REACTIONS.0
        | bit(9).0 // STREAM
        | VIEW_CHANNEL.0
        | SEND_MESSAGES.0
        | EMBED_LINKS.0
        | ATTACH_FILES.0
        | READ_MESSAGE_HISTORY.0
        | MENTION_EVERYONE.0
        | bit(18).0 // USE_EXTERNAL_EMOJIS
        | bit(20).0 // CONNECT
        | bit(21).0 // SPEAK
        | bit(25).0 // USE_VAD
        | CHANGE_NICKNAME.0
        | USE_APPLICATION_COMMANDS.0
        | bit(32).0 // REQUEST_TO_SPEAK
        | CREATE_PUBLIC_THREADS.0
        | CREATE_PRIVATE_THREADS.0
        | bit(37).0 // USE_EXTERNAL_STICKERS
        | SEND_MESSAGES_IN_THREADS.0
        | bit(39).0 // USE_EMBEDDED_ACTIVITIES
        | bit(42).0 // USE_SOUNDBOARD
        | bit(45).0 // USE_EXTERNAL_SOUNDS
        | bit(46).0 // SEND_VOICE_MESSAGES
        | SEND_POLLS.0
        | bit(50).0, // USE_EXTERNAL_APPS
);

/// What the bot was invited with, beyond @everyone.
pub(crate) const BOT: Permissions = Permissions(
    MANAGE_MESSAGES.0
        | MANAGE_ROLES.0
        | MANAGE_THREADS.0
        | MANAGE_EVENTS.0
        | CREATE_EVENTS.0
        | PIN_MESSAGES.0,
);

/// What both sides may do in a direct message.
pub(crate) const DIRECT: Permissions = Permissions(
    ADD_REACTIONS.0
        | VIEW_CHANNEL.0
        | SEND_MESSAGES.0
        | EMBED_LINKS.0
        | ATTACH_FILES.0
        | READ_MESSAGE_HISTORY.0
        | USE_APPLICATION_COMMANDS.0
        | PIN_MESSAGES.0,
);

impl Permissions {
    /// Whether all bits of `wanted` are in this set.
    pub(crate) fn has(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Both sets together.
    pub(crate) fn with(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// What both sets have.
    pub(crate) fn only(self, these: Self) -> Self {
        Self(self.0 & these.0)
    }

    fn under(self, deny: u64, allow: u64) -> Self {
        Self((self.0 & !deny) | allow)
    }
}

/// An exception for one role or one member in one channel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Overwrite {
    /// The role or user.
    pub(crate) id: Id,
    /// Whether `id` is a user (Discord's type 1) and not a role (type 0).
    pub(crate) for_member: bool,
    pub(crate) allow: u64,
    pub(crate) deny: u64,
}

/// Applies a channel's overwrites to what the roles give: @everyone's, then all roles' together, then the
/// member's own.
pub(crate) fn in_channel(
    base: Permissions,
    everyone: Id,
    roles: &[Id],
    member: Id,
    overwrites: &[Overwrite],
) -> Permissions {
    if base.has(ADMINISTRATOR) {
        return ALL;
    }
    let mut result = base;
    if let Some(o) = overwrites.iter().find(|o| !o.for_member && o.id == everyone) {
        result = result.under(o.deny, o.allow);
    }
    let of_roles = overwrites
        .iter()
        .filter(|o| !o.for_member && o.id != everyone && roles.contains(&o.id));
    let (deny, allow) = of_roles.fold((0, 0), |(deny, allow), o| (deny | o.deny, allow | o.allow));
    result = result.under(deny, allow);
    if let Some(o) = overwrites.iter().find(|o| o.for_member && o.id == member) {
        result = result.under(o.deny, o.allow);
    }
    // Without sight of the channel nothing else counts ("Implicit Permissions").
    if result.has(VIEW_CHANNEL) {
        result
    } else {
        Permissions::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYONE_ROLE: Id = Id(1);
    const SRE: Id = Id(2);
    const ANA: Id = Id(10);

    fn overwrite(id: Id, for_member: bool, allow: Permissions, deny: Permissions) -> Overwrite {
        Overwrite {
            id,
            for_member,
            allow: allow.0,
            deny: deny.0,
        }
    }

    #[test]
    fn a_roles_allow_lifts_what_everyone_is_denied() {
        let overwrites = [
            overwrite(EVERYONE_ROLE, false, Permissions::default(), SEND_MESSAGES),
            overwrite(SRE, false, SEND_MESSAGES, Permissions::default()),
        ];
        assert!(in_channel(EVERYONE, EVERYONE_ROLE, &[SRE], ANA, &overwrites).has(SEND_MESSAGES));
        assert!(!in_channel(EVERYONE, EVERYONE_ROLE, &[], ANA, &overwrites).has(SEND_MESSAGES));
    }

    #[test]
    fn a_members_own_overwrite_comes_last() {
        let overwrites = [
            overwrite(ANA, true, Permissions::default(), SEND_MESSAGES),
            overwrite(SRE, false, SEND_MESSAGES, Permissions::default()),
        ];
        assert!(!in_channel(EVERYONE, EVERYONE_ROLE, &[SRE], ANA, &overwrites).has(SEND_MESSAGES));
    }

    #[test]
    fn who_cannot_see_a_channel_can_do_nothing_there() {
        let overwrites = [overwrite(
            EVERYONE_ROLE,
            false,
            Permissions::default(),
            VIEW_CHANNEL,
        )];
        assert_eq!(
            in_channel(EVERYONE, EVERYONE_ROLE, &[], ANA, &overwrites),
            Permissions::default()
        );
    }

    #[test]
    fn an_administrator_is_bound_by_no_overwrite() {
        let overwrites = [overwrite(
            EVERYONE_ROLE,
            false,
            Permissions::default(),
            VIEW_CHANNEL,
        )];
        assert_eq!(
            in_channel(ADMINISTRATOR, EVERYONE_ROLE, &[], ANA, &overwrites),
            ALL
        );
    }
}
