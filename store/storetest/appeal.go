package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"bistand/aid"
	"bistand/store"
)

// AppealOf makes an appeal of a decision by a person, signed in the portal, without adding it.
func (b *Builder) AppealOf(number string, d aid.Decision, p aid.Person) aid.Appeal {
	b.T.Helper()
	a := aid.Appeal{
		ID: b.ID(), Number: number, CaseID: d.CaseID, DecisionID: d.ID, PersonID: p.ID, Origin: aid.FromPortal, ReceivedOn: aid.SwedishDate(b.Now),
		Content: aid.AppealContent{
			DecisionID: d.ID, Items: []aid.AppealItem{{Row: 1, Code: "electricity", Claimed: 412_00}}, Change: "Elen ska godkännas.", Why: "Jag har lämnat kvitto.",
		},
		Visible: "Jag överklagar beslutet.", Answer: []byte("<answer/>"),
	}
	text, err := json.Marshal(a.Content)
	if err != nil {
		b.T.Fatal(err)
	}
	sum := sha256.Sum256(text)
	a.ContentHash = hex.EncodeToString(sum[:])
	a.Hidden = `{"purpose":"appeal","sha256":"` + a.ContentHash + `","signer":"` + string(p.ID) + `"}`
	return a
}

// appeals adds an appeal on paper that was taken back, and one in the portal that went all its way.
func (r *Register) appeals() {
	r.TakenBack = r.AppealOf("EB-2025-0007-Ö1", r.ImportedDecision, r.Applicant)
	r.TakenBack.Origin, r.TakenBack.RegisteredBy, r.TakenBack.Visible, r.TakenBack.Hidden, r.TakenBack.Answer = aid.FromPaper, r.Caseworker.ID, "", "", nil
	r.TakenBack.Withdrawal = &aid.AppealWithdrawal{PersonID: r.Applicant.ID, RecordedBy: r.Caseworker.ID, Reason: "Brev."}
	r.Step("appeal", "appeal", r.TakenBack.ID, r.Closed.ID, func(tx *store.Tx) error {
		r.TakenBack.At, r.TakenBack.Withdrawal.At = tx.At(), tx.At()
		return errors.Join(tx.AddAppeal(r.TakenBack), tx.AddAppealWithdrawal(r.TakenBack.ID, *r.TakenBack.Withdrawal))
	})
	a := r.AppealOf("EB-2025-0007-Ö2", r.ImportedDecision, r.Applicant)
	r.Step("appeal", "appeal", a.ID, r.Closed.ID, func(tx *store.Tx) error {
		a.At = tx.At()
		return tx.AddAppeal(a)
	})
	a.Timeliness = &aid.Timeliness{Answer: aid.InTime, ToldOn: r.ReceivedOn, LastDay: aid.LastAppealDay(r.ReceivedOn), Reasons: "I tid.", JudgedBy: r.Caseworker.ID, JudgeName: r.Caseworker.Name}
	a.Review = &aid.Review{Outcome: aid.ReviewUnchanged, Reasons: "Inget nytt.", ReviewedBy: r.Decider.ID, ReviewerName: r.Decider.Name}
	a.Statement = &aid.Statement{ID: r.ID(), Text: "Nämnden står fast.", WrittenBy: r.Caseworker.ID, WrittenName: r.Caseworker.Name}
	a.Handover = &aid.Handover{Court: "Påhittade förvaltningsrätten", Way: "post", On: a.ReceivedOn, StatementID: a.Statement.ID, By: r.Caseworker.ID, ByName: r.Caseworker.Name}
	a.Ruling = &aid.Ruling{Outcome: "refused", CourtNumber: "1234-26", On: a.ReceivedOn, Note: "Avslag.", RecordedBy: r.Caseworker.ID, RecorderName: r.Caseworker.Name}
	r.Step("appeal_course", "appeal", a.ID, r.Closed.ID, func(tx *store.Tx) error {
		a.Timeliness.At, a.Review.At, a.Statement.At, a.Handover.At, a.Ruling.At = tx.At(), tx.At(), tx.At(), tx.At(), tx.At()
		return errors.Join(tx.AddTimeliness(a.ID, *a.Timeliness), tx.AddReview(a.ID, *a.Review), tx.AddStatement(a.ID, *a.Statement),
			tx.AddHandover(a.ID, *a.Handover), tx.AddRuling(a.ID, *a.Ruling))
	})
	r.Appeal = a
}
