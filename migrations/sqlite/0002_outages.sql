-- By which way a notice goes (Discord, mail, an endpoint), and in which lane: what is in one lane goes in order, and no
-- lane holds up another.
ALTER TABLE notices ADD COLUMN via TEXT NOT NULL DEFAULT 'discord';
ALTER TABLE notices ADD COLUMN lane TEXT NOT NULL DEFAULT '';
UPDATE notices SET lane = stream;

DROP INDEX notices_to_send;
CREATE INDEX notices_to_send ON notices (via, next_at) WHERE state = 'pending';
CREATE INDEX notices_by_stream ON notices (stream, id);

-- Which service an outage that stands alone is of: its number comes from the same row of numbers as the releases'.
CREATE TABLE outages (
    number  INTEGER NOT NULL PRIMARY KEY,
    service TEXT NOT NULL
) STRICT, WITHOUT ROWID;
