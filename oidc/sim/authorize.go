package sim

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// codeLife is how long a code may wait to be exchanged.
const codeLife = time.Minute

// grant is what a code stands for: all that the exchange is held against.
type grant struct {
	client    Client
	staff     Staff
	citizen   Citizen // of a client with a key
	redirect  string  // must be told again at the exchange
	challenge string  // of PKCE
	nonce     string  // goes into the ID token untouched
	at        time.Time
}

// question is a checked request to the log-in page.
type question struct {
	client   Client
	redirect string
	form     url.Values
}

// readQuestion checks what the client sent the browser off with. As long as it is not certain that the redirect address is the
// client's own, faults are shown here and sent nowhere.
func (s *Sim) readQuestion(r *http.Request) (question, string) {
	if err := r.ParseForm(); err != nil {
		return question{}, "unreadable form"
	}
	form := r.Form // POST carries the question in hidden fields, or a program in the address
	client, ok := s.client(form.Get("client_id"))
	if !ok {
		return question{}, "unknown client_id"
	}
	if !slices.Contains(client.RedirectURLs, form.Get("redirect_uri")) {
		return question{}, "redirect_uri is not registered"
	}
	q := question{client: client, redirect: form.Get("redirect_uri"), form: form}
	switch {
	case form.Get("response_type") != "code":
		return q, "response_type must be code"
	case !slices.Contains(splitScope(form.Get("scope")), "openid"):
		return q, "scope must hold openid"
	case form.Get("code_challenge_method") != "S256" || len(form.Get("code_challenge")) != 43:
		return q, "PKCE with S256 is required"
	case len(form.Get("state")) < 22:
		return q, "state must hold 128 bits"
	case len(form.Get("nonce")) < 22:
		return q, "nonce must hold 128 bits"
	}
	if client.Key != nil {
		return q, profileFault(form)
	}
	return q, ""
}

// askWho shows the people of the client, one button each.
func (s *Sim) askWho(w http.ResponseWriter, r *http.Request) {
	q, fault := s.readQuestion(r)
	if fault != "" {
		http.Error(w, fault, http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	// No form-action: browsers hold it against the redirect that answers the form too.
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = loginPage(q.client, q.form).Render(r.Context(), w) // a reader who has gone away needs no page
}

// logIn answers for the person chosen (field staff, a subject, or citizen, a number), or says no (field action, "deny").
func (s *Sim) logIn(w http.ResponseWriter, r *http.Request) {
	q, fault := s.readQuestion(r)
	if fault != "" {
		http.Error(w, fault, http.StatusBadRequest)
		return
	}
	// Every answer says whose it is (RFC 9207), so that a client of several providers cannot be led astray.
	answer := url.Values{"state": {q.form.Get("state")}, "iss": {s.Issuer()}}
	if refusal := s.refusal(q); refusal != "" {
		answer.Set("error", refusal)
		s.sendBack(w, r, q, answer)
		return
	}
	g, ok := q.chosen()
	if !ok {
		http.Error(w, "no such person at this client", http.StatusForbidden)
		return
	}
	code, err := s.random(32)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	// Codes that nobody came for are swept here, so that a long demo does not gather them.
	now := s.config.Now()
	s.mu.Lock()
	for old, g := range s.grants {
		if now.Sub(g.at) > codeLife {
			delete(s.grants, old)
		}
	}
	g.client, g.redirect, g.at = q.client, q.redirect, now
	g.challenge, g.nonce = q.form.Get("code_challenge"), q.form.Get("nonce")
	s.grants[code] = g
	s.mu.Unlock()
	answer.Set("code", code)
	s.sendBack(w, r, q, answer)
}

// refusal is the error that the browser is sent back with; empty where the person may choose who they are.
func (s *Sim) refusal(q question) string {
	switch mode := s.Mode(); {
	case q.form.Get("action") == "deny" || mode == Denied:
		return "access_denied"
	case mode == Unmet:
		return "unmet_authentication_requirements"
	case mode == Busy:
		return "temporarily_unavailable"
	}
	return ""
}

// chosen is the person chosen, of those who are the client's.
func (q question) chosen() (grant, bool) {
	if q.client.Key != nil {
		at := slices.IndexFunc(q.client.Citizens, func(c Citizen) bool { return c.Personnummer == q.form.Get("citizen") })
		if at < 0 {
			return grant{}, false
		}
		return grant{citizen: q.client.Citizens[at]}, true
	}
	at := slices.IndexFunc(q.client.Staff, func(p Staff) bool { return p.Subject == q.form.Get("staff") })
	if at < 0 {
		return grant{}, false
	}
	return grant{staff: q.client.Staff[at]}, true
}

// sendBack sends the browser to the client with the answer.
func (s *Sim) sendBack(w http.ResponseWriter, r *http.Request, q question, answer url.Values) {
	// The address may have a query of its own, which stays.
	target, err := url.Parse(q.redirect)
	if err != nil {
		http.Error(w, "redirect_uri is no address", http.StatusBadRequest)
		return
	}
	query := target.Query()
	for name := range answer {
		query.Set(name, answer.Get(name))
	}
	target.RawQuery = query.Encode()
	http.Redirect(w, r, target.String(), http.StatusSeeOther)
}
