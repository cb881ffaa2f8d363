-- SQLite leaves references unchecked here, so what belongs to an application goes with it by this.
CREATE TRIGGER application_removed AFTER DELETE ON application
BEGIN
  DELETE FROM application_word WHERE application_id = OLD.id;
  DELETE FROM application_version WHERE application_id = OLD.id;
END;
