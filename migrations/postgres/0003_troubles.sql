-- What cannot be said for now is tried again by the clock too, and holds what comes after it in its lane.
DROP INDEX notices_to_send;
CREATE INDEX notices_to_send ON notices (via, next_at) WHERE state IN ('pending', 'blocked');
CREATE INDEX notices_blocked ON notices (lane, id) WHERE state = 'blocked';

-- What is in the way of a lane, as the team was told: said once, and once more when it is out of the way.
CREATE TABLE troubles (
    lane    TEXT    NOT NULL,
    problem TEXT    NOT NULL,
    stream  TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    since   BIGINT  NOT NULL,
    PRIMARY KEY (lane, problem)
);
