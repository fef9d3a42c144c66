//! Every statement that gonogo says to a database, one text for both engines.
//!
//! Used by the parts of the store. [`ALL`] lets a test prepare each of them on SQLite and on PostgreSQL. Texts
//! that only one engine understands carry its name and stand beside their twin at the end.
//! Numbers are always bound as `i64`: PostgreSQL keeps a statement by its text, with the types of its first use.

/// Declares statements by name, and the list of them all.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub(super) const $name: &str = $sql;)*

        /// Name and text of every statement that both engines understand.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// The columns of a notice, as its struct reads them.
macro_rules! notice_where {
    ($condition:literal) => {
        concat!(
            "SELECT id, key, stream, body, nonce, due_at, not_after, next_at, attempts, last_attempt_at, state, problem, \
             channel_id, message_id, via, lane, sent_at FROM notices ",
            $condition
        )
    };
}

/// The columns of a notice that leaves, as its struct reads them.
macro_rules! departure_where {
    ($condition:literal) => {
        concat!(
            "SELECT id, key, stream, body, nonce, due_at, not_after, next_at, attempts, last_attempt_at, state, problem, \
             channel_id, message_id, via, lane, sent_at, failing_since, fix, told FROM notices ",
            $condition
        )
    };
}

/// The columns of a card, as its struct reads them.
macro_rules! card_where {
    ($condition:literal) => {
        concat!(
            "SELECT key, stream, parent_key, place, wanted, shown, digest, channel_id, message_id, generation, \
             attempts, wanted_at, next_at, problem FROM cards ",
            $condition
        )
    };
}

/// The columns of a release, as its struct reads them.
macro_rules! release_where {
    ($condition:literal) => {
        concat!(
            "SELECT number, service, process, version, title, state, started_by, started_at, ended_at, digest \
             FROM releases ",
            $condition
        )
    };
}

statements! {
    FACTS = "SELECT stream, seq, at, actor, kind, version, cause, body, hash FROM journal \
             WHERE stream = $1 AND seq > $2 ORDER BY seq";
    LAST_FACT = "SELECT seq, hash FROM journal WHERE stream = $1 ORDER BY seq DESC LIMIT 1";
    APPEND = "INSERT INTO journal (stream, seq, at, actor, kind, version, cause, body, hash) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    STREAMS = "SELECT DISTINCT stream FROM journal ORDER BY stream";

    FIND_OUTCOME = "SELECT outcome FROM inbox WHERE key = $1";
    REMEMBER = "INSERT INTO inbox (key, outcome, at) VALUES ($1, $2, $3)";
    FORGET_OUTCOMES = "DELETE FROM inbox WHERE at < $1";

    TIMERS_OF = "SELECT stream, key, due_at, body FROM timers WHERE stream = $1";
    ADD_TIMER = "INSERT INTO timers (stream, key, due_at, body) VALUES ($1, $2, $3, $4)";
    EARLIEST_TIMER = "SELECT min(due_at) AS earliest FROM timers";
    DUE_TIMERS = "SELECT stream, key, due_at, body FROM timers WHERE due_at <= $1 \
                  ORDER BY due_at, stream, key LIMIT $2";
    PUT_TIMER = "INSERT INTO timers (stream, key, due_at, body) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (stream, key) DO UPDATE SET due_at = excluded.due_at, body = excluded.body";
    DROP_TIMER = "DELETE FROM timers WHERE stream = $1 AND key = $2";

    QUEUE_NOTICE = "INSERT INTO notices (key, stream, body, nonce, due_at, not_after, state, attempts, next_at, via, lane) \
                    VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, $5, $7, $8) ON CONFLICT (key) DO NOTHING";
    OPEN_NOTICES = notice_where!("WHERE state IN ('pending', 'blocked') AND via = $1 ORDER BY due_at, id LIMIT $2");
    DUE_NOTICES = "SELECT id, key, stream, body, nonce, due_at, not_after, next_at, attempts, last_attempt_at, state, problem, \
                   channel_id, message_id, via, lane, sent_at FROM \
                   (SELECT notices.*, row_number() OVER (PARTITION BY lane ORDER BY due_at, id) AS place FROM notices \
                   WHERE state IN ('pending', 'blocked') AND via = $1 AND next_at <= $2) AS due \
                   WHERE place <= 20 AND (lane = stream OR NOT EXISTS (SELECT 1 FROM notices AS before \
                   WHERE before.state = 'blocked' AND before.lane = due.lane AND before.id < due.id AND before.next_at > $2)) \
                   ORDER BY place, due_at, id LIMIT $3";
    NOTICES_WITH = notice_where!("WHERE state = $1 ORDER BY due_at, id LIMIT $2");
    EARLIEST_NOTICE = "SELECT min(next_at) AS earliest FROM notices WHERE state IN ('pending', 'blocked') AND via = $1";
    NOTICE_ATTEMPTED = "UPDATE notices SET attempts = attempts + 1, last_attempt_at = $2 \
                        WHERE id = $1 AND state IN ('pending', 'blocked')";
    NOTICE_SENT = "UPDATE notices SET state = 'sent', channel_id = $2, message_id = $3, sent_at = $4, problem = NULL \
                   WHERE id = $1";
    NOTICE_POSTPONED = "UPDATE notices SET next_at = $2, problem = $3 WHERE id = $1 AND state IN ('pending', 'blocked')";
    NOTICE_BLOCKED = "UPDATE notices SET state = 'blocked', next_at = $2, problem = $3 \
                      WHERE id = $1 AND state IN ('pending', 'blocked')";
    NOTICE_DROPPED = "UPDATE notices SET state = 'dropped', problem = $2 WHERE id = $1 AND state IN ('pending', 'blocked')";
    NOTICES_IN = "SELECT count(*) AS number FROM notices WHERE state = $1";
    UNBLOCK_NOTICES = "UPDATE notices SET next_at = due_at WHERE state = 'blocked' AND via = 'discord' AND next_at > due_at";
    UNBLOCK_LANE = "UPDATE notices SET next_at = due_at WHERE state = 'blocked' AND lane = $1 AND next_at > due_at";
    BLOCKED_IN_LANE = "SELECT count(*) AS number FROM notices WHERE state = 'blocked' AND lane = $1";
    NOTICES_BETWEEN = notice_where!("WHERE due_at >= $1 AND due_at < $2 ORDER BY id");
    NOTICES_OF = notice_where!("WHERE stream = $1 AND body LIKE $2 ORDER BY id");

    ADD_TROUBLE = "INSERT INTO troubles (lane, problem, stream, body, since) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (lane, problem) DO NOTHING";
    TROUBLES_IN = "SELECT lane, problem, stream, body, since FROM troubles WHERE lane = $1 ORDER BY since, problem";
    END_TROUBLES = "DELETE FROM troubles WHERE lane = $1";

    FIRST_DEPARTURES = departure_where!("WHERE id IN (SELECT min(id) FROM notices WHERE via <> 'discord' \
                       AND state IN ('pending', 'blocked') GROUP BY lane) ORDER BY next_at, id");
    SAID_IN_LANE = notice_where!("WHERE stream = $1 AND lane = $2 AND state <> 'dropped' ORDER BY id");
    DEPARTURE_FAILED = "UPDATE notices SET state = $2, next_at = $3, problem = $4, fix = COALESCE($5, fix), \
                        failing_since = COALESCE(failing_since, $6), \
                        told = CASE WHEN CAST($5 AS TEXT) IS NOT NULL AND fix IS DISTINCT FROM $5 THEN 0 ELSE told END \
                        WHERE id = $1 AND state IN ('pending', 'blocked')";
    DEPARTURE_DROPPED = "UPDATE notices SET state = 'dropped', problem = $2 \
                         WHERE id = $1 AND state IN ('pending', 'blocked')";
    UNTOLD_DEPARTURES = departure_where!("WHERE via <> 'discord' AND state IN ('pending', 'blocked') AND told = 0 \
                        AND failing_since IS NOT NULL AND (state = 'blocked' OR failing_since <= $1) ORDER BY id");
    SETTLED_DEPARTURES = departure_where!("WHERE told = 1 AND state IN ('sent', 'dropped') ORDER BY id");
    DEPARTURE_TOLD = "UPDATE notices SET told = $2 WHERE id = $1";

    WANT_CARD = "INSERT INTO cards (key, stream, parent_key, place, wanted, shown, digest, generation, attempts, wanted_at, next_at) \
                 VALUES ($1, $2, $3, $4, 1, 0, '', 0, 0, $5, 0) \
                 ON CONFLICT (key) DO UPDATE SET wanted = cards.wanted + 1, \
                 wanted_at = CASE WHEN cards.wanted > cards.shown THEN cards.wanted_at ELSE excluded.wanted_at END, \
                 next_at = CASE WHEN cards.problem IS NULL THEN 0 ELSE cards.next_at END";
    WANT_SHOWN_CARDS = "UPDATE cards SET wanted = wanted + 1, \
                        next_at = CASE WHEN problem IS NULL THEN 0 ELSE next_at END WHERE stream = $1";
    WANT_EVERY_CARD = "UPDATE cards SET wanted = wanted + 1, \
                       next_at = CASE WHEN problem IS NULL THEN 0 ELSE next_at END";
    DIRTY_CARDS = card_where!("AS child WHERE wanted > shown AND next_at <= $1 AND (parent_key IS NULL OR EXISTS \
                  (SELECT 1 FROM cards AS parent WHERE parent.key = child.parent_key AND parent.message_id IS NOT NULL)) \
                  ORDER BY CASE WHEN parent_key IS NULL THEN 0 ELSE 1 END, wanted_at, key LIMIT $2");
    EARLIEST_DIRTY_CARD = "SELECT min(next_at) AS earliest FROM cards AS child WHERE wanted > shown AND (parent_key IS NULL OR EXISTS \
                           (SELECT 1 FROM cards AS parent WHERE parent.key = child.parent_key \
                           AND parent.message_id IS NOT NULL))";
    CARD = card_where!("WHERE key = $1");
    CARD_BY_MESSAGE = card_where!("WHERE message_id = $1");
    CARDS_OF = card_where!("WHERE stream = $1 ORDER BY CASE WHEN parent_key IS NULL THEN 0 ELSE 1 END, key");
    CARD_SHOWN = "UPDATE cards SET channel_id = $2, message_id = $3, digest = $4, \
                  shown = CASE WHEN shown < $5 THEN $5 ELSE shown END, attempts = 0, next_at = 0, problem = NULL \
                  WHERE key = $1";
    CARD_UNNEEDED = "UPDATE cards SET shown = CASE WHEN shown < $2 THEN $2 ELSE shown END, attempts = 0, next_at = 0, problem = NULL \
                     WHERE key = $1";
    CARD_POSTPONED = "UPDATE cards SET attempts = attempts + 1, next_at = $2, problem = $3 WHERE key = $1";
    UNBLOCK_CARDS = "UPDATE cards SET next_at = 0 WHERE wanted > shown AND next_at > 0";
    CARD_LOST = "UPDATE cards SET channel_id = NULL, message_id = NULL, digest = '', wanted = wanted + 1, generation = generation + 1, attempts = 0, \
                 next_at = 0, problem = NULL WHERE key = $1";
    CHILDREN_LOST = "UPDATE cards SET channel_id = NULL, message_id = NULL, digest = '', wanted = wanted + 1, generation = generation + 1, attempts = 0, \
                     next_at = 0, problem = NULL WHERE parent_key = $1";

    SAVE_RELEASE = "INSERT INTO releases (number, service, process, version, title, state, started_by, started_at, \
                    ended_at, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                    ON CONFLICT (number) DO UPDATE SET service = excluded.service, process = excluded.process, \
                    version = excluded.version, title = excluded.title, state = excluded.state, \
                    started_by = excluded.started_by, started_at = excluded.started_at, \
                    ended_at = excluded.ended_at, digest = excluded.digest";
    FIND_RELEASE = release_where!("WHERE number = $1");
    RELEASES = release_where!("WHERE (CAST($1 AS TEXT) IS NULL OR service = $1) ORDER BY number DESC LIMIT $2 OFFSET $3");
    OPEN_RELEASES = release_where!("WHERE ended_at IS NULL AND (CAST($1 AS TEXT) IS NULL OR service = $1) \
                    ORDER BY number DESC LIMIT $2 OFFSET $3");
    LAST_NUMBER = "SELECT max(number) AS last FROM (SELECT max(number) AS number FROM releases \
                   UNION ALL SELECT max(number) AS number FROM outages) AS numbers";
    SAVE_OUTAGE = "INSERT INTO outages (number, service) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING";
    SERVICE_OF_OUTAGE = "SELECT service FROM outages WHERE number = $1";
    SAVE_PROCESS = "INSERT INTO processes (digest, body) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
    FIND_PROCESS = "SELECT body FROM processes WHERE digest = $1";
    PROCESSES = "SELECT digest, body FROM processes ORDER BY digest";
    OUTCOMES_WITHOUT_FACT = "SELECT inbox.key, inbox.outcome FROM inbox \
                             LEFT JOIN (SELECT DISTINCT cause FROM journal) AS known ON known.cause = inbox.key \
                             WHERE known.cause IS NULL AND inbox.outcome <> '' ORDER BY inbox.at, inbox.key";
    NOTICE_KEYS = "SELECT key FROM notices ORDER BY id";
    CLEAR_RELEASES = "DELETE FROM releases";
    CLEAR_TIMERS = "DELETE FROM timers";
    CLEAR_OUTAGES = "DELETE FROM outages";
}

/// SQLite takes the pen at once: a transaction that begins by reading could not take it later (it would be
/// refused, whatever the busy timeout says).
pub(super) const SQLITE_BEGIN: &str = "BEGIN IMMEDIATE";
/// PostgreSQL shows each statement what was committed before it, so after the lock below nothing is stale.
pub(super) const POSTGRES_BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// The number is `gonogo` in ASCII; the lock counts within one database and goes with the transaction.
pub(super) const POSTGRES_TAKE_THE_PEN: &str = "SELECT pg_advisory_xact_lock(113728291825519)";

/// The end of a transaction on SQLite, whichever it was begun as.
pub(super) const SQLITE_COMMIT: &str = "COMMIT";
/// The same, undone.
pub(super) const SQLITE_ROLLBACK: &str = "ROLLBACK";

/// SQLite's snapshot begins with the first read.
pub(super) const SQLITE_BEGIN_READING: &str = "BEGIN DEFERRED";
/// PostgreSQL keeps one snapshot for the whole transaction only when asked.
pub(super) const POSTGRES_BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// SQLite: whether migrations have ever run here.
pub(super) const SQLITE_HAS_HISTORY: &str =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
/// SQLite: whether the file holds tables at all.
pub(super) const SQLITE_HAS_TABLES: &str = "SELECT count(*) FROM sqlite_master WHERE type = 'table'";
/// PostgreSQL: whether migrations have ever run here.
pub(super) const POSTGRES_HAS_HISTORY: &str =
    "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('_sqlx_migrations')";
/// The newest migration that ran, once there is a history.
pub(super) const NEWEST_MIGRATION: &str = "SELECT max(version) FROM _sqlx_migrations";

/// Reads every page; one row `ok` when nothing is wrong.
pub(super) const SQLITE_QUICK_CHECK: &str = "PRAGMA quick_check(1)";
/// A whole and compact copy, written beside the running database.
pub(super) const SQLITE_COPY: &str = "VACUUM INTO $1";
/// Whether the server behind an idle connection still takes changes: after a failover it may be a standby.
pub(super) const POSTGRES_TAKES_CHANGES: &str = "SELECT current_setting('transaction_read_only') = 'off'";
