//! Forums: channels that hold nothing but posts, each a thread with a first message ("Channel Resource", "Forum Tag").
//!
//! What a forum is, how it is shown and what its posts may carry. Called by the routes of channels and threads.

use serde_json::{Value, json};

use super::{Channel, World, kind};
use crate::sandbox::failure::{Failure, NO_TAG, UNKNOWN_TAG};
use crate::sandbox::ids::Id;
use crate::sandbox::limits;

/// `ChannelFlags.REQUIRE_TAG`.
pub(crate) const REQUIRE_TAG: u64 = 1 << 4;
/// `ChannelFlags.PINNED`, of a post.
pub(crate) const PINNED: u64 = 1 << 1;

/// What a forum has beyond a channel.
#[derive(Debug, Default)]
pub(crate) struct Forum {
    pub(crate) tags: Vec<Tag>,
    pub(crate) needs_tag: bool,
    /// The emoji that its posts offer as first reaction.
    pub(crate) reaction: Option<String>,
    /// 0 by activity, 1 by date; `None` as each reader likes.
    pub(crate) sort: Option<u64>,
    /// 0 not set, 1 list, 2 gallery.
    pub(crate) layout: u64,
    /// After how many minutes its posts archive themselves unless they say otherwise.
    pub(crate) archive_minutes: Option<u64>,
    /// The slow mode that new posts begin with.
    pub(crate) slow_seconds: u64,
}

/// A label that posts can carry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tag {
    pub(crate) id: Id,
    pub(crate) name: String,
    /// Whether only those who manage threads give and take it.
    pub(crate) moderated: bool,
    pub(crate) emoji: Option<String>,
}

impl Tag {
    fn show(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "moderated": self.moderated, "emoji_id": null,
            "emoji_name": self.emoji,
        })
    }
}

impl Forum {
    /// Adds to a shown channel what is a forum's.
    pub(super) fn show_into(&self, shown: &mut Value) {
        let emoji = self
            .reaction
            .as_ref()
            .map(|name| json!({"emoji_id": null, "emoji_name": name}));
        shown["flags"] = json!(if self.needs_tag { REQUIRE_TAG } else { 0 });
        shown["available_tags"] = self.tags.iter().map(Tag::show).collect();
        shown["default_reaction_emoji"] = json!(emoji);
        shown["default_sort_order"] = json!(self.sort);
        shown["default_forum_layout"] = json!(self.layout);
        shown["default_thread_rate_limit_per_user"] = json!(self.slow_seconds);
        if let Some(minutes) = self.archive_minutes {
            shown["default_auto_archive_duration"] = json!(minutes);
        }
    }

    /// The tags that a post asks for, if it may have them; `moderates` says whether its author gives moderated ones.
    ///
    /// # Errors
    /// 50035 for too many or a moderated one, 10087 for one that the forum has not, 40067 for none where one is wanted.
    pub(crate) fn pick_tags(&self, asked: &Value, moderates: bool) -> Result<Vec<Id>, Failure> {
        let asked: Vec<Id> = asked
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Id::of)
            .collect();
        if asked.len() > limits::APPLIED_TAGS {
            let message = format!("Must be {} or fewer in length.", limits::APPLIED_TAGS);
            return Err(Failure::form("applied_tags", "BASE_TYPE_MAX_LENGTH", message));
        }
        let find = |id: &Id| self.tags.iter().find(|tag| tag.id == *id).ok_or(UNKNOWN_TAG);
        let mut picked: Vec<Id> = Vec::new();
        for id in asked {
            let tag = find(&id)?;
            if tag.moderated && !moderates {
                let message = "Only moderators can apply this tag.";
                return Err(Failure::form("applied_tags", "FORUM_TAG_MODERATED", message));
            }
            if !picked.contains(&id) {
                picked.push(id);
            }
        }
        if picked.is_empty() && self.needs_tag {
            return Err(NO_TAG.into());
        }
        Ok(picked)
    }
}

impl World {
    /// The forum that a channel is, or whose post it is.
    pub(crate) fn forum_of<'w>(&'w self, channel: &'w Channel) -> Option<&'w Forum> {
        let parent = channel.parent.filter(|_| channel.thread.is_some());
        let forum = parent.map_or(Some(channel), |parent| self.channels.get(&parent))?;
        forum.forum.as_ref()
    }

    /// How many posts of a forum are pinned.
    pub(crate) fn pinned_posts(&self, forum: Id) -> usize {
        let posts = self
            .channels
            .values()
            .filter(|channel| channel.parent == Some(forum));
        posts
            .filter(|post| post.thread.as_ref().is_some_and(|thread| thread.pinned))
            .count()
    }

    /// How many threads of the server are open.
    pub(crate) fn active_threads(&self) -> usize {
        let threads = self
            .channels
            .values()
            .filter_map(|channel| channel.thread.as_ref());
        threads.filter(|thread| !thread.archived).count()
    }

    /// How many channels the server has, threads not counted.
    pub(crate) fn own_channels(&self) -> usize {
        let own = |channel: &&Channel| !channel.is_direct() && channel.thread.is_none();
        self.channels.values().filter(own).count()
    }
}

impl Channel {
    /// Whether it is a thread that nobody writes in any more.
    pub(crate) fn is_archived(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| thread.archived)
    }

    /// Whether messages are posted straight into it: not into categories and forums.
    pub(crate) fn takes_messages(&self) -> bool {
        ![kind::CATEGORY, kind::FORUM].contains(&self.kind)
    }

    /// Whether threads can be begun in it.
    pub(crate) fn takes_threads(&self) -> bool {
        [kind::TEXT, kind::ANNOUNCEMENT, kind::FORUM].contains(&self.kind)
    }
}
