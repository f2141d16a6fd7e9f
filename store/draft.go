package store

import (
	"context"

	"bistand/aid"
)

// AddDraft begins a draft for a month. Where one of the month's own application is there already the step fails with ErrUnique.
func (tx *Tx) AddDraft(d aid.Draft) error {
	content, err := encode(d.Content)
	if err != nil {
		return err
	}
	return tx.exec("INSERT INTO draft (id, case_id, month, kind, version, content, updated_by, frozen_as, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		string(d.ID), string(d.CaseID), d.Month.String(), string(d.Content.KindOf()), 1, content, string(d.UpdatedBy), "", micros(d.UpdatedAt))
}

// SaveDraft writes a draft over the version it was read at, and counts the version up. A draft that has moved on since is
// aid.ErrConflict.
func (tx *Tx) SaveDraft(d aid.Draft) error {
	content, err := encode(d.Content)
	if err != nil {
		return err
	}
	n, err := tx.changed("UPDATE draft SET version = version + 1, content = $1, updated_by = $2, frozen_as = $3, at = $4 WHERE id = $5 AND version = $6",
		content, string(d.UpdatedBy), string(d.FrozenAs), micros(d.UpdatedAt), string(d.ID), d.Version)
	if err == nil && n == 0 {
		err = aid.ErrConflict
	}
	return err
}

// DeleteDraft takes away a draft.
func (tx *Tx) DeleteDraft(id aid.ID) error {
	return tx.exec("DELETE FROM draft WHERE id = $1", string(id))
}

const draftColumns = "d.id, d.case_id, d.month, d.version, d.content, d.updated_by, d.frozen_as, d.at"

func scanDraft(scan func(...any) error) (d aid.Draft, err error) {
	var month, content string
	var at int64
	if err = scan(&d.ID, &d.CaseID, &month, &d.Version, &content, &d.UpdatedBy, &d.FrozenAs, &at); err != nil {
		return d, err
	}
	d.UpdatedAt = instant(at)
	if err = d.Month.UnmarshalText([]byte(month)); err != nil {
		return d, err
	}
	return d, decode(content, &d.Content)
}

// Draft returns a draft by id.
func (r reads) Draft(ctx context.Context, id aid.ID) (aid.Draft, error) {
	return first(ctx, r, "SELECT "+draftColumns+" FROM draft d WHERE d.id = $1", args(string(id)), scanDraft)
}

// DraftFor returns the draft of a month's own application.
func (r reads) DraftFor(ctx context.Context, caseID aid.ID, month aid.Month) (aid.Draft, error) {
	return first(ctx, r, "SELECT "+draftColumns+" FROM draft d WHERE d.case_id = $1 AND d.month = $2 AND d.kind <> 'supplementary'",
		args(string(caseID), month.String()), scanDraft)
}

// LapsedDrafts returns the drafts of months before those kept that are out for signature, oldest month first, at most limit.
func (r reads) LapsedDrafts(ctx context.Context, kept KeptDrafts, limit int) ([]aid.Draft, error) {
	return all(ctx, r, "SELECT "+draftColumns+" FROM draft d WHERE d."+beforeKept+" AND d.frozen_as <> '' ORDER BY d.month, d.id LIMIT $3",
		args(kept.Months.String(), kept.Needs.String(), limit), scanDraft)
}

// DraftOf returns the draft that an application was frozen from.
func (r reads) DraftOf(ctx context.Context, application aid.ID) (aid.Draft, error) {
	return first(ctx, r, "SELECT "+draftColumns+" FROM draft d WHERE d.id = (SELECT a.draft_id FROM application a WHERE a.id = $1)",
		args(string(application)), scanDraft)
}

// Drafts returns the drafts of a case, newest month first, its own application before single needs.
func (r reads) Drafts(ctx context.Context, caseID aid.ID) ([]aid.Draft, error) {
	return all(ctx, r, "SELECT "+draftColumns+" FROM draft d WHERE d.case_id = $1 ORDER BY d.month DESC, CASE d.kind WHEN 'supplementary' THEN 1 ELSE 0 END, d.id", args(string(caseID)), scanDraft)
}

// ApplicationOfDraft returns the application that a draft was frozen as last, also when the draft is gone because it came in;
// a draft that was never frozen is aid.ErrNotFound.
func (r reads) ApplicationOfDraft(ctx context.Context, draft aid.ID) (aid.Application, error) {
	return first(ctx, r, "SELECT "+applicationColumns+" FROM application a WHERE a.draft_id = $1 ORDER BY a.seq DESC LIMIT 1", args(string(draft)), scanApplication)
}

// AddAttachment records a file that was handed in; the file itself lies in the file store.
func (tx *Tx) AddAttachment(a aid.Attachment) error {
	return tx.add(attachmentFacts, string(a.ID), string(a.CaseID), a.Kind, a.Name, a.SHA256, a.Size, a.MediaType, string(a.UploadedBy), micros(a.UploadedAt))
}

const attachmentColumns = "a.id, a.case_id, a.kind, a.name, a.sha256, a.size, a.media_type, a.uploaded_by, a.at"

func scanAttachment(scan func(...any) error) (a aid.Attachment, err error) {
	var at int64
	err = scan(&a.ID, &a.CaseID, &a.Kind, &a.Name, &a.SHA256, &a.Size, &a.MediaType, &a.UploadedBy, &at)
	a.UploadedAt = instant(at)
	return a, err
}

// Attachment returns a file's record by id.
func (r reads) Attachment(ctx context.Context, id aid.ID) (aid.Attachment, error) {
	return first(ctx, r, "SELECT "+attachmentColumns+" FROM attachment a WHERE a.id = $1", args(string(id)), scanAttachment)
}
