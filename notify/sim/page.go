package sim

import (
	"html/template"
	"net/http"
	"slices"
)

// routes are the gateway's one and the page's two.
func (s *Sim) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /a1/sms", s.postSMS)
	mux.HandleFunc("GET /{$}", s.outbox)
	mux.HandleFunc("POST /mode", s.chooseMode)
	return mux
}

// modeNames are the modes in words; the order is that of Modes.
var modeNames = map[Mode]string{
	Working: "fungerar", Temporary: "tillfälligt fel", Permanent: "bestående fel",
	Slow: "långsam", Hang: "svarar aldrig", Garbage: "svarar med skräp",
}

var page = template.Must(template.New("outbox").Funcs(template.FuncMap{
	"name": func(m Mode) string { return modeNames[m] },
}).Parse(`<!DOCTYPE html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Utkorg (simulator)</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin-inline: auto; padding: 1rem }
article { border-block-start: 1px solid #767676; padding-block: .5rem }
h2 { font-size: 1rem; margin: 0 }
p { margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
button { font: inherit; padding: .25rem .75rem; min-block-size: 2.75rem }
button[aria-pressed=true] { font-weight: bold }
</style>
</head>
<body>
<main>
<h1>Utkorg</h1>
<p>Simulator: inget av detta har lämnat datorn. Sidan laddas om var femte sekund.</p>
<form method="post" action="/mode">
{{range .Modes}}<button name="mode" value="{{.}}" aria-pressed="{{eq . $.Mode}}">{{name .}}</button>
{{end}}</form>
{{range .Messages}}<article>
<h2>{{if eq .Kind "sms"}}Sms{{else}}E-post{{end}} till <span dir="ltr">{{.To}}</span></h2>
<p>{{.At.Format "2006-01-02 15:04:05"}} från <span dir="auto">{{.From}}</span>{{with .Status}} · {{.}}{{end}}{{if .Secure}} · TLS{{end}}</p>
{{with .Subject}}<p dir="auto"><strong>{{.}}</strong></p>
{{end}}<p dir="auto"{{with .Language}} lang="{{.}}"{{end}}>{{.Text}}</p>
</article>
{{else}}<p>Inget har skickats än.</p>
{{end}}</main>
</body>
</html>
`))

// outbox shows what went out, newest first.
func (s *Sim) outbox(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = page.Execute(w, map[string]any{"Messages": s.Messages(), "Modes": Modes, "Mode": s.Mode()})
}

// chooseMode changes how the simulators behave, from the buttons of the page.
func (s *Sim) chooseMode(w http.ResponseWriter, r *http.Request) {
	mode := Mode(r.FormValue("mode"))
	if !slices.Contains(Modes, mode) {
		http.Error(w, "Okänt läge", http.StatusBadRequest)
		return
	}
	s.SetMode(mode)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
