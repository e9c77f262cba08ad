-- What closes the files of a volet (crypto/FORMAT.md, Pièces at rest). NULL before the first upload, and once erased:
-- then nothing opens them, in no copy that has not this column.
ALTER TABLE volets ADD COLUMN cle BLOB;
-- The file's own key, closed under the volet's. NULL for what was sealed before it came, and for files of before this
-- schema, which the next opening of the box closes.
ALTER TABLE envois ADD COLUMN cle BLOB;
ALTER TABLE piece_fichiers ADD COLUMN cle BLOB;
ALTER TABLE pages ADD COLUMN cle BLOB;           -- of both its pictures

-- Every file the server may read, with what its key was closed for.
CREATE VIEW fichiers_lisibles (fichier, volet, piece, version, cle_de, cle) AS
  SELECT fichier, volet, id, 0, fichier, cle FROM envois WHERE classe = 'lisible' UNION ALL
  SELECT f.fichier, p.volet, p.id, p.version, f.fichier, f.cle FROM piece_fichiers f JOIN main.pieces p ON p.id = f.piece
  UNION ALL
  SELECT g.image, p.volet, p.id, p.version, g.image, g.cle FROM pages g JOIN main.pieces p ON p.id = g.piece UNION ALL
  SELECT g.vignette, p.volet, p.id, p.version, g.image, g.cle FROM pages g JOIN main.pieces p ON p.id = g.piece;
