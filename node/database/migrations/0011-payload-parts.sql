-- Programs may have hundreds of megabytes, which no single statement carries well: such a row has no data of its own but
-- the hashes of the rows that together have it, in order. They are written before it.
ALTER TABLE node.payload ADD COLUMN parts text[];
