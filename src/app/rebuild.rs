//! Everything that follows from the journal, made anew from it: the list of releases, timers, wished-for cards.

use crate::domain::agenda::agenda;
use crate::domain::card::CardKey;
use crate::domain::name::ServiceName;
use crate::store::{ReleaseFilter, Tx};

use super::commit::{OPEN_AT_ONCE, RELEASES, row, timers, want_cards, want_outage_cards};
use super::load::{release_of, release_stream, service_of};
use super::{App, AppError, Fault};

impl App {
    /// Makes the list of releases and the timers anew, and wants every card drawn again, in one transaction; gives the
    /// number of releases. What was said and which message is which card is no consequence of the journal, and stays.
    ///
    /// # Errors
    /// As [`App::find`]; nothing is changed then.
    pub async fn rebuild(&self) -> Result<usize, AppError> {
        let mut tx = self.shared.store.begin().await?;
        tx.clear_projections().await?;
        let mut count = 0;
        for number in tx.streams().await?.iter().filter_map(|stream| release_of(stream)) {
            let lost = || Fault::Journal(format!("{} has no facts", release_stream(number)));
            let loaded = self.load_in(&mut tx, number).await?.ok_or_else(lost)?;
            let (release, service) = (loaded.situation.release, loaded.situation.service);
            tx.save_release(&row(&release)).await?;
            tx.replace_timers(&release_stream(number), &timers(agenda(&release, &service)))
                .await?;
            want_cards(&mut tx, None, &release, self.now()).await?;
            count += 1;
        }
        self.rebuild_outages(&mut tx).await?;
        tx.commit().await?;
        self.shared.written.forget();
        // The timers of services, which a start would wind up as well.
        self.wind_up().await?;
        self.shared.courier.ring();
        Ok(count)
    }

    /// Which service an outage is of, and the cards of outages.
    async fn rebuild_outages(&self, tx: &mut Tx) -> Result<(), AppError> {
        let known: Vec<ServiceName> = tx.streams().await?.iter().filter_map(|s| service_of(s)).collect();
        for name in known {
            let state = self.load_service(tx, &name).await?.state;
            let processes = self.library().of_service(&name);
            for (number, outage) in &*state.outages {
                if outage.about.release.is_none() {
                    tx.save_outage(*number, name.as_str()).await?;
                }
                if let Some(process) = processes.first() {
                    want_outage_cards(tx, *number, outage, &process.service, self.now()).await?;
                }
            }
        }
        Ok(())
    }

    /// Wants the cards of open releases drawn again, for a start: the playbook may have changed since. A card that
    /// already looks as it should is left alone.
    ///
    /// # Errors
    /// As [`App::find`].
    pub async fn look_at_open_cards(&self) -> Result<(), Fault> {
        let mut tx = self.shared.store.begin().await?;
        let now = self.now().timestamp_millis();
        for row in tx.releases(ReleaseFilter::Open, None, OPEN_AT_ONCE, 0).await? {
            let (card, stream) = (
                CardKey::Release(row.number).to_string(),
                release_stream(row.number),
            );
            tx.want_card(&card, &stream, None, RELEASES, now).await?;
        }
        tx.commit().await?;
        self.shared.courier.ring();
        Ok(())
    }
}
