-- The night that learnt from SIECLE that this child has left: what the box keeps of her is counted from there.
ALTER TABLE eleves ADD COLUMN sorti_vu_le INTEGER;
