package storetest

import (
	"errors"
	"strconv"
	"strings"

	"bistand/aid"
	"bistand/store"
)

// notices chooses how the applicant is told, confirms both addresses, and writes to each twice: the first does not arrive, the
// second does.
func (r *Register) notices() {
	email, phone := aid.Address{PersonID: r.Applicant.ID, Way: aid.ByEmail, To: "asa@example.org"}, aid.Address{PersonID: r.Applicant.ID, Way: aid.BySMS, To: "+46701740605"}
	r.Step("change_profile", "person", r.Applicant.ID, r.Case.ID, func(tx *store.Tx) error {
		return errors.Join(tx.AddNoticeChoice(r.ID(), r.Applicant.ID, aid.NoticeByBoth), tx.AddConfirmation(r.ID(), email), tx.AddConfirmation(r.ID(), phone))
	})
	for i, a := range []aid.Address{phone, email, phone, email} {
		n := aid.SentNotice{ID: r.ID(), JobID: r.ID(), PersonID: a.PersonID, Way: a.Way, To: a.To, Event: "decision", Outcome: aid.NoticeSent}
		switch {
		case a.Way == aid.BySMS:
			n.Reference = "s" + strconv.Itoa(i)
		case i == 1:
			n.Outcome = aid.NoticeReturned
		}
		r.Step("send_notice", "person", a.PersonID, r.Case.ID, func(tx *store.Tx) error {
			n.At = tx.At()
			return tx.AddNotice(n)
		})
		r.Step("report_notice", "person", a.PersonID, r.Case.ID, func(tx *store.Tx) error {
			switch i {
			case 0:
				n.Outcome = aid.NoticeReturned
				return errors.Join(tx.AddNoticeReport(n.ID, false), tx.AddNoticeBounce(n))
			case 1:
				return tx.AddNoticeBounce(n)
			case 2:
				n.Outcome = aid.NoticeDelivered
				return tx.AddNoticeReport(n.ID, true)
			}
			return nil
		})
		r.Notices = append(r.Notices, n)
	}
	r.Code = aid.NoticeCode{ID: r.ID(), Address: phone, Hash: strings.Repeat("c", 64), SentAt: r.Now}
}
