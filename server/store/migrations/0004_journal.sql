-- What was done, by whom and to what: ids and codes, never a name nor a value. Rows are only ever added: each carries the
-- hash of all before it and a tag under a key that no longer exists (crypto/journal.h).
CREATE TABLE journal (
  numero  INTEGER PRIMARY KEY,                 -- 1, 2, 3…
  moment  INTEGER NOT NULL,
  acteur  TEXT NOT NULL,                       -- comptes.id, '' for the box and its operator
  action  TEXT NOT NULL,
  objet   TEXT NOT NULL,                       -- an id, '' when there is none
  details TEXT NOT NULL,                       -- JSON, '' when there are none
  feuille BLOB NOT NULL,
  chaine  BLOB NOT NULL,
  sceau   BLOB NOT NULL,
  volet   TEXT AS (CASE WHEN details <> '' THEN json_extract(details, '$.volet') END)
) STRICT;
CREATE INDEX journal_volet ON journal (volet) WHERE volet IS NOT NULL;
CREATE INDEX journal_objet ON journal (objet) WHERE objet <> '';

-- One a day, signed by the box: a copy kept elsewhere makes later cuts visible.
CREATE TABLE journal_tetes (
  jour      TEXT PRIMARY KEY,
  entrees   INTEGER NOT NULL,
  chaine    BLOB NOT NULL,
  moment    INTEGER NOT NULL,
  signature BLOB NOT NULL
) STRICT;

-- Refused sign-ins since the last line of the journal that counted them: one line each would let anyone fill it.
CREATE TABLE connexions_refusees (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  nombre INTEGER NOT NULL
) STRICT;
INSERT INTO connexions_refusees (id, nombre) VALUES (1, 0);
