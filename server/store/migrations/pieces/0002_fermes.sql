-- 1: its rows are closed under a key that `main` holds. 0: as they came, which is sealed already.
ALTER TABLE pieces.fichiers ADD COLUMN ferme INTEGER NOT NULL DEFAULT 0;
