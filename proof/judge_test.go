package proof_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"bistand/aid"
	"bistand/payfile"
	"bistand/store"
)

// judge holds the register and the bank against what was acknowledged.
func (w *world) judge() {
	w.t.Helper()
	ctx := w.t.Context()
	register, err := store.Open(ctx, w.setting.Register)
	must(w.t, err)
	defer register.Close()
	steps, facts, err := register.Verify(ctx)
	if err != nil {
		w.t.Errorf("the chain: %v", err)
	}
	w.t.Logf("%d steps and %d facts hold", steps, facts)
	paid := w.paidAtBank()
	finished, total := 0, aid.Ore(0)
	for _, l := range w.lines {
		if err := w.judgeLine(ctx, register, l, paid); err != nil {
			w.t.Errorf("case %s, %s: %v", l.c.ID, l.month, err)
			continue
		}
		finished++
		total += l.amount
	}
	w.doubt(ctx, register, paid)
	if finished < 20 {
		w.t.Errorf("only %d lines were walked: the proof proves little", finished)
	}
	if len(paid) != finished {
		w.t.Errorf("the bank paid %d payments, %d were decided and approved", len(paid), finished)
	}
	w.t.Logf("%d lines from application to money, %d payments at the bank", finished, len(paid))
}

// doubt shows that the judgement can fail: of a line that is told otherwise than it was, it finds fault.
func (w *world) doubt(ctx context.Context, register *store.Store, paid map[string]aid.Ore) {
	w.t.Helper()
	nobody := string(aid.NewID(base, rand.Reader))
	for what, tell := range map[string]func(*line, map[string]aid.Ore){
		"an application lost": func(l *line, _ map[string]aid.Ore) { l.application = nobody },
		"a signature lost":    func(l *line, _ map[string]aid.Ore) { l.signed = map[aid.ID]bool{aid.ID(nobody): true} },
		"a decision replaced": func(l *line, _ map[string]aid.Ore) { l.decision = nobody },
		"a payment lost":      func(l *line, _ map[string]aid.Ore) { l.payment = nobody },
		"money not paid":      func(_ *line, paid map[string]aid.Ore) { clear(paid) },
	} {
		told, money := *w.lines[0], maps.Clone(paid)
		tell(&told, money)
		if w.judgeLine(ctx, register, &told, money) == nil {
			w.t.Errorf("%s would not be noticed", what)
		}
	}
}

// paidAtBank reads, off the files that the bank took, what it paid by reference.
func (w *world) paidAtBank() map[string]aid.Ore {
	w.t.Helper()
	paid := map[string]aid.Ore{}
	for _, f := range w.bank.Received() {
		if f.Status == payfile.Rejected || f.Rejected > 0 {
			w.t.Errorf("the bank refused %d payments of %s: %s", f.Rejected, f.Name, f.Reason)
			continue
		}
		if f.Settled != f.Payments {
			w.t.Errorf("the bank settled %d of %d payments of %s", f.Settled, f.Payments, f.Name)
		}
		content, err := os.ReadFile(filepath.Join(w.dir, "bank", "in", f.Name))
		must(w.t, err)
		batch, err := payfile.Read(bytes.NewReader(content))
		must(w.t, err)
		for _, p := range batch.Payments {
			if _, twice := paid[p.EndToEnd]; twice {
				w.t.Errorf("the bank was told twice to pay %s", p.EndToEnd)
			}
			paid[p.EndToEnd] = p.Amount
		}
	}
	return paid
}

// judgeLine holds one line against the register.
func (w *world) judgeLine(ctx context.Context, register *store.Store, l *line, paid map[string]aid.Ore) error {
	list, err := register.Applications(ctx, l.c.ID)
	if err != nil {
		return err
	}
	mine := 0
	for _, a := range list {
		if a.Month == l.month {
			mine++
		}
	}
	if mine != 1 {
		return fmt.Errorf("%d applications for the month", mine)
	}
	a, err := register.Application(ctx, aid.ID(l.application))
	if err != nil {
		return fmt.Errorf("the acknowledged application %s: %w", l.application, err)
	}
	if len(a.Signatures) != len(a.Required) || a.Registered.IsZero() {
		return fmt.Errorf("%d of %d signatures, registered %q", len(a.Signatures), len(a.Required), a.Registered)
	}
	for person := range l.signed {
		if !a.HasSigned(person) {
			return errors.New("an acknowledged signature is lost")
		}
	}
	d, err := register.DecisionOf(ctx, a.ID)
	if err != nil || string(d.ID) != l.decision || string(d.CalculationID) != l.calculation {
		return fmt.Errorf("decision %s on %s, acknowledged %s on %s: %w", d.ID, d.CalculationID, l.decision, l.calculation, err)
	}
	decisions, err := register.Decisions(ctx, l.c.ID)
	if err != nil {
		return err
	}
	for _, other := range decisions {
		if other.ApplicationID == a.ID && other.ID != d.ID {
			return errors.New("two decisions on one application")
		}
	}
	payments, err := register.PaymentsOf(ctx, d.ID)
	if err != nil || len(payments) != 1 || string(payments[0].ID) != l.payment {
		return fmt.Errorf("%d payments, acknowledged %s: %w", len(payments), l.payment, err)
	}
	p := payments[0]
	l.amount = d.Amount
	if p.Status != aid.PaidOut || p.Amount != d.Amount || paid[p.EndToEnd] != d.Amount {
		return fmt.Errorf("%d decided, %d proposed (%s), %d paid by the bank", d.Amount, p.Amount, p.Status, paid[p.EndToEnd])
	}
	return nil
}
