//! The link that invites the bot, with the least rights it can work with.

/// The rights, each with its bit (<https://discord.com/developers/docs/topics/permissions>). Why each is needed
/// stands in docs/running.md.
const RIGHTS: [(&str, u32); 6] = [
    ("View Channels", 10),
    ("Send Messages", 11),
    ("Read Message History", 16),
    ("Create Public Threads", 35),
    ("Send Messages in Threads", 38),
    ("Create Events", 44),
];

/// The names of the rights.
pub(super) fn names() -> String {
    RIGHTS.map(|(name, _)| name).join(", ")
}

/// The link for the bot of this application.
pub(super) fn link(application: u64) -> String {
    let rights = RIGHTS.iter().fold(0_u64, |all, (_, bit)| all | 1 << bit);
    format!(
        "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={rights}"
    )
}
