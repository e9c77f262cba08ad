-- Bytes, in rows small enough that a crash, a resume or a purge touches one. No metadata here: `main` names them.
CREATE TABLE pieces.fichiers (
  id      TEXT PRIMARY KEY,
  octets  INTEGER NOT NULL,
  cree_le INTEGER NOT NULL
) STRICT;

CREATE TABLE pieces.morceaux (
  fichier TEXT NOT NULL,
  rang    INTEGER NOT NULL,
  corps   BLOB NOT NULL,
  PRIMARY KEY (fichier, rang)
) STRICT;
