-- Deposits acknowledged, envelopes opened, closed again, taken back, destroyed; what the nurse writes.
ALTER TABLE etablissement ADD COLUMN lecteur TEXT NOT NULL DEFAULT 'page' CHECK (lecteur IN ('page', 'hors_ligne'));

ALTER TABLE plis DROP COLUMN releve_le;
ALTER TABLE plis ADD COLUMN depot BLOB;         -- the box's receipt; NULL: deposited before there were any
ALTER TABLE plis ADD COLUMN detruit_le INTEGER; -- then corps is '' and manifeste empty; empreinte and receipts stay
CREATE INDEX plis_vivants ON plis (depose_le) WHERE detruit_le IS NULL;

-- Taken back by who sent it. Its id never serves again: the nurse's notebook may know it.
CREATE TABLE plis_retires (
  id        TEXT PRIMARY KEY,
  retire_le INTEGER NOT NULL
) STRICT;

-- The nurse's receipts, signed in her reader.
CREATE TABLE recus (
  pli       TEXT NOT NULL,
  version   INTEGER NOT NULL,
  cert      TEXT NOT NULL,
  jour      INTEGER NOT NULL,                  -- days since 1970, as signed
  signature BLOB NOT NULL,
  recu_le   INTEGER NOT NULL,                  -- when it came here
  PRIMARY KEY (pli, version),
  FOREIGN KEY (pli, version) REFERENCES plis (id, version) ON DELETE CASCADE
) STRICT;

-- A pli closed again for others. Only ever added to, until its pli is destroyed.
CREATE TABLE renveloppes (
  pli       TEXT NOT NULL,
  version   INTEGER NOT NULL,
  corps     BLOB NOT NULL,
  recue_le  INTEGER NOT NULL,
  PRIMARY KEY (pli, version, corps),
  FOREIGN KEY (pli, version) REFERENCES plis (id, version) ON DELETE CASCADE
) STRICT;

-- From the nurse to one responsable (kind 4).
CREATE TABLE messages (
  id         TEXT PRIMARY KEY,
  volet      TEXT NOT NULL REFERENCES volets (id) ON DELETE CASCADE,
  manifeste  BLOB NOT NULL,
  empreinte  BLOB NOT NULL,
  corps      TEXT NOT NULL,                    -- pieces.fichiers.id
  depose_le  INTEGER NOT NULL,
  lu_le      INTEGER
) STRICT;
CREATE INDEX messages_volet ON messages (volet);
