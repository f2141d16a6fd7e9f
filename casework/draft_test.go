package casework_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"

	"github.com/google/go-cmp/cmp"
)

// B3: the next month is prefilled with what seldom changes; incomes by their kind alone, since their amounts must be stated.
func TestB3_DraftIsPrefilled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := have(w.desk.BeginDraft(w.ctx, w.as(w.asa), w.couple.ID, w.november))(t)
		empty := aid.Content{Month: w.november, Kind: aid.First, Household: w.couple.Household()}
		if diff := cmp.Diff(empty, first.Content); diff != "" {
			t.Errorf("the first draft:\n%s", diff)
		}
		first = have(w.desk.SaveDraft(w.ctx, w.as(w.asa), first.ID, first.Version, func(c *aid.Content) error {
			c.Household.Children[0].LunchOut = true
			c.Changes = "Elis har börjat skolan."
			return w.complete(c)
		}))(t)
		a := have(w.desk.Freeze(w.ctx, w.as(w.asa), first.ID, first.Version))(t)
		w.must(w.signed(a, w.asa))
		w.must(w.signed(a, w.omar))

		next := have(w.desk.BeginDraft(w.ctx, w.as(w.omar), w.couple.ID, w.december))(t)
		want := aid.Content{
			Month: w.december, Kind: aid.Renewal, Household: w.couple.Household(), Housing: a.Content.Housing,
			Occupations: a.Content.Occupations, NoAssets: true, Account: a.Content.Account,
			Carried:  map[string]bool{"household": true, "housing": true, "occupation": true, "assets": true, "account": true},
			Incomes:  []aid.Income{{Kind: "salary", PersonID: w.asa.ID}},
			Expenses: []aid.Expense{{Kind: "housing", Amount: 7_345_00}, {Kind: "electricity", Amount: 412_00}},
		}
		want.Household.Children[0].LunchOut = true
		if diff := cmp.Diff(want, next.Content); diff != "" {
			t.Errorf("the next draft:\n%s", diff)
		}
		if err := casework.Complete(next.Content); err == nil {
			t.Error("a prefilled draft can be signed without stating anything")
		}
	})
}

func TestX9_SecondTabGetsTheSameDraft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := have(w.desk.BeginDraft(w.ctx, w.as(w.asa), w.couple.ID, w.november))(t)
		second := have(w.desk.BeginDraft(w.ctx, w.as(w.omar), w.couple.ID, w.november))(t)
		if first.ID != second.ID || second.Version != 1 || second.UpdatedBy != w.asa.ID {
			t.Errorf("the second draft is %+v, want the first", second)
		}
		overview := have(w.register.Overview(w.ctx, w.couple.ID))(t)
		if overview.Draft == nil || overview.Draft.ID != first.ID {
			t.Errorf("the overview shows draft %+v", overview.Draft)
		}
	})
}

func TestX9_SavingADraft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.asa), w.couple.ID, w.november))(t)
		w.pass(time.Minute)
		say := func(text string) func(*aid.Content) error {
			return func(c *aid.Content) error { c.Changes = text; return nil }
		}
		saved := have(w.desk.SaveDraft(w.ctx, w.as(w.omar), draft.ID, 1, say("Omars")))(t)
		kept := have(w.register.Draft(w.ctx, draft.ID))(t)
		if diff := cmp.Diff(kept, saved); diff != "" {
			t.Errorf("what was answered is not what was kept:\n%s", diff)
		}
		if kept.Version != 2 || kept.UpdatedBy != w.omar.ID || kept.Content.Changes != "Omars" {
			t.Errorf("kept: %+v", kept)
		}
		fault := aid.Error{Code: "amount.format", Field: "amount"}
		for _, c := range []struct {
			name    string
			id      aid.ID
			version int
			change  func(*aid.Content) error
			want    error
		}{
			{"från en äldre flik", draft.ID, 1, say("Åsas"), aid.ErrConflict},
			{"från en flik som inte finns än", draft.ID, 3, say("Åsas"), aid.ErrConflict},
			{"ett fel i formuläret", draft.ID, 2, func(*aid.Content) error { return fault }, nil},
			{"ett utkast som inte finns", w.id(), 1, say("Åsas"), aid.ErrNotFound},
		} {
			_, err := w.desk.SaveDraft(w.ctx, w.as(w.asa), c.id, c.version, c.change)
			if c.want == nil {
				if code(err) != fault.Code {
					t.Errorf("%s: %v", c.name, err)
				}
			} else if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		if after := have(w.register.Draft(w.ctx, draft.ID))(t); after.Content.Changes != "Omars" || after.Version != 2 {
			t.Errorf("a refused save changed the draft: %+v", after)
		}
		ready := have(w.desk.SaveDraft(w.ctx, w.as(w.asa), draft.ID, 2, w.complete))(t)
		have(w.desk.Freeze(w.ctx, w.as(w.asa), draft.ID, ready.Version))(t)
		frozen := have(w.register.Draft(w.ctx, draft.ID))(t)
		if _, err := w.desk.SaveDraft(w.ctx, w.as(w.omar), draft.ID, frozen.Version, say("för sent")); code(err) != "apply.frozen" {
			t.Errorf("a draft out for signature: %v", err)
		}
	})
}

// endless is a stream that counts what is read of it.
type endless struct {
	start io.Reader
	read  int64
}

func (e *endless) Read(b []byte) (int, error) {
	if n, err := e.start.Read(b); n > 0 || !errors.Is(err, io.EOF) {
		e.read += int64(n)
		return n, err
	}
	clear(b)
	e.read += int64(len(b))
	return len(b), nil
}

var errBroken = errors.New("the connection broke")

const pdf = "%PDF-1.7\nett kontoutdrag\n%%EOF\n"

func TestL6_AttachmentsByTheirContent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		before := w.steps()
		heic := "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
		for _, c := range []struct {
			name, file, want string
		}{
			{"tom fil", "", "file.empty"},
			{"ett program som kallar sig pdf", "MZ\x90\x00", "file.type"},
			{"en webbsida", "<!doctype html><script>", "file.type_named"},
			{"en bild ur en telefon", heic, "file.heic"},
			{"större än tillåtet", pdf + strings.Repeat("x", casework.MaxAttachment), "file.too_big"},
		} {
			_, err := w.desk.Attach(w.ctx, w.as(w.sara), draft.ID, "bank_statement", "kontoutdrag.pdf", strings.NewReader(c.file))
			var fault aid.Error
			if !errors.As(err, &fault) || fault.Code != c.want || fault.Field != "file" {
				t.Errorf("%s: %v, want %s at the file", c.name, err, c.want)
			}
		}
		huge := &endless{start: strings.NewReader(pdf)}
		if _, err := w.desk.Attach(w.ctx, w.as(w.sara), draft.ID, "other", "stor.pdf", huge); code(err) != "file.too_big" {
			t.Errorf("an endless file: %v", err)
		}
		if huge.read > casework.MaxAttachment+1<<20 {
			t.Errorf("%d bytes were read of a file of at most %d", huge.read, casework.MaxAttachment)
		}
		for _, start := range []string{"", pdf + strings.Repeat("x", 1000)} {
			broken := io.MultiReader(strings.NewReader(start), &failing{})
			if _, err := w.desk.Attach(w.ctx, w.as(w.sara), draft.ID, "other", "halv.pdf", broken); !errors.Is(err, errBroken) {
				t.Errorf("a broken upload: %v", err)
			}
		}
		w.refused("a file that is not kept", before, nil, nil)
	})
}

// failing is a connection that breaks.
type failing struct{}

func (*failing) Read([]byte) (int, error) { return 0, errBroken }

func TestL6_AttachmentsAreKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		for i, c := range []struct{ kind, name, want string }{
			{"bank_statement", `C:\Bilder\kontoutdrag.pdf`, "kontoutdrag.pdf"},
			{"other", "../../etc/räkning\n.pdf", "räkning.pdf"},
			{"other", "", "fil.pdf"},
			{"other", strings.Repeat("å", 200), strings.Repeat("å", 96) + ".pdf"},
			{"other", "bild\u202egpj.exe", "bildgpj.exe.pdf"}, // a mark that turns the direction of writing
		} {
			whole := pdf + strings.Repeat("%", i)
			draft = have(w.desk.Attach(w.ctx, w.as(w.sara), draft.ID, c.kind, c.name, strings.NewReader(whole)))(t)
			if len(draft.Content.Attachments) != i+1 {
				t.Fatalf("%d attachments after %d", len(draft.Content.Attachments), i+1)
			}
			ref := draft.Content.Attachments[i]
			if ref.Name != c.want || ref.Kind != c.kind || ref.Size != int64(len(whole)) {
				t.Errorf("attachment %+v, want name %q", ref, c.want)
			}
			kept := have(w.register.Attachment(w.ctx, ref.ID))(t)
			want := aid.Attachment{AttachmentRef: ref, CaseID: w.single.ID, UploadedBy: w.sara.ID, UploadedAt: w.Now()}
			if diff := cmp.Diff(want, kept, cmp.Comparer(time.Time.Equal)); diff != "" {
				t.Errorf("kept:\n%s", diff)
			}
			file := have(w.desk.Files.Open(w.ctx, ref.SHA256, ref.Size))(t)
			content := have(io.ReadAll(file))(t)
			file.Close()
			if !bytes.Equal(content, []byte(whole)) {
				t.Errorf("the file came back as %q", content)
			}
		}
	})
}

// A file is added whoever else changes the draft meanwhile, once, and only while the draft can be changed.
func TestX9_AttachmentWhileTheDraftMovesOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := w.filled(w.single, w.november)
		attach := func(kind string) (aid.Draft, error) {
			return w.desk.Attach(w.ctx, w.as(w.sara), draft.ID, kind, "a.pdf", strings.NewReader(pdf+"%"))
		}
		had := len(draft.Content.Attachments)
		for _, want := range []struct {
			kind  string
			files int
		}{{"other", 1}, {"other", 1}, {"bank_statement", 2}} {
			draft = have(attach(want.kind))(t)
			if len(draft.Content.Attachments) != had+want.files {
				t.Errorf("%d attachments after %s, want %d", len(draft.Content.Attachments), want.kind, had+want.files)
			}
		}
		a := have(w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, draft.Version))(t)
		before := w.steps()
		if _, err := attach("other"); code(err) != "apply.frozen" || w.steps() != before {
			t.Errorf("a draft out for signature: %v, %d steps", err, w.steps()-before)
		}
		w.must(w.signed(a, w.sara))
		before = w.steps()
		_, err := attach("other")
		w.refused("a draft that has come in", before, err, aid.ErrNotFound)
	})
}
