-- What was due in a month is asked for each month's report, among all that was ever said.
CREATE INDEX notices_by_time ON notices (due_at);
