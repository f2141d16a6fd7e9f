package citizen

import (
	"bistand/aid"
	"bistand/web/site"
)

// draftsView is what the visitor has begun and not sent: their own part of the household's applications, and their own appeals.
type draftsView struct {
	applications []aid.Draft
	appeals      []aid.AppealDraft
	decided      map[aid.ID]aid.Decision // what each appeal is of
}

// newDrafts reads the visitor's drafts. What is out for signature stands among the applications.
func newDrafts(v *site.Visit, caseID aid.ID) (draftsView, error) {
	view, me, r := draftsView{decided: map[aid.ID]aid.Decision{}}, v.Actor().ID, v.Register()
	drafts, err := r.Drafts(v.Ctx(), caseID)
	if err != nil {
		return view, err
	}
	for _, d := range drafts {
		if d.FrozenAs != "" {
			continue
		}
		if d.Content, err = ownPart(v, d.Content); err != nil {
			return view, err
		}
		view.applications = append(view.applications, d)
	}
	if view.appeals, err = r.AppealDrafts(v.Ctx(), caseID, me); err != nil {
		return view, err
	}
	for _, draft := range view.appeals {
		if view.decided[draft.DecisionID], err = r.Decision(v.Ctx(), draft.DecisionID); err != nil {
			return view, err
		}
	}
	return view, nil
}

// ownPart is a draft's content without what the other adult alone has stated or handed in. Who noted that something was handed in
// otherwise is not kept: it is the household's.
func ownPart(v *site.Visit, content aid.Content) (aid.Content, error) {
	me := v.Actor().ID
	own := content.OwnPart(me)
	own.Attachments = nil
	for _, ref := range content.Attachments {
		if !ref.IsFile() {
			own.Attachments = append(own.Attachments, ref)
			continue
		}
		a, err := v.Register().Attachment(v.Ctx(), ref.ID)
		if err != nil {
			return own, err
		}
		if a.UploadedBy == me {
			own.Attachments = append(own.Attachments, ref)
		}
	}
	return own, nil
}

func draftPiece(d aid.Draft) any {
	content, account := d.Content, ""
	if content.Account != nil {
		account = lastDigits(content.Account.Number)
	}
	content.Account = nil
	return object{"id": d.ID, "month": d.Month, "kind": d.Content.KindOf(), "updated_at": d.UpdatedAt, "content": content, "account_ends_with": account}
}

// lastDigits is as much of an account number as goes out.
func lastDigits(number string) string { return number[max(0, len(number)-4):] }

func appealDraftPiece(d aid.AppealDraft) any {
	files := []any{}
	for _, f := range d.Content.Attachments {
		files = append(files, f.Name)
	}
	return object{
		"id": d.ID, "decision": d.DecisionID, "updated_at": d.UpdatedAt, "items": d.Content.Items, "change": d.Content.Change, "why": d.Content.Why,
		"late": d.Content.Late, "files": files,
	}
}
