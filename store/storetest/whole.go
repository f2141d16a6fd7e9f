package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/store"
)

// Register is what Whole put into a register, each object as it went in.
type Register struct {
	*Builder
	// The couple of the case, their two children, and a person with a protected identity who is in no case.
	Applicant, CoApplicant, Son, Daughter, Protected aid.Person
	Caseworker, Decider, Officer                     aid.Staff

	Case   aid.Case // open
	Closed aid.Case // the applicant's earlier case, closed, with imported history
	Tenant aid.Payee
	Rent   aid.Payee

	Attachment aid.Attachment
	Unscanned  aid.Attachment  // waits to be looked through for viruses
	Scanned    aid.Scan        // of Attachment
	Voided     aid.Application // October, changed after the first signature
	Signed     aid.Application // October, signed by both, registered, decided and paid
	Refused    aid.Application // November, signed by the applicant, refused by the co-applicant
	Imported   aid.Application // of the closed case: registered, decided, paid
	Signatures []aid.Signature // of Signed, in the order signed
	Draft      aid.Draft       // December, still being filled in

	Calculation, ImportedCalculation aid.Calculation
	Decision, ImportedDecision       aid.Decision
	ReceivedOn                       aid.Date // the day the applicant took part of Decision

	Paid, Rejected, Stopped, ImportedPayment aid.Payment // as proposed
	File                                     aid.PaymentFile
	Report                                   string // name of the bank's report

	Published, Unpublished       aid.Document
	PublishedNote, InternalNote  aid.JournalNote
	ReadByStaff, ReadByApplicant aid.CaseRead

	Asked     aid.CompletionRequest // of the open case: half answered by the applicant
	SpotCheck aid.CompletionRequest // of the open case, ended with a remark after more time
	Draw      aid.SpotDraw          // of November, drawn
	Evidence  aid.FullEvidence      // ended before its time

	TakenBack, Appeal aid.Appeal      // of ImportedDecision by the applicant: on paper and taken back, and one that a court has answered
	AppealDraft       aid.AppealDraft // of Decision, by the applicant

	Recovery, TakenBackRecovery aid.Recovery // of Paid: from the household, partly repaid and waived; from the applicant, taken back
	PoliceReport                aid.PoliceReport
	WrongPayment                aid.WrongPayment // all of the open case

	// A couple of which the co-applicant has left, with a first application that came on paper: one paper came later, and for the
	// rest a caseworker said that it will do.
	Separated     aid.Case // as it is now
	MovedIn       aid.Person
	Stayed, Gone  aid.Person
	Paper         aid.Application
	GoneOn, Inked aid.Date // the day of leaving, and of the signature on paper

	Notices []aid.SentNotice // to the applicant, by SMS and e-mail in turn: two that were returned, one that was delivered, one that was sent
	Code    aid.NoticeCode   // on its way to the applicant's telephone

	Figures []aid.NormFigure // as proposed: one confirmed, one rejected, one withdrawn after it was confirmed, one that waits

	Talk        Talk
	Represented Represented

	Record aid.RecordRequest // of the applicant, answered by a published document
	Told   aid.Telling       // the co-applicant, of the decision, by post

	Inquiries  []aid.Inquiry // for Signed, about the applicant: of five authorities two did not answer, one of them did later
	AskedAgain time.Time     // when the applicant is asked about next

	Absence     aid.Absence // of the caseworker, in a summer to come; the decision-maker answers
	ReadInPlace aid.ID      // of the closed case, by the decision-maker for the caseworker
}

// Whole fills an empty register with one of everything that it can hold.
func Whole(t testing.TB, s *store.Store) *Register {
	t.Helper()
	r := &Register{Builder: Build(t, s)}
	r.people()
	r.closedCase()
	r.openCase()
	r.applications()
	r.decisionAndPayments()
	r.appeals()
	r.papers()
	r.norm()
	r.requests()
	r.talk()
	r.tell()
	r.records()
	r.onPaper()
	r.represented()
	r.absences()
	r.wrongPayments()
	r.inquire()
	r.notices()
	r.workingRows()
	return r
}

func (r *Register) people() {
	r.Applicant = r.Person("Åsa", "Öberg", "19810105", 980)
	r.CoApplicant = r.Person("Omar", "Öberg", "19790630", 981)
	r.Son = r.Person("Elis", "Öberg", "20150817", 983)
	r.Daughter = r.Person("Noor", "Öberg", "20190228", 984)
	r.Protected = aid.Person{ID: r.ID(), Personnummer: Number(r.T, "19900909", 986), GivenName: "Vera", FamilyName: "Skugga", Protected: true}
	r.Step("add_person", "person", r.Protected.ID, "", func(tx *store.Tx) error { return tx.AddPerson(r.Protected) })
	r.Caseworker = r.Employee("Hanna Handläggare", "Socialsekreterare", aid.Caseworker)
	r.Decider = r.Employee("Bengt Beslutsfattare", "Enhetschef", aid.DecisionMaker, aid.Auditor)
	r.Officer = r.Employee("Ella Ekonom", "Ekonomihandläggare", aid.PaymentOfficer)
	r.Step("set_profile", "person", r.Applicant.ID, "", func(tx *store.Tx) error {
		return tx.AddProfile(r.ID(), aid.Profile{PersonID: r.Applicant.ID, Phone: "070-174 06 05", Email: "asa@example.org", Language: "sv"})
	})
}

// norm keeps a rule file, and figures of the norm: one in force, one rejected, one withdrawn and one that waits.
func (r *Register) norm() {
	r.Step("keep", "rule_file", "", "", func(tx *store.Tx) error {
		return tx.KeepRuleFile(strings.Repeat("a", 64), "riksnorm/2026.toml", []byte("title = \"Påhittad\""))
	})
	for _, cell := range []string{"common.size_3", "common.size_6", "common.size_7", "personal.child.age_3"} {
		r.Figures = append(r.Figures, aid.NormFigure{
			ID: r.ID(), Table: "riksnorm/1999.toml", Cell: cell, Kr: 1790, Ordinance: "SFS 0000:0000 (påhittat)",
			ProposedBy: r.Decider.ID, ProposedName: r.Decider.Name,
		})
	}
	r.Step("propose_norm", "norm_figure", r.Figures[0].ID, "", func(tx *store.Tx) error {
		for i := range r.Figures {
			r.Figures[i].ProposedAt = tx.At()
			if err := tx.AddNormFigure(r.Figures[i]); err != nil {
				return err
			}
		}
		return nil
	})
	r.Step("answer_norm", "norm_figure", r.Figures[0].ID, "", func(tx *store.Tx) error {
		return errors.Join(tx.AnswerNormFigure(r.Figures[0].ID, aid.FigureConfirmed, r.Caseworker),
			tx.AnswerNormFigure(r.Figures[1].ID, aid.FigureRejected, r.Caseworker),
			tx.AnswerNormFigure(r.Figures[2].ID, aid.FigureConfirmed, r.Caseworker))
	})
	r.Step("withdraw_norm", "norm_figure", r.Figures[2].ID, "", func(tx *store.Tx) error {
		return tx.WithdrawNormFigure(r.Figures[2].ID, "Fel rad i förordningen.", r.Decider)
	})
}

// onPaper adds a first application on paper, of a couple that then parts.
func (r *Register) onPaper() {
	r.Stayed, r.Gone = r.Person("Mona", "Kvar", "19880808", 987), r.Person("Leif", "Borta", "19870909", 988)
	r.Separated = r.OpenCase("EB-2026-0444", []aid.Person{r.Stayed, r.Gone}, nil, r.Caseworker, r.Officer)
	r.Paper = r.freezeKind(r.Separated, aid.Month{Year: 2026, Month: 9}, aid.First, aid.FromPaper)
	r.Inked = aid.SwedishDate(r.Now)
	r.Paper.Registered = r.Inked
	r.Step("register_paper", "application", r.Paper.ID, r.Separated.ID, func(tx *store.Tx) error {
		return errors.Join(tx.AddPaperSignature(r.Paper.ID, r.Stayed.ID, r.Caseworker.ID, r.Inked), tx.AddRegistration(r.Paper, r.Paper.Registered))
	})
	late := r.Attachment
	late.ID, late.CaseID = r.ID(), r.Separated.ID
	r.Step("late_paper", "application", r.Paper.ID, r.Separated.ID, func(tx *store.Tx) error {
		late.UploadedAt = tx.At()
		return errors.Join(tx.AddAttachment(late), tx.AddLatePaper(r.Paper.ID, late.ID))
	})
	r.Paper.Late = []aid.Attachment{late}
	r.Step("sufficient", "application", r.Paper.ID, r.Separated.ID, func(tx *store.Tx) error {
		r.Paper.Enough = &aid.Sufficient{ByName: r.Caseworker.Name, Reason: "Resten finns sedan tidigare.", At: tx.At()}
		return tx.AddSufficient(r.Paper.ID, r.Caseworker, r.Paper.Enough.Reason)
	})
	r.Paper.DecidedOn = aid.SwedishDate(r.Decide(r.Calculate(r.Paper, r.Caseworker), r.Decider).DecidedAt)
	r.GoneOn = aid.SwedishDate(r.Now)
	r.Step("end_member", "person", r.Gone.ID, r.Separated.ID, func(tx *store.Tx) error {
		return tx.AddMemberEnd(r.Separated.ID, r.Gone.ID, r.Caseworker.ID, r.GoneOn, "De har separerat.")
	})
	r.Separated.Members = r.Separated.Members[:1]
	r.MovedIn = r.Person("Nora", "Nyinflyttad", "19890710", 989)
	r.Step("move_in", "person", r.MovedIn.ID, r.Separated.ID, func(tx *store.Tx) error {
		return errors.Join(tx.AddMember(r.ID(), r.Separated.ID, r.MovedIn.ID, aid.CoApplicant),
			tx.AddMemberEntry(r.ID(), r.Separated.ID, r.MovedIn.ID, r.Caseworker.ID, aid.SwedishDate(tx.At())))
	})
	r.Separated.Members = append(r.Separated.Members, aid.Member{Person: r.MovedIn, Part: aid.CoApplicant})
}

// closedCase adds history from an earlier system: nothing was signed here and no file was sent from here.
func (r *Register) closedCase() {
	r.Closed = r.OpenCase("EB-2025-0007", []aid.Person{r.Applicant}, nil, r.Caseworker, r.Officer)
	payee := r.Payee(aid.Payee{CaseID: r.Closed.ID, Name: r.Applicant.Name(), Kind: aid.PayeePerson, PersonID: r.Applicant.ID, Method: aid.ToAccount, Clearing: "8000", Account: "1230000007"})
	r.Imported = r.Freeze(r.Closed, aid.Month{Year: 2025, Month: 3}, aid.Imported)
	r.Imported.Registered = aid.Date{Year: 2025, Month: 3, Day: 3}
	r.Register(r.Imported, r.Imported.Registered)
	r.ImportedCalculation = r.Calculate(r.Imported, r.Caseworker)
	r.ImportedDecision = r.Decide(r.ImportedCalculation, r.Decider)
	r.ImportedPayment = r.Propose(r.ImportedDecision, payee, r.ImportedDecision.Amount, "support", r.Decider.ID)
	r.Event(r.ImportedPayment, aid.PaidOut, "")
	r.Closed.ClosedOn = aid.SwedishDate(r.Now)
	r.Step("close_case", "case", r.Closed.ID, r.Closed.ID, func(tx *store.Tx) error {
		return tx.AddCaseClosing(r.Closed.ID, r.Closed.ClosedOn, "Egen försörjning")
	})
}

func (r *Register) openCase() {
	adults, children := []aid.Person{r.Applicant, r.CoApplicant}, []aid.Person{r.Son, r.Daughter}
	r.Case = r.OpenCase("EB-2026-0417", adults, children, r.Caseworker, r.Officer)
	r.Tenant = r.Payee(aid.Payee{CaseID: r.Case.ID, Name: r.Applicant.Name(), Kind: aid.PayeePerson, PersonID: r.Applicant.ID, Method: aid.ToAccount, Clearing: "8000", Account: "1234567897"})
	r.Rent = r.Payee(aid.Payee{CaseID: r.Case.ID, Name: "Påhittade Bostäder AB", Kind: aid.PayeeLandlord, Method: aid.ToBankgiro, Account: "9912346"})
	r.Attachment = aid.Attachment{
		AttachmentRef: aid.AttachmentRef{ID: r.ID(), Kind: "bank_statement", Name: "kontoutdrag oktober.pdf", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Size: 48_213, MediaType: "application/pdf"},
		CaseID:        r.Case.ID, UploadedBy: r.Applicant.ID,
	}
	r.Step("attach", "attachment", r.Attachment.ID, r.Case.ID, func(tx *store.Tx) error {
		r.Attachment.UploadedAt = tx.At()
		return errors.Join(tx.AddAttachment(r.Attachment), tx.AddScan(r.ID(), aid.Scan{AttachmentID: r.Attachment.ID, Result: aid.NotScanned, At: tx.At()}))
	})
	r.Step("scan", "attachment", r.Attachment.ID, r.Case.ID, func(tx *store.Tx) error {
		r.Scanned = aid.Scan{AttachmentID: r.Attachment.ID, Result: aid.ScanClean, Version: "ClamAV 1.4.3/27790/Wed Nov 25 09:12:00 2026", At: tx.At()}
		return tx.AddScan(r.ID(), r.Scanned)
	})
	r.Unscanned = r.Attachment
	r.Unscanned.ID, r.Unscanned.Kind, r.Unscanned.Name = r.ID(), "rent", "hyresavi.jpg"
	r.Step("attach", "attachment", r.Unscanned.ID, r.Case.ID, func(tx *store.Tx) error {
		r.Unscanned.UploadedAt = tx.At()
		return errors.Join(tx.AddAttachment(r.Unscanned), tx.AddScan(r.ID(), aid.Scan{AttachmentID: r.Unscanned.ID, Result: aid.NotScanned, At: tx.At()}))
	})
}

func (r *Register) applications() {
	october, november := aid.Month{Year: 2026, Month: 10}, aid.Month{Year: 2026, Month: 11}
	r.Voided = r.Freeze(r.Case, october, aid.FromPortal)
	r.Sign(r.Voided, r.Applicant)
	r.Step("change", "application", r.Voided.ID, r.Case.ID, func(tx *store.Tx) error {
		r.Voided.VoidedAt = tx.At()
		return tx.AddApplicationVoid(r.Voided.ID, r.CoApplicant.ID)
	})
	r.Signed = r.Freeze(r.Case, october, aid.FromPortal, r.Attachment.AttachmentRef)
	r.Signatures = []aid.Signature{r.Sign(r.Signed, r.Applicant), r.Sign(r.Signed, r.CoApplicant)}
	r.Signed.Registered = aid.SwedishDate(r.Now)
	r.Builder.Register(r.Signed, r.Signed.Registered)
	r.Refused = r.Freeze(r.Case, november, aid.FromPortal)
	r.Sign(r.Refused, r.Applicant)
	r.Step("refuse_to_sign", "application", r.Refused.ID, r.Case.ID, func(tx *store.Tx) error {
		r.Refused.Refusal = &aid.SignatureRefusal{PersonID: r.CoApplicant.ID, Reason: "Hyran stämmer inte.", At: tx.At()}
		return tx.AddSignatureRefusal(r.Refused.ID, *r.Refused.Refusal)
	})
}

func (r *Register) decisionAndPayments() {
	r.Calculation = r.Calculate(r.Signed, r.Caseworker)
	r.Decision = r.Decide(r.Calculation, r.Decider)
	r.ReceivedOn = aid.SwedishDate(r.Now)
	r.Step("receive", "decision", r.Decision.ID, r.Case.ID, func(tx *store.Tx) error {
		return tx.AddDecisionReceipt(r.Decision.ID, r.Applicant.ID, r.ReceivedOn)
	})
	r.Paid = r.Propose(r.Decision, r.Tenant, 4_000_00, "support", r.Caseworker.ID)
	r.Rejected = r.Propose(r.Decision, r.Rent, 7_345_00, "rent", r.Caseworker.ID)
	r.Stopped = r.Propose(r.Decision, r.Tenant, 655_00, "rest", r.Caseworker.ID)
	r.Event(r.Stopped, aid.Stopped, "")
	r.Approve(r.Paid, r.Officer)
	r.Approve(r.Rejected, r.Officer)
	r.File = r.Builder.File(r.Officer, r.Paid, r.Rejected)
	r.Event(r.Paid, aid.AtBank, "")
	r.Event(r.Rejected, aid.AtBank, "")
	r.Report = "pain002-20261102.xml"
	r.Step("read_report", "bank_report", "", "", func(tx *store.Tx) error {
		return tx.AddBankReport(r.Report, []byte("<Document>svar</Document>"))
	})
	r.Event(r.Paid, aid.PaidOut, "")
	r.Event(r.Rejected, aid.RejectedByBank, "AC04")
}

func (r *Register) papers() {
	r.Published = r.document("Utredning", "investigation")
	r.Unpublished = r.document("Utkast till arbetsplan", "work_plan")
	r.PublishedNote = r.note("Hembesök")
	r.InternalNote = r.note("Internt samråd")
	r.Step("publish", "document", r.Published.ID, r.Case.ID, func(tx *store.Tx) error {
		r.Published.PublishedAt, r.PublishedNote.PublishedAt = tx.At(), tx.At()
		if err := tx.AddPublication("document", r.Published.ID, r.Case.ID, r.Caseworker.ID); err != nil {
			return err
		}
		return tx.AddPublication("note", r.PublishedNote.ID, r.Case.ID, r.Caseworker.ID)
	})
	r.Step("see_publication", "document", r.Published.ID, r.Case.ID, func(tx *store.Tx) error { return tx.AddPublicationSeen(r.Published.ID, r.Applicant.ID) })
	r.ReadByStaff = r.read(aid.Actor{Kind: aid.ByStaff, ID: r.Decider.ID, Name: r.Decider.Name}, "Beslut i stället för kollega.")
	r.ReadByApplicant = r.read(aid.Actor{Kind: aid.ByCitizen, ID: r.Applicant.ID, Name: r.Applicant.Name()}, "")
}

func (r *Register) document(title, kind string) aid.Document {
	d := aid.Document{ID: r.ID(), CaseID: r.Case.ID, Kind: kind, Title: title, Body: "Första stycket.\n\nAndra stycket.", WrittenBy: r.Caseworker.ID, WrittenName: r.Caseworker.Name}
	r.Step("write_document", "document", d.ID, r.Case.ID, func(tx *store.Tx) error {
		d.WrittenAt = tx.At()
		return tx.AddDocument(d)
	})
	return d
}

func (r *Register) note(heading string) aid.JournalNote {
	n := aid.JournalNote{ID: r.ID(), CaseID: r.Case.ID, Heading: heading, Body: "Åsa var hemma.", WrittenBy: r.Caseworker.ID, WrittenName: r.Caseworker.Name, Origin: aid.FromPortal}
	r.Step("write_note", "note", n.ID, r.Case.ID, func(tx *store.Tx) error {
		n.WrittenAt, n.On = tx.At(), aid.SwedishDate(tx.At())
		return tx.AddNote(n)
	})
	return n
}

func (r *Register) read(by aid.Actor, reason string) aid.CaseRead {
	read := aid.CaseRead{CaseID: r.Case.ID, By: by, What: "case", Reason: reason}
	r.Step("read_case", "case", r.Case.ID, r.Case.ID, func(tx *store.Tx) error {
		read.At = tx.At()
		return tx.AddCaseRead(r.ID(), read)
	})
	return read
}

// workingRows adds one of each row that is no fact.
func (r *Register) workingRows() {
	december := aid.Month{Year: 2026, Month: 12}
	r.Draft = aid.Draft{ID: r.ID(), CaseID: r.Case.ID, Month: december, Version: 1, Content: r.Content(r.Case, december), UpdatedAt: r.Now, UpdatedBy: r.Applicant.ID}
	r.AppealDraft = aid.AppealDraft{
		ID: r.ID(), CaseID: r.Case.ID, DecisionID: r.Decision.ID, PersonID: r.Applicant.ID, Version: 1, UpdatedAt: r.Now,
		Content: aid.AppealContent{DecisionID: r.Decision.ID, Change: "Elen ska godkännas."},
	}
	err := r.Store.Work(context.Background(), func(tx *store.Tx) error {
		if err := errors.Join(tx.AddDraft(r.Draft), tx.AddAppealDraft(r.AppealDraft)); err != nil {
			return err
		}
		return errors.Join(tx.AddCode(r.Code), tx.RefreshOverview(r.Case.ID))
	})
	if err != nil {
		r.T.Fatal(err)
	}
}
