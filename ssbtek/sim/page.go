package sim

import (
	"net/http"

	"bistand/aid"
)

// pageHandler is the page and the two forms on it.
func (s *Server) pageHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showPage)
	mux.HandleFunc("POST /mode", func(w http.ResponseWriter, r *http.Request) {
		back(w, r, s.SetMode(Mode(r.FormValue("mode"))))
	})
	mux.HandleFunc("POST /flaw", func(w http.ResponseWriter, r *http.Request) {
		back(w, r, s.SetFlaw(aid.Authority(r.FormValue("authority")), Flaw(r.FormValue("flaw"))))
	})
	return mux
}

// back returns to the page, or refuses what is no trouble of ours: a misspelt one would look like a service that works.
func back(w http.ResponseWriter, r *http.Request, known bool) {
	if !known {
		http.Error(w, "Okänt läge", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// showPage shows what trouble there is and who asked what.
func (s *Server) showPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = troublePage(s).Render(r.Context(), w) // a reader who has gone away needs no page
}

// modeNames are the modes in words.
var modeNames = map[Mode]string{
	Normal: "fungerar", Outage: "nere", Hang: "svarar aldrig", Slow: "långsam", Error500: "fel 500", Error503: "stängd (503)", Page: "webbsida i stället",
	Fault: "SOAP-fel", Garbage: "svarar med skräp", Half: "lägger på mitt i",
}

// flawNames are the flaws in words.
var flawNames = map[Flaw]string{
	None: "svarar", NoAnswer: "svarar inte (SSBT)", SourceError: "fel hos källan (BT)", Absent: "saknas i svaret", Delayed: "långsam", OtherPerson: "svarar om någon annan",
	Garbled: "oläsligt svar", BadStatus: "okänd status", MoreElements: "okända uppgifter i svaret", Marked: "skyddade uppgifter",
	Failing: "felande (LEFI)", Unavailable: "otillgänglig (LEFI)", Denied: "obehörig (LEFI)", Internal: "internt fel (LEFI)",
}

// authorityNames are the authorities in words.
var authorityNames = map[aid.Authority]string{
	"social_insurance": "Försäkringskassan", "pensions": "Pensionsmyndigheten", "unemployment_fund": "A-kassorna", "employment": "Arbetsförmedlingen",
	"study_support": "CSN", "tax": "Skatteverket", "vehicles": "Transportstyrelsen", "migration": "Migrationsverket",
}
