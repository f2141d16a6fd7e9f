package sim

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"bistand/aid"
	"bistand/payfile"
)

// Received is what the bank knows of one file.
type Received struct {
	Name      string
	At        time.Time
	MessageID string // "NOTPROVIDED" where none could be read
	Payments  int
	Rejected  int
	Status    payfile.Status // of the first answer
	Reason    string         // code, when the whole file is rejected
	Settled   int
}

// book is what the bank has on paper.
type book struct {
	files   []*received
	known   map[string]bool // message ids
	answers []Sent
	waiting []letter
	number  int // of the last report
}

// received is a file with what is still to be settled of it.
type received struct {
	Received
	due []dueGroup
}

// dueGroup is the accepted payments of a group that are not settled yet.
type dueGroup struct {
	id       string
	day      aid.Date
	payments []string // EndToEnd
}

// Sent is a report that the bank has put out.
type Sent struct {
	Name      string
	At        time.Time
	MessageID string // of the file that is answered
	Status    payfile.Status
}

// letter is a report, or what stands in its place, waiting for its time.
type letter struct {
	Sent
	content []byte
}

// The reasons this bank gives, all from the ISO 20022 external code list of status reasons as generally known; which
// of them a real bank uses, and where, is in its own guide.
const (
	wrongAccount   = "AC01" // incorrect account number
	wrongSum       = "AM10" // invalid control sum
	wrongCount     = "AM18" // invalid number of transactions
	wrongDate      = "DT01" // invalid date
	duplicateFile  = "DU01" // message identification not unique
	duplicateEntry = "DU04" // end-to-end identification not unique
	unreadable     = "FF01" // invalid file format
)

// take enters a new file and answers it. The caller holds mu.
func (s *Server) take(name string, now time.Time) error {
	report, err := s.enter(name, now)
	if err != nil {
		return err
	}
	// The file carries when it came by the bank's clock, which replay goes by.
	if err := s.spool.Chtimes(path.Join(uploadDir, name), now, now); err != nil {
		return err
	}
	s.behaviour.RejectNext = ""
	s.config.Log.Info("payment file taken", "file", name, "status", report.status)
	s.answer(report, now)
	if s.behaviour.SettleAtOnce {
		s.settle(now, true)
	}
	return nil
}

// enter judges a file of the upload folder, puts it in the book and returns the first answer. The caller holds mu, or
// is alone.
func (s *Server) enter(name string, at time.Time) (report, error) {
	content, err := s.spool.ReadFile(path.Join(uploadDir, name))
	if err != nil {
		return report{}, err
	}
	f := &received{Received: Received{Name: name, At: at}}
	answer := s.judge(content, f)
	f.MessageID, f.Status, f.Reason = answer.original, answer.status, answer.reason
	s.book.files = append(s.book.files, f)
	return answer, nil
}

// judge checks a file strictly and notes in f what is to be settled.
func (s *Server) judge(content []byte, f *received) report {
	batch, err := payfile.Read(bytes.NewReader(content))
	answer := report{original: batch.MessageID, status: payfile.Rejected}
	if answer.original == "" {
		answer.original = "NOTPROVIDED"
	}
	f.Payments = len(batch.Payments)
	f.Rejected = f.Payments
	switch {
	case errors.Is(err, payfile.ErrCount):
		answer.reason = wrongCount
	case errors.Is(err, payfile.ErrControlSum):
		answer.reason = wrongSum
	case err != nil:
		answer.reason = unreadable
	case s.book.known[batch.MessageID]:
		answer.reason = duplicateFile
	default:
		answer.reason = s.behaviour.RejectNext
	}
	if err == nil {
		if s.book.known == nil {
			s.book.known = map[string]bool{}
		}
		s.book.known[batch.MessageID] = true
	}
	if answer.reason != "" {
		return answer
	}
	s.judgeGroups(batch, f, &answer)
	return answer
}

// judgeGroups judges each payment of a readable file.
func (s *Server) judgeGroups(batch payfile.Batch, f *received, answer *report) {
	seen := map[string]bool{}
	f.Rejected = 0
	for _, g := range batch.Groups() {
		gr := groupReport{id: g.ID}
		if g.SendOn.Before(aid.DateOf(f.At)) {
			gr.status, gr.reason = payfile.Rejected, wrongDate
			f.Rejected += len(g.Payments)
			answer.groups = append(answer.groups, gr)
			continue
		}
		due := dueGroup{id: g.ID, day: g.SendOn}
		if !due.day.IsBankDay() {
			due.day = due.day.AddBankDays(1)
		}
		for _, i := range g.Payments {
			p := batch.Payments[i]
			reason := s.refusal(p)
			if reason == "" && seen[p.EndToEnd] {
				reason = duplicateEntry
			}
			seen[p.EndToEnd] = true
			row := paymentReport{p.EndToEnd, payfile.CustomerAccepted, reason}
			if reason != "" {
				row.status = payfile.Rejected
				f.Rejected++
			} else {
				due.payments = append(due.payments, p.EndToEnd)
			}
			gr.payments = append(gr.payments, row)
		}
		gr.status = summary(len(gr.payments)-len(due.payments), len(gr.payments))
		answer.groups = append(answer.groups, gr)
		if len(due.payments) > 0 {
			f.due = append(f.due, due)
		}
	}
	answer.status = summary(f.Rejected, f.Payments)
}

// refusal returns the reason for refusing a payment's account, or "".
func (s *Server) refusal(p payfile.Payment) string {
	for account, reason := range s.behaviour.Rejects {
		account = strings.NewReplacer(" ", "", "-", "", ",", "").Replace(account)
		if account == p.Account || account == p.Clearing+p.Account {
			return reason
		}
	}
	if payfile.CheckAccount(p.Method, p.Clearing, p.Account).Verdict == payfile.Wrong {
		return wrongAccount
	}
	return ""
}

// summary is the status of a level of which so many payments are rejected.
func summary(rejected, all int) payfile.Status {
	switch rejected {
	case 0:
		return payfile.CustomerAccepted
	case all:
		return payfile.Rejected
	}
	return payfile.PartlyAccepted
}

// settle settles what has reached its day, or everything. The caller holds mu.
func (s *Server) settle(now time.Time, everything bool) {
	if s.behaviour.Answer == AnswerNone {
		return
	}
	today := aid.DateOf(now)
	for _, f := range s.book.files {
		var later []dueGroup
		answer := report{original: f.MessageID}
		for _, g := range f.due {
			if !everything && today.Before(g.day) {
				later = append(later, g)
				continue
			}
			gr := groupReport{id: g.id}
			for _, id := range g.payments {
				gr.payments = append(gr.payments, paymentReport{id, payfile.Settled, ""})
			}
			f.Settled += len(g.payments)
			answer.groups = append(answer.groups, gr)
		}
		f.due = later
		if len(answer.groups) > 0 {
			s.answer(answer, now)
		}
	}
}

// answer puts a report in the post, in the way that the bank answers now. The caller holds mu.
func (s *Server) answer(r report, now time.Time) {
	s.book.number++
	name := fmt.Sprintf("%s-%06d.pain002.xml", now.UTC().Format("20060102T150405"), s.book.number)
	content := r.xml(fmt.Sprintf("BANK-%06d", s.book.number), now)
	whole := letter{Sent{name, now, r.original, r.status}, content}
	late := whole
	late.At = now.Add(s.behaviour.Delay)
	post := func(letters ...letter) { s.book.waiting = append(s.book.waiting, letters...) }
	switch s.behaviour.Answer {
	case AnswerNone:
	case AnswerLate:
		post(late)
	case AnswerHalf:
		whole.content = content[:len(content)/2]
		post(whole, late)
	case AnswerGarbage:
		whole.content = []byte("%PDF-1.4 \x00\xff not what you expect <<<")
		post(whole, late)
	case AnswerTwice:
		again := whole
		again.Name = "again-" + name
		post(whole, again)
	default:
		post(whole)
	}
}

// deliver puts out the reports whose time has come, whole or not at all. The caller holds mu.
func (s *Server) deliver(now time.Time) {
	var later []letter
	for _, l := range s.book.waiting {
		if l.At.After(now) {
			later = append(later, l)
			continue
		}
		name := path.Join(reportDir, l.Name)
		err := s.spool.WriteFile(name+".part", l.content, 0o600)
		if err == nil {
			err = s.spool.Rename(name+".part", name)
		}
		if err != nil {
			s.config.Log.Error("put out report", "file", l.Name, "error", err)
			later = append(later, l)
			continue
		}
		s.book.answers = append(s.book.answers, l.Sent)
	}
	s.book.waiting = later
}
