package citizen

import (
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

func inquiryHref(application aid.ID) string { return applicationHref(application) + "/myndigheter" }

// inquiryView is what authorities have answered about the reader for an application.
type inquiryView struct {
	aid.Findings
	due   time.Time // when they are asked about next; none where nobody is
	waits bool      // the question has been put and not answered
}

// inquiry shows a person what the authorities have answered about them. What they answered about the other adult is not theirs to read.
func inquiry(v *site.Visit) error {
	a, _, err := readApplication(v, "inquiry")
	if err != nil {
		return err
	}
	view, err := inquiryOf(v, a.Application)
	if err != nil {
		return err
	}
	p := page(v, v.L.T("report.title"), "/ansokningar")
	p.Back, p.Print, p.Lead = applicationHref(a.ID), true, v.L.T("report.lead")
	return v.Render(inquiryPage(v.UI(), p, view))
}

// inquiryOf reads what authorities have been asked about the visitor for an application.
func inquiryOf(v *site.Visit, a aid.Application) (view inquiryView, err error) {
	self := v.Actor().ID
	list, err := v.Register().Inquiries(v.Ctx(), a.ID)
	if err != nil {
		return view, err
	}
	due, err := v.Register().InquiryJobs(v.Ctx(), a.ID)
	view = inquiryView{Findings: aid.FindingsOf(self, list), due: due[self]}
	view.waits = v.Asked(view.due)
	return view, err
}

// begun tells whether anybody has been asked, or is to be.
func (view inquiryView) begun() bool { return len(view.Reports) > 0 || view.waits }

// apart tells those who know of something, or have not answered, from those who know of nothing.
func (view inquiryView) apart() (told, nothing []aid.Finding) {
	for _, f := range view.Reports {
		if f.Answer == aid.Nothing {
			nothing = append(nothing, f)
		} else {
			told = append(told, f)
		}
	}
	return told, nothing
}

// notice is how far the questions have come, where that wants a look or a word; no text where all is well.
func (view inquiryView) notice(c ui.Ctx) ui.Notice {
	switch n := len(view.Unchecked()); {
	case view.waits:
		return ui.Notice{Tone: ui.Info, Text: c.L.T("report.waits")}
	case len(view.Reports) == 0:
		return ui.Notice{Tone: ui.Info, Text: c.L.T("report.none")}
	case n > 0:
		text := c.L.T("report.missing_text")
		if !view.due.IsZero() {
			text += " " + c.L.T("report.again", "time", c.L.DateTime(view.due.In(aid.Sweden)))
		}
		return ui.Notice{Tone: ui.Warning, Title: c.L.N("report.missing", n), Text: text, Link: ui.Link{Text: c.L.T("message.write"), Href: "/meddelanden/nytt"}}
	}
	return ui.Notice{}
}

// fetchedWords tells when an answer was fetched, and that a later question was not answered.
func fetchedWords(c ui.Ctx, f aid.Finding) string {
	words := c.L.T("report.fetched", "time", c.L.DateTime(f.At.In(aid.Sweden)))
	if !f.MissedAt.IsZero() {
		words += " " + c.L.T("report.missed", "time", c.L.DateTime(f.MissedAt.In(aid.Sweden)))
	}
	return words
}

// benefitsTable lists the payments that an authority knows of.
func benefitsTable(c ui.Ctx, f aid.Finding) ui.Table {
	t := ui.Table{Caption: c.L.T("report.payments"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Label: c.L.T("label.what")}, {Label: c.L.T("report.paid_on")}, {Label: c.L.T("report.net"), Numeric: true},
	}}
	for _, b := range f.Benefits {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{ui.ContentCell(benefitCell(c, b)), ui.DateCell(c, b.PaidOn), exactCell(c, b.Net)}})
	}
	return t
}
