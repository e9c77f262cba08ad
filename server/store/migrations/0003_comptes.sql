-- Two more roles. The column is remade beside the old one: the table itself cannot be, since dropping it would take
-- keys, sessions and notebooks along.
ALTER TABLE comptes ADD COLUMN fonction TEXT NOT NULL DEFAULT 'responsable'
  CHECK (fonction IN ('responsable', 'secretariat', 'infirmerie', 'direction', 'technique'));
UPDATE comptes SET fonction = role;
ALTER TABLE comptes DROP COLUMN role;
ALTER TABLE comptes RENAME COLUMN fonction TO role;

-- The telephone that shows six digits (RFC 6238).
CREATE TABLE seconds_facteurs (
  compte      TEXT PRIMARY KEY REFERENCES comptes (id) ON DELETE CASCADE,
  secret      BLOB NOT NULL,
  confirme_le INTEGER,                         -- NULL: shown, not confirmed yet, asked for nothing
  dernier_pas INTEGER NOT NULL                 -- the last half minute whose code was used: none serves twice
) STRICT;

-- The printed codes that replace the telephone; a row goes when its code is used.
CREATE TABLE codes_imprimes (
  compte    TEXT NOT NULL REFERENCES comptes (id) ON DELETE CASCADE,
  empreinte BLOB NOT NULL,
  PRIMARY KEY (compte, empreinte)
) STRICT;

-- When this browser last showed the second factor, 0 never: the phrase typed again soon after needs it no more.
ALTER TABLE sessions ADD COLUMN facteur_le INTEGER NOT NULL DEFAULT 0;
