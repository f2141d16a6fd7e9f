package sim

import (
	"context"
	"html/template"
	"net/http"
	"time"
)

// openPage starts the bank's page: for those who show or try the program, not for the public.
func (s *Server) openPage(ctx context.Context) error {
	listener, err := listen(ctx, s.config.PageAddr)
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
	s.page = &http.Server{
		Handler:           http.NewCrossOriginProtection().Handler(mux),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second,
		IdleTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10,
	}
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
func (s *Server) showPage(w http.ResponseWriter, _ *http.Request) {
	files := s.Received()
	s.mu.Lock()
	data := struct {
		Behaviour
		Files []Received
		Sent  []Sent
	}{s.behaviour, files, append([]Sent(nil), s.book.answers...)}
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, data); err != nil {
		s.config.Log.Info("show page", "error", err)
	}
}

// page is the bank's page.
var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Simulated bank</title>
<style>body{font:1rem/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:.3rem .6rem;border-block-end:1px solid #bbb}form{display:inline-block;margin-inline-end:2rem}</style>
<h1>Simulated bank</h1>
<p>No money moves here. <a href="/">Read again</a></p>
<form method="post" action="/settle"><button>Settle all accepted payments now</button></form>
<form method="post" action="/reject"><label>Reject the next file as
<select name="reason"><option value="AM04">AM04 no funds<option value="AC01">AC01 wrong account<option value="AC04">AC04 closed account</select></label>
<button>Reject</button></form>
<form method="post" action="/answer"><label>Answer
<select name="mode">{{$now := .Answer}}{{range $mode, $text := $.Modes}}<option value="{{$mode}}"{{if eq $mode $now}} selected{{end}}>{{$text}}{{end}}</select></label>
<button>Change</button></form>
{{with .RejectNext}}<p><strong>The next file will be rejected: {{.}}</strong></p>{{end}}
<h2>Files received</h2>
<table><tr><th>At<th>File<th>Message<th>Payments<th>Rejected<th>Settled<th>First answer
{{range .Files}}<tr><td>{{.At.Format "2006-01-02 15:04:05"}}<td>{{.Name}}<td>{{.MessageID}}<td>{{.Payments}}<td>{{.Rejected}}<td>{{.Settled}}<td>{{.Status}} {{.Reason}}
{{else}}<tr><td colspan="7">None yet.{{end}}</table>
<h2>Reports sent</h2>
<table><tr><th>At<th>Report<th>Message<th>Status
{{range .Sent}}<tr><td>{{.At.Format "2006-01-02 15:04:05"}}<td>{{.Name}}<td>{{.MessageID}}<td>{{or .Status "ACSC"}}
{{else}}<tr><td colspan="4">None yet.{{end}}</table>
</html>
`))

// Modes lists the ways of answering for the page.
func (Behaviour) Modes() map[Answer]string {
	return map[Answer]string{
		AnswerPrompt: "promptly", AnswerNone: "never", AnswerLate: "a minute late", AnswerHalf: "half, then whole",
		AnswerGarbage: "garbage, then right", AnswerTwice: "twice",
	}
}
