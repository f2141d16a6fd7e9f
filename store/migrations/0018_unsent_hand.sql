-- By which authority a form was filled in that was not sent; empty for what one fills in for oneself.

ALTER TABLE unsent ADD COLUMN representation_id TEXT NOT NULL DEFAULT '';
DROP INDEX unsent_sender;
CREATE INDEX unsent_sender ON unsent(sender, representation_id, at);
