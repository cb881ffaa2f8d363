-- The portal's pages of commissions, meals and vouchers: what two people at once must not overwrite, who is no longer
-- listed, and whose an uploaded file is.

ALTER TABLE commission_member ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE commission_member ADD COLUMN removed SMALLINT NOT NULL DEFAULT 0;  -- 1: kept for earlier protocols, not active
CREATE INDEX application_attendance_of ON application_attendance (member_id);
CREATE INDEX meal_attendance_of ON meal_attendance (member_id);

ALTER TABLE meal_subsidy ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX meal_subsidy_of ON meal_subsidy (commission_id);
CREATE INDEX meal_subsidy_upload ON meal_subsidy (upload_id) WHERE upload_id IS NOT NULL;

ALTER TABLE uploaded_file ADD COLUMN commission_id TEXT NOT NULL DEFAULT '';  -- '': the portal's own, of anybody
ALTER TABLE uploaded_file ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;        -- 0: nobody has looked
CREATE INDEX uploaded_file_unused ON uploaded_file (changed_at) WHERE commission_id <> '';

CREATE INDEX kindergarten_of ON kindergarten (commission_id);
CREATE INDEX balalyk_account_role_member ON balalyk_account_role (member_id) WHERE member_id <> '';
