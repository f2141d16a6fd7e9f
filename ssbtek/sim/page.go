package sim

import (
	"net/http"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/loopback"
)

// pageHandler is the page, and the form on it that is SSBTEK's own.
func (s *Server) pageHandler() http.Handler {
	mux := s.PageMux(func() templ.Component { return troublePage(s) })
	mux.HandleFunc("POST /flaw", func(w http.ResponseWriter, r *http.Request) {
		loopback.Back(w, r, s.SetFlaw(aid.Authority(r.FormValue("authority")), Flaw(r.FormValue("flaw"))))
	})
	return mux
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
