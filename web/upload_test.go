package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/blob"
	"bistand/casework"
	"bistand/store/storetest"
	"bistand/web/ui"
	"bistand/web/webtest"
)

const (
	upload   = "0b5e7a52-6f0e-4b3c-9d0a-3f3c1d2e4f5a"
	piece    = casework.PieceSize
	messages = "/meddelanden/nytt"
)

// scan is a PDF of n bytes.
func scan(n int) []byte {
	const head, tail = "%PDF-1.4\n%", "\n%%EOF\n"
	return []byte(head + strings.Repeat("0123456789abcdef", n)[:n-len(head)-len(tail)] + tail)
}

// answered is what the script reads of an answer to a piece.
type answered struct {
	Status int
	Have   int    `json:"har"`
	Fault  string `json:"fel"`
}

// put sends a piece to an address.
func put(v *webtest.Visitor, address string, content []byte) (a answered) {
	v.T.Helper()
	p := v.Once(http.MethodPost, address, bytes.NewReader(content), "application/octet-stream")
	if p.Header.Get("Content-Type") == "application/json" {
		if err := json.Unmarshal([]byte(p.Body), &a); err != nil {
			v.T.Fatal(err)
		}
	}
	a.Status = p.Status
	return a
}

func at(id string, offset int) string { return fmt.Sprintf("/filer/%s?fran=%d", id, offset) }

// sendPieces sends a file as the script does, from where the server says, and returns what names it in a form.
func sendPieces(v *webtest.Visitor, side, id, name string, file []byte) string {
	v.T.Helper()
	for n, end := 0, 0; n < len(file); end = n + piece {
		a := put(v, fmt.Sprintf("%s%s&av=%d", side, at(id, n), len(file)), file[n:min(max(n, end), len(file))])
		if a.Status != http.StatusOK {
			v.T.Fatalf("a piece at %d: %+v", n, a)
		}
		n = a.Have
	}
	return fmt.Sprintf("%s %d %s", id, len(file), name)
}

// message is a message that brings files in pieces, which add up to the sum where one is named.
func message(v *webtest.Visitor, text, sum string, named ...string) *webtest.Form {
	form := v.Get(messages).Form(messages).Set("text", text)
	if sum != "" {
		form.Set("sha256", sum)
	}
	return form.Set("uppladdad", named...)
}

func sumOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// names counts how often a text stands in the thread.
func names(v *webtest.Visitor, text string) int {
	v.T.Helper()
	return strings.Count(v.Get("/meddelanden").Want(http.StatusOK).Text(), text)
}

func TestX9_FilesComeInPieces(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := webtest.Start(t, engine)
			v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
			file := scan(2*piece + 1234)
			if a := put(v, at(upload, piece), file[piece:2*piece]); a.Status != http.StatusConflict || a.Have != 0 {
				t.Errorf("beyond what there is: %+v", a)
			}
			if a := put(v, at(upload, 0), file[:piece]); a.Status != http.StatusOK || a.Have != piece {
				t.Errorf("the first: %+v", a)
			}
			if a := put(v, at(upload, 0), nil); a.Status != http.StatusOK || a.Have != piece {
				t.Errorf("asked: %+v", a)
			}
			half := fmt.Sprintf("%s %d hyra.pdf", upload, len(file))
			message(v, "Hyran.", "", half).Submit().Want(http.StatusUnprocessableEntity, "Filen kom inte fram hel. Försök igen.")
			named := sendPieces(v, "", upload, `C:\bilder\hyra.pdf`, file)
			form := message(v, "Hyran.", "", named).Attach("file", "el.pdf", scan(500))
			// The answer may be lost, and the form is then sent again.
			for range 2 {
				form.SubmitOnce().Want(http.StatusSeeOther)
			}
			if a, b, c := names(v, "Hyran."), names(v, "hyra.pdf"), names(v, "el.pdf"); a != 1 || b != 1 || c != 1 {
				t.Errorf("the message stands there %d times, its files %d and %d", a, b, c)
			}
		})
	}
}

// What the pieces do not come to is refused, and begun anew where it will never come to it.
func TestX9_PiecesThatAreNotTheFileAreRefused(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	f := w.Lund.Facts
	v, other := w.Visitor(w.Lund).MustLogIn(f.Applicant), w.Visitor(w.Lund).MustLogIn(f.CoApplicant)
	file := scan(piece + 10)
	named := sendPieces(v, "", upload, "hyra.pdf", file)
	const interrupted = "Filen kom inte fram hel."
	message(other, "Hyran.", "", named).Submit().Want(http.StatusUnprocessableEntity, interrupted)
	hers := scan(piece + 20)
	theirs := sendPieces(other, "", upload, "el.pdf", hers)
	for what, test := range map[string]struct{ named, says string }{
		"another size":     {fmt.Sprintf("%s %d hyra.pdf", upload, len(file)-1), interrupted},
		"another's size":   {theirs, interrupted},
		"another id":       {"0b5e7a52-6f0e-4b3c-9d0a-000000000000 9 hyra.pdf", interrupted},
		"no id":            {"../../etc 9 hyra.pdf", "Kontrollera det du har skrivit."},
		"no size":          {upload + " x hyra.pdf", "Kontrollera det du har skrivit."},
		"a negative size":  {upload + " -9 hyra.pdf", "Kontrollera det du har skrivit."},
		"no name":          {upload + " 9 ", "Kontrollera det du har skrivit."},
		"nothing":          {"", "Kontrollera det du har skrivit."},
		"more than a form": {fmt.Sprintf("%s %d hyra.pdf", upload, 65<<20), "Filen är för stor."},
	} {
		if p := message(v, "Hyran.", "", test.named).Submit(); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), test.says) {
			t.Errorf("%s: %d\n%s", what, p.Status, p.Text())
		}
	}
	message(v, "Hyran.", "", named, fmt.Sprintf("%s %d el.pdf", upload, 64<<20)).Submit().Want(http.StatusUnprocessableEntity, "Filen är för stor.")
	if n := put(v, at(upload, 0), nil).Have; n != len(file) {
		t.Errorf("%d bytes are left of what a form could not have", n)
	}
	form := message(v, "Hyran.", "", named)
	form.Fields.Del("nyckel")
	form.Submit().Want(http.StatusUnprocessableEntity)

	message(v, "Hyran.", sumOf(hers), named).Submit().Want(http.StatusUnprocessableEntity, interrupted)
	if n := put(v, at(upload, 0), nil).Have; n != 0 {
		t.Errorf("%d bytes are left of what will never be the file", n)
	}
	message(v, "Hyran.", sumOf(file), sendPieces(v, "", upload, "hyra.pdf", file)).SubmitOnce().Want(http.StatusSeeOther)
	message(other, "Elen.", sumOf(hers), theirs).SubmitOnce().Want(http.StatusSeeOther)
	if a, b := names(v, "hyra.pdf"), names(v, "Hyran."); a != 1 || b != 1 {
		t.Errorf("the file stands there %d times, the message %d", a, b)
	}
}

// Pieces are held to the limits of a file, and to whom they are of.
func TestPiecesAreLimited(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	f := w.Lund.Facts
	v := w.Visitor(w.Lund).MustLogIn(f.Applicant)
	for what, test := range map[string]struct {
		address string
		length  int
		want    answered
	}{
		"a file too large":      {at(upload, 0) + "&av=10485761", 0, answered{422, 0, "Filen är för stor. Välj en mindre fil eller ta ett nytt foto."}},
		"a piece too large":     {at(upload, 0), piece + 1, answered{422, 0, "Filen är för stor. Välj en mindre fil eller ta ett nytt foto."}},
		"before the beginning":  {at(upload, -1), 1, answered{422, 0, "Kontrollera det du har skrivit."}},
		"no place":              {"/filer/" + upload + "?fran=x", 1, answered{422, 0, "Kontrollera det du har skrivit."}},
		"no size":               {at(upload, 0) + "&av=x", 1, answered{422, 0, "Kontrollera det du har skrivit."}},
		"no id":                 {"/filer/x?fran=0", 1, answered{Status: 404}},
		"the staff's":           {"/handlaggning" + at(upload, 0), 1, answered{Status: 403}},
		"a file as large as is": {at(upload, 0) + "&av=10485760", 0, answered{Status: 200}},
	} {
		if got := put(v, test.address, make([]byte, test.length)); got != test.want {
			t.Errorf("%s: %+v, want %+v", what, got, test.want)
		}
	}
	// What grows beyond the limit of a file without having said so.
	for n := 0; n < casework.MaxAttachment; n += piece {
		if a := put(v, at(upload, n), make([]byte, piece)); a.Have != n+piece {
			t.Fatalf("at %d: %+v", n, a)
		}
	}
	if a := put(v, at(upload, casework.MaxAttachment), []byte("x")); a.Status != http.StatusUnprocessableEntity || a.Have != casework.MaxAttachment {
		t.Errorf("beyond the limit: %+v", a)
	}
	id := func(n int) string { return fmt.Sprintf("0b5e7a52-6f0e-4b3c-9d0a-0000000000%02d", n) }
	for n := range 19 {
		put(v, at(id(n), 0), []byte("x"))
	}
	const many = "Du har börjat skicka 20 filer som inte är klara. Vänta en timme, eller skicka mindre filer."
	if a := put(v, at(id(20), 0), nil); a.Status != http.StatusUnprocessableEntity || a.Fault != many {
		t.Errorf("one too many: %+v", a)
	}
	if a := put(w.Visitor(w.Lund).MustLogIn(f.CoApplicant), at(id(20), 0), nil); a.Status != http.StatusOK {
		t.Errorf("another's: %+v", a)
	}
	f.Now = w.Clock.Now()
	f.SetAccess(f.Case, f.Applicant, f.Caseworker, false)
	if a := put(v, at(id(1), 1), nil); a.Status != http.StatusForbidden {
		t.Errorf("of one whose case is closed: %+v", a)
	}
	if a := put(w.Visitor(w.Lund), at(upload, 0), []byte("x")); a.Status != http.StatusUnauthorized {
		t.Errorf("nobody's: %+v", a)
	}
	from := w.Visitor(w.Lund).MustLogIn(f.CoApplicant)
	from.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := put(from, at(upload, 0), []byte("x")); a.Status != http.StatusForbidden {
		t.Errorf("from another site: %+v", a)
	}
}

// failing keeps no file for a while.
type failing struct {
	casework.Files
	err error
}

func (f *failing) Take(ctx context.Context, r io.Reader, limit int64, look func(io.Reader) error) (casework.KeptFile, error) {
	if f.err != nil {
		return casework.KeptFile{}, f.err
	}
	return f.Files.Take(ctx, r, limit, look)
}

// After a fault of ours nothing of the file is sent again.
func TestX9_PiecesOutliveAFaultOfOurs(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	files := &failing{w.Lund.Tenant.Desk.Files, errors.New("the disk is full")}
	w.Lund.Tenant.Desk.Files = files
	v := w.Visitor(w.Lund).MustLogIn(w.Lund.Facts.Applicant)
	form := message(v, "Hyran.", "", sendPieces(v, "", upload, "hyra.pdf", scan(piece+10)))
	form.SubmitOnce().Want(http.StatusInternalServerError)
	files.err = nil
	form.SubmitOnce().Want(http.StatusSeeOther)
	if n := names(v, "hyra.pdf"); n != 1 {
		t.Errorf("the file stands there %d times", n)
	}
}

// A log-in that ends in the midst of a file takes the file with it, and nothing of what was written.
func TestX9_PiecesWhenTheLogInEnds(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			w := webtest.Start(t, engine)
			f := w.Lund.Facts
			v := w.Visitor(w.Lund).MustLogIn(f.Applicant)
			file := scan(2*piece + 9)
			form := message(v, "Jag undrar över hyran.", "", fmt.Sprintf("%s %d hyra.pdf", upload, len(file)))
			put(v, at(upload, 0), file[:piece])
			lapse(w)
			if a := put(v, at(upload, piece), file[piece:2*piece]); a.Status != http.StatusUnauthorized {
				t.Errorf("a piece: %+v", a)
			}
			form.SubmitOnce().Want(http.StatusUnauthorized, "kvar i ett dygn")
			v = w.Visitor(w.Lund)
			found := v.LogIn(f.Applicant).At("/osant").Want(http.StatusOK, "Jag undrar över hyran.", "Har du valt filer?")
			if n := strings.Count(found.Body, "?osant="); n != 1 || strings.Contains(found.Body, "uppladdad") {
				t.Errorf("%d forms are kept: %s", n, found.Text())
			}
			found.Forms()[sendForm(t, found)].SubmitOnce().Want(http.StatusSeeOther)
			if n := names(v, "Jag undrar över hyran."); n != 1 {
				t.Errorf("the message stands there %d times", n)
			}
			// What had come in is still there for who sends it again.
			if a := put(v, at(upload, 0), nil); a.Have != piece {
				t.Errorf("asked after the log-in: %+v", a)
			}
		})
	}
}

// Staff send scans in pieces too, under their own door.
func TestX9_StaffSendPieces(t *testing.T) {
	w := webtest.Start(t, "sqlite")
	f := w.Lund.Facts
	v := w.Visitor(w.Lund).MustStaffLogIn(f.Caseworker)
	address := "/handlaggning/arende/" + string(f.Case.ID) + "/ny-ansokan"
	page := v.Get(address)
	if !strings.Contains(page.Body, `data-pieces="/handlaggning/filer/"`) {
		t.Error("the form does not say where its pieces go")
	}
	named := sendPieces(v, "/handlaggning", upload, "ansokan.pdf", scan(piece+10))
	page.Form(address).Set("uppladdad", named).Submit().Want(http.StatusUnprocessableEntity) // who signed is not said
	form := page.Form(address).Set("month", "2026-11").Set("received", "2026-11-01").Set("form", "rental")
	for _, adult := range []aid.Person{f.Applicant, f.CoApplicant} {
		form.Set("signed-"+string(adult.ID), "2026-10-31")
	}
	form.Set("uppladdad", named).Submit().Want(http.StatusOK, "Ansökan är inskickad")
	if a := put(v, at(upload, 0), nil); a.Status != http.StatusForbidden {
		t.Errorf("at the citizens' door: %+v", a)
	}
}

// The length of a piece stands in the page's script, the web and the file store, which know nothing of each other.
func TestOnePieceIsOnePiece(t *testing.T) {
	if casework.PieceSize != blob.PieceSize || !strings.Contains(ui.UploadJS, fmt.Sprintf("const piece = %d;", blob.PieceSize)) {
		t.Error("a piece has several lengths")
	}
}
