package citizen

import (
	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// saidView is what the visitor and the municipality have said to each other: the person's own, which the other adult never sees.
type saidView struct {
	messages []aid.Message // newest first, as all of these
	changes  []aid.ChangeReport
	comments []aid.Comment
	appeals  []aid.Appeal
	records  []aid.RecordRequest
	notices  []aid.SentNotice
}

// everyNotice is more notices than anyone gets.
const everyNotice = 100_000

// newSaid reads it. To have it in the file is not to have opened it: what is unread stays so.
func newSaid(v *site.Visit, caseID aid.ID) (view saidView, err error) {
	me, r := v.Actor().ID, v.Register()
	if view.messages, err = everyPage(func(before aid.ID) ([]aid.Message, error) {
		return r.Messages(v.Ctx(), caseID, me, before, pageOfSaid)
	}, func(m aid.Message) aid.ID { return m.ID }); err != nil {
		return view, err
	}
	if view.changes, err = everyPage(func(before aid.ID) ([]aid.ChangeReport, error) {
		return r.ChangeReports(v.Ctx(), caseID, me, before, pageOfSaid)
	}, func(c aid.ChangeReport) aid.ID { return c.ID }); err != nil {
		return view, err
	}
	if view.comments, err = r.Comments(v.Ctx(), caseID, me); err != nil {
		return view, err
	}
	if view.appeals, err = r.AppealsBy(v.Ctx(), caseID, me); err != nil {
		return view, err
	}
	if view.records, err = r.RecordRequests(v.Ctx(), caseID, me); err != nil || v.Acts() { // addresses are of whoever logs in
		return view, err
	}
	view.notices, err = r.Notices(v.Ctx(), me, everyNotice)
	return view, err
}

// pageOfSaid is how many are read at a time.
const pageOfSaid = 100

// everyPage reads all of a list that comes page by page, newest first.
func everyPage[T any](page func(before aid.ID) ([]T, error), id func(T) aid.ID) (all []T, err error) {
	for before := aid.ID(""); ; {
		list, err := page(before)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		if len(list) < pageOfSaid {
			return all, nil
		}
		before = id(list[len(list)-1])
	}
}

// write writes it as members of the file.
func (s saidView) write(p *pieces) {
	listOf(p, "messages", s.messages, messagePiece)
	listOf(p, "change_reports", s.changes, changePiece)
	listOf(p, "comments", s.comments, commentPiece)
	listOf(p, "appeals", s.appeals, appealPiece)
	listOf(p, "requests_to_read", s.records, recordPiece)
	listOf(p, "notices", s.notices, noticePiece)
}

// listOf writes a member that is a list, each of its values as its piece.
func listOf[T any](p *pieces, name string, list []T, piece func(T) any) {
	p.list(name, func(add func(any)) error {
		for _, one := range list {
			add(piece(one))
		}
		return nil
	})
}

// saidBy is who wrote a message.
func saidBy(c ui.Ctx, m aid.Message) string {
	if m.SentBy == aid.ByStaff {
		return m.StaffName
	}
	return c.L.T("message.from_you")
}

// recordWords says what came of a wish to read all.
func recordWords(c ui.Ctx, q aid.RecordRequest) string {
	asked := c.L.T("record.asked", "date", c.L.Date(aid.SwedishDate(q.AskedAt)))
	if q.Answer == nil {
		return asked + " · " + c.L.T("record.waits")
	}
	return asked + " · " + c.L.T("record.outcome."+string(q.Answer.Outcome))
}

func messagePiece(m aid.Message) any {
	o := object{"id": m.ID, "sent_by": m.SentBy, "name": m.StaffName, "body": m.Body, "files": fileNames(m.Files), "sent_at": m.SentAt, "read_at": orNull(m.ReadAt), "told": nil}
	if m.Told != nil {
		o["told"] = object{"way": m.Told.Way, "on": m.Told.On, "by": m.Told.Name}
	}
	return o
}

func changePiece(c aid.ChangeReport) any {
	return object{"id": c.ID, "kind": c.Kind, "from": c.From, "body": c.Body, "files": fileNames(c.Files), "sent_at": c.SentAt, "noted_at": orNull(c.NotedAt)}
}

func commentPiece(c aid.Comment) any {
	return object{"id": c.ID, "on": c.On.Kind, "object": c.On.ID, "part": c.On.Part, "body": c.Body, "sent_at": c.SentAt, "noted_at": orNull(c.NotedAt)}
}

func appealPiece(a aid.Appeal) any {
	return object{
		"id": a.ID, "number": a.Number, "decision": a.DecisionID, "received_on": a.ReceivedOn, "status": a.Status(), "items": a.Content.Items,
		"change": a.Content.Change, "why": a.Content.Why, "late": a.Content.Late, "files": fileNames(a.Content.Attachments), "content_sha256": a.ContentHash,
	}
}

func recordPiece(q aid.RecordRequest) any {
	o := object{"id": q.ID, "wish": q.Wish, "asked_at": q.AskedAt, "answer": nil}
	if a := q.Answer; a != nil {
		o["answer"] = object{"outcome": a.Outcome, "way": a.Way, "on": a.On, "reason": a.Reason, "by": a.ByName, "at": a.At}
	}
	return o
}

func noticePiece(n aid.SentNotice) any {
	return object{"way": n.Way, "to": n.To, "event": n.Event, "outcome": n.Outcome, "at": n.At}
}

func fileNames(files []aid.AttachmentRef) []string {
	names := []string{}
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}
