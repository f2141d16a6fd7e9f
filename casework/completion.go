package casework

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// The most that a request asks for, and the longest text of an answer, in characters.
const (
	MaxRequestItems   = 60
	MaxCompletionText = 2000
)

// ProofOf lists what an application was made with, as items that proof can be asked of: a bank statement of each adult, each
// income and each expense.
func ProofOf(c aid.Content) []aid.CompletionItem {
	var items []aid.CompletionItem
	for _, adult := range c.Household.Adults {
		items = append(items, aid.CompletionItem{Group: "attachment", What: "bank_statement", Who: adult.Name, Month: c.Month})
	}
	for _, income := range c.Incomes {
		i := slices.IndexFunc(c.Household.Adults, func(a aid.Adult) bool { return a.PersonID == income.PersonID })
		item := aid.CompletionItem{Group: "income", What: string(income.Kind), Month: c.Month, Amount: income.Amount}
		if i >= 0 {
			item.Who = c.Household.Adults[i].Name
		}
		items = append(items, item)
	}
	for _, e := range c.Expenses {
		items = append(items, aid.CompletionItem{Group: "expense", What: string(e.Kind), Month: c.Month, Amount: e.Amount})
	}
	return items
}

// AskForCompletion asks a household, or one adult of it, for what is missing: each adult who is asked is told that there is
// something to read. Faults at "items", "why", "until" and "person". An application that has been decided waits for nothing:
// aid.Error{Code: "completion.decided"}.
// law: FL 20
func (d *Desk) AskForCompletion(ctx context.Context, r Request, staff aid.Staff, q aid.CompletionRequest) (aid.CompletionRequest, error) {
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.DecisionMaker) {
		return q, aid.ErrForbidden
	}
	q.Kind, q.Why = aid.ForCompletion, strings.TrimSpace(q.Why)
	q.ID, q.AskedBy, q.AskedName, q.AskedAt = d.newID(), staff.ID, staff.Name, d.Now()
	number(q.Items)
	if err := d.requestFaults(q).Or(); err != nil {
		return q, err
	}
	return q, d.Register.Step(ctx, d.step(r, "ask_completion", q.CaseID, "completion_request", q.ID), func(tx *store.Tx) error {
		tx.Result(string(q.ID))
		c, err := tx.Case(ctx, q.CaseID)
		if err != nil {
			return err
		}
		if !c.ClosedOn.IsZero() {
			return aid.Error{Code: "case.closed"}
		}
		if q.ApplicationID != "" {
			a, err := tx.ApplicationState(ctx, q.ApplicationID)
			if err != nil {
				return err
			}
			if a.CaseID != c.ID || a.Registered.IsZero() {
				return aid.ErrNotFound
			}
			if !a.DecidedOn.IsZero() {
				return aid.Error{Code: "completion.decided"}
			}
		}
		if m, ok := c.Member(q.PersonID); q.PersonID != "" && (!ok || m.Part == aid.ChildInCase) {
			return aid.Error{Code: "choose", Field: "person"}
		}
		if q.ApplicationID != "" {
			if err := onlyOfReaders(ctx, tx, &q, c, q.ApplicationID); err != nil {
				return err
			}
		}
		if err := tx.AddCompletionRequest(q); err != nil {
			return err
		}
		people, err := asked(ctx, tx, q, c)
		if err != nil {
			return err
		}
		return d.put(ctx, tx, "completion", q.CaseID, q.ID, people...)
	})
}

// number gives each item its place in the request.
func number(items []aid.CompletionItem) {
	for i := range items {
		items[i].ID, items[i].Text = strconv.Itoa(i+1), strings.TrimSpace(items[i].Text)
	}
}

// asked is whom a request is put to: the one adult, or those of the household who were in it when it was made.
func asked(ctx context.Context, r stayReader, q aid.CompletionRequest, c aid.Case) ([]aid.ID, error) {
	if q.PersonID != "" {
		return []aid.ID{q.PersonID}, nil
	}
	stays, err := r.Stays(ctx, c.ID)
	return slices.DeleteFunc(c.AdultIDs(), func(id aid.ID) bool { return !stays[id].Saw(q.AskedAt) }), err
}

// onlyOfReaders puts a request for the papers of applications to the adult who may see all of them, where the other may not: it
// names incomes and amounts. One who may not is a fault at "person"; where nobody may it is aid.ErrNotFound.
func onlyOfReaders(ctx context.Context, tx *store.Tx, q *aid.CompletionRequest, c aid.Case, applications ...aid.ID) error {
	may := c.AdultIDs()
	for _, id := range applications {
		these, err := tx.MaySee(ctx, id)
		if err != nil {
			return err
		}
		may = slices.DeleteFunc(may, func(person aid.ID) bool { return !slices.Contains(these, person) })
	}
	switch {
	case len(may) == 0:
		return aid.ErrNotFound
	case q.PersonID != "" && !slices.Contains(may, q.PersonID):
		return aid.Error{Code: "choose", Field: "person"}
	case len(may) < len(c.Adults()):
		q.PersonID = may[0] // a case has two adults at most
	}
	return nil
}

// requestFaults is what is wrong with a request.
func (d *Desk) requestFaults(q aid.CompletionRequest) aid.Errors {
	var faults aid.Errors
	if len(q.Items) == 0 {
		faults = append(faults, aid.Error{Code: "completion.nothing", Field: "items"})
	}
	if len(q.Items) > MaxRequestItems {
		faults = append(faults, aid.Error{Code: "completion.too_many", Field: "items", Args: map[string]string{"n": strconv.Itoa(MaxRequestItems)}})
	}
	for _, item := range q.Items {
		if item.Group == "own" && item.Text == "" {
			faults = append(faults, aid.Error{Code: "completion.nothing", Field: "items"})
			break
		}
	}
	if q.Kind == aid.ForCompletion && q.Why == "" {
		faults = append(faults, aid.Error{Code: "required", Field: "why"})
	}
	if !d.today().Before(q.Until) {
		faults = append(faults, aid.Error{Code: "completion.until", Field: "until"})
	}
	return faults
}

// Answer is what someone hands in for one item of a request.
type Answer struct {
	Request, Item aid.ID
	Way           aid.CompletionWay
	Text          string    // in words, or how it was handed in otherwise
	Name          string    // of the file
	File          io.Reader // where the way is a file
}

// AnswerRequest adds an answer to one item of a request: by a file, in words, or that it was handed in otherwise. An answer
// after the last day is taken in too. One that has ended is aid.Error{Code: "completion.ended"}. Faults at "file" and "text".
func (d *Desk) AnswerRequest(ctx context.Context, r Request, a Answer) (aid.Completion, error) {
	q, err := d.Register.CompletionRequest(ctx, a.Request)
	if err != nil {
		return aid.Completion{}, err
	}
	answer := aid.Completion{ID: d.newID(), RequestID: q.ID, ItemID: string(a.Item), PersonID: r.Actor.ID, Way: a.Way, Text: strings.TrimSpace(a.Text), At: d.Now()}
	item, known := q.Item(answer.ItemID)
	if !known || !q.Asks(r.Actor.ID) {
		return answer, aid.ErrNotFound
	}
	if err := answerFault(q, answer); err != nil {
		return answer, err
	}
	var file aid.AttachmentRef
	var scan aid.Scan
	if a.Way == aid.ByFile {
		kind := "other"
		if item.Group == "attachment" {
			kind = item.What
		}
		if file, scan, err = d.takeIn(ctx, kind, a.Name, a.File); err != nil {
			return answer, err
		}
		answer.AttachmentID, answer.FileName = file.ID, file.Name
	}
	return answer, d.Register.Step(ctx, d.step(r, "answer_request", q.CaseID, "completion_request", q.ID), func(tx *store.Tx) error {
		tx.Result(string(answer.ID))
		if q, err = tx.CompletionRequest(ctx, q.ID); err != nil {
			return err
		}
		if err := answerFault(q, answer); err != nil {
			return err
		}
		if file.ID != "" {
			if err := d.addAttachment(tx, q.CaseID, r.Actor.ID, file, scan); err != nil {
				return err
			}
		}
		return tx.AddCompletion(answer)
	})
}

func answerFault(q aid.CompletionRequest, a aid.Completion) error {
	switch {
	case q.End != nil:
		return aid.Error{Code: "completion.ended"}
	case !slices.Contains(aid.CompletionWays, a.Way):
		return aid.Error{Code: "choose", Field: "way"}
	case a.Way == aid.ByFile:
		return nil
	case a.Text == "":
		return aid.Error{Code: "required", Field: "text"}
	case len([]rune(a.Text)) > MaxCompletionText:
		return aid.Error{Code: "too_long", Field: "text", Args: map[string]string{"n": strconv.Itoa(MaxCompletionText)}}
	}
	return nil
}

// SeeRequest records that a person has opened a request that is put to them, the first time that they do. A representative who
// may only follow does not do it for them.
func (d *Desk) SeeRequest(ctx context.Context, r Request, q aid.CompletionRequest) error {
	if !r.Actor.MayAct() {
		return nil
	}
	seen, err := d.Register.CompletionSeen(ctx, q.ID, r.Actor.ID)
	if err != nil || seen || !q.Asks(r.Actor.ID) {
		return err
	}
	return d.Register.Step(ctx, d.step(Request{Actor: r.Actor}, "see_request", q.CaseID, "completion_request", q.ID), func(tx *store.Tx) error {
		if seen, err := tx.CompletionSeen(ctx, q.ID, r.Actor.ID); err != nil || seen {
			return err
		}
		return tx.AddCompletionSeen(q.ID, r.Actor.ID)
	})
}

// ExtendRequest gives a request a later last day, and tells those it asks. Fault at "until".
func (d *Desk) ExtendRequest(ctx context.Context, r Request, staff aid.Staff, id aid.ID, until aid.Date) error {
	return d.onRequest(ctx, r, staff, id, "extend_request", func(tx *store.Tx, q aid.CompletionRequest) error {
		if !d.today().Before(until) || !q.Until.Before(until) {
			return aid.Error{Code: "completion.until", Field: "until"}
		}
		c, err := tx.Case(ctx, q.CaseID)
		if err != nil {
			return err
		}
		if err := tx.AddCompletionExtension(d.newID(), id, until, staff); err != nil {
			return err
		}
		people, err := asked(ctx, tx, q, c)
		if err != nil {
			return err
		}
		return d.enqueueNotices(tx, "extended", id+aid.ID(":"+until.String()), people...)
	})
}

// EndRequest ends a request: what came in is accepted, or it is withdrawn, or a spot check gets a remark. The last two say
// why. Those who were asked for a spot check are told. Faults at "outcome" and "reason".
func (d *Desk) EndRequest(ctx context.Context, r Request, staff aid.Staff, id aid.ID, outcome aid.RequestOutcome, reason string) error {
	reason = strings.TrimSpace(reason)
	return d.onRequest(ctx, r, staff, id, "end_request", func(tx *store.Tx, q aid.CompletionRequest) error {
		switch {
		case !slices.Contains(aid.RequestOutcomes, outcome), outcome == aid.RequestRemark && q.Kind != aid.ForSpotCheck:
			return aid.Error{Code: "choose", Field: "outcome"}
		case outcome != aid.RequestAccepted && reason == "":
			return aid.Error{Code: "required", Field: "reason"}
		}
		if err := tx.AddCompletionEnd(id, aid.CompletionEnd{Outcome: outcome, Reason: reason, By: staff.ID, ByName: staff.Name, At: d.Now()}); err != nil {
			return err
		}
		if q.Kind != aid.ForSpotCheck {
			return nil
		}
		c, err := tx.Case(ctx, q.CaseID)
		if err != nil {
			return err
		}
		people, err := asked(ctx, tx, q, c)
		if err != nil {
			return err
		}
		return d.enqueueNotices(tx, "spot_check_ended", id, people...)
	})
}

// onRequest is a step of staff on a request that has not ended; one that has is aid.ErrConflict.
func (d *Desk) onRequest(ctx context.Context, r Request, staff aid.Staff, id aid.ID, name string, step func(*store.Tx, aid.CompletionRequest) error) error {
	if !staff.Has(aid.Caseworker) && !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	q, err := d.Register.CompletionRequest(ctx, id)
	if err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, name, q.CaseID, "completion_request", id), func(tx *store.Tx) error {
		tx.Result(string(id))
		if q, err = tx.CompletionRequest(ctx, id); err != nil {
			return err
		}
		if q.End != nil {
			return fmt.Errorf("the request has ended: %w", aid.ErrConflict)
		}
		return step(tx, q)
	})
}
