package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sort"

	"bistand/aid"
)

// Overview returns what the start page shows of a case: one row, kept ready.
func (r reads) Overview(ctx context.Context, caseID aid.ID) (o aid.Overview, err error) {
	var body string
	if err = r.one(ctx, "SELECT body FROM overview WHERE case_id = $1", args(string(caseID)), &body); err != nil {
		return o, err
	}
	return o, decode(body, &o)
}

// beforeDecision are the tables of facts on which neither the case itself, its contacts, nor the decision or payment of an
// overview rest. A step that adds to no others takes those over as they stand.
var beforeDecision = []*factTable{
	applicationFacts, signatureFacts, signatureRefusalFacts, applicationVoidFacts, registrationFacts, attachmentFacts, scanFacts, documentFacts,
	noteFacts, publicationFacts, caseReadFacts, messageFacts, messageReadFacts, messageToldFacts, changeReportFacts, commentFacts, notedFacts,
	applicationPaperFacts, enoughFacts, postToldFacts, recordRequestFacts, recordAnswerFacts, paperSignatureFacts, inquiryFacts, inquiryReportFacts,
	publicationSeenFacts,
}

// messageTables are the tables of facts that what is unread rests on, and publicationTables those that what is unopened does.
var (
	messageTables     = []*factTable{messageFacts, messageReadFacts, messageToldFacts}
	publicationTables = []*factTable{publicationFacts, publicationSeenFacts}
)

// keptOverview is an overview of which the parts that rest on other facts stay the text that they are.
type keptOverview struct {
	aid.Overview
	Payment     json.RawMessage `json:"payment,omitempty"`
	Calculation json.RawMessage `json:"calculation,omitempty"`
	Decision    json.RawMessage `json:"decision,omitempty"`
	ToRead      json.RawMessage `json:"to_read,omitempty"`
	Contacts    json.RawMessage `json:"contacts,omitempty"`
	Asked       json.RawMessage `json:"asked,omitempty"`
	Unreached   json.RawMessage `json:"unreached,omitempty"`
}

// refreshOverview rewrites a case's overview from its facts, in the transaction that added one.
func (tx *Tx) refreshOverview(caseID aid.ID) error {
	var kept string
	if !slices.ContainsFunc(tx.touched, func(t *factTable) bool { return !slices.Contains(beforeDecision, t) }) {
		err := tx.one(tx.ctx, "SELECT body FROM overview WHERE case_id = $1", args(string(caseID)), &kept)
		if err != nil && !errors.Is(err, aid.ErrNotFound) {
			return err
		}
	}
	body, err := tx.buildOverview(caseID, kept)
	if err != nil {
		return err
	}
	return tx.exec("INSERT INTO overview (case_id, body, seq) VALUES ($1, $2, $3) ON CONFLICT (case_id) DO UPDATE SET body = excluded.body, seq = excluded.seq",
		string(caseID), body, tx.seq)
}

// buildOverview reads an overview off the facts, but for what is kept from before where there is such.
func (tx *Tx) buildOverview(caseID aid.ID, kept string) (string, error) {
	if kept == "" {
		var o aid.Overview
		err := errors.Join(tx.overviewOfCase(&o, caseID), tx.overviewOfApplication(&o, caseID), tx.overviewOfMessages(&o, caseID), tx.overviewOfPublications(&o, caseID))
		if err != nil {
			return "", err
		}
		return encode(o)
	}
	var o keptOverview
	if err := decode(kept, &o); err != nil {
		return "", err
	}
	o.Overview = aid.Overview{
		CaseNumber: o.CaseNumber, OpenedOn: o.OpenedOn, Unread: o.Unread, NewDocuments: o.NewDocuments, NewNotes: o.NewNotes, Stays: o.Stays,
	}
	if err := tx.overviewOfApplication(&o.Overview, caseID); err != nil {
		return "", err
	}
	if tx.touchedAny(messageTables) {
		if err := tx.overviewOfMessages(&o.Overview, caseID); err != nil {
			return "", err
		}
	}
	if tx.touchedAny(publicationTables) {
		if err := tx.overviewOfPublications(&o.Overview, caseID); err != nil {
			return "", err
		}
	}
	return encode(o)
}

// touchedAny tells whether the step added to any of the tables.
func (tx *Tx) touchedAny(tables []*factTable) bool {
	return slices.ContainsFunc(tx.touched, func(t *factTable) bool { return slices.Contains(tables, t) })
}

// overviewOfCase fills in the case, its contacts, and its latest decision and payment.
func (tx *Tx) overviewOfCase(o *aid.Overview, caseID aid.ID) error {
	c, err := tx.Case(tx.ctx, caseID)
	if err != nil {
		return err
	}
	o.CaseNumber, o.OpenedOn = c.Number, c.OpenedOn
	if o.Stays, err = tx.Stays(tx.ctx, caseID); err != nil {
		return err
	}
	for _, contact := range c.Contacts {
		s := contact.Staff
		o.Contacts = append(o.Contacts, aid.ContactView{StaffID: s.ID, Name: s.Name, Title: s.Title, Phone: s.Phone, Hours: s.Hours, Function: contact.Function})
	}
	return errors.Join(tx.overviewOfDecision(o, c), tx.overviewOfUnread(o, c), tx.overviewOfPayment(o, c), tx.overviewOfRequests(o, c.ID), tx.overviewOfBounces(o, c.ID))
}

// overviewOfBounces fills in which adults' addresses bounce. Few ever have: only of those is more read.
func (tx *Tx) overviewOfBounces(o *aid.Overview, caseID aid.ID) error {
	people, err := all(tx.ctx, tx.reads, `SELECT DISTINCT b.person_id FROM member m, notice_bounce b WHERE m.case_id = $1 AND b.person_id = m.person_id
		ORDER BY b.person_id`, args(string(caseID)), func(scan func(...any) error) (id aid.ID, err error) { return id, scan(&id) })
	if err != nil {
		return err
	}
	for _, person := range people {
		profile, err := tx.Profile(tx.ctx, person)
		if err != nil {
			return err
		}
		addresses, err := tx.Reach(tx.ctx, profile)
		if err != nil {
			return err
		}
		for _, a := range addresses {
			if !a.BouncedAt.IsZero() {
				o.Unreached = append(o.Unreached, aid.BounceView{PersonID: person, Way: a.Way})
			}
		}
	}
	return nil
}

// overviewOfRequests fills in what the household has been asked for and has not answered in full.
func (tx *Tx) overviewOfRequests(o *aid.Overview, caseID aid.ID) error {
	list, err := tx.CompletionRequests(tx.ctx, caseID)
	for _, q := range list {
		if left := q.Left(); q.End == nil && left > 0 {
			o.Asked = append(o.Asked, aid.AskedView{ID: q.ID, Kind: q.Kind, PersonID: q.PersonID, Until: q.Until, Left: left, Items: len(q.Items)})
		}
	}
	sort.SliceStable(o.Asked, func(i, j int) bool { return o.Asked[i].Until.Before(o.Asked[j].Until) })
	return err
}

// overviewOfApplication fills in the draft, the months applied for, the latest application that stands, and who has yet to
// sign it.
func (tx *Tx) overviewOfApplication(o *aid.Overview, caseID aid.ID) error {
	if err := tx.overviewOfDraft(o, caseID); err != nil {
		return err
	}
	var err error
	o.Applied, err = all(tx.ctx, tx.reads, "SELECT DISTINCT month FROM registration WHERE case_id = $1 AND kind <> 'supplementary' ORDER BY month DESC LIMIT 3", args(string(caseID)),
		func(scan func(...any) error) (m aid.Month, err error) {
			var text string
			return m, errors.Join(scan(&text), m.UnmarshalText([]byte(text)))
		})
	if err != nil {
		return err
	}
	if err := errors.Join(tx.overviewOfNeeds(o, caseID), tx.overviewOfLapsed(o, caseID)); err != nil {
		return err
	}
	list, err := tx.latest(caseID)
	if err != nil || len(list) == 0 {
		return err
	}
	view, err := tx.appView(caseID, list[0].ID)
	o.Await, view.Await = view.Await, nil
	o.Application = &view
	return err
}

// appView is an application as the start page shows it.
func (tx *Tx) appView(caseID, id aid.ID) (aid.AppView, error) {
	a, err := tx.stateUnsigned(tx.ctx, id)
	if err != nil {
		return aid.AppView{}, err
	}
	view := aid.AppView{
		ID: a.ID, Month: a.Month, Status: a.Status(), FrozenOn: aid.SwedishDate(a.FrozenAt), Kind: a.Kind,
		Registered: a.Registered, DecidedOn: a.DecidedOn, PaidOn: a.PaidOn, Since: a.Registered,
	}
	if view.Status == aid.Registered && a.Kind != aid.Renewal { // whose papers may be missing
		if a, err = tx.Application(tx.ctx, id); err != nil {
			return view, err
		}
		view.Since, view.Incomplete = a.CompleteSince(), len(a.LacksPapers()) > 0
	} else if view.Status == aid.Registered {
		if view.Since, err = tx.completeSince(tx.ctx, id, a.Kind, a.Registered); err != nil {
			return view, err
		}
	}
	if view.Status != aid.AwaitSignature {
		return view, nil
	}
	if a.Signatures, err = tx.signers(tx.ctx, a.ID); err != nil {
		return view, err
	}
	members, _, err := tx.members(tx.ctx, caseID)
	for _, p := range (aid.Case{Members: members}).Adults() {
		if a.AwaitsSignatureOf(p.ID) {
			view.Await = append(view.Await, aid.AwaitingView{PersonID: p.ID, Name: p.Name()})
		}
	}
	return view, err
}

// overviewOfLapsed fills in the newest application that nobody but the system took back, where no other has come in its place.
func (tx *Tx) overviewOfLapsed(o *aid.Overview, caseID aid.ID) error {
	l, err := first(tx.ctx, tx.reads, `SELECT a.month, a.kind, v.at FROM application a JOIN application_void v ON v.application_id = a.id
		WHERE a.case_id = $1 AND v.by_person = '' AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.case_id = a.case_id AND r.month = a.month AND r.kind = a.kind)
		ORDER BY v.seq DESC LIMIT 1`, args(string(caseID)), func(scan func(...any) error) (l aid.LapsedView, err error) {
		var month string
		var at int64
		err = scan(&month, &l.Kind, &at)
		l.At = instant(at)
		return l, errors.Join(err, l.Month.UnmarshalText([]byte(month)))
	})
	if errors.Is(err, aid.ErrNotFound) {
		return nil
	}
	o.Lapsed = &l
	return err
}

// needsShown is how many applications for single needs the start page shows.
const needsShown = 5

// overviewOfNeeds fills in the applications for single needs that have no decision yet.
func (tx *Tx) overviewOfNeeds(o *aid.Overview, caseID aid.ID) error {
	ids, err := all(tx.ctx, tx.reads, `SELECT a.id FROM application a WHERE a.case_id = $1 AND a.kind = 'supplementary' AND a.origin <> 'imported'
		AND NOT EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = a.id)
		AND NOT EXISTS (SELECT 1 FROM signature_refusal n WHERE n.application_id = a.id)
		AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.application_id = a.id) ORDER BY a.id DESC LIMIT $2`, args(string(caseID), needsShown),
		func(scan func(...any) error) (id aid.ID, err error) { return id, scan(&id) })
	if err != nil {
		return err
	}
	for _, id := range ids {
		view, err := tx.appView(caseID, id)
		if err != nil {
			return err
		}
		o.Needs = append(o.Needs, view)
	}
	return nil
}

// latest lists the months' applications of a case among which the latest that stands is, in the order of Applications and with no
// more of each than that takes: the newest of those that have come in, and all others that were not taken back.
func (tx *Tx) latest(caseID aid.ID) ([]aid.Application, error) {
	list, err := all(tx.ctx, tx.reads, `SELECT a.id, '', COALESCE(n.at, 0) FROM application a LEFT JOIN signature_refusal n ON n.application_id = a.id
		WHERE a.case_id = $1 AND a.kind <> 'supplementary' AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.application_id = a.id)
			AND NOT EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = a.id)
		UNION ALL SELECT * FROM (SELECT application_id, registered_on, 0 FROM registration WHERE case_id = $1 AND kind <> 'supplementary'
			ORDER BY registered_on DESC, application_id DESC LIMIT 1) r`, args(string(caseID)),
		func(scan func(...any) error) (a aid.Application, err error) {
			var registered string
			var refused int64
			if err = scan(&a.ID, &registered, &refused); err != nil {
				return a, err
			}
			if refused != 0 {
				a.Refusal = &aid.SignatureRefusal{At: instant(refused)}
			}
			return a, a.Registered.UnmarshalText([]byte(registered))
		})
	sort.Slice(list, func(i, j int) bool {
		if a, b := listedOn(list[i]), listedOn(list[j]); a != b {
			return b < a
		}
		return list[j].ID < list[i].ID
	})
	return list, err
}

// overviewOfDecision fills in the latest decision and the sums of its calculation.
func (tx *Tx) overviewOfDecision(o *aid.Overview, c aid.Case) error {
	d, err := first(tx.ctx, tx.reads, "SELECT "+decisionColumns+" FROM decision d WHERE d.case_id = $1 ORDER BY d.at DESC, d.id DESC LIMIT 1", args(string(c.ID)), scanDecision)
	if errors.Is(err, aid.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	o.Decision = &aid.DecisionView{ID: d.ID, Month: d.Month, Outcome: d.Outcome, Amount: d.Amount, DecidedOn: aid.SwedishDate(d.DecidedAt), ReceivedOn: map[aid.ID]aid.Date{}}
	for _, p := range c.Adults() {
		on, err := tx.ReceivedOn(tx.ctx, d.ID, p.ID)
		if err != nil {
			return err
		}
		if !on.IsZero() {
			o.Decision.ReceivedOn[p.ID] = on
		}
	}
	calculation, err := tx.Calculation(tx.ctx, d.CalculationID)
	if err != nil {
		return err
	}
	if len(calculation.Lines) > 0 { // an earlier system may have left no more than the sum
		o.Calculation = &aid.SumsView{
			ApplicationID: d.ApplicationID, Month: calculation.Month, Norm: calculation.Norm,
			Costs: calculation.Costs + calculation.OtherNeeds, Incomes: calculation.Incomes, Result: calculation.Result, Needs: d.Needs(),
		}
		if len(o.Calculation.Needs) > 0 {
			for _, item := range d.Items {
				o.Calculation.Claimed += item.Claimed // each below aid.MaxAmount
			}
		}
	}
	return nil
}

// How many decisions that one has not read the start page lists, and how many are looked through for those that someone who has moved in
// may see.
const (
	toReadShown  = 5
	toReadLooked = 50
)

// overviewOfUnread fills in the decisions that each adult may see and has not read. One that has been replaced needs no reading, and one from
// an earlier system was received there.
func (tx *Tx) overviewOfUnread(o *aid.Overview, c aid.Case) error {
	for _, p := range c.Adults() {
		stays, looked := o.Stays[p.ID], toReadShown
		if len(stays) > 0 {
			looked = toReadLooked
		}
		list, err := all(tx.ctx, tx.reads, "SELECT "+decisionColumns+` FROM decision d WHERE d.case_id = $1 AND d.origin <> 'imported'
			AND NOT EXISTS (SELECT 1 FROM decision_receipt t WHERE t.decision_id = d.id AND t.person_id = $2)
			AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.replaces = d.id AND n.replaces <> '') ORDER BY d.at DESC, d.id DESC LIMIT $3`,
			args(string(c.ID), string(p.ID), looked), scanDecision)
		if err != nil {
			return err
		}
		for _, d := range list {
			if len(stays) > 0 {
				a, err := tx.stateUnsigned(tx.ctx, d.ApplicationID)
				if err != nil {
					return err
				}
				if !stays.SawApplication(a) || !stays.Saw(d.DecidedAt) {
					continue
				}
			}
			if o.ToRead == nil {
				o.ToRead = map[aid.ID][]aid.ToRead{}
			}
			if len(o.ToRead[p.ID]) < toReadShown {
				o.ToRead[p.ID] = append(o.ToRead[p.ID], aid.ToRead{ID: d.ID, Month: d.Month, Needs: d.Needs()})
			}
		}
	}
	return nil
}

// overviewOfPayment fills in the payment to come, the earliest of them, or else the newest of all.
func (tx *Tx) overviewOfPayment(o *aid.Overview, c aid.Case) error {
	list, err := tx.Payments(tx.ctx, c.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	coming := slices.DeleteFunc(slices.Clone(list), func(p aid.Payment) bool {
		return p.Status == aid.PaidOut || p.Status == aid.RejectedByBank || p.Status == aid.Stopped || p.Status == aid.Returned
	})
	shown := list[0]
	if len(coming) > 0 {
		shown = slices.MinFunc(coming, func(a, b aid.Payment) int {
			return cmp.Or(a.SendOn.Time().Compare(b.SendOn.Time()), cmp.Compare(b.Amount, a.Amount))
		})
	}
	o.Payment = &aid.PaymentView{
		ID: shown.ID, Amount: shown.Amount, SendOn: shown.SendOn, Status: shown.Status, Payee: shown.Payee.Name, Kind: shown.Payee.Kind,
		Method: shown.Payee.Method, Tail: shown.Payee.Tail(),
	}
	return nil
}

// overviewOfDraft fills in the drafts of months, and of those for single needs what is not out for signature.
func (tx *Tx) overviewOfDraft(o *aid.Overview, caseID aid.ID) error {
	type draft struct {
		aid.DraftView
		kind string
	}
	list, err := all(tx.ctx, tx.reads, "SELECT id, month, frozen_as, kind FROM draft WHERE case_id = $1 ORDER BY month DESC, id", args(string(caseID)),
		func(scan func(...any) error) (d draft, err error) {
			var month string
			if err = scan(&d.ID, &month, &d.FrozenAs, &d.kind); err != nil {
				return d, err
			}
			return d, d.Month.UnmarshalText([]byte(month))
		})
	for _, d := range list {
		switch {
		case d.kind == string(aid.Supplementary):
			if d.FrozenAs == "" {
				o.NeedDrafts = append(o.NeedDrafts, d.DraftView)
			}
		case o.Draft == nil:
			o.Draft = &d.DraftView
		default:
			o.Earlier = append(o.Earlier, d.DraftView)
		}
	}
	return err
}

// overviewOfMessages fills in how much each adult has not read.
func (tx *Tx) overviewOfMessages(o *aid.Overview, caseID aid.ID) (err error) {
	o.Unread, err = tx.unread(tx.ctx, caseID)
	return err
}

// overviewOfPublications fills in how much of what was made visible each adult has not opened, of their own times in the case.
func (tx *Tx) overviewOfPublications(o *aid.Overview, caseID aid.ID) error {
	list, err := tx.UnseenPublications(tx.ctx, caseID, "")
	o.NewDocuments, o.NewNotes = nil, nil
	for _, u := range list {
		if !o.Stays[u.PersonID].Saw(u.WrittenAt, u.PublishedAt) {
			continue
		}
		counts := &o.NewDocuments
		if u.Kind == aid.OnNote {
			counts = &o.NewNotes
		}
		if *counts == nil {
			*counts = map[aid.ID]int{}
		}
		(*counts)[u.PersonID]++
	}
	return err
}
