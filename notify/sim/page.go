package sim

import (
	"net/http"
	"slices"
)

// routes are the gateway's one door and the page's three. They share a server, since both belong to the same messages.
func (s *Sim) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /a1/sms", s.postSMS)
	mux.HandleFunc("GET /{$}", s.outbox)
	mux.HandleFunc("POST /mode", s.chooseMode)
	mux.HandleFunc("POST /reports", s.chooseReports)
	return mux
}

// modeNames are the modes in words; the order is that of Modes.
var modeNames = map[Mode]string{
	Working: "fungerar", Temporary: "tillfälligt fel", Greylist: "grålistar", Permanent: "okänd mottagare", Denied: "tar inte emot från oss",
	Slow: "långsam", Hang: "svarar aldrig", Close: "lägger på", Garbage: "svarar med skräp",
}

// reportNames are the ways to report in words.
var reportNames = map[Reports]string{
	ReportSoon: "genast", ReportLate: "sent", ReportNever: "aldrig", ReportFailed: "kom inte fram", ReportTwice: "två gånger",
}

// outbox shows what went out, newest first.
func (s *Sim) outbox(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = outboxPage(s.Messages(), s.Mode(), s.Reports()).Render(r.Context(), w) // a reader who has gone away needs no page
}

// chooseMode changes how the simulators behave, from the buttons of the page.
func (s *Sim) chooseMode(w http.ResponseWriter, r *http.Request) {
	// Only the known modes: a misspelt one would look like a simulator that works.
	mode := Mode(r.FormValue("mode"))
	if !slices.Contains(Modes, mode) {
		http.Error(w, "Okänt läge", http.StatusBadRequest)
		return
	}
	s.SetMode(mode)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// chooseReports changes how the gateway reports, from the buttons of the page.
func (s *Sim) chooseReports(w http.ResponseWriter, r *http.Request) {
	reports := Reports(r.FormValue("reports"))
	if !slices.Contains(ReportsModes, reports) {
		http.Error(w, "Okänt läge", http.StatusBadRequest)
		return
	}
	s.SetReports(reports)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
