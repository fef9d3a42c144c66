//! A mail server on loopback: the protocol is mailin's, an SMTP server by other hands; here are only the wire, the
//! rules of the house and its mishaps.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder, response};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_native_tls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How the way to it is kept secret.
#[derive(Clone)]
pub(crate) enum Way {
    /// Not at all.
    Plain,
    /// After STARTTLS.
    StartTls(TlsAcceptor),
    /// From the beginning.
    Tls(TlsAcceptor),
}

/// What goes wrong with the next connection, or with the next letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mishap {
    /// The letter is taken, and the connection cut before that is said.
    CutAfterTaking,
    /// The letter is never answered.
    Hang,
    /// The letter is to come again later.
    ComeAgain,
    /// The letter is not taken.
    Refuse,
}

/// A letter that was taken.
#[derive(Clone)]
pub(crate) struct Taken {
    /// Who wrote, by the envelope.
    pub(crate) from: String,
    /// To whom, by the envelope.
    pub(crate) to: Vec<String>,
    /// What, byte by byte.
    pub(crate) bytes: Vec<u8>,
}

#[derive(Default)]
struct Books {
    taken: Vec<Taken>,
    connections: usize,
    unknown: BTreeMap<String, Response>,
    senders: Option<String>,
    login: Option<(String, String)>,
    mishaps: VecDeque<Mishap>,
}

/// The server.
pub(crate) struct PostOffice {
    pub(crate) address: SocketAddr,
    way: Way,
    books: Arc<Mutex<Books>>,
    tasks: TaskTracker,
    closing: CancellationToken,
}

impl PostOffice {
    /// Opens one to which the way is plain.
    pub(crate) async fn open() -> Self {
        Self::open_with(Way::Plain).await
    }

    pub(crate) async fn open_with(way: Way) -> Self {
        let mut office = Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            way,
            books: Arc::default(),
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
        };
        office.reopen().await;
        office
    }

    /// Closes it: every connection is cut, and nobody listens.
    pub(crate) async fn close(&mut self) {
        self.closing.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Opens it again where it was.
    pub(crate) async fn reopen(&mut self) {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.address).unwrap();
        let listener = socket.listen(16).unwrap();
        self.address = listener.local_addr().unwrap();
        self.closing = CancellationToken::new();
        self.tasks = TaskTracker::new();
        let (way, books, tasks, closing) = (
            self.way.clone(),
            self.books.clone(),
            self.tasks.clone(),
            self.closing.clone(),
        );
        self.tasks.spawn(async move {
            tokio::select! {
                () = welcome(listener, way, books, tasks, closing.clone()) => {}
                () = closing.cancelled() => {}
            }
        });
    }

    /// Nobody is known by this address, in these words.
    pub(crate) fn refuses(&self, address: &str, code: u16, words: &str) {
        let answer = Response::custom(code, words.to_owned());
        self.lock().unknown.insert(address.to_owned(), answer);
    }

    /// This address is known again.
    pub(crate) fn knows(&self, address: &str) {
        self.lock().unknown.remove(address);
    }

    /// Only this address may write.
    pub(crate) fn takes_only_from(&self, address: &str) {
        self.lock().senders = Some(address.to_owned());
    }

    /// Nobody may write who did not log in.
    pub(crate) fn asks_for_login(&self, user: &str, password: &str) {
        self.lock().login = Some((user.to_owned(), password.to_owned()));
    }

    /// What goes wrong with the letters that come next.
    pub(crate) fn mishaps(&self, mishaps: &[Mishap]) {
        self.lock().mishaps.extend(mishaps);
    }

    /// What was taken, in order.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.lock().taken.clone()
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.lock().connections
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }
}

async fn welcome(
    listener: TcpListener,
    way: Way,
    books: Arc<Mutex<Books>>,
    tasks: TaskTracker,
    closing: CancellationToken,
) {
    while let Ok((stream, _)) = listener.accept().await {
        books.lock().unwrap().connections += 1;
        let clerk = Clerk {
            books: books.clone(),
            from: String::new(),
            to: vec![],
            bytes: vec![],
            mishap: None,
        };
        let (way, closing) = (way.clone(), closing.clone());
        tasks.spawn(async move {
            tokio::select! {
                // A client that goes away is no concern of the house.
                _ = receive(stream, way, clerk) => {}
                () = closing.cancelled() => {}
            }
        });
    }
}

async fn receive(stream: TcpStream, way: Way, clerk: Clerk) -> io::Result<()> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mishap = Arc::new(Mutex::new(None));
    let mut rules = SessionBuilder::new("post.example.org");
    if clerk.books.lock().unwrap().login.is_some() {
        rules
            .enable_auth(AuthMechanism::Plain)
            .enable_auth(AuthMechanism::Login);
        if matches!(way, Way::Plain) {
            rules.insecure_enable_plaintext_auth();
        }
    }
    if matches!(way, Way::StartTls(_)) {
        rules.enable_start_tls();
    }
    let clerk = Clerk {
        mishap: Some(mishap.clone()),
        ..clerk
    };
    let mut session = rules.build(here, clerk);
    match way {
        Way::Tls(acceptor) => {
            let mut wire = BufReader::new(acceptor.accept(stream).await.map_err(io::Error::other)?);
            session.tls_active();
            answer(&mut wire, &session.greeting()).await?;
            converse(&mut wire, &mut session, &mishap).await.map(drop)
        }
        Way::Plain => {
            let mut wire = BufReader::new(stream);
            answer(&mut wire, &session.greeting()).await?;
            converse(&mut wire, &mut session, &mishap).await.map(drop)
        }
        Way::StartTls(acceptor) => {
            let mut wire = BufReader::new(stream);
            answer(&mut wire, &session.greeting()).await?;
            if converse(&mut wire, &mut session, &mishap).await? == Action::UpgradeTls {
                let secret = acceptor.accept(wire.into_inner()).await;
                session.tls_active();
                let mut wire = BufReader::new(secret.map_err(io::Error::other)?);
                converse(&mut wire, &mut session, &mishap).await?;
            }
            Ok(())
        }
    }
}

/// Talks until one side has enough; gives why.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut BufReader<S>,
    session: &mut Session<Clerk>,
    mishap: &Mutex<Option<Mishap>>,
) -> io::Result<Action> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if wire.read_until(b'\n', &mut line).await? == 0 {
            return Ok(Action::Close);
        }
        let said = session.process(&line);
        let happens = mishap.lock().unwrap().take();
        match happens {
            Some(Mishap::CutAfterTaking) => return Ok(Action::Close),
            Some(Mishap::Hang) => {
                // Whoever hung up is heard no more.
                while wire.read_until(b'\n', &mut line).await? > 0 {}
                return Ok(Action::Close);
            }
            Some(Mishap::ComeAgain | Mishap::Refuse) | None => {}
        }
        if said.action != Action::NoReply {
            answer(wire, &said).await?;
        }
        match said.action {
            Action::Reply | Action::NoReply => {}
            ended => return Ok(ended),
        }
    }
}

async fn answer<S: AsyncWrite + Unpin>(wire: &mut S, said: &Response) -> io::Result<()> {
    wire.write_all(&said.buffer()?).await?;
    wire.flush().await
}

/// Whoever sits at the counter for one connection.
struct Clerk {
    books: Arc<Mutex<Books>>,
    from: String,
    to: Vec<String>,
    bytes: Vec<u8>,
    mishap: Option<Arc<Mutex<Option<Mishap>>>>,
}

impl Handler for Clerk {
    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        self.from = from.to_owned();
        self.to.clear();
        self.bytes.clear();
        match &self.books.lock().unwrap().senders {
            Some(known) if known != from => Response::custom(553, format!("5.7.1 {from} may not send here")),
            _ => response::OK,
        }
    }

    fn rcpt(&mut self, to: &str) -> Response {
        let books = self.books.lock().unwrap();
        if let Some(no) = books.unknown.get(to) {
            return no.clone();
        }
        drop(books);
        self.to.push(to.to_owned());
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mut books = self.books.lock().unwrap();
        let happens = books.mishaps.pop_front();
        if let Some(mishap) = &self.mishap {
            *mishap.lock().unwrap() = happens;
        }
        match happens {
            Some(Mishap::ComeAgain) => Response::custom(451, "4.7.1 come again later".to_owned()),
            Some(Mishap::Refuse) => Response::custom(554, "5.7.1 this looks like spam".to_owned()),
            Some(Mishap::Hang) => response::OK,
            Some(Mishap::CutAfterTaking) | None => {
                let number = books.taken.len() + 1;
                books.taken.push(Taken {
                    from: self.from.clone(),
                    to: self.to.clone(),
                    bytes: self.bytes.clone(),
                });
                Response::custom(250, format!("2.0.0 queued as {number}"))
            }
        }
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        let known = self.books.lock().unwrap().login.clone();
        match known {
            Some((u, p)) if u == user && p == password => response::AUTH_OK,
            _ => Response::custom(535, "5.7.8 user or password is wrong".to_owned()),
        }
    }

    fn auth_login(&mut self, user: &str, password: &str) -> Response {
        self.auth_plain("", user, password)
    }
}
