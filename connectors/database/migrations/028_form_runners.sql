-- Which process works on a form that was sent: who sends it again after that was killed does not wait.
ALTER TABLE portal_once ADD COLUMN runner TEXT NOT NULL DEFAULT '';
