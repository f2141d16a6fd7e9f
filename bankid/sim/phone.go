package sim

import (
	"cmp"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"bistand/aid"
)

// The hints that an action may ask for. What a pending order shows leaves it pending; the rest ends it.
var (
	pendingHints = []string{
		"outstandingTransaction", "noClient", "started", "userMrtd", "userCallConfirm", "userSign", "processing",
	}
	failedHints = []string{
		"expiredTransaction", "certificateErr", "userCancel", "cancelled", "startFailed", "userDeclinedCall",
		"notSupportedByUserApp", "transactionRiskBlocked",
	}
)

// PendingHints lists the hints that leave an order pending.
func PendingHints() []string { return slices.Clone(pendingHints) }

// FailedHints lists the hints that end an order.
func FailedHints() []string { return slices.Clone(failedHints) }

// phoneHandler serves the phone. It has no log-in and no protection against forged requests: whoever reaches it may
// play anyone, which is its purpose, and it listens on the loopback address only.
func (s *Server) phoneHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /phone", s.showPhone)
	mux.HandleFunc("POST /phone", s.act)
	mux.HandleFunc("POST /mode", s.changeMode)
	mux.Handle("GET /{$}", http.RedirectHandler("/phone", http.StatusSeeOther))
	return mux
}

// phonePage is what the page shows.
type phonePage struct {
	Message string      // what happened, or why nothing did
	Code    string      // what the form sends back
	Order   *phoneOrder // nil until a code has been read
	Back    string      // where the app sends the browser
	Persons []Person
	Limited string // twelve digits of the only person who may complete the order
	Others  []string
	Modes   []Mode
	Mode    Mode
}

// holds tells whether the person at i is the one chosen beforehand: the only one who may complete the order, else the first.
func (p phonePage) holds(i int) bool {
	if p.Limited == "" {
		return i == 0
	}
	return p.Persons[i].Personnummer.Full() == p.Limited
}

// approval names what approving does.
func (p phonePage) approval() string {
	if p.Order != nil && p.Order.Sign {
		return "Skriv under"
	}
	return "Legitimera"
}

// phoneOrder is what the app shows of an order.
type phoneOrder struct {
	Sign bool
	Text string
}

// showPhone shows the form and, given a code, picks the order up and shows its text.
func (s *Server) showPhone(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	page := s.page()
	status := http.StatusOK
	if code := r.FormValue("code"); code != "" {
		page.Code = code
		o, reason := s.find(code)
		if o == nil {
			page.Message, status = reason, statusOf(reason)
		} else {
			s.pickUp(o, code)
			page.Code, page.Limited = o.handle, o.request.person()
			page.Order = &phoneOrder{Sign: o.kind == "sign", Text: o.visible()}
		}
	}
	show(w, r, status, page)
}

// page is the page before anything has happened.
func (s *Server) page() phonePage {
	return phonePage{
		Persons: s.persons, Modes: Modes(), Mode: s.mode,
		Others: slices.Concat(pendingHints, failedHints, s.Flaws()),
	}
}

// statusOf gives the HTTP status for a refused code.
func statusOf(reason string) int {
	switch reason {
	case codeOld:
		return http.StatusGone
	case codeTaken, codeEnded:
		return http.StatusConflict
	case codeForged:
		return http.StatusForbidden
	}
	return http.StatusNotFound
}

// act does to an order what the form says.
func (s *Server) act(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	page := s.page()
	status := http.StatusOK
	page.Message, page.Back, status = s.perform(r)
	show(w, r, status, page)
}

// perform carries out an action and says what happened; back is the order's return address once it has ended.
func (s *Server) perform(r *http.Request) (message, back string, status int) {
	action, risk := r.PostFormValue("action"), cmp.Or(r.PostFormValue("risk"), "low")
	person, known := s.person(strings.NewReplacer("-", "", " ", "").Replace(r.PostFormValue("person")))
	hint, kind := classify(action)
	_, isFlaw := s.flaws()[action]
	switch {
	case !known:
		return "Personen har inget BankID i simulatorn.", "", http.StatusUnprocessableEntity
	case kind == "" && action != "approve" && !isFlaw:
		return "Okänd åtgärd.", "", http.StatusUnprocessableEntity
	case !slices.Contains([]string{"low", "moderate", "high"}, risk):
		return "Okänd risk.", "", http.StatusUnprocessableEntity
	}
	o, reason := s.find(r.PostFormValue("code"))
	if o == nil {
		return reason, "", statusOf(reason)
	}
	ip := cmp.Or(r.PostFormValue("ip"), o.request.EndUserIP)
	if _, err := netip.ParseAddr(ip); err != nil {
		return "Adressen är ingen IP-adress.", "", http.StatusUnprocessableEntity
	}
	s.pickUp(o, r.PostFormValue("code"))
	s.take(o, person.Personnummer.Full())
	if kind == "pending" {
		o.hint = hint
		return "Ärendet väntar: " + hint, "", http.StatusOK
	}
	if kind != "failed" {
		hint = cmp.Or(o.refusal(person, risk), hint)
	}
	if o.request.ReturnURL != nil {
		back = *o.request.ReturnURL
	}
	if hint != "" {
		o.fail(hint)
		return "Ärendet misslyckades: " + hint, back, http.StatusOK
	}
	done, err := s.complete(o, person, action, ip, risk)
	if err != nil {
		return "Simulatorn kunde inte skriva under: " + err.Error(), "", http.StatusInternalServerError
	}
	o.status, o.hint, o.completion = "complete", "", done
	return "Klart: " + map[string]string{"auth": "legitimerad", "sign": "underskrivet"}[o.kind], back, http.StatusOK
}

// classify tells what an action does to an order: "pending" or "failed" with a hint, or nothing of the kind.
func classify(action string) (hint, kind string) {
	if action == "cancel" {
		return "userCancel", "failed"
	}
	for _, kind := range []string{"pending", "failed"} {
		if hint, ok := strings.CutPrefix(action, kind+":"); ok && hint != "" {
			return hint, kind
		}
	}
	switch {
	case slices.Contains(pendingHints, action):
		return action, "pending"
	case slices.Contains(failedHints, action):
		return action, "failed"
	}
	return "", ""
}

// take gives the order to the person's app; another live order of theirs is cancelled.
func (s *Server) take(o *order, person string) {
	o.holder = person
	for _, other := range s.orders {
		if other != o && other.status == "pending" && other.holder == person {
			other.fail("cancelled")
		}
	}
}

// refusal tells by which hint the order's own requirements stop an approval; none where they allow it. That another
// person's BankID gives certificateErr is an assumption: the published documentation says only that the order fails.
func (o *order) refusal(p Person, risk string) string {
	q := o.request.Requirement
	if q == nil {
		return ""
	}
	switch {
	case q.PersonalNumber != nil && *q.PersonalNumber != p.Personnummer.Full():
		return "certificateErr"
	case len(q.CertificatePolicies) > 0 && !slices.Contains(q.CertificatePolicies, policyMobile):
		return "certificateErr"
	case q.Risk != nil && riskLevel[risk] > riskLevel[*q.Risk]:
		return "transactionRiskBlocked"
	}
	return ""
}

var riskLevel = map[string]int{"low": 1, "moderate": 2, "high": 3}

// changeMode puts the API in a mode of trouble.
func (s *Server) changeMode(w http.ResponseWriter, r *http.Request) {
	mode := Mode(r.PostFormValue("mode"))
	status, message := http.StatusOK, "Läge: "+string(mode)
	if !s.SetMode(mode) {
		status, message = http.StatusUnprocessableEntity, "Okänt läge."
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	page := s.page()
	page.Message = message
	show(w, r, status, page)
}

// show writes the page. It is never kept by a browser, since a code in it lives for seconds.
func show(w http.ResponseWriter, r *http.Request, status int, page phonePage) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = phone(page).Render(r.Context(), w) // a reader who has gone away needs no page
}

// sortedKeys lists the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// mustPersonnummer reads a number that stands in this program; it panics where that is none.
func mustPersonnummer(digits string) aid.Personnummer {
	p, err := aid.ParsePersonnummer(digits)
	if err != nil {
		panic(err)
	}
	return p
}
