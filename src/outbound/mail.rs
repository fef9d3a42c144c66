//! Hands letters to the team's mail server by SMTP.
//!
//! Called by the loop of the room. Connections are kept for what comes next and given back by [`Mailer::hang_up`]. It
//! knows letters and servers, and nothing of outages. A password never leaves it but to the server.

use std::ffi::OsString;
use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::config::mail::{self as config, Security};
use crate::config::secrets::{Place, SecretError};
use crate::domain::address::{MailAddress, Mailbox};

use super::delivery::{Receipt, Undelivered};
use super::letter::{Letter, address};

mod refused;

use refused::{Stage, Trouble, words_of};

/// How long a connection may take until a letter can be handed over, with TLS and the login.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// How long a letter may take: a server that looks for spam thinks for a while (RFC 5321, 4.5.3.2 asks for minutes).
pub const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// How many letters are handed over at once. Some servers allow three connections of one sender.
const AT_ONCE: usize = 2;
/// How long a goodbye may take.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// How a mail server is reached, and in whose name.
pub struct Settings {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is kept secret.
    pub security: Security,
    /// The user and the password to log in with, when the server asks for that.
    pub login: Option<(String, SecretString)>,
    /// Who writes.
    pub from: Mailbox,
    /// Who reads answers, when it is somebody else.
    pub reply_to: Option<Mailbox>,
    /// A certificate in PEM that is trusted besides those of the machine.
    pub authority: Option<Vec<u8>>,
    /// See [`CONNECT_WITHIN`].
    pub connect_within: Duration,
    /// See [`ANSWER_WITHIN`].
    pub answer_within: Duration,
}

impl Settings {
    /// The settings that bot.toml gives, with the password and the certificate fetched from their places; `variable`
    /// reads the environment.
    ///
    /// # Errors
    /// [`NotReady::Missing`], with the fix, when one of them cannot be had.
    pub fn fetch(mail: &config::Mail, variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, NotReady> {
        let password = |place: &Place| place.fetch("the password of [mail]", &variable);
        let login = mail.login.as_ref();
        let login = login.map(|(user, place)| password(place).map(|found| (user.clone(), found)));
        let authority = mail.authority.as_ref().map(|path| {
            fs::read(path).map_err(|reason| SecretError::Unreadable {
                whose: "the certificate in `ca` of [mail]".to_owned(),
                path: path.display().to_string(),
                reason,
            })
        });
        Ok(Self {
            host: mail.host.clone(),
            port: mail.port,
            security: mail.security,
            login: login.transpose()?,
            from: mail.from.clone(),
            reply_to: mail.reply_to.clone(),
            authority: authority.transpose()?,
            connect_within: CONNECT_WITHIN,
            answer_within: ANSWER_WITHIN,
        })
    }
}

/// Hands letters over.
pub struct Mailer {
    settings: Settings,
    tls: TlsParameters,
    kept: Mutex<Vec<AsyncSmtpConnection>>,
    at_once: Semaphore,
}

/// Why no letter can be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// The certificate cannot be read.
    #[error("the certificate in `ca` under [mail] cannot be used: {0}. It must be a file in PEM")]
    Authority(String),
    /// The password or the certificate is not where it should be.
    #[error(transparent)]
    Missing(#[from] SecretError),
    /// TLS could not be set up.
    #[error("TLS for mail could not be set up: {0}")]
    Tls(String),
}

impl Mailer {
    /// Gets ready; goes nowhere yet.
    ///
    /// # Errors
    /// [`NotReady`] when TLS cannot be set up.
    pub fn new(settings: Settings) -> Result<Self, NotReady> {
        let mut tls = TlsParameters::builder(settings.host.clone());
        if let Some(pem) = &settings.authority {
            let certificate = Certificate::from_pem(pem).map_err(|e| NotReady::Authority(words_of(&e)))?;
            tls = tls.add_root_certificate(certificate);
        }
        let tls = tls.build().map_err(|e| NotReady::Tls(words_of(&e)))?;
        Ok(Self {
            settings,
            tls,
            kept: Mutex::default(),
            at_once: Semaphore::new(AT_ONCE),
        })
    }

    /// Sends a letter. A letter whose answer was lost may have arrived: sent again it has the same id.
    ///
    /// # Errors
    /// [`Undelivered`] says whether it may go later, or what must be mended first.
    pub async fn send(&self, letter: &Letter) -> Result<Receipt, Undelivered> {
        let bytes = letter.write(&self.settings.from, self.settings.reply_to.as_ref())?;
        let _turn = self.at_once.acquire().await.expect("it is never closed");
        if let Some(connection) = self.take_kept() {
            match self.hand_over(connection, &letter.to, &bytes).await {
                // The server closed it meanwhile, before it heard of this letter.
                Err(trouble) if trouble.was_unheard() => {}
                went => return went.map_err(|trouble| self.judge(&trouble, &letter.to)),
            }
        }
        let connected = timeout(self.settings.connect_within, self.connect()).await;
        let connection = connected
            .unwrap_or(Err(Trouble::silent(self.settings.connect_within)))
            .map_err(|trouble| self.judge(&trouble, &letter.to))?;
        let went = self.hand_over(connection, &letter.to, &bytes).await;
        went.map_err(|trouble| self.judge(&trouble, &letter.to))
    }

    /// Says goodbye on every connection that is kept.
    pub async fn hang_up(&self) {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        for mut connection in kept {
            // Whether it is heard is of no matter: the connection is given up either way.
            let _ = timeout(GOODBYE_WITHIN, connection.quit()).await;
        }
    }

    fn take_kept(&self) -> Option<AsyncSmtpConnection> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let settings = &self.settings;
        // A name of this machine means nothing to the server; the domain in whose name letters are written does.
        let hello = ClientId::Domain(settings.from.address.domain().to_owned());
        let wrapped = matches!(settings.security, Security::Tls).then(|| self.tls.clone());
        let server = (settings.host.as_str(), settings.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, None, &hello, wrapped, None);
        let mut connection = connecting.await.map_err(Trouble::at(Stage::Connecting))?;
        if matches!(settings.security, Security::StartTls) {
            if !connection.can_starttls() {
                return Err(Trouble::no_starttls());
            }
            let securing = connection.starttls(self.tls.clone(), &hello);
            securing.await.map_err(Trouble::at(Stage::Connecting))?;
        }
        if let Some((user, password)) = &settings.login {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            let login = connection.auth(DEFAULT_MECHANISMS, &credentials);
            login.await.map_err(Trouble::at(Stage::Login))?;
        }
        Ok(connection)
    }

    /// Hands one letter over, and keeps the connection if it went well.
    async fn hand_over(
        &self,
        mut connection: AsyncSmtpConnection,
        to: &MailAddress,
        bytes: &[u8],
    ) -> Result<Receipt, Trouble> {
        let within = self.settings.answer_within;
        let conversation = converse(&mut connection, &self.settings.from.address, to, bytes);
        let answer = timeout(within, conversation)
            .await
            .unwrap_or(Err(Trouble::silent(within)))?;
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        Ok(Receipt {
            id: answer.first_line().map(refused::inert),
        })
    }

    fn judge(&self, trouble: &Trouble, to: &MailAddress) -> Undelivered {
        trouble.judge(
            &self.settings.host,
            self.settings.port,
            &self.settings.from.address,
            to,
        )
    }
}

async fn converse(
    connection: &mut AsyncSmtpConnection,
    from: &MailAddress,
    to: &MailAddress,
    bytes: &[u8],
) -> Result<Response, Trouble> {
    let (from, to) = (
        address(from).map_err(Trouble::Unwritable)?,
        address(to).map_err(Trouble::Unwritable)?,
    );
    let sender = connection.command(Mail::new(Some(from), vec![]));
    sender.await.map_err(Trouble::at(Stage::Sender))?;
    let recipient = connection.command(Rcpt::new(to, vec![]));
    recipient.await.map_err(Trouble::at(Stage::Recipient))?;
    let beginning = connection.command(Data);
    beginning.await.map_err(Trouble::at(Stage::Letter))?;
    connection
        .message(bytes)
        .await
        .map_err(Trouble::at(Stage::Letter))
}
