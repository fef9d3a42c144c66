-- What leaves by mail and by webhook: since when it fails, what to do about it, and what the team was told of that
-- (0 nothing, 1 that it is missing, 2 what became of it).
ALTER TABLE notices ADD COLUMN failing_since INTEGER;
ALTER TABLE notices ADD COLUMN fix TEXT;
ALTER TABLE notices ADD COLUMN told INTEGER NOT NULL DEFAULT 0;

CREATE INDEX notices_leaving ON notices (lane, id) WHERE via <> 'discord' AND state IN ('pending', 'blocked');
CREATE INDEX notices_told ON notices (id) WHERE told = 1;
