-- An approval that is given again after its voucher ended makes another voucher: the months of the one before stay.
ALTER TABLE voucher ADD COLUMN later_period SMALLINT NOT NULL DEFAULT 0;  -- 1: made by an approval that was given again
ALTER TABLE voucher ADD COLUMN ended_on TEXT;  -- of what an approval made: the day it was taken back; NULL: in force
ALTER TABLE voucher ADD COLUMN ended_before TEXT;  -- of one that continues: the day it had ended, and does again when that is corrected

-- Ended before that was kept.
UPDATE voucher SET ended_on = valid_to WHERE id = application_id
  AND NOT EXISTS (SELECT 1 FROM application a WHERE a.id = voucher.application_id AND a.decision = 'approved');

-- A chairperson's newest lists are read in their order, however many there were.
DROP INDEX balalyk_batch_chairperson;
CREATE INDEX balalyk_batch_newest ON balalyk_batch (chairperson_id, prepared_at, id);
