package casework

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"bistand/aid"
	"bistand/store"
)

// MaxAttachment is the largest file that can be handed in, in bytes: 10 MB. MaxAttachments is how many parts one
// application has at most.
const (
	MaxAttachment  = 10 << 20
	MaxAttachments = 40
)

// Attach takes in a file for a draft, whoever else changes the draft meanwhile: a file is only added, and the same content of
// the same kind is kept once. What the file is, its content says, not its name. What is not taken is an aid.Error at the field
// "file", each reason with a code of its own ("file."…), and leaves nothing behind. A draft that is out for signature is
// aid.Error{Code: "apply.frozen"}. The request's key is that of a form and does not count here: a form may bring many files.
func (d *Desk) Attach(ctx context.Context, r Request, id aid.ID, kind, name string, file io.Reader) (aid.Draft, error) {
	r.Key = ""
	return d.AttachOnce(ctx, r, id, kind, name, file)
}

// AttachOnce is Attach for a request that brings this one file under a key of its own: sent again, also after the file has been
// taken away, it changes nothing.
func (d *Desk) AttachOnce(ctx context.Context, r Request, id aid.ID, kind, name string, file io.Reader) (aid.Draft, error) {
	draft, err := d.Register.Draft(ctx, id)
	if err == nil {
		err = takesMore(draft) // before the file is taken in, so that a refused one leaves nothing behind
	}
	if err != nil {
		return draft, err
	}
	ref, scan, err := d.takeIn(ctx, kind, name, file)
	if err != nil {
		return draft, err
	}
	return d.addFile(ctx, d.step(r, "attach", draft.CaseID, "attachment", ref.ID), id, ref, scan, func(list []aid.AttachmentRef) ([]aid.AttachmentRef, error) {
		if slices.ContainsFunc(list, func(a aid.AttachmentRef) bool { return a.Kind == kind && a.SHA256 == ref.SHA256 }) {
			return nil, nil
		}
		return append(list, ref), nil
	})
}

// takeIn keeps a file's content, once it is known to be of a kind that can be kept, and lets it be looked through for viruses.
// What is not taken is an aid.Error at the field "file".
func (d *Desk) takeIn(ctx context.Context, kind, name string, file io.Reader) (aid.AttachmentRef, aid.Scan, error) {
	scan := aid.Scan{Result: aid.NotScanned}
	kept, err := d.Files.Take(ctx, file, MaxAttachment, func(content io.Reader) error {
		scan = d.scan(ctx, content)
		if scan.Result == aid.ScanInfected {
			return aid.Error{Code: "file.virus"}
		}
		return nil
	})
	if err != nil {
		return aid.AttachmentRef{}, scan, takeFault(err)
	}
	return aid.AttachmentRef{
		ID: d.newID(), Kind: kind, Name: nameFor(cleanFileName(name), kept.MediaType), SHA256: kept.SHA256, Size: kept.Size, MediaType: kept.MediaType,
	}, scan, nil
}

// addAttachment records a file that was taken in for a case, with what came of looking it through.
func (d *Desk) addAttachment(tx *store.Tx, caseID, by aid.ID, ref aid.AttachmentRef, scan aid.Scan) error {
	if err := tx.AddAttachment(aid.Attachment{AttachmentRef: ref, CaseID: caseID, UploadedBy: by, UploadedAt: tx.At()}); err != nil {
		return err
	}
	scan.AttachmentID, scan.At = ref.ID, tx.At()
	return tx.AddScan(d.newID(), scan)
}

// TakenFile (intagen fil) is a file whose content is kept, and what came of looking it through for viruses. It becomes a fact
// with what it goes with.
type TakenFile struct {
	aid.AttachmentRef
	scan aid.Scan
}

// TakeIn keeps the content of a file that goes with something other than an application, on the terms of Attach.
func (d *Desk) TakeIn(ctx context.Context, kind, name string, file io.Reader) (TakenFile, error) {
	ref, scan, err := d.takeIn(ctx, kind, name, file)
	return TakenFile{ref, scan}, err
}

// takeFault tells what the sender can mend, at the field that brought the file.
func takeFault(err error) error {
	var fault aid.Error
	if errors.As(err, &fault) {
		return fault.At("file")
	}
	return fmt.Errorf("keep attachment: %w", err)
}

// takesMore tells whether a draft can have another attachment.
func takesMore(draft aid.Draft) error {
	switch {
	case draft.FrozenAs != "":
		return aid.Error{Code: "apply.frozen"}
	case len(draft.Content.Attachments) >= MaxAttachments:
		return aid.Error{Code: "apply.too_many_files", Field: "file", Args: map[string]string{"n": fmt.Sprint(MaxAttachments)}}
	}
	return nil
}

// addFile is the step that records a kept file and puts it on the draft's list. change returns no list where there is nothing
// to do: the file is there. A repeated request has done its work.
func (d *Desk) addFile(ctx context.Context, step store.Step, id aid.ID, ref aid.AttachmentRef, scan aid.Scan,
	change func([]aid.AttachmentRef) ([]aid.AttachmentRef, error),
) (draft aid.Draft, err error) {
	err = d.Register.Step(ctx, step, func(tx *store.Tx) error {
		if draft, err = tx.Draft(ctx, id); err != nil {
			return err
		}
		if draft.FrozenAs != "" {
			return aid.Error{Code: "apply.frozen"}
		}
		list, err := change(slices.Clone(draft.Content.Attachments))
		if err != nil || list == nil {
			return err
		}
		if len(list) > MaxAttachments {
			return takesMore(draft)
		}
		if err := d.addAttachment(tx, draft.CaseID, step.Actor.ID, ref, scan); err != nil {
			return err
		}
		draft.Content.Attachments = list
		draft.UpdatedAt, draft.UpdatedBy = step.At, step.Actor.ID
		if err := tx.SaveDraft(draft); err != nil {
			return err
		}
		draft.Version++
		return nil
	})
	var repeated *store.RepeatedError
	if errors.As(err, &repeated) {
		return d.Register.Draft(ctx, id)
	}
	return draft, err
}

// TurnAttachment turns a picture of a draft a quarter to the right. What is turned is kept as a file of its own, in the place
// of the one before. One that is not on the list is aid.ErrNotFound; one that is no picture aid.Error{Code: "file.not_picture"}.
func (d *Desk) TurnAttachment(ctx context.Context, r Request, id, attachment aid.ID) (aid.Draft, error) {
	draft, err := d.Register.Draft(ctx, id)
	if err != nil {
		return draft, err
	}
	at := slices.IndexFunc(draft.Content.Attachments, func(a aid.AttachmentRef) bool { return a.ID == attachment })
	switch {
	case draft.FrozenAs != "":
		return draft, aid.Error{Code: "apply.frozen"}
	case at < 0:
		return draft, aid.ErrNotFound
	case !draft.Content.Attachments[at].IsPicture():
		return draft, aid.Error{Code: "file.not_picture", Field: "file"}
	}
	ref := draft.Content.Attachments[at]
	kept, err := d.Files.Turn(ctx, KeptFile{ref.SHA256, ref.Size, ref.MediaType})
	if err != nil {
		return draft, takeFault(err)
	}
	scan, err := d.scanKept(ctx, kept.SHA256, kept.Size)
	if err != nil {
		return draft, err
	}
	ref.ID, ref.SHA256, ref.Size, ref.MediaType = d.newID(), kept.SHA256, kept.Size, kept.MediaType
	ref.Name = nameFor(ref.Name, ref.MediaType)
	return d.addFile(ctx, d.step(r, "turn", draft.CaseID, "attachment", ref.ID), id, ref, scan, func(list []aid.AttachmentRef) ([]aid.AttachmentRef, error) {
		at := slices.IndexFunc(list, func(a aid.AttachmentRef) bool { return a.ID == attachment })
		if at < 0 {
			return nil, nil // it has been turned, or taken away, meanwhile
		}
		list[at] = ref
		return list, nil
	})
}

// reuseMonths is how far back what was sent can be used again. Statements and receipts older than that prove nothing today.
const reuseMonths = 3

// Sent (redan skickad bilaga) is a file of an earlier application, and the month that it was for.
type Sent struct {
	aid.AttachmentRef
	Month aid.Month
}

// Reusable returns the files of a case's applications of the last three months that are not on the draft's list, each once,
// the newest first. A file with a virus is not among them.
func (d *Desk) Reusable(ctx context.Context, draft aid.Draft) ([]Sent, error) {
	applications, err := d.Register.Applications(ctx, draft.CaseID)
	if err != nil {
		return nil, err
	}
	scans, err := d.Register.Scans(ctx, draft.CaseID)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, s := range scans {
		if s.Result == aid.ScanInfected {
			taken[string(s.AttachmentID)] = true
		}
	}
	for _, a := range draft.Content.Attachments {
		taken[a.Kind+a.SHA256] = true
	}
	shared, err := d.sharedIn(ctx, draft.CaseID)
	if err != nil {
		return nil, err
	}
	since := aid.DateOf(d.today().Time().AddDate(0, -reuseMonths, 0))
	var sent []Sent
	for _, application := range applications {
		if application.Registered.IsZero() || application.Registered.Before(since) || !shared(application) {
			continue
		}
		for _, a := range application.Content.Attachments {
			if a.IsFile() && !taken[a.Kind+a.SHA256] && !taken[string(a.ID)] {
				taken[a.Kind+a.SHA256] = true
				sent = append(sent, Sent{a, application.Month})
			}
		}
	}
	return sent, nil
}

// Reuse puts files of earlier applications on a draft's list, each as an attachment of its own with the same content. What is
// not among Reusable is passed over: it is on the list already, or it is no longer, or was never, to be had.
func (d *Desk) Reuse(ctx context.Context, r Request, id aid.ID, attachments []aid.ID) (aid.Draft, error) {
	draft, err := d.Register.Draft(ctx, id)
	if err != nil {
		return draft, err
	}
	sent, err := d.Reusable(ctx, draft)
	if err != nil {
		return draft, err
	}
	for _, s := range sent {
		if !slices.Contains(attachments, s.ID) {
			continue
		}
		if err := takesMore(draft); err != nil {
			return draft, err
		}
		record, err := d.Register.Attachment(ctx, s.ID)
		if err != nil {
			return draft, fmt.Errorf("find a file that was sent before: %w", err)
		}
		scan, err := d.scanKept(ctx, record.SHA256, record.Size)
		if err != nil {
			return draft, err
		}
		ref := record.AttachmentRef
		ref.ID = d.newID()
		step := d.step(Request{Actor: r.Actor}, "reuse", draft.CaseID, "attachment", ref.ID)
		draft, err = d.addFile(ctx, step, id, ref, scan, func(list []aid.AttachmentRef) ([]aid.AttachmentRef, error) {
			if slices.ContainsFunc(list, func(a aid.AttachmentRef) bool { return a.Kind == ref.Kind && a.SHA256 == ref.SHA256 }) {
				return nil, nil
			}
			return append(list, ref), nil
		})
		if err != nil {
			return draft, err
		}
	}
	return draft, nil
}

// HandIn notes on a draft that something has been handed in otherwise: what, how, and on which day. The same twice is once.
func (d *Desk) HandIn(ctx context.Context, r Request, id aid.ID, what aid.AttachmentRef) (aid.Draft, error) {
	var draft aid.Draft
	what.Name = strings.TrimSpace(cleanText(what.Name))
	var faults aid.Errors
	if !slices.Contains(aid.AttachmentKinds, what.Kind) {
		faults.Add("otherwise_kind", aid.Error{Code: "choose"})
	}
	if !slices.Contains(aid.HandInWays, what.Way) {
		faults.Add("otherwise_way", aid.Error{Code: "choose"})
	}
	if earliest := d.today().AddDays(-92); what.On.IsZero() || d.today().Before(what.On) || what.On.Before(earliest) {
		faults.Add("otherwise_on", aid.Error{Code: "apply.handed_in_day"})
	}
	if err := faults.Or(); err != nil {
		return draft, err
	}
	what = aid.AttachmentRef{ID: d.newID(), Kind: what.Kind, Name: what.Name, Way: what.Way, On: what.On}
	err := d.Register.Work(ctx, func(tx *store.Tx) (err error) {
		if draft, err = tx.Draft(ctx, id); err != nil {
			return err
		}
		same := func(a aid.AttachmentRef) bool {
			return !a.IsFile() && a.Kind == what.Kind && a.Way == what.Way && a.On == what.On && a.Name == what.Name
		}
		if slices.ContainsFunc(draft.Content.Attachments, same) {
			return nil
		}
		if err := takesMore(draft); err != nil {
			return err
		}
		draft.Content.Attachments = append(slices.Clone(draft.Content.Attachments), what)
		draft.UpdatedAt, draft.UpdatedBy = d.Now(), r.Actor.ID
		if err := tx.SaveDraft(draft); err != nil {
			return err
		}
		draft.Version++
		return nil
	})
	return draft, err
}

// cleanFileName keeps the last part of a file's name, at most 100 runes, without control characters and without the marks
// that turn the direction of writing: those make "exe.pdf" of what ends in "fdp.exe".
func cleanFileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if name = cleanText(name); name == "" {
		return "fil"
	}
	return name
}

// longestFileName is how much is kept of a file's name, in runes.
const longestFileName = 100

// cleanText keeps at most 100 visible runes.
func cleanText(text string) string {
	var kept []rune
	for _, r := range text {
		if unicode.IsGraphic(r) && len(kept) < longestFileName {
			kept = append(kept, r)
		}
	}
	return string(kept)
}

// endings are those of the kinds of file that are kept; the first of each is given to a name that has none of them.
var endings = map[string][]string{"application/pdf": {".pdf"}, "image/jpeg": {".jpg", ".jpeg"}, "image/png": {".png"}}

// nameFor gives a name the ending of what the file is, whatever it came as: programs open files by their names, and a PDF may be a
// page with scripts as well. The ending of another kind of picture gives way; any other stays, before the right one.
func nameFor(name, mediaType string) string {
	right := endings[mediaType]
	ending := path.Ext(name)
	switch lower := strings.ToLower(ending); {
	case slices.Contains(right, lower), len(right) == 0:
		return name
	case lower == ".jpg" || lower == ".jpeg" || lower == ".png" || lower == ".pdf":
		name = name[:len(name)-len(ending)]
	}
	runes := []rune(name)
	return string(runes[:min(len(runes), longestFileName-len(right[0]))]) + right[0]
}
