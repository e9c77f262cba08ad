-- A root that takes the place of another: what it signs goes on from the chain before it, or starts anew when everything
-- was lost.
ALTER TABLE annuaire ADD COLUMN successeur BLOB;                    -- of this root, signed by the one before; NULL when it did not
ALTER TABLE annuaire ADD COLUMN reprise INTEGER NOT NULL DEFAULT 0; -- 1: nothing before this epoch is told any more
-- Until when a root that the one before did not name may be published: opened by the operator, for the direction.
ALTER TABLE etablissement ADD COLUMN serrure_jusque INTEGER NOT NULL DEFAULT 0;
