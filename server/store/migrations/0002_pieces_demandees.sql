-- What this school asks of each responsable, and in which order families see it.
CREATE TABLE pieces_demandees (
  type    TEXT PRIMARY KEY,
  demande TEXT NOT NULL CHECK (demande IN ('obligatoire', 'souhaitee', 'non')),
  ordre   INTEGER NOT NULL
) STRICT;
INSERT INTO pieces_demandees (ordre, type, demande) VALUES
  (1, 'justificatif_domicile', 'obligatoire'),
  (2, 'assurance_scolaire', 'souhaitee'),
  (3, 'livret_famille', 'non'),
  (4, 'identite_enfant', 'non'),
  (5, 'identite_responsable', 'non'),
  (6, 'jugement', 'non'),
  (7, 'certificat_radiation', 'non'),
  (8, 'bulletin', 'non'),
  (9, 'photo_identite', 'non'),
  (10, 'quotient_familial', 'non'),
  (11, 'rib', 'non'),
  (12, 'autre', 'non');

-- The files that are the pages of one pièce, in the order the family gave.
CREATE TABLE piece_fichiers (
  piece   TEXT NOT NULL REFERENCES pieces (id) ON DELETE CASCADE,
  rang    INTEGER NOT NULL,                    -- from 1
  envoi   TEXT NOT NULL,                       -- the upload it came by: the same deposit twice is one deposit
  fichier TEXT NOT NULL,                       -- the original, sealed at rest
  octets  INTEGER NOT NULL,
  PRIMARY KEY (piece, rang)
) STRICT;
CREATE INDEX piece_fichiers_fichier ON piece_fichiers (fichier);
INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets) SELECT id, 1, envoi, fichier, octets FROM pieces;
ALTER TABLE pieces DROP COLUMN envoi;
ALTER TABLE pieces DROP COLUMN fichier;

-- Her responsable says it is no medical paper: its pages may be shown.
ALTER TABLE pieces ADD COLUMN montree INTEGER NOT NULL DEFAULT 0;
-- The program that read it: what is kept without text is read again by a later one.
ALTER TABLE pieces ADD COLUMN lue_par TEXT NOT NULL DEFAULT '';

-- What the first page alone says while the others are read: verdict's words, '' until then.
ALTER TABLE lectures ADD COLUMN avis TEXT NOT NULL DEFAULT '';

-- What a volet took of the machine: a family that sends without end must not make the others wait.
CREATE TABLE consommations (
  volet    TEXT PRIMARY KEY REFERENCES volets (id) ON DELETE CASCADE,
  jour     INTEGER NOT NULL DEFAULT 0,         -- moment / 86400
  ms       INTEGER NOT NULL DEFAULT 0,         -- spent reading, that day
  retires  INTEGER NOT NULL DEFAULT 0,         -- bytes sent that day and taken back: still sent
  servi_le INTEGER NOT NULL DEFAULT 0          -- last time a pièce of it was read
) STRICT;
