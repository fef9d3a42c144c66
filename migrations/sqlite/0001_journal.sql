-- The journal is the truth: appended to, never changed. Everything else here is a queue or can be rebuilt from it.
-- Times are milliseconds since 1970 in UTC. The same tables, column by column, stand in ../postgres.

CREATE TABLE journal (
    stream  TEXT    NOT NULL,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    cause   TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    hash    TEXT    NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- Idempotency keys with what was answered.
CREATE TABLE inbox (
    key     TEXT    NOT NULL PRIMARY KEY,
    outcome TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX inbox_by_age ON inbox (at);

-- What is due when.
CREATE TABLE timers (
    stream TEXT    NOT NULL,
    key    TEXT    NOT NULL,
    due_at INTEGER NOT NULL,
    body   TEXT    NOT NULL,
    PRIMARY KEY (stream, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX timers_by_time ON timers (due_at);

-- Messages that are said once.
CREATE TABLE notices (
    id              INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    key             TEXT    NOT NULL UNIQUE,
    stream          TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    nonce           TEXT    NOT NULL CHECK (length(nonce) <= 25),
    due_at          INTEGER NOT NULL,
    not_after       INTEGER,
    state           TEXT    NOT NULL CHECK (state IN ('pending', 'sent', 'blocked', 'dropped')),
    attempts        INTEGER NOT NULL,
    next_at         INTEGER NOT NULL,
    last_attempt_at INTEGER,
    problem         TEXT,
    channel_id      TEXT,
    message_id      TEXT,
    sent_at         INTEGER
) STRICT;

CREATE INDEX notices_to_send ON notices (next_at) WHERE state = 'pending';

-- Messages that show live state: `wanted` counts what should be seen, `shown` what is.
CREATE TABLE cards (
    key        TEXT    NOT NULL PRIMARY KEY,
    stream     TEXT    NOT NULL,
    parent_key TEXT             REFERENCES cards (key) DEFERRABLE INITIALLY DEFERRED,
    place      TEXT    NOT NULL,
    wanted     INTEGER NOT NULL,
    shown      INTEGER NOT NULL,
    digest     TEXT    NOT NULL,
    channel_id TEXT,
    message_id TEXT,
    generation INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    wanted_at  INTEGER NOT NULL,
    next_at    INTEGER NOT NULL,
    problem    TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX cards_by_stream ON cards (stream);
CREATE INDEX cards_by_parent ON cards (parent_key);
CREATE INDEX cards_by_message ON cards (message_id);
CREATE INDEX cards_to_show ON cards (next_at) WHERE wanted > shown;

-- One row per release, for lists.
CREATE TABLE releases (
    number     INTEGER NOT NULL PRIMARY KEY,
    service    TEXT    NOT NULL,
    process    TEXT    NOT NULL,
    version    TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    started_by TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    digest     TEXT    NOT NULL
) STRICT;

CREATE INDEX releases_open ON releases (number) WHERE ended_at IS NULL;

-- Processes as they were when a release began, by the digest of their text.
CREATE TABLE processes (
    digest TEXT NOT NULL PRIMARY KEY,
    body   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
