-- Ids are 16 random bytes as 32 hex digits. Moments are seconds since 1970 (UTC). Dates are ISO text.

-- One row: this box serves one etablissement and prepares one school year.
CREATE TABLE etablissement (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  uai           TEXT NOT NULL,
  etab          TEXT NOT NULL,                 -- 16 random bytes in hex, drawn at init: the sealing protocol's etab
  nom           TEXT NOT NULL,
  telephone     TEXT NOT NULL DEFAULT '',
  horaires      TEXT NOT NULL DEFAULT '',
  adresse       TEXT NOT NULL DEFAULT '',      -- printed on the letters, lines separated by \n
  site          TEXT NOT NULL DEFAULT '',      -- public origin of the families' site, "" until known
  annee         INTEGER NOT NULL,              -- year in which the prepared school year starts
  campagne      TEXT NOT NULL CHECK (campagne IN ('preparee', 'ouverte', 'fermee')),
  ferme_le      TEXT NOT NULL DEFAULT '',      -- last day families may send, ISO date, "" when not set
  demonstration INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What SIECLE says. Kept as received; canonical forms stand beside.
CREATE TABLE mefs (
  code    TEXT PRIMARY KEY,
  libelle TEXT NOT NULL,
  niveau  TEXT NOT NULL DEFAULT ''             -- '6' '5' '4' '3', '' when unknown
) STRICT;

CREATE TABLE divisions (
  code    TEXT PRIMARY KEY,
  libelle TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE adresses (
  siecle_id          INTEGER NOT NULL,
  de                 TEXT NOT NULL CHECK (de IN ('eleve', 'responsable')),
  ligne_1            TEXT NOT NULL DEFAULT '',
  ligne_2            TEXT NOT NULL DEFAULT '',
  ligne_3            TEXT NOT NULL DEFAULT '',
  ligne_4            TEXT NOT NULL DEFAULT '',
  boite_postale      TEXT NOT NULL DEFAULT '',
  code_postal        TEXT NOT NULL DEFAULT '',
  libelle_postal     TEXT NOT NULL DEFAULT '',
  commune_insee      TEXT NOT NULL DEFAULT '',
  commune_etrangere  TEXT NOT NULL DEFAULT '',
  pays               TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (de, siecle_id)
) STRICT;

CREATE TABLE eleves (
  id             TEXT PRIMARY KEY,
  siecle_id      INTEGER UNIQUE,
  ine            TEXT NOT NULL DEFAULT '',
  nom            TEXT NOT NULL,
  nom_usage      TEXT NOT NULL DEFAULT '',
  prenom         TEXT NOT NULL,
  prenom_2       TEXT NOT NULL DEFAULT '',
  prenom_3       TEXT NOT NULL DEFAULT '',
  naissance      TEXT NOT NULL,                -- ISO date
  sexe           TEXT NOT NULL DEFAULT '',     -- '1' boy, '2' girl, '' not said
  mef            TEXT NOT NULL DEFAULT '',
  division       TEXT NOT NULL DEFAULT '',
  regime         TEXT NOT NULL DEFAULT '',
  sorti          INTEGER NOT NULL DEFAULT 0,
  adresse        INTEGER,                      -- adresses.siecle_id of 'eleve'
  siecle         TEXT NOT NULL DEFAULT '{}',   -- every other value of the export, JSON, for the return
  empreinte      TEXT NOT NULL DEFAULT ''      -- hash of the imported record: tells changed from ignored
) STRICT;
CREATE INDEX eleves_ine ON eleves (ine) WHERE ine <> '';
CREATE INDEX eleves_division ON eleves (division, nom, prenom);

CREATE TABLE responsables (
  id             TEXT PRIMARY KEY,             -- also the resp_id of the sealing protocol
  siecle_id      INTEGER UNIQUE,
  civilite       TEXT NOT NULL DEFAULT '',     -- 'M.' 'MME' ''
  nom            TEXT NOT NULL,
  nom_usage      TEXT NOT NULL DEFAULT '',
  prenom         TEXT NOT NULL,
  tel_personnel  TEXT NOT NULL DEFAULT '',     -- as received
  tel_portable   TEXT NOT NULL DEFAULT '',
  tel_professionnel TEXT NOT NULL DEFAULT '',
  portable       TEXT NOT NULL DEFAULT '',     -- canonical "+33..." of tel_portable, "" when unreadable
  courriel       TEXT NOT NULL DEFAULT '',
  adresse        INTEGER,                      -- adresses.siecle_id of 'responsable'
  siecle         TEXT NOT NULL DEFAULT '{}',
  protege        INTEGER NOT NULL DEFAULT 0,   -- address hidden everywhere, space starts empty
  empreinte      TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE liens (
  eleve       TEXT NOT NULL REFERENCES eleves (id) ON DELETE CASCADE,
  responsable TEXT NOT NULL REFERENCES responsables (id) ON DELETE CASCADE,
  niveau      TEXT NOT NULL,                   -- '1' legal, '2' in charge, '3' contact
  parente     TEXT NOT NULL DEFAULT '',
  paie        TEXT NOT NULL DEFAULT '',        -- '1' '0' '' not said; so the two below
  heberge     TEXT NOT NULL DEFAULT '',
  prioritaire TEXT NOT NULL DEFAULT '',
  empreinte   TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (eleve, responsable)
) STRICT;
CREATE INDEX liens_responsable ON liens (responsable);

CREATE TABLE imports (
  id     TEXT PRIMARY KEY,
  moment INTEGER NOT NULL,
  bilan  TEXT NOT NULL                         -- the report, JSON
) STRICT;

-- A volet is one child as one responsable deals with her: the silo. Whatever a family sends hangs from a volet;
-- a guardian-facing query starts from the volet it was granted and has no path to another.
CREATE TABLE volets (
  id          TEXT PRIMARY KEY,
  eleve       TEXT NOT NULL REFERENCES eleves (id) ON DELETE CASCADE,
  responsable TEXT NOT NULL REFERENCES responsables (id) ON DELETE CASCADE,
  ouvert_le   INTEGER,                         -- first time the responsable looked at it
  UNIQUE (eleve, responsable)
) STRICT;
CREATE INDEX volets_responsable ON volets (responsable);

-- Whoever signs in. For a responsable, id is the responsable's; for staff it is drawn here.
CREATE TABLE comptes (
  id          TEXT PRIMARY KEY,
  role        TEXT NOT NULL CHECK (role IN ('responsable', 'secretariat', 'infirmerie')),
  responsable TEXT UNIQUE REFERENCES responsables (id) ON DELETE CASCADE,
  nom         TEXT NOT NULL,                   -- as shown to colleagues; "" for a responsable
  identifiant TEXT NOT NULL UNIQUE,
  gen         INTEGER NOT NULL,                -- one more at each activation code made
  etat        TEXT NOT NULL CHECK (etat IN ('invite', 'actif', 'suspendu')),
  verif       BLOB,                            -- V of the letter's secret; NULL once burnt
  verif_court BLOB,                            -- V of the printed 10-character code; NULL once burnt
  expire_le   INTEGER,
  av          BLOB,                            -- verifier of k_auth
  coffre      BLOB,                            -- vault, opaque here
  kdf_id      INTEGER NOT NULL DEFAULT 1,
  derniere    INTEGER NOT NULL DEFAULT 0,      -- last sign-in
  cree_le     INTEGER NOT NULL,
  active_le   INTEGER
) STRICT;

-- Public keys, one row per generation: a pli stays bound to the keys it was sealed with after a new letter.
CREATE TABLE cles (
  compte     TEXT NOT NULL REFERENCES comptes (id) ON DELETE CASCADE,
  gen        INTEGER NOT NULL,
  pk_sign    BLOB NOT NULL,
  pk_kem     BLOB NOT NULL,
  bind_tag   BLOB,                             -- 32 bytes, NULL when activated by the typed code
  voie       TEXT NOT NULL CHECK (voie IN ('carre', 'code')),  -- QR, or typed code (key to be confirmed)
  activee_le INTEGER NOT NULL,
  PRIMARY KEY (compte, gen)
) STRICT;

CREATE TABLE sessions (
  jeton      BLOB PRIMARY KEY,                 -- hash of the cookie
  compte     TEXT NOT NULL REFERENCES comptes (id) ON DELETE CASCADE,
  ouverte_le INTEGER NOT NULL,
  vue_le     INTEGER NOT NULL,
  precedente INTEGER NOT NULL                  -- the sign-in before this one, 0 when none
) STRICT;
CREATE INDEX sessions_compte ON sessions (compte);

-- Attempts and failures by key (identifiant, network, everyone); the rule is in actions/throttle.
CREATE TABLE echecs (
  cle     TEXT PRIMARY KEY,
  nombre  INTEGER NOT NULL,
  debut   INTEGER NOT NULL,                    -- when the count began
  dernier INTEGER NOT NULL
) STRICT;
CREATE INDEX echecs_dernier ON echecs (dernier);

-- An upload under way (tus). Its bytes are a file of the pieces base that no row names yet but this one.
CREATE TABLE envois (
  id       TEXT PRIMARY KEY,
  volet    TEXT NOT NULL REFERENCES volets (id) ON DELETE CASCADE,
  classe   TEXT NOT NULL CHECK (classe IN ('lisible', 'scelle')),
  longueur INTEGER NOT NULL,
  recu     INTEGER NOT NULL,
  fichier  TEXT NOT NULL,
  verrou   INTEGER,                            -- a slice is being written until then
  cree_le  INTEGER NOT NULL
) STRICT;
CREATE INDEX envois_volet ON envois (volet);

-- One row per version sent; the current one has the highest version for its (volet, type).
CREATE TABLE pieces (
  id           TEXT PRIMARY KEY,
  volet        TEXT NOT NULL REFERENCES volets (id) ON DELETE CASCADE,
  type         TEXT NOT NULL,
  version      INTEGER NOT NULL,
  etat         TEXT NOT NULL CHECK (etat IN ('en_lecture', 'lue', 'acceptee', 'a_refaire')),
  envoi        TEXT NOT NULL,                  -- the upload it came by: the same deposit twice is one deposit
  fichier      TEXT NOT NULL,                  -- the original, sealed at rest
  octets       INTEGER NOT NULL,
  deposee_le   INTEGER NOT NULL,
  lue_le       INTEGER,
  outcome      TEXT,                           -- verdict's word, NULL until read (or when only a person can read it)
  reasons      TEXT NOT NULL DEFAULT '',       -- words, separated by one blank
  type_guess   TEXT,
  facts        BLOB,                           -- the worker's Facts, encoded: rules are replayed on them
  decidee_le   INTEGER,
  decidee_par  TEXT,                           -- comptes.id
  motif        TEXT,                           -- why it is to be done again: a word of the dictionary
  precision_motif TEXT NOT NULL DEFAULT '',    -- the agent's own words, shown to the family
  UNIQUE (volet, type, version)
) STRICT;
CREATE INDEX pieces_etat ON pieces (etat, deposee_le);

-- What the verdict read in a pièce, and where.
CREATE TABLE lues (
  piece   TEXT NOT NULL REFERENCES pieces (id) ON DELETE CASCADE,
  cle     TEXT NOT NULL,
  valeur  TEXT NOT NULL,
  sure    INTEGER NOT NULL,
  page    INTEGER NOT NULL,                    -- from 1
  x       INTEGER, y INTEGER, largeur INTEGER, hauteur INTEGER,
  PRIMARY KEY (piece, cle)
) STRICT;

CREATE TABLE pages (
  piece   TEXT NOT NULL REFERENCES pieces (id) ON DELETE CASCADE,
  numero  INTEGER NOT NULL,                    -- from 1
  largeur INTEGER NOT NULL,
  hauteur INTEGER NOT NULL,
  image   TEXT NOT NULL,                       -- pieces.fichiers.id
  vignette TEXT NOT NULL,
  PRIMARY KEY (piece, numero)
) STRICT;

-- The queue. A lease that runs out is taken again once, then the job is set aside (poison).
CREATE TABLE lectures (
  piece    TEXT PRIMARY KEY REFERENCES pieces (id) ON DELETE CASCADE,
  classe   INTEGER NOT NULL,                   -- 0 a parent waits, 1 an agent asked, 2 background
  etat     TEXT NOT NULL CHECK (etat IN ('attente', 'prise', 'poison')),
  essais   INTEGER NOT NULL DEFAULT 0,
  reprises INTEGER NOT NULL DEFAULT 0,         -- attempts cut by a stop of the server, not held against the document
  bail     INTEGER,                            -- lease runs out at
  etape    TEXT NOT NULL DEFAULT '',
  creee_le INTEGER NOT NULL
) STRICT;
CREATE INDEX lectures_ordre ON lectures (etat, classe, creee_le);

-- The health office's public record, as signed in the nurse's browser. The box relays, it cannot forge.
CREATE TABLE annuaire (
  epoque    INTEGER PRIMARY KEY,
  racine    BLOB NOT NULL,                     -- root record
  certificats BLOB NOT NULL,                   -- concatenated LP(certificate)
  instantane  BLOB NOT NULL,                   -- signed snapshot
  publie_le INTEGER NOT NULL
) STRICT;

-- The nurse's key file, encrypted by her phrase in her browser.
CREATE TABLE trousseaux (
  compte   TEXT PRIMARY KEY REFERENCES comptes (id) ON DELETE CASCADE,
  coffre   BLOB NOT NULL,
  depose_le INTEGER NOT NULL
) STRICT;

-- Her notebook: what she accepted and saw, encrypted by the same phrase.
CREATE TABLE carnets (
  compte    TEXT PRIMARY KEY REFERENCES comptes (id) ON DELETE CASCADE,
  corps     BLOB NOT NULL,
  depose_le INTEGER NOT NULL
) STRICT;

-- Sealed for the nurse; opaque here. kind 2: health form of a volet.
CREATE TABLE plis (
  id        TEXT NOT NULL,                     -- piece_id of the core
  volet     TEXT NOT NULL REFERENCES volets (id) ON DELETE CASCADE,
  compte    TEXT NOT NULL,
  gen       INTEGER NOT NULL,                  -- cles: the generation that signed it
  kind      INTEGER NOT NULL,
  version   INTEGER NOT NULL,
  envoi     TEXT NOT NULL,
  octets    INTEGER NOT NULL,
  manifeste BLOB NOT NULL,                     -- with its signature
  empreinte BLOB NOT NULL,                     -- hash of the manifest
  corps     TEXT NOT NULL,                     -- pieces.fichiers.id
  depose_le INTEGER NOT NULL,
  releve_le INTEGER,                           -- the nurse opened it
  PRIMARY KEY (id, version)
) STRICT;
CREATE INDEX plis_volet ON plis (volet, kind);

-- Lists of letters sealed for the nurse by the agent's browser (kind 3).
CREATE TABLE bordereaux (
  id        TEXT PRIMARY KEY,
  compte    TEXT NOT NULL,
  manifeste BLOB NOT NULL,
  empreinte BLOB NOT NULL,
  corps     TEXT NOT NULL,
  depose_le INTEGER NOT NULL
) STRICT;
