package proof_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	clamdsim "bistand/clamd/sim"
	"bistand/web"
	"bistand/web/site"
	"bistand/web/webtest"
)

// policyOf is a route's policy.
func policyOf(pattern string) site.Policy {
	for _, route := range web.Routes() {
		if route.Pattern == pattern {
			return route.Policy
		}
	}
	return site.Policy{}
}

// Forms in another wrapping, without a key, with a key too long or a body too large are refused, whoever sends them.
func TestFormsInTheWrongShapeAreRefused(t *testing.T) {
	showErrors(t)
	f := newFormWorld(t, "sqlite")
	urlencoded := "application/x-www-form-urlencoded"
	for pattern, form := range f.forms() {
		policy := policyOf(pattern)
		if policy.Keyless {
			continue
		}
		page, one := f.fresh(form)
		address, err := page.URL.Parse(one.Action)
		must(t, err)
		fields := one.Fields.Encode()
		one.Fields.Del("nyckel")
		without := one.Fields.Encode()
		large := 70 << 10
		if policy.Upload {
			large = 70 << 20
		}
		for _, test := range []struct {
			what, kind, body string
			want             []int
		}{
			{"text/plain", "text/plain", fields, []int{400, 422}},
			{"JSON", "application/json", `{"nyckel":"0123456789"}`, []int{400, 422}},
			{"no type", "", fields, []int{400, 422}},
			{"no key", urlencoded, without, []int{400, 422}},
			{"a short key", urlencoded, without + "&nyckel=kort", []int{400, 422}},
			{"a long key", urlencoded, without + "&nyckel=" + strings.Repeat("k", 65), []int{400, 422}},
			{"a broken escape", urlencoded, without + "&nyckel=0123456789&x=%zz", []int{400, 422}},
			{"too large", urlencoded, "nyckel=0123456789&x=" + strings.Repeat("x", large), []int{413, 422}},
			{"broken multipart", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"nyckel\"\r\n\r\n0123", []int{400, 422}},
			{"multipart without a boundary", "multipart/form-data", "x", []int{400, 422}},
		} {
			before := f.state()
			answer := f.who[form.who].Once(http.MethodPost, address.String(), strings.NewReader(test.body), test.kind)
			want := test.want
			if !policy.Upload {
				want = want[:1]
			}
			if !slices.Contains(want, answer.Status) {
				t.Errorf("%s with %s: %d, want %d", pattern, test.what, answer.Status, want)
			}
			if f.state() != before {
				t.Errorf("%s with %s has changed something", pattern, test.what)
			}
		}
	}
}

// A request whose length is told in two ways is answered at most once: what would be a second request in it is not.
func TestARequestOfTwoLengthsIsNotTwoRequests(t *testing.T) {
	f := newFormWorld(t, "sqlite")
	conn, err := net.Dial("tcp", f.world.Addr)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(5*time.Second)))
	hidden := "GET /hjalp HTTP/1.1\r\nHost: " + f.world.Lund.Host + "\r\n\r\n"
	_, err = fmt.Fprintf(conn, "POST /logga-in HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%s",
		f.world.Lund.Host, 5+len(hidden), hidden)
	must(t, err)
	said, _ := io.ReadAll(bufio.NewReader(conn))
	if n := bytes.Count(said, []byte("HTTP/1.1 ")); n != 1 {
		t.Errorf("%d answers:\n%.600s", n, said)
	}
}

// part is a file of a form as it is sent.
type part struct{ name, content string }

// upload sends files; after cut bytes the form breaks off, where that is not 0.
func (f *formWorld) upload(form found, cut int, parts ...part) *webtest.Page {
	f.t.Helper()
	page, one := f.fresh(form)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, field := range []string{"nyckel", "kind"} {
		must(f.t, m.WriteField(field, one.Fields.Get(field)))
	}
	for _, p := range parts {
		h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + p.name + `"`}, "Content-Type": {"application/pdf"}}
		w, err := m.CreatePart(h)
		must(f.t, err)
		_, err = io.WriteString(w, p.content)
		must(f.t, err)
	}
	must(f.t, m.Close())
	address, err := page.URL.Parse(one.Action)
	must(f.t, err)
	content := b.Bytes()
	if cut > 0 {
		content = content[:len(content)-cut]
	}
	return page.Visitor.Once(http.MethodPost, address.String(), bytes.NewReader(content), m.FormDataContentType())
}

// A file of a wrong kind, an empty one, one too large and one that broke off are each refused with a reason of their own.
func TestWrongFilesAreRefusedWithTheirReason(t *testing.T) {
	showErrors(t)
	f := newFormWorld(t, "sqlite")
	form := f.forms()["POST /ansok/utkast/{id}/bilagor"]
	words := f.world.Lund.Tenant.Languages.For("sv")
	for _, test := range []struct {
		what, reason string
		cut          int
		file         part
	}{
		{"a program called .pdf", "file.type", 0, part{"utdrag.pdf", "MZ\x90\x00" + strings.Repeat("x", 600)}},
		{"a page", "file.type_named HTML", 0, part{"utdrag.pdf", "<html><script>alert(1)</script>"}},
		{"a picture that can hold scripts", "file.type", 0, part{"bild.png", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`}},
		{"an archive", "file.type_named Word, Excel, ZIP", 0, part{"utdrag.pdf", "PK\x03\x04" + strings.Repeat("\x00", 100)}},
		{"an empty file", "file.empty", 0, part{"utdrag.pdf", ""}},
		{"an iPhone's picture", "file.heic", 0, part{"bild.heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"}},
		{"a file above 10 MB", "file.too_big", 0, part{"utdrag.pdf", pdf(1) + strings.Repeat("x", 10<<20)}},
		{"a file far above", "file.too_big", 0, part{"utdrag.pdf", pdf(1) + strings.Repeat("x", 13<<20)}},
		{"a file whose name has control characters", "invalid", 0, part{"a\x01b\x7fc.pdf", pdf(1)}},
		{"a form that breaks off", "invalid", 300, part{"utdrag.pdf", pdf(1) + strings.Repeat("x", 5000)}},
	} {
		before := f.state()
		answer := f.upload(form, test.cut, test.file)
		reason, kind, _ := strings.Cut(test.reason, " ")
		said := words.T("error."+reason, "type", kind)
		if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Text(), said) {
			t.Errorf("%s: %d, without %q:\n%.400s", test.what, answer.Status, said, answer.Text())
		}
		if f.state() != before {
			t.Errorf("%s: the register has changed", test.what)
		}
	}
	if answer := f.upload(form, 0); answer.Status != http.StatusUnprocessableEntity {
		t.Errorf("no file at all: %d", answer.Status)
	}
}

// A file's name is where it came from, not a place to put it: what is kept of it is its last part, as plain text.
func TestNamesOfFilesAreHarmless(t *testing.T) {
	showErrors(t)
	f := newFormWorld(t, "sqlite")
	form := f.forms()["POST /ansok/utkast/{id}/bilagor"]
	for i, test := range [][2]string{
		{"../../../etc/passwd", "passwd.pdf"},
		{`C:\\Users\\x\\hyra.pdf`, "hyra.pdf"},
		{"<script>alert(1)<script>.pdf", "<script>alert(1)<script>.pdf"},
		{strings.Repeat("å", 300) + ".pdf", strings.Repeat("å", 96) + ".pdf"},
		{"räkning\u202efdp.exe", "räkningfdp.exe.pdf"}, // shown as räkningexe.pdf
		{"a\u200b\u2066b\ufeff.html", "ab.html.pdf"},
		{"hyra.pdf.exe", "hyra.pdf.exe.pdf"},
		{"hyra.jpg", "hyra.pdf"},
		{"..", "...pdf"},
		{"/", "fil.pdf"},
	} {
		if answer := f.upload(form, 0, part{test[0], pdf(500 + i)}); answer.Status != http.StatusSeeOther {
			t.Errorf("%q: %d\n%.400s", test[0], answer.Status, answer.Text())
			continue
		}
		d, err := f.h.place.Tenant.Desk.Register.Draft(t.Context(), f.h.ids["draft"])
		must(t, err)
		kept := d.Content.Attachments[len(d.Content.Attachments)-1]
		if kept.Name != test[1] {
			t.Errorf("%q is kept as %q, want %q", test[0], kept.Name, test[1])
		}
		page, _ := f.open(form)
		f.harmless("the page with "+test[1], page)
		answer := page.Visitor.Once(http.MethodGet, "/bilagor/"+string(kept.ID), nil, "")
		if d := answer.Header.Get("Content-Disposition"); answer.Status != 200 || !strings.HasPrefix(d, "attachment") || strings.ContainsAny(d, "\r\n\x01") {
			t.Errorf("%q is sent as %d %q", kept.Name, answer.Status, d)
		}
	}
}

// Whatever takes files refuses each hostile one, and each form that is made to wear the program out, in words: nothing is kept of it.
func TestNoUploadTakesHostileFiles(t *testing.T) {
	showErrors(t)
	f := newFormWorld(t, "sqlite")
	forms, tried := f.forms(), 0
	photo := photo(t, 30_001)
	flood := strings.Replace(photo, photo[strings.Index(photo, "\xff\xc0")+5:strings.Index(photo, "\xff\xc0")+9], "\xff\xff\xff\xff", 1)
	active := func(what string) string { return "%PDF-1.4\n1 0 obj<<" + what + ">>endobj\n%%EOF\n" }
	for pattern, form := range forms {
		if !policyOf(pattern).Upload {
			continue
		}
		tried++
		for what, file := range map[string]part{
			"pixel flood":      {"foto.jpg", flood},
			"script":           {"a.pdf", active("/S/JavaScript/JS(app.alert)")},
			"launch":           {"a.pdf", active("/S/Launch/F(cmd.exe)")},
			"password":         {"a.pdf", active("/Encrypt 7 0 R")},
			"SVG":              {"bild.jpg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`},
			"page of UTF-16":   {"a.pdf", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00"},
			"page before PDF":  {"a.pdf", "<html>" + pdf(1)},
			"archive":          {"a.pdf", "PK\x03\x04" + strings.Repeat("\x00", 60)},
			"packed":           {"a.pdf.gz", "\x1f\x8b\x08\x00" + strings.Repeat("\x00", 60)},
			"the test virus":   {"a.com", clamdsim.EICAR},
			"empty":            {"a.pdf", ""},
			"way out of files": {"../../../../x.html", "<html>"},
		} {
			f.uploadRefused(form, what, "", file)
		}
		file := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n"
		whole := file + "\r\n" + pdf(3) + "\r\n--x--\r\n"
		for what, more := range map[string]string{
			"20 000 fields":     strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", 20_000) + whole,
			"a header of 11 MB": file + "A: " + strings.Repeat("a", 11<<20) + "\r\n" + whole[len(file):],
			"20 000 headers":    file + strings.Repeat("A: b\r\n", 20_000) + whole[len(file):],
			"no end":            whole[:len(whole)-len("--x--\r\n")],
		} {
			f.uploadRefused(form, what, more, part{})
		}
	}
	if tried != 9 {
		t.Errorf("%d forms take files, want 9", tried)
	}
}

// uploadRefused sends a file, or what is to stand in the form after its fields, and wants it refused in words with nothing kept.
func (f *formWorld) uploadRefused(form found, what, more string, file part) {
	f.t.Helper()
	page, one := f.open(form)
	if one == nil {
		page, one = f.fresh(form)
	}
	for _, test := range sentForms {
		for i := 0; test.pattern == form.pattern && i+1 < len(test.fields); i += 2 {
			if test.fields[i] != "file" {
				one.Set(f.filled(form, test.fields[i]), f.filled(form, test.fields[i+1]))
			}
		}
	}
	address, err := page.URL.Parse(one.Action)
	must(f.t, err)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	must(f.t, m.SetBoundary("x"))
	for name, values := range one.Fields {
		for _, value := range values {
			must(f.t, m.WriteField(name, value))
		}
	}
	if more != "" {
		b.WriteString("\r\n" + more)
	} else {
		w, err := m.CreateFormFile("file", file.name)
		must(f.t, err)
		_, err = io.WriteString(w, file.content)
		must(f.t, err)
		must(f.t, m.Close())
	}
	var before, after int
	kept := "SELECT (SELECT count(*) FROM attachment) + (SELECT count(*) FROM log WHERE step NOT IN ('read', 'reads'))"
	must(f.t, f.raw.QueryRow(kept).Scan(&before))
	answer := page.Visitor.Once(http.MethodPost, address.String(), &b, m.FormDataContentType())
	must(f.t, f.raw.QueryRow(kept).Scan(&after))
	if answer.Status < 400 || answer.Status > 499 || after != before {
		f.t.Errorf("%s with %s: %d, %d more kept", form.pattern, what, answer.Status, after-before)
	}
}

// A request whose header is far too long is refused before it is read to its end, and the program answers the next one.
func TestAnEndlessHeaderIsRefused(t *testing.T) {
	f := newFormWorld(t, "sqlite")
	conn, err := net.Dial("tcp", f.world.Addr)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(5*time.Second)))
	_, err = fmt.Fprintf(conn, "GET /hjalp HTTP/1.1\r\nHost: %s\r\nX-Long: %s", f.world.Lund.Host, strings.Repeat("a", 40<<10))
	must(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a header without end: %d", answer.StatusCode)
	}
	f.who["nobody"].Get("/hjalp").Want(http.StatusOK)
}
