-- Each cost that was signed for has an item of its own in the decision, with the amount that was applied for.
CREATE FUNCTION decision_on_all_that_was_applied_for() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.origin <> 'imported' AND EXISTS (
    SELECT 1 FROM (SELECT e -> 'kind' AS kind, e -> 'amount' AS amount, count(*) AS times
      FROM application a, jsonb_array_elements(CASE WHEN jsonb_typeof(a.content::jsonb -> 'expenses') = 'array' THEN a.content::jsonb -> 'expenses' ELSE '[]'::jsonb END) e
      WHERE a.id = NEW.application_id GROUP BY 1, 2) applied
    WHERE applied.times > (SELECT count(*)
      FROM jsonb_array_elements(CASE WHEN jsonb_typeof(NEW.items::jsonb) = 'array' THEN NEW.items::jsonb ELSE '[]'::jsonb END) i
      WHERE i -> 'code' = applied.kind AND i -> 'claimed' = applied.amount))
  THEN RAISE EXCEPTION 'a decision decides on all that was applied for' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER decision_on_all_that_was_applied_for BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_on_all_that_was_applied_for();
