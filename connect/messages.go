package connect

import (
	"context"
	"errors"
	"io"
	"time"

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
	Now          func() time.Time
	Random       io.Reader
}

// Notify tells a person that there is something new, by every way they have stated. One way that works is enough; where all
// fail for the moment the error says so, and the outbox tries again.
func (m Messages) Notify(ctx context.Context, to aid.Profile) error {
	l := m.Languages.For(to.Language)
	message := notify.Message{
		ID: aid.NewID(m.Now(), m.Random), Language: l.Code(),
		Subject: l.T("notice.subject", "kommun", m.Municipality), Text: l.T("notice.text", "kommun", m.Municipality),
	}
	var failures []error
	sent := false
	if m.Mail != nil && to.Email != "" {
		message.To = to.Email
		err := m.Mail.Send(ctx, message)
		failures, sent = append(failures, err), sent || err == nil
	}
	if m.SMS != nil && to.Phone != "" {
		message.To = to.Phone
		_, err := m.SMS.Send(ctx, message)
		failures, sent = append(failures, err), sent || err == nil
	}
	if sent {
		return nil
	}
	return errors.Join(failures...)
}
