package ui

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/lang"
)

// The tones of the codes that have a tag of their own.
var (
	statusTone = map[aid.ApplicationStatus]Tone{
		aid.Voided: Neutral, aid.RefusedToSign: Warning, aid.AwaitSignature: Warning,
		aid.Registered: Info, aid.Decided: Info, aid.Paid: Success,
	}
	outcomeTone = map[aid.Outcome]Tone{aid.Granted: Success, aid.PartlyGranted: Info, aid.Refused: Neutral}
	paymentTone = map[aid.PaymentStatus]Tone{
		aid.Proposed: Neutral, aid.Approved: Info, aid.InFile: Info, aid.AtBank: Info,
		aid.PaidOut: Success, aid.RejectedByBank: Warning, aid.Stopped: Warning, aid.Returned: Warning,
	}
	appealTone = map[aid.AppealStatus]Tone{
		aid.AppealReceived: Info, aid.AppealInTime: Info, aid.AppealDismissed: Warning, aid.AppealChanged: Success,
		aid.AppealToCourt: Info, aid.AppealSent: Info, aid.AppealRuled: Success, aid.AppealWithdrawn: Neutral,
	}
	requestTone = map[aid.RequestStatus]Tone{
		aid.RequestOpen: Info, aid.RequestPartly: Info, aid.RequestAnswered: Success, aid.RequestOverdue: Warning, aid.RequestEnded: Neutral,
	}
	taskTone = map[TaskState]Tone{TaskDone: Success, TaskLeft: Neutral, TaskCheck: Info}
)

// AppealTone is how the status of an appeal is meant.
func AppealTone(s aid.AppealStatus) Tone { return appealTone[s] }

// RequestTone is how the status of a request is meant.
func RequestTone(s aid.RequestStatus) Tone { return requestTone[s] }

// RecordTone is how what came of a request to read all that is recorded is meant.
func RecordTone(o aid.RecordOutcome) Tone {
	if o == aid.RecordGiven {
		return Success
	}
	return Warning
}

// fieldAttributes are the attributes that bind a control to its hint and its error.
func fieldAttributes(f Field) templ.Attributes {
	a := templ.Attributes{}
	if d := describedBy(f); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// optionID is the id of one choice; the first has the id of the field, so that the error summary leads to it.
func optionID(name string, i int) string {
	if i == 0 {
		return fieldID(name)
	}
	return fieldID(name) + "-" + strconv.Itoa(i)
}

// rows is the height of a text area.
func rows(f Field) int {
	if f.Rows > 0 {
		return f.Rows
	}
	return 5
}

// paragraphs parts a text at its blank lines.
func paragraphs(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// languageAttributes tell that a link or a button is in a language of its own, and which language the page has.
func languageAttributes(c Ctx, l *lang.Lang) templ.Attributes {
	a := templ.Attributes{"lang": l.Tag(), "dir": l.Dir()}
	if l == c.L {
		a["aria-current"] = "true"
	}
	return a
}

// languageListHref is the address of the page that lists the languages, or their place on this one.
func languageListHref(c Ctx) templ.SafeURL {
	if c.Form != "" {
		return "#sprak"
	}
	return templ.SafeURL("/sprak?till=" + url.QueryEscape(c.Path))
}
