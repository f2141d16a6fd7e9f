package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"bistand/aid"
	"bistand/store"
)

// OpenMonths returns the months that can be applied for on a day, the earliest first: this month and the next, within the
// municipality's window where it has set one.
func OpenMonths(m aid.Municipality, day aid.Date) []aid.Month {
	var open []aid.Month
	for _, month := range []aid.Month{day.MonthOf(), day.MonthOf().Add(1)} {
		if !day.Before(FirstDayToApply(m, month)) && !LastDayToApply(m, month).Before(day) {
			open = append(open, month)
		}
	}
	return open
}

// FirstDayToApply returns the first day on which a month can be applied for, in the month before it.
func FirstDayToApply(m aid.Municipality, month aid.Month) aid.Date {
	return dayOf(month.Add(-1), max(m.WindowOpensDay, 1))
}

// LastDayToApply returns the last day on which a month can be applied for: the month's own last day, unless the
// municipality has set an earlier one.
func LastDayToApply(m aid.Municipality, month aid.Month) aid.Date {
	if m.WindowClosesDay > 0 {
		return dayOf(month, m.WindowClosesDay)
	}
	return month.Last()
}

// DraftLasts is how many days a draft is kept after the last day on which it can be sent.
const DraftLasts = 14

// DraftGoes returns the day on which a draft of a month is taken away. One for a single need can be sent for as long as the month lasts,
// also where the month itself can no longer be applied for.
func DraftGoes(m aid.Municipality, kind aid.ApplicationKind, month aid.Month) aid.Date {
	last := LastDayToApply(m, month)
	if kind == aid.Supplementary {
		last = month.Last()
	}
	return last.AddDays(DraftLasts + 1)
}

// NextWindow returns the first month that opens after a day, and the day on which it does.
func NextWindow(m aid.Municipality, day aid.Date) (aid.Month, aid.Date) {
	for month := day.MonthOf(); ; month = month.Add(1) {
		if opens := FirstDayToApply(m, month); day.Before(opens) {
			return month, opens
		}
	}
}

// dayOf returns a day of a month by its number: the last day where the month is shorter.
func dayOf(month aid.Month, day int) aid.Date {
	return month.First().AddDays(min(day, month.Last().Day) - 1)
}

// Applicable returns the months that a case can be applied for now: open, and without a registered application.
func (d *Desk) Applicable(ctx context.Context, caseID aid.ID) ([]aid.Month, error) {
	var free []aid.Month
	for _, month := range OpenMonths(d.Municipality, d.today()) {
		_, err := d.Register.RegisteredFor(ctx, caseID, month)
		if errors.Is(err, aid.ErrNotFound) {
			free = append(free, month)
		} else if err != nil {
			return nil, err
		}
	}
	return free, nil
}

// BeginDraft opens the draft of a case for a month: the one that is there, or a new one prefilled from the month before.
// Amounts of incomes are never carried over: they must be stated each month. Changed is what the applicant has ticked as
// changed since, where that has been asked. Who has never applied before makes a first application, where everything is asked.
func (d *Desk) BeginDraft(ctx context.Context, r Request, caseID aid.ID, month aid.Month, changed ...aid.ChangeTopic) (aid.Draft, error) {
	free, err := d.Applicable(ctx, caseID)
	if err != nil {
		return aid.Draft{}, err
	}
	if !slices.Contains(free, month) {
		return aid.Draft{}, aid.Error{Code: "apply.closed", Field: "month"}
	}
	draft := aid.Draft{ID: d.newID(), CaseID: caseID, Month: month, Version: 1, UpdatedAt: d.Now(), UpdatedBy: r.Actor.ID}
	if draft.Content, err = d.begun(ctx, caseID, month, changed); err != nil {
		return aid.Draft{}, err
	}
	err = d.Register.Work(ctx, func(tx *store.Tx) error {
		if err := tx.AddDraft(draft); err != nil {
			return err
		}
		return tx.RefreshOverview(caseID)
	})
	if errors.Is(err, store.ErrUnique) { // another tab, or the partner, was first
		return d.Register.DraftFor(ctx, caseID, month)
	}
	return draft, err
}

// begun is what a month's draft holds before anyone has filled it in.
func (d *Desk) begun(ctx context.Context, caseID aid.ID, month aid.Month, changed []aid.ChangeTopic) (aid.Content, error) {
	c, err := d.Register.Case(ctx, caseID)
	if err != nil {
		return aid.Content{}, err
	}
	content := aid.Content{Month: month, Kind: aid.First, Household: c.Household()}
	applied, err := d.Register.HasApplied(ctx, caseID)
	if err != nil || !applied {
		return content, err
	}
	content.Kind, content.Changed = aid.Renewal, changed
	previous, err := d.SharedBefore(ctx, caseID, month)
	if err == nil {
		prefill(&content, previous.Content)
	} else if !errors.Is(err, aid.ErrNotFound) {
		return content, err
	}
	return content, nil
}

// prefill carries over what seldom changes from the application of an earlier month, and marks whole sections that were.
func prefill(c *aid.Content, earlier aid.Content) {
	c.Housing, c.Assets, c.NoAssets, c.Account = earlier.Housing, earlier.Assets, earlier.NoAssets, earlier.Account
	c.Household.Others = earlier.Household.Others
	c.Carried = map[string]bool{
		"housing": c.Housing.Form != "", "household": carryChildren(c, earlier), "occupation": carryOccupations(c, earlier),
		"assets": len(c.Assets) > 0 || c.NoAssets, "account": c.Account != nil,
	}
	for _, income := range earlier.Incomes {
		if slices.Contains(aid.StatedIncomeKinds, income.Kind) {
			c.Incomes = append(c.Incomes, aid.Income{Kind: income.Kind, PersonID: income.PersonID})
		}
	}
	for _, e := range earlier.Expenses {
		c.Expenses = append(c.Expenses, aid.Expense{Kind: e.Kind, Amount: e.Amount})
	}
}

// carryChildren carries over how the children eat and whether they go to school, and tells whether that answers all that is
// asked of them this month.
func carryChildren(c *aid.Content, earlier aid.Content) bool {
	answered := len(earlier.Household.Adults) > 0
	for i, child := range c.Household.Children {
		at := slices.IndexFunc(earlier.Household.Children, func(b aid.Child) bool { return b.PersonID == child.PersonID })
		if at < 0 {
			answered = false
			continue
		}
		before := earlier.Household.Children[at]
		c.Household.Children[i].LunchOut, c.Household.Children[i].Pupil = before.LunchOut, before.Pupil && child.AsksPupil(c.Month)
		answered = answered && (!child.AsksPupil(c.Month) || child.AsksPupil(earlier.Month))
	}
	return answered
}

// carryOccupations carries over what each adult does, and tells whether that is known of all.
func carryOccupations(c *aid.Content, earlier aid.Content) bool {
	for _, adult := range c.Household.Adults {
		for _, o := range earlier.Occupations {
			if o.PersonID == adult.PersonID {
				c.Occupations = append(c.Occupations, o)
			}
		}
	}
	return len(c.Occupations) == len(c.Household.Adults)
}

// SaveDraft changes one part of a draft and keeps it. The draft must be at the version that the form was made from: one
// that another tab or the partner has saved since is aid.ErrConflict. One that is out for signature is
// aid.Error{Code: "apply.frozen"}.
func (d *Desk) SaveDraft(ctx context.Context, r Request, id aid.ID, version int, change func(*aid.Content) error) (aid.Draft, error) {
	var draft aid.Draft
	err := d.Register.Work(ctx, func(tx *store.Tx) (err error) {
		if draft, err = tx.Draft(ctx, id); err != nil {
			return err
		}
		if err := changeable(draft, version); err != nil {
			return err
		}
		if err := change(&draft.Content); err != nil {
			return err
		}
		draft.UpdatedAt, draft.UpdatedBy = d.Now(), r.Actor.ID
		if err := tx.SaveDraft(draft); err != nil {
			return err
		}
		draft.Version++
		return nil
	})
	return draft, err
}

// changeable tells whether a draft may be changed from a form that was made from a version of it.
func changeable(draft aid.Draft, version int) error {
	switch {
	case draft.FrozenAs != "":
		return aid.Error{Code: "apply.frozen"}
	case draft.Version != version:
		return aid.ErrConflict
	}
	return nil
}

// HashContent is the SHA-256 of what is signed: the content's JSON with keys in a fixed order, without the marks of which
// pages have been gone through. Lower-case hex.
func HashContent(c aid.Content) (string, error) {
	return hashOf(c.Signed())
}

// hashOf is the SHA-256 of a content's JSON, whose keys are in the order of its fields. Lower-case hex.
func hashOf(content any) (string, error) {
	canonical, err := json.Marshal(content)
	if err != nil {
		return "", fmt.Errorf("write content for its hash: %w", err)
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}

// Freeze makes an application of a draft, to be signed by every adult. The draft cannot be changed while it stands.
func (d *Desk) Freeze(ctx context.Context, r Request, id aid.ID, version int) (aid.Application, error) {
	var a aid.Application
	draft, err := d.Register.Draft(ctx, id)
	if err != nil {
		return a, err
	}
	a.ID = d.newID()
	err = d.Register.Step(ctx, d.step(r, "freeze", draft.CaseID, "application", a.ID), func(tx *store.Tx) error {
		if draft, err = tx.Draft(ctx, id); err != nil {
			return err
		}
		if draft.FrozenAs != "" || draft.Version != version {
			return aid.ErrConflict
		}
		if err := d.stillOpen(ctx, tx, draft); err != nil {
			return err
		}
		if err := Complete(draft.Content); err != nil {
			return err
		}
		c, err := tx.Case(ctx, draft.CaseID)
		if err != nil {
			return err
		}
		content := draft.Content.Signed()
		hash, err := HashContent(content)
		if err != nil {
			return err
		}
		a = aid.Application{
			ID: a.ID, CaseID: c.ID, Month: draft.Month, Kind: content.KindOf(), Reason: reasonOf(content), OnBehalf: "own", Origin: aid.FromPortal,
			Content: content, ContentHash: hash, FrozenAt: d.Now(), FrozenBy: r.Actor.ID, Required: c.AdultIDs(),
		}
		if err := tx.AddApplication(a, draft.ID); err != nil {
			return err
		}
		draft.FrozenAs, draft.UpdatedAt, draft.UpdatedBy = a.ID, d.Now(), r.Actor.ID
		tx.Result(string(a.ID))
		return tx.SaveDraft(draft)
	})
	return a, err
}

// StillOpen tells whether a draft can still be made an application: while its month is open and has not been applied for by
// another way. For a single need its month must have been applied for. Else it is aid.Error{Code: "apply.closed"} or "apply.month_first".
func (d *Desk) StillOpen(ctx context.Context, draft aid.Draft) error {
	return d.stillOpen(ctx, d.Register, draft)
}

// registeredReader reads which application of a month has come in; the register does, and a step in it.
type registeredReader interface {
	RegisteredFor(ctx context.Context, caseID aid.ID, month aid.Month) (aid.ID, error)
}

func (d *Desk) stillOpen(ctx context.Context, r registeredReader, draft aid.Draft) error {
	if draft.Content.KindOf() == aid.Supplementary {
		return needable(ctx, r, d.today(), draft.CaseID, draft.Month)
	}
	if !slices.Contains(OpenMonths(d.Municipality, d.today()), draft.Month) {
		return aid.Error{Code: "apply.closed"}
	}
	if _, err := r.RegisteredFor(ctx, draft.CaseID, draft.Month); !errors.Is(err, aid.ErrNotFound) {
		return errors.Join(aid.Error{Code: "apply.closed"}, err) // it came in by another way while the draft was open
	}
	return nil
}

// reasonOf is the code of why is applied: for the norm, or for a single need.
func reasonOf(c aid.Content) string {
	if c.KindOf() == aid.Supplementary {
		return "need"
	}
	return "norm"
}
