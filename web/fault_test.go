package web

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/store/storetest"
	"bistand/web/site"
)

// serveRoute serves one route, on a real socket, by the one place that all routes go through.
func serveRoute(t *testing.T, policy site.Policy, handler site.Handler) *httptest.Server {
	t.Helper()
	languages, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	desk := &casework.Desk{
		Register: storetest.Open(t, "sqlite"), Random: rand.Reader, Now: func() time.Time { return time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC) },
		Municipality: aid.Municipality{Name: "Lunds kommun", Slug: "lund", Offices: []aid.Office{{Phone: "046-000 00 00"}}},
	}
	tenant := site.NewTenant(desk, nil, languages)
	t.Cleanup(func() { tenant.Reads.Close() })
	s, err := New([]*site.Tenant{tenant}, Config{Languages: languages})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s.page(tenant, site.Route{Pattern: "/", Policy: policy, Handler: handler}))
	server.Config = HTTPServer(server.Config.Handler)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// told is an error with words for the person.
type told string

func (told) Error() string     { return "told" }
func (t told) TextKey() string { return string(t) }

func TestL13_EveryErrorHasItsPage(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"not found":   {fmt.Errorf("find: %w", aid.ErrNotFound), 404, "Sidan finns inte"},
		"forbidden":   {aid.ErrForbidden, 403, "Du kan inte se den här sidan"},
		"reason":      {&site.ReasonNeeded{}, 403, "Du kan inte se den här sidan"},
		"conflict":    {aid.ErrConflict, 409, "Uppgifterna har ändrats"},
		"mendable":    {aid.Error{Code: "amount.format", Field: "x"}, 422, "Skriv beloppet i kronor"},
		"too large":   {&http.MaxBytesError{Limit: 1}, 413, "Filen eller texten är för stor"},
		"told":        {told("bankid.rfa5"), 503, "BankID svarar inte som det ska"},
		"unknown":     {errors.New("disk on fire at 19810105-9803"), 500, "Det gick inte att visa sidan"},
		"half a word": {told("no.such.text"), 500, "Det gick inte att visa sidan"},
	} {
		t.Run(name, func(t *testing.T) {
			server := serveRoute(t, site.Open, func(*site.Visit) error { return test.err })
			status, page := get(t, server.URL)
			if status != test.status || !strings.Contains(page, test.says) || !strings.Contains(page, "046-000 00 00") {
				t.Errorf("%d:\n%s", status, page)
			}
			if strings.Contains(page, "disk on fire") || strings.Contains(page, "systemadministratör") {
				t.Error("the page tells what only the log may")
			}
		})
	}
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "sv")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(page)
}

// A panic is an error page like any other, and the number on the page is the one in the log.
func TestL13_PanicIsAnErrorPageWithANumber(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(before)
	server := serveRoute(t, site.Open, func(*site.Visit) error { panic("out of range") })
	status, page := get(t, server.URL)
	number := regexp.MustCompile(`<bdi dir="ltr">([0-9A-F]{8})</bdi>`).FindStringSubmatch(page)
	if status != http.StatusInternalServerError || number == nil {
		t.Fatalf("%d:\n%s", status, page)
	}
	if text := log.String(); !strings.Contains(text, "number="+number[1]) || !strings.Contains(text, "out of range") || !strings.Contains(text, "fault_test.go") {
		t.Errorf("the log does not lead to the fault:\n%s", text)
	}
}

func TestAnAnswerThatHasBegunGetsNoErrorPage(t *testing.T) {
	server := serveRoute(t, site.Open, func(v *site.Visit) error {
		_, _ = io.WriteString(v.W, "half an ans")
		return errors.New("broken off")
	})
	if status, page := get(t, server.URL); status != http.StatusOK || page != "half an ans" {
		t.Errorf("%d %q", status, page)
	}
}

// A route that takes files gets the body unread, up to its limit; what is larger is refused with its own page.
func TestUploadsAreLimited(t *testing.T) {
	var read int64
	server := serveRoute(t, site.Open.WithUpload(), func(v *site.Visit) (err error) {
		read, err = io.Copy(io.Discard, v.R.Body)
		return err
	})
	for size, want := range map[int64]int{60 << 20: http.StatusOK, 65 << 20: http.StatusRequestEntityTooLarge} {
		response, err := http.Post(server.URL, "multipart/form-data; boundary=x", io.LimitReader(zeros{}, size))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want || want == http.StatusOK && read != size {
			t.Errorf("%d bytes: status %d, read %d", size, response.StatusCode, read)
		}
	}
}

// zeros is a file without end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
