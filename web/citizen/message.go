package citizen

import (
	"net/http"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/ui"
)

// What a person does on the pages that are theirs alone is kept as a read of the case and no more: who lives with them sees
// the reads too, and is not to see that there is anything to read.
const ownPages = "own"

const (
	messagesHref  = "/meddelanden"
	newMessageRef = messagesHref + "/nytt"
)

// messagesShown is how many messages one page holds.
const messagesShown = 20

// messageView is one message as its thread shows it.
type messageView struct {
	aid.Message
	hand     string   // of who wrote it for the person; empty where they did
	answerBy aid.Date // of one that waits for an answer, where the municipality says by when
}

// threadView is a page of the visitor's own messages.
type threadView struct {
	messages []messageView
	pages    ui.Pages
}

// messages shows the visitor's own messages, newest first, and keeps that they have read what staff wrote.
func messages(v *site.Visit) error {
	caseID, err := v.CaseID(ownPages)
	if err != nil {
		return err
	}
	before, _ := aid.ParseID(v.R.URL.Query().Get("fore")) // anything else begins with the newest
	list, err := v.Register().Messages(v.Ctx(), caseID, v.Actor().ID, before, messagesShown+1)
	if err != nil {
		return err
	}
	var view threadView
	if len(list) > messagesShown {
		list = list[:messagesShown]
		view.pages.Older = messagesHref + "?fore=" + string(list[messagesShown-1].ID)
	}
	if before != "" {
		view.pages.Newer = messagesHref
	}
	p := page(v, v.L.T("nav.messages"), messagesHref)
	p.Lead = v.L.T("message.lead")
	if err := v.Desk().ReadMessages(v.Ctx(), casework.Request{Actor: v.Actor()}, list); err != nil {
		return err
	}
	hands, err := v.Hands(caseID)
	if err != nil {
		return err
	}
	answered := before != ""
	for _, m := range list {
		one := messageView{Message: m, hand: site.ThroughHand(v.L, hands.Of("write_message", m.ID, m.PersonID))}
		if answered = answered || m.SentBy == aid.ByStaff; !answered && m.NotedAt.IsZero() {
			one.answerBy = v.Tenant.Municipality.AnswerBy(aid.SwedishDate(m.SentAt))
		}
		if m.SentBy == aid.ByStaff && m.ReadAt.IsZero() && m.Told == nil {
			lessUnread(&p, messagesHref)
		}
		view.messages = append(view.messages, one)
	}
	away, err := awayNotices(v)
	if err != nil {
		return err
	}
	p.Flash = append(p.Flash, away...)
	if v.R.URL.Query().Has("skickat") {
		p.Flash = append([]ui.Notice{{Tone: ui.Success, Text: v.L.T("message.sent")}}, away...)
	}
	return v.Render(messagesPage(v.UI(), p, view))
}

// newMessage shows the form for a message.
func newMessage(v *site.Visit) error {
	if _, err := v.CaseID(ownPages); err != nil {
		return err
	}
	return showNewMessage(v, http.StatusOK, "", nil)
}

func showNewMessage(v *site.Visit, status int, text string, faults aid.Errors) error {
	p := page(v, v.L.T("message.write"), messagesHref)
	p.Back, p.Errors, p.Lead = messagesHref, faults, v.L.T("talk.own")
	away, err := awayNotices(v)
	if err != nil {
		return err
	}
	p.Flash = append(p.Flash, away...)
	return v.RenderStatus(status, newMessagePage(v.UI(), p, text, v.NewKey(), v.Tenant.Municipality.AnswerBy(v.Today())))
}

// sendMessage takes in a message with its files.
func sendMessage(v *site.Visit) error {
	caseID, err := v.CaseID(ownPages)
	if err != nil {
		return err
	}
	in, err := readHandIn(v, aid.FileOfMessage)
	if err != nil {
		return err
	}
	if len(in.faults) == 0 {
		_, err = v.Desk().SendMessage(v.Ctx(), in.request(v), caseID, in.fields.Get("text"), in.files)
		in.faults, _ = site.Faults(err)
	}
	if len(in.faults) > 0 {
		return showNewMessage(v, http.StatusUnprocessableEntity, in.fields.Get("text"), in.faults)
	}
	if _, again := site.Repeated(err); err != nil && !again {
		return err
	}
	return v.Redirect(messagesHref + "?skickat")
}
