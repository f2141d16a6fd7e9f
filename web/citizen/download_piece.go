package citizen

import (
	"time"

	"bistand/aid"
)

// downloadFormat names the shape of the file. A member that is added keeps it; one that changes or goes away makes the next.
const downloadFormat = "bistand-person-1"

// object is an object of the file. Each piece names what goes out: a new column of the register never does by itself.
type object = map[string]any

func personPiece(view downloadView) any {
	p := view.person
	return object{
		"id": p.ID, "personnummer": p.Personnummer.Full(), "given_name": p.GivenName, "family_name": p.FamilyName,
		"phone": view.profile.Phone, "email": view.profile.Email, "language": view.profile.Language, "pages_language": view.profile.Pages,
	}
}

func casePiece(c aid.Case) any {
	members, contacts := []any{}, []any{}
	for _, m := range c.Members {
		members = append(members, object{"id": m.Person.ID, "name": m.Person.Name(), "part": m.Part})
	}
	for _, k := range c.Contacts {
		contacts = append(contacts, object{"name": k.Staff.Name, "function": k.Function, "phone": k.Staff.Phone, "hours": k.Staff.Hours, "office": k.Staff.Office, "email": k.Staff.Email})
	}
	return object{"number": c.Number, "type": c.Type, "opened_on": c.OpenedOn, "members": members, "contacts": contacts}
}

func loginPiece(s aid.Session) any {
	return object{"at": s.StartedAt, "last_seen_at": s.SeenAt, "ended_at": orNull(s.EndedAt), "device": device(s.UserAgent), "address": s.RemoteAddr, "means": means(s)}
}

func applicationPiece(a applicationView) any {
	signatures := []any{}
	for _, s := range a.Signatures {
		one := object{"person": s.PersonID, "signed_at": s.SignedAt}
		if by := a.hands.Of("sign", a.ID, s.PersonID); by.Authority != "" {
			one["by"], one["as"] = by.Name, by.Kind
		}
		signatures = append(signatures, one)
	}
	o := object{
		"id": a.ID, "month": a.Month, "kind": a.Kind, "origin": a.Origin, "status": a.Status(), "frozen_at": a.FrozenAt, "registered_on": a.Registered,
		"content": a.Content, "content_sha256": a.ContentHash, "signatures": signatures, "answers": findingPieces(a.inquiry.Findings),
		"calculation": nil, "decision": nil, "payments": paymentPieces(a.payments),
	}
	if a.apart {
		o["status"] = "you_signed"
	}
	if c := a.calculation; c != nil {
		o["calculation"] = object{
			"id": c.ID, "made_at": c.MadeAt, "made_by": c.MadeByName, "norm": c.Norm, "costs": c.Costs, "other_needs": c.OtherNeeds, "incomes": c.Incomes,
			"result": c.Result, "lines": c.Lines, "rules": c.Rules,
		}
	}
	if d := a.decision; d != nil {
		o["decision"] = object{
			"id": d.ID, "outcome": d.Outcome, "amount": d.Amount, "legal_basis": d.LegalBasis, "reasons": d.Reasons, "items": d.Items,
			"decided_by": d.DecidedByName, "decided_at": d.DecidedAt,
		}
	}
	return o
}

// findingPieces is what authorities have answered about the reader.
func findingPieces(f aid.Findings) []any {
	pieces := []any{}
	for _, r := range f.Reports {
		benefits, facts := []any{}, []any{}
		for _, b := range r.Benefits {
			benefits = append(benefits, object{
				"kind": b.Kind, "code": b.Code, "name": b.Name, "paid_on": b.PaidOn, "from": b.From, "until": b.Until, "gross": b.Gross, "tax": b.Tax, "deducted": b.Deducted, "net": b.Net,
				"planned": b.Planned,
			})
		}
		for _, x := range r.Facts {
			facts = append(facts, object{"code": x.Code, "from": x.From, "until": x.Until, "amount": x.Amount, "number": x.Number, "text": x.Text})
		}
		pieces = append(pieces, object{
			"authority": r.Authority, "answer": r.Answer, "fault": r.Fault, "fetched_at": r.At, "missed_at": orNull(r.MissedAt), "benefits": benefits, "facts": facts,
		})
	}
	return pieces
}

func paymentPieces(list []aid.Payment) []any {
	pieces := []any{}
	for _, p := range list {
		pieces = append(pieces, object{
			"id": p.ID, "amount": p.Amount, "send_on": p.SendOn, "status": p.Status, "payee": p.Payee.Name, "method": p.Payee.Method, "account_ends_with": p.Payee.Tail(),
		})
	}
	return pieces
}

func recoveryPiece(r aid.Recovery) any {
	parts, events := []any{}, []any{}
	for _, part := range r.Parts {
		parts = append(parts, object{"payment": part.PaymentID, "month": part.Month, "amount": part.Amount})
	}
	for _, e := range r.Events {
		events = append(events, object{"kind": e.Kind, "amount": e.Amount, "on": e.On, "reason": e.Reason})
	}
	return object{
		"id": r.ID, "number": r.Number, "of_household": r.PersonID == "", "ground": r.Ground, "legal_basis": r.LegalBasis, "reasons": r.Reasons, "how_to_pay": r.How,
		"decided_by": r.DecidedByName, "decided_at": r.DecidedAt, "amount": r.Amount(), "left": r.Left(), "parts": parts, "events": events,
	}
}

func requestPiece(q aid.CompletionRequest, today aid.Date) any {
	answers := []any{}
	for _, a := range q.Answers {
		answers = append(answers, object{"item": a.ItemID, "person": a.PersonID, "way": a.Way, "file": a.FileName, "text": a.Text, "at": a.At})
	}
	o := object{
		"id": q.ID, "kind": q.Kind, "why": q.Why, "asked_by": q.AskedName, "asked_at": q.AskedAt, "until": q.Until, "status": q.Status(today),
		"items": q.Items, "answers": answers, "end": nil,
	}
	if q.End != nil {
		o["end"] = object{"outcome": q.End.Outcome, "reason": q.End.Reason, "by": q.End.ByName, "at": q.End.At}
	}
	return o
}

func paperPiece(p paper) any {
	return object{"on": p.on, "title": p.title, "body": p.body, "written_by": p.by}
}

func readPiece(r aid.CaseRead) any {
	piece := object{"at": r.At, "by": r.By.Doer().Name, "kind": r.By.Kind, "what": r.What}
	if r.By.Deputy.Authority != "" {
		piece["as"], piece["on_behalf_of"] = r.By.Deputy.Kind, r.By.Name
	}
	return piece
}

// orNull is an instant, or null for none.
func orNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}
