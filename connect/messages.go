package connect

import (
	"context"
	"crypto/subtle"
	"net/http"

	"bistand/aid"
	"bistand/lang"
	"bistand/notify"
)

// Messages fits e-mail and text messages to casework.Messages. What goes out is one neutral sentence in the person's language:
// that someone receives ekonomiskt bistånd is itself secret.
type Messages struct {
	Mail         *notify.Mailer // nil: no e-mail
	SMS          *notify.SMS    // nil: no text messages
	Languages    *lang.Catalogues
	Municipality string
	ReportSecret string // the last part of the address that the gateway reports to; empty: no reports are taken
}

// Offers tells whether the municipality sends by a way.
func (m Messages) Offers(way aid.NoticeWay) bool {
	return way == aid.ByEmail && m.Mail != nil || way == aid.BySMS && m.SMS != nil
}

// Notify tells a person that there is something new.
func (m Messages) Notify(ctx context.Context, id aid.ID, to aid.Address, language string) (reference string, err error) {
	l := m.Languages.For(language)
	return m.send(ctx, to, notify.Message{
		ID: id, Language: l.Code(), Subject: l.T("notice.subject", "kommun", m.Municipality), Text: l.T("notice.text", "kommun", m.Municipality),
	})
}

// SendCode sends the code that confirms an address.
func (m Messages) SendCode(ctx context.Context, id aid.ID, to aid.Address, language, code string) (reference string, err error) {
	l := m.Languages.For(language)
	return m.send(ctx, to, notify.Message{ID: id, Language: l.Code(), Subject: l.T("notice.code.subject"), Text: l.T("notice.code.text", "code", code)})
}

func (m Messages) send(ctx context.Context, to aid.Address, message notify.Message) (reference string, err error) {
	message.To = to.To
	switch {
	case !m.Offers(to.Way):
		return "", aid.ErrNotFound
	case to.Way == aid.BySMS:
		return m.SMS.Send(ctx, message)
	}
	return "", m.Mail.Send(ctx, message)
}

// ReadReport reads what the gateway reports of a text message. The gateway does not sign its reports: what came without the
// secret that its address ends with is aid.ErrNotFound, and so is what cannot be read.
func (m Messages) ReadReport(r *http.Request, secret string) (reference string, delivered bool, err error) {
	if m.ReportSecret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(m.ReportSecret)) == 0 {
		return "", false, aid.ErrNotFound
	}
	report, err := notify.ReadDelivery(r)
	if err != nil {
		return "", false, aid.ErrNotFound
	}
	return report.ID, report.Delivered, nil
}
