-- How a member of staff is reached, as they state it themselves; the newest stands, and before it what the municipality stated.
CREATE TABLE staff_contact (
  id TEXT PRIMARY KEY, staff_id TEXT NOT NULL REFERENCES staff(id), phone TEXT NOT NULL CHECK (length(phone) BETWEEN 6 AND 30),
  hours TEXT NOT NULL CHECK (length(hours) <= 120), office TEXT NOT NULL, at BIGINT NOT NULL,
  seq BIGINT NOT NULL REFERENCES log(seq) DEFERRABLE INITIALLY DEFERRED, sum TEXT NOT NULL);
CREATE INDEX staff_contact_staff ON staff_contact(staff_id, seq);
CREATE INDEX staff_contact_seq ON staff_contact(seq);

-- The staff as they are reached now.
CREATE VIEW staff_now AS SELECT s.id, s.subject, s.name, s.title, COALESCE(k.phone, s.phone) AS phone, COALESCE(k.hours, s.hours) AS hours,
    COALESCE(k.office, '') AS office, s.email, s.roles
  FROM staff s LEFT JOIN staff_contact k ON k.staff_id = s.id AND k.seq = (SELECT max(n.seq) FROM staff_contact n WHERE n.staff_id = s.id);
