-- What the two engines say differently: facts are never changed or taken away; two people confirm a figure; and a calculation
-- on figures that nobody has confirmed carries no decision.

CREATE TRIGGER rule_file_only_added BEFORE UPDATE OR DELETE ON rule_file FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER rule_file_never_emptied BEFORE TRUNCATE ON rule_file FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER norm_figure_only_added BEFORE UPDATE OR DELETE ON norm_figure FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER norm_figure_never_emptied BEFORE TRUNCATE ON norm_figure FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER norm_figure_answer_only_added BEFORE UPDATE OR DELETE ON norm_figure_answer FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER norm_figure_answer_never_emptied BEFORE TRUNCATE ON norm_figure_answer FOR EACH STATEMENT EXECUTE FUNCTION only_added();
CREATE TRIGGER norm_figure_withdrawal_only_added BEFORE UPDATE OR DELETE ON norm_figure_withdrawal FOR EACH ROW EXECUTE FUNCTION only_added();
CREATE TRIGGER norm_figure_withdrawal_never_emptied BEFORE TRUNCATE ON norm_figure_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION only_added();

CREATE FUNCTION norm_figure_by_two_people() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM norm_figure f WHERE f.id = NEW.figure_id AND f.proposed_by = NEW.answered_by)
  THEN RAISE EXCEPTION 'two people confirm a figure of the norm' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER norm_figure_by_two_people BEFORE INSERT ON norm_figure_answer FOR EACH ROW EXECUTE FUNCTION norm_figure_by_two_people();
CREATE FUNCTION decision_on_confirmed_figures() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.origin <> 'imported' AND EXISTS (SELECT 1 FROM calculation c WHERE c.id = NEW.calculation_id AND (c.body LIKE '%"state":"computed"%' OR c.body LIKE '%"state":"missing"%'))
  THEN RAISE EXCEPTION 'a decision rests on confirmed figures' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$;
CREATE TRIGGER decision_on_confirmed_figures BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_on_confirmed_figures();
