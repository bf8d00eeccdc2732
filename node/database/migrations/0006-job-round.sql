-- How often the job was begun anew: tells the transactions of one time from those of the next.
ALTER TABLE node.job ADD COLUMN round int NOT NULL DEFAULT 0;
