-- A working row: the language in which a person last chose to read the pages.

CREATE TABLE page_language (person_id TEXT PRIMARY KEY REFERENCES person(id), language TEXT NOT NULL CHECK (language <> ''));
