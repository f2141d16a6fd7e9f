-- Each cost that was signed for has an item of its own in the decision, with the amount that was applied for.
CREATE TRIGGER decision_on_all_that_was_applied_for BEFORE INSERT ON decision
WHEN NEW.origin <> 'imported' AND EXISTS (
  SELECT 1 FROM (SELECT json_extract(e.value, '$.kind') AS kind, json_extract(e.value, '$.amount') AS amount, count(*) AS times
    FROM application a, json_each(a.content, '$.expenses') e WHERE a.id = NEW.application_id AND e.type = 'object' GROUP BY 1, 2) applied
  WHERE applied.times > (SELECT count(*) FROM json_each(NEW.items) i
    WHERE i.type = 'object' AND json_extract(i.value, '$.code') = applied.kind AND json_extract(i.value, '$.claimed') = applied.amount))
BEGIN SELECT RAISE(ABORT, 'a decision decides on all that was applied for'); END;
