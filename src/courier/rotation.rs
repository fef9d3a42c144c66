//! What a rotation needs of Discord beyond messages: the role that goes with the turn, and who is not there any more.
//!
//! Giving and taking a role does nothing the second time, so a notice of which nobody knows whether it went through is
//! simply carried out again.

use crate::app::Fault;
use crate::domain::name::{PersonId, RoleName};
use crate::domain::notice::{Notice as Word, Recipient, RotationNews, RotationSaid};
use crate::store::Notice;
use crate::wording::undelivered as words;

use super::obstacle::Obstacle;
use super::post::{NO_ACCESS, NO_PERMISSION};
use super::{Call, Courier, Verb, Went, WireError};

/// Discord's code for somebody who is not on the server.
const UNKNOWN_MEMBER: u64 = 10007;
/// Discord's code for somebody who is nowhere.
const UNKNOWN_USER: u64 = 10013;
/// Discord's code for a role that is not there.
const UNKNOWN_ROLE: u64 = 10011;

impl Courier {
    /// Sees to a notice of a rotation that is no message, or whose reader is gone; nothing when it is to be said.
    pub(super) async fn see_to_rotation(
        &self,
        notice: &Notice,
        word: &Word,
        news: &RotationNews,
    ) -> Result<Option<Went>, Fault> {
        if let RotationSaid::RoleMoves { role, to, from } = &news.said {
            return self
                .move_role(notice, news, role, (to.as_ref(), from))
                .await
                .map(Some);
        }
        let turn = match &news.said {
            RotationSaid::Handover(handover) => &handover.turn,
            RotationSaid::TurnComes { turn, .. } => turn,
            _ => return Ok(None),
        };
        match &word.to {
            Recipient::Person(person)
                if turn.serves.as_ref() == Some(person) && self.is_gone(person).await =>
            {
                self.note_departure(notice, news, person).await?;
                self.drop_notice(notice, "they are not on the server any more")
                    .await
                    .map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Whether Discord says that somebody is not on the server. What it does not say is not taken for a no.
    async fn is_gone(&self, person: &PersonId) -> bool {
        let Some(guild) = self.shared.directory.guild_id() else {
            return false;
        };
        let call = Call {
            verb: Verb::Get,
            path: format!("/guilds/{guild}/members/{person}"),
            route: "GET /guilds/members".to_owned(),
            body: None,
            interaction: false,
        };
        let code = self.wire().call(&call).await.err().and_then(|error| error.code());
        matches!(code, Some(UNKNOWN_MEMBER | UNKNOWN_USER))
    }

    async fn note_departure(
        &self,
        notice: &Notice,
        news: &RotationNews,
        person: &PersonId,
    ) -> Result<(), Fault> {
        let key = format!("gone/{}/{person}", notice.key);
        self.shared
            .app
            .note_departure(&key, &notice.stream, &news.rotation, person)
            .await
    }

    async fn move_role(
        &self,
        notice: &Notice,
        news: &RotationNews,
        role: &RoleName,
        (to, from): (Option<&PersonId>, &[PersonId]),
    ) -> Result<Went, Fault> {
        let id = self.shared.directory.role_ids().get(role).copied();
        let Some((guild, id)) = self.shared.directory.guild_id().zip(id) else {
            return self.block(notice, &words::no_role(role.as_str()).into()).await;
        };
        let now = self.shared.clock.now().timestamp_millis();
        let mut tx = self.shared.app.store().begin().await?;
        if !tx.notice_attempted(notice.id, now).await? {
            return Ok(Went::Well);
        }
        tx.commit().await?;
        let taken = from.iter().map(|person| (Verb::Delete, person));
        let given = to.into_iter().map(|person| (Verb::Put, person));
        for (verb, person) in taken.chain(given) {
            let call = Call {
                verb,
                path: format!("/guilds/{guild}/members/{person}/roles/{id}"),
                route: "PUT /guilds/members/roles".to_owned(),
                body: None,
                interaction: false,
            };
            match self.wire().call(&call).await {
                Ok(_) => {}
                Err(WireError::Unknown { what, .. }) => return Ok(Went::Badly(what)),
                Err(error) => match error.code() {
                    Some(UNKNOWN_MEMBER | UNKNOWN_USER) if verb == Verb::Put => {
                        self.note_departure(notice, news, person).await?;
                    }
                    // Whoever is gone has no role that could be taken.
                    Some(UNKNOWN_MEMBER | UNKNOWN_USER) => {}
                    Some(NO_PERMISSION | NO_ACCESS | UNKNOWN_ROLE) => {
                        return self
                            .block(notice, &words::no_role_rights(role.as_str()).into())
                            .await;
                    }
                    _ => {
                        let obstacle: Obstacle = words::refused(&error.to_string()).into();
                        return self.block(notice, &obstacle).await;
                    }
                },
            }
        }
        self.shared
            .app
            .record_said(notice, &guild.to_string(), &id.to_string())
            .await?;
        Ok(Went::Well)
    }
}
