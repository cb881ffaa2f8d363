-- A voucher that was typed for an application ends when its approval is taken back, and continues when it is given again.
ALTER TABLE voucher ADD COLUMN would_end TEXT;  -- its last day before it was ended; NULL: it was not
