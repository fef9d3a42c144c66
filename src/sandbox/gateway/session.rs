//! Sessions: who is connected, what each may hear, and what a resume plays again.
//!
//! Held behind the server's lock. A session outlives its socket for a while, and keeps the latest events for a RESUME.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::delivery::Late;
use super::intents::{application_flags, lets_through};
use super::members::visible_members;
use super::starts::Starts;
use crate::sandbox::ids::Id;
use crate::sandbox::world::World;

/// Events a session keeps for a resume.
const KEPT_EVENTS: usize = 2000;
/// A heartbeat that comes within this after it was asked for is the answer to that; later it may be one by the clock. It is
/// as well the longest that a client is waited for which has never given one when asked: it may be one that never does.
pub(crate) const AT_ONCE: Duration = Duration::from_millis(250);
/// How long a session without a socket can be resumed ("a few minutes").
const KEPT_FOR: Duration = Duration::from_secs(300);

/// What is written to a socket.
pub(super) enum Out {
    Text(String),
    /// From here on larger payloads are packed.
    PackEach,
    Event(Event),
    Close(u16, &'static str),
    /// The connection ends without a word.
    Sever,
}

/// An event with its number in one session; the data is shared between sessions.
#[derive(Clone)]
pub(super) struct Event {
    seq: u64,
    name: &'static str,
    data: Arc<str>,
}

impl Event {
    pub(super) fn frame(&self) -> String {
        format!(
            "{{\"t\":\"{}\",\"s\":{},\"op\":0,\"d\":{}}}",
            self.name, self.seq, self.data
        )
    }
}

/// What a client said of itself.
pub(super) struct Identify {
    pub(super) user: Id,
    pub(super) bot: bool,
    pub(super) intents: u64,
    pub(super) shard: [u64; 2],
}

/// A socket's hold on a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    session: String,
    /// Which socket of the session; an older one that closes late must not unlink a newer.
    socket: u64,
}

pub(super) struct Session {
    pub(super) id: String,
    pub(super) user: Id,
    pub(super) bot: bool,
    pub(super) intents: u64,
    shard: [u64; 2],
    seq: u64,
    events: VecDeque<Event>,
    sender: Option<mpsc::UnboundedSender<Out>>,
    socket: u64,
    left_at: Option<Instant>,
    /// When a heartbeat was asked for that has not come yet.
    beat_owed: Option<Instant>,
    /// One that was asked for has come at once: this client answers them.
    gives_beats: bool,
    /// When it last asked for all members.
    pub(super) asked_all: Option<Instant>,
}

impl Session {
    /// Numbers an event, keeps it for a resume, and sends it if somebody is connected.
    pub(super) fn push(&mut self, name: &'static str, data: Arc<str>) {
        self.seq += 1;
        let event = Event {
            seq: self.seq,
            name,
            data,
        };
        if self.events.len() == KEPT_EVENTS {
            self.events.pop_front();
        }
        self.events.push_back(event.clone());
        self.send(Out::Event(event));
    }

    /// Whether this shard hears of the server; what is of no server goes to the first ("Sharding").
    pub(super) fn is_shard_of(&self, guild: Option<Id>) -> bool {
        guild.map_or(0, |guild| (guild.0 >> 22) % self.shard[1]) == self.shard[0]
    }

    fn send(&self, out: Out) {
        if let Some(sender) = &self.sender {
            // A socket that just closed loses it; the session keeps it for a resume.
            let _ = sender.send(out);
        }
    }
}

/// How often clients show that they live.
pub(crate) const HEARTBEAT: Duration = Duration::from_millis(41_250);

/// All sessions of a sandbox.
pub(crate) struct Sessions {
    pub(super) all: Vec<Session>,
    sockets: u64,
    pub(crate) starts: Starts,
    /// Events kept back on their way to bots.
    pub(super) late: Vec<Late>,
    /// The server is away: bots hear nothing of it.
    pub(super) outage: bool,
    /// How often clients that connect from now on are to show that they live.
    pub(crate) heartbeat: Duration,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            sockets: 0,
            starts: Starts::default(),
            late: Vec::new(),
            outage: false,
            heartbeat: HEARTBEAT,
        }
    }
}

impl Sessions {
    /// Starts a session: READY, then the server.
    pub(super) fn begin(
        &mut self,
        world: &mut World,
        who: Identify,
        sender: mpsc::UnboundedSender<Out>,
    ) -> Link {
        self.forget_old();
        self.sockets += 1;
        let id = format!("{:032x}", world.next_id().0);
        let link = Link {
            session: id.clone(),
            socket: self.sockets,
        };
        let mut session = Session {
            id,
            user: who.user,
            bot: who.bot,
            intents: who.intents,
            shard: who.shard,
            seq: 0,
            events: VecDeque::new(),
            sender: Some(sender),
            socket: self.sockets,
            left_at: None,
            beat_owed: None,
            gives_beats: false,
            asked_all: None,
        };
        let ready = show_ready(world, &session);
        session.push("READY", ready.to_string().into());
        if !self.outage
            && session.is_shard_of(Some(world.guild))
            && (!who.bot || lets_through(who.intents, who.user, "GUILD_CREATE", &Value::Null))
        {
            let guild = world.show_guild_event(session.user, visible_members(world, &session));
            session.push("GUILD_CREATE", guild.to_string().into());
        }
        self.all.push(session);
        link
    }

    /// Goes on with a session: what was missed, then RESUMED. `None` when it is gone or missed too much.
    pub(super) fn resume(
        &mut self,
        user: Id,
        id: &str,
        seq: u64,
        sender: mpsc::UnboundedSender<Out>,
    ) -> Result<Option<Link>, FromTheFuture> {
        self.forget_old();
        let Some(at) = self
            .all
            .iter()
            .position(|session| session.id == id && session.user == user)
        else {
            return Ok(None);
        };
        let session = &mut self.all[at];
        if seq > session.seq {
            self.all.remove(at);
            return Err(FromTheFuture);
        }
        let oldest = session.events.front().map_or(session.seq + 1, |event| event.seq);
        if seq + 1 < oldest {
            self.all.remove(at);
            return Ok(None);
        }
        session.send(Out::Sever);
        self.sockets += 1;
        session.socket = self.sockets;
        session.sender = Some(sender);
        session.left_at = None;
        session.beat_owed = None;
        for event in session.events.iter().filter(|event| event.seq > seq) {
            session.send(Out::Event(event.clone()));
        }
        session.push("RESUMED", json!({"_trace": ["[\"sandbox\"]"]}).to_string().into());
        Ok(Some(Link {
            session: session.id.clone(),
            socket: session.socket,
        }))
    }

    pub(super) fn find(&mut self, link: &Link) -> Option<&mut Session> {
        self.all
            .iter_mut()
            .find(|session| session.id == link.session && session.socket == link.socket)
    }

    /// Whether the socket still speaks for a session.
    pub(super) fn is_linked(&self, link: &Link) -> bool {
        self.all
            .iter()
            .any(|session| session.id == link.session && session.socket == link.socket)
    }

    /// The socket is gone; the session waits for a resume.
    pub(super) fn unlink(&mut self, link: &Link) {
        if let Some(session) = self.find(link) {
            session.sender = None;
            session.left_at = Some(Instant::now());
        }
    }

    /// The client ended its session.
    pub(super) fn end(&mut self, link: &Link) {
        self.all
            .retain(|session| session.id != link.session || session.socket != link.socket);
    }

    fn forget_old(&mut self) {
        self.all
            .retain(|session| session.left_at.is_none_or(|at| at.elapsed() < KEPT_FOR));
    }

    /// Asks every connected bot for a heartbeat (opcode 1): once it comes, the bot has read all that was sent before.
    pub(crate) fn ask_for_beats(&mut self) {
        for session in self
            .all
            .iter_mut()
            .filter(|session| session.bot && session.sender.is_some())
        {
            session.beat_owed = Some(Instant::now());
            session.send(Out::Text(
                json!({"t": null, "s": null, "op": 1, "d": null}).to_string(),
            ));
        }
    }

    /// The number of the latest event of each session that somebody is connected to.
    pub(crate) fn sent(&self) -> BTreeMap<&str, u64> {
        let linked = self.all.iter().filter(|session| session.sender.is_some());
        linked.map(|session| (&*session.id, session.seq)).collect()
    }

    /// How many connected bots owe a heartbeat.
    pub(crate) fn beats_owed(&self) -> Owed {
        let owing = |session: &&Session| session.beat_owed.is_some() && session.sender.is_some();
        let owing = self.all.iter().filter(owing);
        owing.fold(Owed::default(), |owed, session| Owed {
            all: owed.all + 1,
            sure: owed.sure + usize::from(session.gives_beats),
        })
    }

    /// Notes a heartbeat; says whether it was asked for.
    pub(super) fn beat(&mut self, link: &Link) -> bool {
        self.find(link).is_some_and(|session| {
            let asked_at = session.beat_owed.take();
            session.gives_beats |= asked_at.is_some_and(|at| at.elapsed() < AT_ONCE);
            asked_at.is_some()
        })
    }

    /// Cuts the bot's sockets without a word; its sessions can be resumed.
    pub(crate) fn sever_bots(&mut self) -> usize {
        self.tell_bots(|| Out::Sever)
    }

    /// Cuts everybody's sockets without a word, those of people too.
    pub(crate) fn sever_all(&mut self) -> usize {
        let linked = self.all.iter().filter(|session| session.sender.is_some());
        linked.map(|session| session.send(Out::Sever)).count()
    }

    /// Asks the bots to reconnect (opcode 7).
    pub(crate) fn ask_to_reconnect(&mut self) -> usize {
        self.tell_bots(|| Out::Text(json!({"t": null, "s": null, "op": 7, "d": null}).to_string()))
    }

    /// Closes the bots' sockets with a code; their sessions end with those codes after which a new one is to be begun.
    pub(crate) fn close_bots(&mut self, code: u16) -> usize {
        let told = self.tell_bots(|| Out::Close(code, "As scripted."));
        if ENDS_THE_SESSION.contains(&code) {
            self.all.retain(|session| !session.bot);
        }
        told
    }

    /// Ends the bots' sessions for good, with a code.
    pub(super) fn end_bots(&mut self, code: u16, reason: &'static str) {
        self.tell_bots(|| Out::Close(code, reason));
        self.all.retain(|session| !session.bot);
    }

    /// Makes the bots' sessions worthless (opcode 9, not resumable).
    pub(crate) fn invalidate_bots(&mut self) -> usize {
        let told =
            self.tell_bots(|| Out::Text(json!({"t": null, "s": null, "op": 9, "d": false}).to_string()));
        // The sockets stay open: a client may identify anew on the same one.
        self.all.retain(|session| !session.bot);
        told
    }

    fn tell_bots(&self, out: impl Fn() -> Out) -> usize {
        let linked = self
            .all
            .iter()
            .filter(|session| session.bot && session.sender.is_some());
        linked.map(|session| session.send(out())).count()
    }
}

/// The close codes that leave nothing to resume: 4007 and 4009, of which Discord says "reconnect and start a new one", and
/// those that want no reconnect. Source: "Opcodes and Status Codes", section "Gateway Close Event Codes".
const ENDS_THE_SESSION: [u16; 8] = [4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014];

/// How many connected bots owe a heartbeat that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Owed {
    /// All of them.
    pub(crate) all: usize,
    /// Those that have given one before, and so will give this one.
    pub(crate) sure: usize,
}

/// A resume that claims events the session never had.
pub(super) struct FromTheFuture;

fn show_ready(world: &World, session: &Session) -> Value {
    let address = format!("ws://{}", world.address);
    let mut ready = json!({
        "v": 10, "user": world.show_me(session.user), "session_id": session.id,
        "resume_gateway_url": address, "session_type": "normal", "private_channels": [],
        "relationships": [], "presences": [], "user_settings": {}, "guild_join_requests": [],
        "guilds": [{"id": world.guild, "unavailable": true}], "_trace": ["[\"sandbox\"]"],
    });
    if session.bot {
        ready["shard"] = json!(session.shard);
        ready["application"] = json!({"id": world.bot, "flags": application_flags(world.privileged)});
        return ready;
    }
    // Discord's own client gets servers and conversations whole.
    ready["guilds"] = json!([world.show_guild_event(session.user, visible_members(world, session))]);
    let direct = world
        .channels
        .values()
        .filter(|c| c.is_direct() && c.recipients.contains(&session.user));
    ready["private_channels"] = direct
        .map(|channel| world.show_channel(channel, session.user))
        .collect();
    ready["users"] = world.users.keys().map(|id| world.show_user(*id)).collect();
    ready
}
