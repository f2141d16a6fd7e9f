package sim

import (
	"net/http"
	"slices"
	"time"

	"bistand/loopback"
)

// openPage starts the bank's page: for those who show or try the program, not for the public.
func (s *Server) openPage() error {
	listener, err := loopback.Listen(s.config.PageAddr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showPage)
	mux.HandleFunc("POST /settle", s.act(func(*http.Request) { s.SettleNow() }))
	mux.HandleFunc("POST /reject", s.act(func(r *http.Request) {
		s.Change(func(b *Behaviour) { b.RejectNext = oneOf(r.FormValue("reason"), "AM04", "AC01", "AC04") })
	}))
	mux.HandleFunc("POST /answer", s.act(func(r *http.Request) {
		mode := oneOf(r.FormValue("mode"), "", string(AnswerNone), string(AnswerLate), string(AnswerHalf),
			string(AnswerGarbage), string(AnswerTwice))
		s.Change(func(b *Behaviour) { b.Answer, b.Delay = Answer(mode), time.Minute })
	}))
	s.pageURL = "http://" + listener.Addr().String() + "/"
	s.page = loopback.HTTP(http.NewCrossOriginProtection().Handler(mux))
	s.background.Go(func() { _ = s.page.Serve(listener) })
	return nil
}

// oneOf returns value if it is among the allowed, else the first of them.
func oneOf(value string, allowed ...string) string {
	for _, a := range allowed {
		if a == value {
			return value
		}
	}
	return allowed[0]
}

// act does what a form asks for and shows the page again.
func (s *Server) act(do func(*http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
		if err := r.ParseForm(); err != nil {
			http.Error(w, "bad form", http.StatusBadRequest)
			return
		}
		do(r)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

// showPage shows files and answers. No name, account or amount stands there.
func (s *Server) showPage(w http.ResponseWriter, r *http.Request) {
	files := s.Received()
	s.mu.Lock()
	now, sent := s.behaviour, slices.Clone(s.book.answers)
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := bankPage(now, files, sent).Render(r.Context(), w); err != nil {
		s.config.Log.Info("show page", "error", err)
	}
}

// answers are the ways of answering, in words; the first is the usual one.
var answers = []struct {
	mode Answer
	text string
}{
	{AnswerPrompt, "promptly"},
	{AnswerNone, "never"},
	{AnswerLate, "a minute late"},
	{AnswerHalf, "half, then whole"},
	{AnswerGarbage, "garbage, then right"},
	{AnswerTwice, "twice"},
}
