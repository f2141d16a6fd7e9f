-- What the two engines say differently: facts are never changed or taken away; two people confirm a figure; and a calculation
-- on figures that nobody has confirmed carries no decision.

CREATE TRIGGER rule_file_no_update BEFORE UPDATE ON rule_file BEGIN SELECT RAISE(ABORT, 'facts are only added: rule_file'); END;
CREATE TRIGGER rule_file_no_delete BEFORE DELETE ON rule_file BEGIN SELECT RAISE(ABORT, 'facts are only added: rule_file'); END;
CREATE TRIGGER norm_figure_no_update BEFORE UPDATE ON norm_figure BEGIN SELECT RAISE(ABORT, 'facts are only added: norm_figure'); END;
CREATE TRIGGER norm_figure_no_delete BEFORE DELETE ON norm_figure BEGIN SELECT RAISE(ABORT, 'facts are only added: norm_figure'); END;
CREATE TRIGGER norm_figure_answer_no_update BEFORE UPDATE ON norm_figure_answer BEGIN SELECT RAISE(ABORT, 'facts are only added: norm_figure_answer'); END;
CREATE TRIGGER norm_figure_answer_no_delete BEFORE DELETE ON norm_figure_answer BEGIN SELECT RAISE(ABORT, 'facts are only added: norm_figure_answer'); END;
CREATE TRIGGER norm_figure_withdrawal_no_update BEFORE UPDATE ON norm_figure_withdrawal BEGIN SELECT RAISE(ABORT, 'facts are only added: norm_figure_withdrawal'); END;
CREATE TRIGGER norm_figure_withdrawal_no_delete BEFORE DELETE ON norm_figure_withdrawal BEGIN SELECT RAISE(ABORT, 'facts are only added: norm_figure_withdrawal'); END;

CREATE TRIGGER norm_figure_by_two_people BEFORE INSERT ON norm_figure_answer
WHEN EXISTS (SELECT 1 FROM norm_figure f WHERE f.id = NEW.figure_id AND f.proposed_by = NEW.answered_by)
BEGIN SELECT RAISE(ABORT, 'two people confirm a figure of the norm'); END;
CREATE TRIGGER decision_on_confirmed_figures BEFORE INSERT ON decision
WHEN NEW.origin <> 'imported' AND EXISTS (SELECT 1 FROM calculation c WHERE c.id = NEW.calculation_id AND (c.body LIKE '%"state":"computed"%' OR c.body LIKE '%"state":"missing"%'))
BEGIN SELECT RAISE(ABORT, 'a decision rests on confirmed figures'); END;
