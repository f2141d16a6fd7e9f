package casework

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// spotCheckDays is how long a household has to answer a spot check, from the day of the draw.
const spotCheckDays = 21

// everythingDays is how long a household that has lost the simpler way has to hand in the proof of an application.
const everythingDays = 7

// BindSpotChecks makes the seed of a month's draw and tells its hash, before the month begins, so that whoever draws it has
// not chosen it. Faults at "month" and "percent".
func (d *Desk) BindSpotChecks(ctx context.Context, r Request, staff aid.Staff, m aid.Month, percent int) error {
	if !staff.Has(aid.DecisionMaker) && !staff.Has(aid.Administrator) {
		return aid.ErrForbidden
	}
	if percent < 1 || percent > 100 {
		return aid.Error{Code: "spotcheck.percent", Field: "percent"}
	}
	if !d.today().Before(m.First()) {
		return aid.Error{Code: "spotcheck.begun", Field: "month"}
	}
	secret := make([]byte, 32)
	if _, err := io.ReadFull(d.Random, secret); err != nil {
		return fmt.Errorf("read randomness for a draw: %w", err)
	}
	return d.Register.Step(ctx, d.step(r, "bind_spot_checks", "", "spot_draw", ""), func(tx *store.Tx) error {
		tx.Result(m.String())
		return conflictOf(tx.AddSpotSeed(m, hex.EncodeToString(secret), percent, staff))
	})
}

// conflictOf is a fact that someone else was quicker to add.
func conflictOf(err error) error {
	if errors.Is(err, store.ErrUnique) {
		return aid.ErrConflict
	}
	return err
}

// DrawSpotChecks draws a month's spot checks by the seed that was bound for it, once, from the first day of the month on. Each
// household that is drawn is asked for proof of what it applied with in the two months before, and told that there is
// something to read. Cases with protected persons are drawn like all others. It returns how many were drawn.
// Source: Borlänge, "underlag för alla inkomster och utgifter för två månader tillbaka".
func (d *Desk) DrawSpotChecks(ctx context.Context, r Request, staff aid.Staff, m aid.Month) (drawn int, err error) {
	if !staff.Has(aid.DecisionMaker) && !staff.Has(aid.Administrator) {
		return 0, aid.ErrForbidden
	}
	if d.today().Before(m.First()) {
		return 0, aid.Error{Code: "spotcheck.too_early", Field: "month"}
	}
	return drawn, d.Register.Step(ctx, d.step(r, "draw_spot_checks", "", "spot_draw", ""), func(tx *store.Tx) error {
		tx.Result(m.String())
		draw, err := drawOf(ctx, tx, m)
		if err != nil {
			return err
		}
		if draw.Seed != "" {
			return aid.ErrConflict
		}
		if draw.Seed, err = tx.SpotSecret(m); err != nil {
			return err
		}
		population, err := tx.SpotPopulation(ctx, m)
		if err != nil {
			return err
		}
		var picked []aid.ID
		for _, id := range population {
			if draw.Draws(draw.Seed, id) {
				picked = append(picked, id)
			}
		}
		draw.Population, draw.PopulationHash, draw.Drawn = len(population), aid.HashPopulation(population), len(picked)
		if err := conflictOf(tx.AddSpotDraw(draw, staff)); err != nil {
			return err
		}
		for _, id := range picked {
			if err := d.askForProof(ctx, tx, staff, m, id); err != nil {
				return err
			}
		}
		drawn = len(picked)
		return nil
	})
}

// drawOf returns a month's draw; none is aid.ErrNotFound.
func drawOf(ctx context.Context, r interface {
	SpotDraws(context.Context) ([]aid.SpotDraw, error)
}, m aid.Month,
) (aid.SpotDraw, error) {
	draws, err := r.SpotDraws(ctx)
	for _, draw := range draws {
		if draw.Month == m {
			return draw, nil
		}
	}
	return aid.SpotDraw{}, errors.Join(err, aid.ErrNotFound)
}

// askForProof puts a spot check to a household, or to the adult alone who applied for both months. Where nobody of those is left
// there is nobody to ask.
func (d *Desk) askForProof(ctx context.Context, tx *store.Tx, staff aid.Staff, m aid.Month, caseID aid.ID) error {
	c, err := tx.Case(ctx, caseID)
	if err != nil {
		return err
	}
	q := aid.CompletionRequest{
		ID: d.newID(), CaseID: caseID, Kind: aid.ForSpotCheck, Month: m, Until: d.today().AddDays(spotCheckDays),
		AskedBy: staff.ID, AskedName: staff.Name, AskedAt: d.Now(),
	}
	var applications []aid.ID
	for _, month := range []aid.Month{m.Add(-2), m.Add(-1)} {
		id, err := tx.RegisteredFor(ctx, caseID, month)
		if err != nil {
			return err
		}
		applications = append(applications, id)
		a, err := tx.Application(ctx, id)
		if err != nil {
			return err
		}
		q.Items = append(q.Items, ProofOf(a.Content)...)
	}
	number(q.Items)
	if err := onlyOfReaders(ctx, tx, &q, c, applications...); errors.Is(err, aid.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	if err := tx.AddCompletionRequest(q); err != nil {
		return err
	}
	if err := tx.RefreshOverview(caseID); err != nil {
		return err
	}
	people, err := asked(ctx, tx, q, c)
	if err != nil {
		return err
	}
	return d.put(ctx, tx, "spot_check", caseID, q.ID, people...)
}

// DrawAgain makes a draw once more from its seed and the facts of then, and returns what does not agree with what was kept:
// nothing where it was drawn as it should be. One that has not been drawn is aid.ErrNotFound.
func (d *Desk) DrawAgain(ctx context.Context, m aid.Month) ([]string, error) {
	draw, err := drawOf(ctx, d.Register, m)
	if err == nil && draw.Seed == "" {
		err = aid.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	population, err := d.Register.SpotPopulation(ctx, m)
	if err != nil {
		return nil, err
	}
	checks, err := d.Register.SpotChecks(ctx, m)
	if err != nil {
		return nil, err
	}
	var wrong []string
	if !draw.Commits(draw.Seed) {
		wrong = append(wrong, "seed")
	}
	if len(population) != draw.Population || aid.HashPopulation(population) != draw.PopulationHash {
		wrong = append(wrong, "population")
	}
	was := map[aid.ID]bool{}
	for _, q := range checks {
		was[q.CaseID] = true
	}
	drawn := 0
	for _, id := range population {
		if draws := draw.Draws(draw.Seed, id); draws != was[id] {
			wrong = append(wrong, "drawn")
			break
		} else if draws {
			drawn++
		}
	}
	if len(wrong) == 0 && (drawn != draw.Drawn || drawn != len(checks)) {
		wrong = append(wrong, "drawn")
	}
	return wrong, nil
}

// RequireFullEvidence takes the simpler way from a household for some months, after at least two spot checks that ended with
// a remark. Faults at "from", "through" and "reason"; aid.Error{Code: "evidence.remarks"} where there are too few.
// Source: Borlänge, "vid återupprepade kontroller … redovisa alla handlingar".
func (d *Desk) RequireFullEvidence(ctx context.Context, r Request, staff aid.Staff, f aid.FullEvidence) error {
	if !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	f.ID, f.Reason = d.newID(), strings.TrimSpace(f.Reason)
	var faults aid.Errors
	if f.From.Before(d.today().MonthOf()) {
		faults = append(faults, aid.Error{Code: "evidence.from", Field: "from"})
	}
	if f.Through.Before(f.From) {
		faults = append(faults, aid.Error{Code: "evidence.through", Field: "through"})
	}
	if f.Reason == "" {
		faults = append(faults, aid.Error{Code: "required", Field: "reason"})
	}
	if err := faults.Or(); err != nil {
		return err
	}
	return d.Register.Step(ctx, d.step(r, "require_full_evidence", f.CaseID, "full_evidence", f.ID), func(tx *store.Tx) error {
		tx.Result(string(f.ID))
		c, err := tx.Case(ctx, f.CaseID)
		if err != nil {
			return err
		}
		if n, err := tx.Remarks(ctx, c.ID); err != nil || n < 2 {
			return errors.Join(err, aid.Error{Code: "evidence.remarks"})
		}
		if err := tx.AddFullEvidence(f, staff); err != nil {
			return err
		}
		return d.enqueueNotices(tx, "full_evidence", f.ID, c.AdultIDs()...)
	})
}

// lostWay returns why a household must hand in proof of everything with a month's application; nil where it need not.
func lostWay(ctx context.Context, r interface {
	FullEvidence(context.Context, aid.ID) ([]aid.FullEvidence, error)
}, caseID aid.ID, m aid.Month,
) (*aid.FullEvidence, error) {
	list, err := r.FullEvidence(ctx, caseID)
	for _, f := range list {
		if f.InForce(m) {
			return &f, err
		}
	}
	return nil, err
}

// unproven lists the incomes and expenses of an application that proof must still be asked for, where everything is to be proven:
// those of a kind of paper of which fewer came with it than there are things to prove.
func unproven(c aid.Content) []aid.CompletionItem {
	items := slices.DeleteFunc(monthPapers(c, aid.Content{}, true), func(item aid.CompletionItem) bool { return item.Group == "attachment" })
	left := map[aid.PaperKind]int{}
	for _, item := range items {
		left[proofBy(item)]++
	}
	for _, a := range c.Attachments {
		left[aid.PaperKind(a.Kind)]--
	}
	return slices.DeleteFunc(items, func(item aid.CompletionItem) bool { return left[proofBy(item)] <= 0 })
}

// proofBy is the kind of paper that shows an income or an expense.
func proofBy(item aid.CompletionItem) aid.PaperKind {
	switch {
	case item.Group == "income":
		return aid.IncomeProof
	case item.What == "housing":
		return aid.RentBill
	case item.What == "electricity":
		return aid.PowerBill
	case item.What == "dental":
		return aid.DentalProposal
	}
	return aid.ExpenseProof
}

// askForEverything asks for proof of every income and expense of an application that has just come in, where the household
// has lost the simpler way and did not send it along. The bank statements came with the application.
func (d *Desk) askForEverything(ctx context.Context, tx *store.Tx, a aid.Application) error {
	f, err := lostWay(ctx, tx, a.CaseID, a.Month)
	if err != nil || f == nil {
		return err
	}
	if a, err = tx.Application(ctx, a.ID); err != nil {
		return err
	}
	q := aid.CompletionRequest{
		ID: d.newID(), CaseID: a.CaseID, ApplicationID: a.ID, Kind: aid.ForCompletion, Why: f.Reason, Until: d.today().AddDays(everythingDays),
		Items:   unproven(a.Content),
		AskedBy: f.By, AskedName: f.ByName, AskedAt: d.Now(),
	}
	if len(q.Items) == 0 {
		return nil
	}
	number(q.Items)
	if err := tx.AddCompletionRequest(q); err != nil {
		return err
	}
	return d.put(ctx, tx, "completion", q.CaseID, q.ID, a.Required...)
}

// EndFullEvidence gives the simpler way back from this month on. Fault at "reason".
func (d *Desk) EndFullEvidence(ctx context.Context, r Request, staff aid.Staff, caseID, id aid.ID, reason string) error {
	if !staff.Has(aid.DecisionMaker) {
		return aid.ErrForbidden
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return aid.Error{Code: "required", Field: "reason"}
	}
	return d.Register.Step(ctx, d.step(r, "end_full_evidence", caseID, "full_evidence", id), func(tx *store.Tx) error {
		tx.Result(string(id))
		list, err := tx.FullEvidence(ctx, caseID)
		if err != nil {
			return err
		}
		for _, f := range list {
			if f.ID != id {
				continue
			}
			if err := conflictOf(tx.AddFullEvidenceEnd(id, reason, staff)); err != nil {
				return err
			}
			c, err := tx.Case(ctx, caseID)
			if err != nil {
				return err
			}
			return d.enqueueNotices(tx, "full_evidence_ended", id, c.AdultIDs()...)
		}
		return aid.ErrNotFound
	})
}
