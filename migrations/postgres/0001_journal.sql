-- The journal is the truth: appended to, never changed. Everything else here is a queue or can be rebuilt from it.
-- Times are milliseconds since 1970 in UTC. The same tables, column by column, stand in ../sqlite.

CREATE TABLE journal (
    stream  TEXT   NOT NULL,
    seq     BIGINT NOT NULL CHECK (seq > 0),
    at      BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    version BIGINT NOT NULL,
    cause   TEXT   NOT NULL,
    body    TEXT   NOT NULL,
    hash    TEXT   NOT NULL,
    PRIMARY KEY (stream, seq)
);

CREATE FUNCTION refuse_to_change_the_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END;
$$;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_journal();

CREATE TRIGGER journal_is_not_emptied BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_journal();

-- Idempotency keys with what was answered.
CREATE TABLE inbox (
    key     TEXT   NOT NULL PRIMARY KEY,
    outcome TEXT   NOT NULL,
    at      BIGINT NOT NULL
);

CREATE INDEX inbox_by_age ON inbox (at);

-- What is due when.
CREATE TABLE timers (
    stream TEXT   NOT NULL,
    key    TEXT   NOT NULL,
    due_at BIGINT NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (stream, key)
);

CREATE INDEX timers_by_time ON timers (due_at);

-- Messages that are said once.
CREATE TABLE notices (
    id              BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key             TEXT   NOT NULL UNIQUE,
    stream          TEXT   NOT NULL,
    body            TEXT   NOT NULL,
    nonce           TEXT   NOT NULL CHECK (length(nonce) <= 25),
    due_at          BIGINT NOT NULL,
    not_after       BIGINT,
    state           TEXT   NOT NULL CHECK (state IN ('pending', 'sent', 'blocked', 'dropped')),
    attempts        BIGINT NOT NULL,
    next_at         BIGINT NOT NULL,
    last_attempt_at BIGINT,
    problem         TEXT,
    channel_id      TEXT,
    message_id      TEXT,
    sent_at         BIGINT
);

CREATE INDEX notices_to_send ON notices (next_at) WHERE state = 'pending';

-- Messages that show live state: `wanted` counts what should be seen, `shown` what is.
CREATE TABLE cards (
    key        TEXT   NOT NULL PRIMARY KEY,
    stream     TEXT   NOT NULL,
    parent_key TEXT            REFERENCES cards (key) DEFERRABLE INITIALLY DEFERRED,
    place      TEXT   NOT NULL,
    wanted     BIGINT NOT NULL,
    shown      BIGINT NOT NULL,
    digest     TEXT   NOT NULL,
    channel_id TEXT,
    message_id TEXT,
    generation BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    wanted_at  BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    problem    TEXT
);

CREATE INDEX cards_by_stream ON cards (stream);
CREATE INDEX cards_by_parent ON cards (parent_key);
CREATE INDEX cards_by_message ON cards (message_id);
CREATE INDEX cards_to_show ON cards (next_at) WHERE wanted > shown;

-- One row per release, for lists.
CREATE TABLE releases (
    number     BIGINT NOT NULL PRIMARY KEY,
    service    TEXT   NOT NULL,
    process    TEXT   NOT NULL,
    version    TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    started_by TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at   BIGINT,
    digest     TEXT   NOT NULL
);

CREATE INDEX releases_open ON releases (number) WHERE ended_at IS NULL;

-- Processes as they were when a release began, by the digest of their text.
CREATE TABLE processes (
    digest TEXT NOT NULL PRIMARY KEY,
    body   TEXT NOT NULL
);
