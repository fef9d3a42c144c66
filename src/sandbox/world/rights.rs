//! Who may do what in this world: roles and overwrites applied to its people and channels.
//!
//! Every route asks here; the arithmetic itself stands in `permissions`.

use super::{Channel, Role, World, kind};
use crate::sandbox::failure::{Failure, MISSING_ACCESS, MISSING_PERMISSIONS};
use crate::sandbox::ids::Id;
use crate::sandbox::permissions::{self, Permissions};

impl World {
    /// What `user` may do anywhere in the server.
    pub(crate) fn base_permissions(&self, user: Id) -> Permissions {
        if user == self.owner {
            return permissions::ALL;
        }
        let roles = self
            .users
            .get(&user)
            .map(|user| user.roles.as_slice())
            .unwrap_or_default();
        let held = |role: &&Role| role.id == self.guild || roles.contains(&role.id);
        let sum = self
            .roles
            .iter()
            .filter(held)
            .fold(Permissions::default(), |sum, r| sum.with(r.permissions));
        if sum.has(permissions::ADMINISTRATOR) {
            permissions::ALL
        } else {
            sum
        }
    }

    /// What `user` may do in a channel; a thread has its parent's rules.
    pub(crate) fn permissions(&self, user: Id, channel: &Channel) -> Permissions {
        if channel.is_direct() {
            let inside = channel.recipients.contains(&user);
            return if inside {
                permissions::DIRECT
            } else {
                Permissions::default()
            };
        }
        let ruling = channel
            .parent
            .filter(|_| channel.thread.is_some())
            .and_then(|parent| self.channels.get(&parent))
            .unwrap_or(channel);
        let roles = self
            .users
            .get(&user)
            .map(|user| user.roles.as_slice())
            .unwrap_or_default();
        let base = self.base_permissions(user);
        let result = permissions::in_channel(base, self.guild, roles, user, &ruling.overwrites);
        // Who is timed out reads, and does nothing else; it does not bind administrators.
        let silent = self.users.get(&user).and_then(|user| user.silent_until);
        if silent.is_some_and(|until| until > self.now()) && !base.has(permissions::ADMINISTRATOR) {
            return result.only(permissions::VIEW_CHANNEL.with(permissions::READ_MESSAGE_HISTORY));
        }
        let private = channel.kind == kind::PRIVATE_THREAD;
        let inside = channel
            .thread
            .as_ref()
            .is_some_and(|thread| thread.members.contains_key(&user));
        if private && !inside && !result.has(permissions::MANAGE_THREADS) {
            return Permissions::default();
        }
        result
    }

    /// Whether `user` sees the channel.
    pub(crate) fn sees(&self, user: Id, channel: Id) -> bool {
        let channel = self.channels.get(&channel);
        channel.is_some_and(|channel| self.permissions(user, channel).has(permissions::VIEW_CHANNEL))
    }

    /// The channel, if `user` may do all of `wanted` there.
    ///
    /// # Errors
    /// 10003, 50001 when the channel is out of sight, 50013 when something of `wanted` is missing.
    pub(crate) fn allowed(&self, user: Id, id: Id, wanted: Permissions) -> Result<&Channel, Failure> {
        let channel = self.channel(id)?;
        let has = self.permissions(user, channel);
        if !has.has(permissions::VIEW_CHANNEL) {
            return Err(MISSING_ACCESS.into());
        }
        if has.has(wanted) {
            Ok(channel)
        } else {
            Err(MISSING_PERMISSIONS.into())
        }
    }

    /// Whether `user` is the owner or has a role above `role`.
    pub(crate) fn outranks(&self, user: Id, role: &Role) -> bool {
        user == self.owner || self.top_position(user) > role.position
    }

    /// Whether `user` is above `other`: the owner above everybody, others by their highest roles.
    pub(crate) fn stands_above(&self, user: Id, other: Id) -> bool {
        let higher = self.top_position(user) > self.top_position(other);
        other != self.owner && (user == self.owner || higher)
    }

    fn top_position(&self, user: Id) -> u64 {
        let roles = self
            .users
            .get(&user)
            .map(|user| user.roles.as_slice())
            .unwrap_or_default();
        self.roles
            .iter()
            .filter(|role| roles.contains(&role.id))
            .map(|role| role.position)
            .max()
            .unwrap_or(0)
    }
}
