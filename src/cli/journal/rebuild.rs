//! `gonogo rebuild`: what follows from the journal, made anew.

use std::path::PathBuf;

use super::super::Ended;
use super::Where;

/// Which database: that of a configuration, whose playbooks say what is due for their services.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The configuration that names the database
    #[arg(long, value_name = "FILE", default_value = "bot.toml")]
    config: PathBuf,
}

/// Makes the list of releases and the timers anew, and wants every card drawn again.
pub async fn rebuild(options: &Options) -> Ended {
    let place = Where {
        config: options.config.clone(),
        store: None,
    };
    let (store, app) = match place.open().await {
        Ok(open) => open,
        Err(ended) => return ended,
    };
    let rebuilt = app.rebuild().await;
    store.close().await;
    match rebuilt {
        Ok(count) => {
            let releases = if count == 1 {
                "1 release".to_owned()
            } else {
                format!("{count} releases")
            };
            println!(
                "Made anew from the journal: {releases}, with their timers. Cards are drawn when the bot runs."
            );
            Ended::Well
        }
        Err(error) => {
            eprintln!("Nothing was changed: {error}");
            Ended::Failed
        }
    }
}
