package loopback

import (
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// longestDelay is the most that the page takes, in seconds: less than a server's time to write.
const longestDelay = 100

// PageMux shows a page, made anew each time, and takes what its Modes send. The simulator adds forms of its own.
func (s *Service) PageMux(page func() templ.Component) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_ = page().Render(r.Context(), w) // a reader who has gone away needs no page
	})
	mux.HandleFunc("POST /mode", func(w http.ResponseWriter, r *http.Request) {
		Back(w, r, s.SetMode(Mode(r.FormValue("mode"))))
	})
	mux.HandleFunc("POST /delay", func(w http.ResponseWriter, r *http.Request) {
		seconds, err := strconv.Atoi(r.FormValue("seconds"))
		known := err == nil && seconds >= 0 && seconds <= longestDelay
		if known {
			s.SetDelay(time.Duration(seconds) * time.Second)
		}
		Back(w, r, known)
	})
	return mux
}

// Back returns to the page, or refuses what is no trouble of ours: a misspelt one would look like a service that works.
func Back(w http.ResponseWriter, r *http.Request, known bool) {
	if !known {
		http.Error(w, "Okänt läge", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
