package store

import (
	"context"
	"errors"
	"sort"
	"strings"

	"bistand/aid"
)

// AddApplication freezes an application. Its signatures and its registration are facts of their own.
func (tx *Tx) AddApplication(a aid.Application, draft aid.ID) error {
	content, err := encode(a.Content)
	if err != nil {
		return err
	}
	required, err := encode(a.Required)
	if err != nil {
		return err
	}
	return tx.add(applicationFacts, string(a.ID), string(a.CaseID), a.Month.String(), string(a.Kind), a.Reason, a.OnBehalf, string(a.Origin),
		content, a.ContentHash, required, int64(len(a.Required)), string(draft), string(a.FrozenBy), micros(a.FrozenAt))
}

// AddSignature adds one person's verified signature.
func (tx *Tx) AddSignature(s aid.Signature) error {
	return tx.add(signatureFacts, string(s.ApplicationID), string(s.PersonID), s.ContentHash, s.Visible, s.Hidden, s.Answer, micros(s.SignedAt))
}

// AddSignatureRefusal records an adult's no.
func (tx *Tx) AddSignatureRefusal(application aid.ID, r aid.SignatureRefusal) error {
	return tx.add(signatureRefusalFacts, string(application), string(r.PersonID), r.Reason, micros(r.At))
}

// AddApplicationVoid takes a frozen application back, so that its draft can be changed; without a person it has outlived its time.
func (tx *Tx) AddApplicationVoid(application, person aid.ID) error {
	return tx.add(applicationVoidFacts, string(application), string(person), micros(tx.step.At))
}

// AddRegistration records that a whole application has come in, and puts it in the queue. One that an earlier system took
// in is history: nobody is to work on it.
func (tx *Tx) AddRegistration(a aid.Application, on aid.Date) error {
	err := tx.add(registrationFacts, string(a.ID), string(a.CaseID), a.Month.String(), string(a.Kind), string(a.Origin), on.String(), micros(tx.step.At))
	if err != nil || a.Origin == aid.Imported {
		return err
	}
	return tx.exec("INSERT INTO queue (application_id, case_id, month, registered_on, stage) VALUES ($1, $2, $3, $4, $5)",
		string(a.ID), string(a.CaseID), a.Month.String(), on.String(), string(aid.ToCalculate))
}

// setStage moves an application in the queue. What is decided stays out of it, whatever is calculated afterwards.
func (tx *Tx) setStage(application aid.ID, stage aid.Stage) error {
	return tx.exec("UPDATE queue SET stage = $1 WHERE application_id = $2 AND stage <> 'decided'", string(stage), string(application))
}

// An application is paid when every payment of its decisions that was not refused or stopped has been paid, the last of them
// that day: a decision after an appeal pays what was missing. Money that has come back is not paid.
const applicationColumns = `a.id, a.case_id, a.month, a.kind, a.reason, a.on_behalf, a.origin, a.content, a.content_hash, a.required, a.frozen_by, a.at,
	COALESCE((SELECT v.at FROM application_void v WHERE v.application_id = a.id), 0),
	COALESCE((SELECT n.person_id FROM signature_refusal n WHERE n.application_id = a.id), ''),
	COALESCE((SELECT n.reason FROM signature_refusal n WHERE n.application_id = a.id), ''),
	COALESCE((SELECT n.at FROM signature_refusal n WHERE n.application_id = a.id), 0),
	COALESCE((SELECT r.registered_on FROM registration r WHERE r.application_id = a.id), ''),
	COALESCE((SELECT max(d.at) FROM decision d WHERE d.application_id = a.id), 0),
	COALESCE((SELECT max(e.happened_on) FROM decision d JOIN payment p ON p.decision_id = d.id JOIN payment_event e ON e.payment_id = p.id AND e.status = 'paid'
		WHERE d.application_id = a.id AND NOT EXISTS (SELECT 1 FROM payment_event g WHERE g.payment_id = p.id AND g.status = 'returned')
			AND NOT EXISTS (SELECT 1 FROM payment q WHERE q.decision_id IN (SELECT o.id FROM decision o WHERE o.application_id = a.id)
			AND NOT EXISTS (SELECT 1 FROM payment_event f WHERE f.payment_id = q.id AND f.status <> 'at_bank'))), '')`

func scanApplication(scan func(...any) error) (a aid.Application, err error) {
	var month, content, required, registered, paid string
	var refusal aid.SignatureRefusal
	var frozen, voided, refused, decided int64
	err = scan(&a.ID, &a.CaseID, &month, &a.Kind, &a.Reason, &a.OnBehalf, &a.Origin, &content, &a.ContentHash, &required, &a.FrozenBy, &frozen,
		&voided, &refusal.PersonID, &refusal.Reason, &refused, &registered, &decided, &paid)
	if err != nil {
		return a, err
	}
	a.FrozenAt, a.VoidedAt = instant(frozen), instant(voided)
	if refusal.PersonID != "" {
		refusal.At = instant(refused)
		a.Refusal = &refusal
	}
	if decided != 0 {
		a.DecidedOn = aid.SwedishDate(instant(decided))
	}
	return a, errors.Join(a.Month.UnmarshalText([]byte(month)), a.Registered.UnmarshalText([]byte(registered)), a.PaidOn.UnmarshalText([]byte(paid)),
		decode(content, &a.Content), decode(required, &a.Required))
}

// Application returns an application with its signatures and what came after it.
func (r reads) Application(ctx context.Context, id aid.ID) (aid.Application, error) {
	a, err := first(ctx, r, "SELECT "+applicationColumns+" FROM application a WHERE a.id = $1", args(string(id)), scanApplication)
	if err != nil {
		return a, err
	}
	if err := r.followUp(ctx, &a); err != nil {
		return a, err
	}
	a.Signatures, err = r.signatures(ctx, id)
	return a, err
}

// ApplicationState returns an application without what it holds: no content, and of each signature only who, when and of
// which content. A step that only asks how far it has come need not carry its answers about.
func (r reads) ApplicationState(ctx context.Context, id aid.ID) (aid.Application, error) {
	a, err := r.stateUnsigned(ctx, id)
	if err != nil {
		return a, err
	}
	a.Signatures, err = r.signers(ctx, id)
	return a, err
}

var selectState = "SELECT " + strings.Replace(applicationColumns, "a.content,", "'{}',", 1) + " FROM application a WHERE a.id = $1"

// stateUnsigned is ApplicationState without the signatures.
func (r reads) stateUnsigned(ctx context.Context, id aid.ID) (aid.Application, error) {
	return first(ctx, r, selectState, args(string(id)), scanApplication)
}

// signers returns the signatures of ApplicationState.
func (r reads) signers(ctx context.Context, id aid.ID) ([]aid.Signature, error) {
	return all(ctx, r, "SELECT person_id, content_hash, at FROM signature WHERE application_id = $1 ORDER BY seq",
		args(string(id)), func(scan func(...any) error) (s aid.Signature, err error) {
			var at int64
			s.ApplicationID = id
			err = scan(&s.PersonID, &s.ContentHash, &at)
			s.SignedAt = instant(at)
			return s, err
		})
}

func (r reads) signatures(ctx context.Context, application aid.ID) ([]aid.Signature, error) {
	return all(ctx, r, "SELECT application_id, person_id, content_hash, visible, hidden, answer, at FROM signature WHERE application_id = $1 ORDER BY seq",
		args(string(application)), func(scan func(...any) error) (s aid.Signature, err error) {
			var at int64
			err = scan(&s.ApplicationID, &s.PersonID, &s.ContentHash, &s.Visible, &s.Hidden, &s.Answer, &at)
			s.SignedAt = instant(at)
			return s, err
		})
}

// Applications returns a case's applications that were not taken back, without signatures: first what waits for a signature,
// then by the day it came in or was refused a signature, newest first.
func (r reads) Applications(ctx context.Context, caseID aid.ID) ([]aid.Application, error) {
	list, err := all(ctx, r, "SELECT "+applicationColumns+` FROM application a WHERE a.case_id = $1
		AND NOT EXISTS (SELECT 1 FROM application_void v WHERE v.application_id = a.id) ORDER BY a.id DESC`, args(string(caseID)), scanApplication)
	sort.SliceStable(list, func(i, j int) bool { return listedOn(list[j]) < listedOn(list[i]) })
	return list, err
}

// listedOn is the day by which an application stands in its list; what is under way comes before every day.
func listedOn(a aid.Application) string {
	switch {
	case !a.Registered.IsZero():
		return a.Registered.String()
	case a.Refusal != nil:
		return aid.SwedishDate(a.Refusal.At).String()
	}
	return "under way"
}

// PreviousApplication returns the case's registered application for the newest month before the given one; single needs are
// passed over.
func (r reads) PreviousApplication(ctx context.Context, caseID aid.ID, month aid.Month) (aid.Application, error) {
	var id aid.ID
	err := r.one(ctx, `SELECT application_id FROM registration WHERE case_id = $1 AND month < $2 AND kind <> 'supplementary' ORDER BY month DESC, registered_on DESC, application_id DESC LIMIT 1`,
		args(string(caseID), month.String()), &id)
	if err != nil {
		return aid.Application{}, err
	}
	return r.Application(ctx, id)
}

// RegisteredFor returns the id of the case's registered application for a month, single needs passed over; none is
// aid.ErrNotFound.
func (r reads) RegisteredFor(ctx context.Context, caseID aid.ID, month aid.Month) (id aid.ID, err error) {
	err = r.one(ctx, "SELECT application_id FROM registration WHERE case_id = $1 AND month = $2 AND kind <> 'supplementary' ORDER BY application_id DESC LIMIT 1",
		args(string(caseID), month.String()), &id)
	return id, err
}

// HasApplied tells whether any month's application of the case has come in, here or in an earlier system.
func (r reads) HasApplied(ctx context.Context, caseID aid.ID) (bool, error) {
	var there int64
	err := r.one(ctx, "SELECT 1 FROM registration WHERE case_id = $1 AND kind <> 'supplementary' LIMIT 1", args(string(caseID)), &there)
	if errors.Is(err, aid.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Queue returns the open applications, oldest first, after the given one, at most limit.
func (r reads) Queue(ctx context.Context, after aid.QueueItem, limit int) ([]aid.QueueItem, error) {
	return r.QueueOf(ctx, nil, after, limit)
}

// QueueOf is Queue for the cases of these caseworkers; of none it is for everyone's.
func (r reads) QueueOf(ctx context.Context, caseworkers []aid.ID, after aid.QueueItem, limit int) ([]aid.QueueItem, error) {
	values := args(after.Registered.String(), string(after.ApplicationID), limit)
	items, err := all(ctx, r, `SELECT q.application_id, q.case_id, c.number, q.month, q.registered_on, q.stage, r.kind
		FROM queue q JOIN cases c ON c.id = q.case_id JOIN registration r ON r.application_id = q.application_id WHERE q.stage <> 'decided'
		AND (q.registered_on > $1 OR (q.registered_on = $1 AND q.application_id > $2))
		AND `+among(&values, "(SELECT s.staff_id FROM assignment s WHERE s.case_id = q.case_id AND s.function = 'caseworker' ORDER BY s.seq DESC LIMIT 1)", caseworkers)+`
		ORDER BY q.registered_on, q.application_id LIMIT $3`, values, func(scan func(...any) error) (q aid.QueueItem, err error) {
		var month, on string
		if err = scan(&q.ApplicationID, &q.CaseID, &q.CaseNumber, &month, &on, &q.Stage, &q.Kind); err != nil {
			return q, err
		}
		return q, errors.Join(q.Month.UnmarshalText([]byte(month)), q.Registered.UnmarshalText([]byte(on)))
	})
	if err != nil {
		return nil, err
	}
	for i := range items {
		if err := r.howComplete(ctx, &items[i]); err != nil {
			return nil, err
		}
		c, err := r.Case(ctx, items[i].CaseID)
		if err != nil {
			return nil, err
		}
		items[i].Names = names(c.Adults())
		for _, contact := range c.Contacts {
			if contact.Function == aid.Caseworker {
				items[i].Caseworker, items[i].CaseworkerID = contact.Staff.Name, contact.Staff.ID
			}
		}
	}
	return items, nil
}

// howComplete fills in since when an application could be decided.
func (r reads) howComplete(ctx context.Context, q *aid.QueueItem) (err error) {
	q.CompleteSince, err = r.completeSince(ctx, q.ApplicationID, q.Kind, q.Registered)
	return err
}

// completeSince is aid.Application.CompleteSince. A month's application has all the papers it needs when it comes in, so that it
// can be told without what it holds.
func (r reads) completeSince(ctx context.Context, id aid.ID, kind aid.ApplicationKind, registered aid.Date) (aid.Date, error) {
	if kind != aid.Renewal {
		a, err := r.Application(ctx, id)
		return a.CompleteSince(), err
	}
	on, err := r.answered(ctx, id)
	return aid.Application{Registered: registered, Answered: on}.CompleteSince(), err
}

// EarlierVersion returns the application that the same draft was frozen as before, voided or refused; none is aid.ErrNotFound.
func (r reads) EarlierVersion(ctx context.Context, application aid.ID) (aid.Application, error) {
	return first(ctx, r, "SELECT "+applicationColumns+` FROM application a WHERE a.draft_id = (SELECT b.draft_id FROM application b WHERE b.id = $1)
		AND a.seq < (SELECT b.seq FROM application b WHERE b.id = $1) ORDER BY a.seq DESC LIMIT 1`, args(string(application)), scanApplication)
}
