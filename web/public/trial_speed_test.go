package public_test

import (
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/rules"
	"bistand/web"
	"bistand/web/site"
)

// silent takes an answer and throws it away, as cheaply as can be.
type silent struct {
	header http.Header
	status int
}

func (s *silent) Header() http.Header         { return s.header }
func (s *silent) WriteHeader(status int)      { s.status = status }
func (s *silent) Write(b []byte) (int, error) { return len(b), nil }

// What a trial calculation costs the program beside net/http and the connection.
func BenchmarkTrial(b *testing.B) {
	languages, err := lang.Load()
	if err != nil {
		b.Fatal(err)
	}
	m := aid.Municipality{Code: "1281", Name: "Lunds kommun", Slug: "lund", Offices: []aid.Office{{Name: "Växeln", Phone: "046-000 00 00"}}}
	now := func() time.Time { return time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC) }
	tenant := site.NewTenant(&casework.Desk{Rules: rules.Embedded(), Municipality: m, Now: now, Random: rand.Reader}, nil, languages)
	defer tenant.Reads.Close()
	handler, err := web.New([]*site.Tenant{tenant}, web.Config{Languages: languages})
	if err != nil {
		b.Fatal(err)
	}
	const form = "vuxna=tva&barn-under_1=&barn-age_1_2=1&barn-age_3=&barn-age_4_6=&barn-age_7_10=2&barn-age_11_14=&barn-age_15_18=&barn-age_19_20=" +
		"&inkomst-salary=14+800&inkomst-unemployment=&inkomst-disability=&inkomst-sickness_benefit=&inkomst-parental_benefit=7100&inkomst-pension=" +
		"&inkomst-maintenance=&inkomst-child_benefit=4480&inkomst-study_support=&inkomst-housing_benefit=2900&inkomst-other_income=" +
		"&kostnad-housing=9+850&kostnad-electricity=540&kostnad-work_travel=970&kostnad-home_insurance=160&kostnad-fees=420"
	body := strings.NewReader(form)
	r := httptest.NewRequest(http.MethodPost, "http://lund.localhost/provberakning", body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "sv-SE,sv;q=0.9,en;q=0.8")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Origin", "http://lund.localhost")
	b.ReportAllocs()
	for b.Loop() {
		body.Reset(form)
		r.Body = io.NopCloser(body)
		w := &silent{header: http.Header{}}
		if handler.ServeHTTP(w, r); w.status != http.StatusOK {
			b.Fatal(w.status)
		}
	}
}
