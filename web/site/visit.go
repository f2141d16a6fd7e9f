package site

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/store"
	"bistand/web/ui"
)

// Visit is one request with what its handler needs.
type Visit struct {
	W       http.ResponseWriter
	R       *http.Request
	Tenant  *Tenant
	L       *lang.Lang
	Session *aid.Session     // nil when nobody is logged in
	Ended   *aid.Session     // a log-in that this browser had and that ended by itself; nil where there is none
	Admits  *store.Admission // what was read with the session, for citizens' pages; nil where it was read alone
	Client  casework.Client
	Now     time.Time
	Origin  string  // scheme and host visited: "https://lund.example"
	Undone  bool    // someone else came first: the step was not done, although its page leads on
	Typed   []Typed // the form of a POST where nobody is known; all others have it in R.PostForm
	Above   int     // so many parts of the address say what a form does: the page that it stands on is above them

	absences *aid.Absences // nil until Absences has read them
	uploads  []aid.ID      // that the form has brought
}

// TypedIn returns a field of a form that came from someone whom nobody knows, the first of its name; empty where there is none.
func (v *Visit) TypedIn(name string) string {
	for _, field := range v.Typed {
		if field.Name == name {
			return field.Value
		}
	}
	return ""
}

// Typed is one field of a form, filled in.
type Typed struct{ Name, Value string }

// Ctx is the request's context.
func (v *Visit) Ctx() context.Context { return v.R.Context() }

// Desk is where the municipality's casework is done.
func (v *Visit) Desk() *casework.Desk { return v.Tenant.Desk }

// Register is the municipality's register, for reading.
func (v *Visit) Register() *store.Store { return v.Tenant.Desk.Register }

// UI is what every piece of a page wants to know, made anew each time: a page may change its own.
func (v *Visit) UI() ui.Ctx {
	return ui.Ctx{Here: &ui.Here{L: v.L, Site: v.Tenant.UI, Path: v.page(), Now: v.Now}}
}

// page is the address of the page that is shown; where a form is given back with its faults that of the page it stands on, since nothing can be
// had from where it was sent to.
func (v *Visit) page() string {
	if v.Above == 0 {
		return v.R.URL.RequestURI()
	}
	path := v.R.URL.EscapedPath()
	for range v.Above {
		path = path[:strings.LastIndexByte(path, '/')]
	}
	if v.R.URL.RawQuery != "" {
		path += "?" + v.R.URL.RawQuery
	}
	return path
}

// Secure tells whether the browser reached us by https.
func (v *Visit) Secure() bool { return strings.HasPrefix(v.Origin, "https://") }

// Today is the day in Sweden.
func (v *Visit) Today() aid.Date { return aid.SwedishDate(v.Now) }

// Actor is the person whose case is visited, by whosever hand.
func (v *Visit) Actor() aid.Actor { return v.Session.Actor }

// Self is who is logged in, and nobody else: of what is their own, whoever they act for.
func (v *Visit) Self() aid.Actor { return v.Session.Self }

// Acts tells whether who is logged in acts for someone else.
func (v *Visit) Acts() bool { return v.Actor().Deputy.Authority != "" }

// OwnRequest is Request for what is one's own, whoever one acts for.
func (v *Visit) OwnRequest() casework.Request {
	return casework.Request{Actor: v.Self(), Key: v.R.PostFormValue("nyckel")}
}

// OwnCase returns the id of one's own case, for what is kept of oneself beside it, where a page of one's own matters is shown:
// empty for a representative who has none. It is for those who may visit the case they are logged in to.
func (v *Visit) OwnCase(what string) (aid.ID, error) {
	if !v.Acts() {
		return v.CaseID(what)
	}
	if !v.Admitted() {
		return "", aid.ErrForbidden
	}
	id, err := v.Register().AccessOf(v.Ctx(), v.Self().ID)
	if errors.Is(err, aid.ErrNotFound) {
		err = nil
	}
	return id, err
}

// Request is what a step wants to know of this POST: who, and its idempotency key.
func (v *Visit) Request() casework.Request {
	return casework.Request{Actor: v.Actor(), Key: v.R.PostFormValue("nyckel")}
}

// NewKey makes an idempotency key for a form.
func (v *Visit) NewKey() string {
	b := make([]byte, 12)
	if _, err := io.ReadFull(v.Desk().Random, b); err != nil {
		panic("read randomness for a form's key: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b) + KeyMark(v.Session)
}

// KeyMark is how the keys of forms end that a log-in is shown: it names for whom. A representative may turn to someone else in
// one window and send a form of another: what was written for one person must not end in the case of another.
func KeyMark(s *aid.Session) string {
	if s == nil || s.Actor.Deputy.Authority == "" {
		return ""
	}
	return "." + HashToken(string(s.Actor.Deputy.Authority))[:10]
}

// ErrTurned is a form that was made for someone whom its sender no longer acts for.
var ErrTurned = errors.New("the form was made for another person")

// CheckKey refuses a form's key that cannot be one (false), and one of a form that was made for someone else. Where the
// log-in has ended by itself it is the one that the form was made in.
func (v *Visit) CheckKey(key string) (ok bool, err error) {
	if len(key) < 8 || len(key) > 64 {
		return false, nil
	}
	_, mark, _ := strings.Cut(key, ".")
	if mark != strings.TrimPrefix(KeyMark(cmp.Or(v.Session, v.Ended)), ".") {
		return true, ErrTurned
	}
	return true, nil
}

// Path reads an id out of the address; one that cannot be an id is aid.ErrNotFound.
func (v *Visit) Path(name string) (aid.ID, error) { return aid.ParseID(v.R.PathValue(name)) }

// Version reads the version that a form was made from; anything but a number is 0, which no draft has.
func (v *Visit) Version() int {
	n, _ := strconv.Atoi(v.R.PostFormValue("version"))
	return n
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render answers with a page.
func (v *Visit) Render(page templ.Component) error { return v.RenderStatus(http.StatusOK, page) }

// RenderStatus answers with a page and a status: 422 for a form with faults, 409 for a conflict.
func (v *Visit) RenderStatus(status int, page templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := page.Render(v.Ctx(), b); err != nil {
		return err
	}
	v.send(status, b)
	return nil
}

// Fill answers with a page that is put together from stencils.
func (v *Visit) Fill(write func(*bytes.Buffer) error) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := write(b); err != nil {
		return err
	}
	v.send(http.StatusOK, b)
	return nil
}

// send sends a page. Where it cannot the reader has gone, and there is no one to tell.
func (v *Visit) send(status int, b *bytes.Buffer) {
	v.W.Header()["Content-Type"] = isPage
	v.W.Header().Set("Content-Length", strconv.Itoa(b.Len())) // spares the answer being cut into pieces; packing takes it away
	v.W.WriteHeader(status)
	_, _ = v.W.Write(b.Bytes())
}

// isPage is shared by all answers.
var isPage = []string{"text/html; charset=utf-8"}

// Redirect sends the browser on after a POST.
func (v *Visit) Redirect(path string) error {
	http.Redirect(v.W, v.R, path, http.StatusSeeOther)
	return nil
}

// Faults returns the faults that a person can mend, where the error is of that kind: then the form is shown again.
func Faults(err error) (aid.Errors, bool) {
	var many aid.Errors
	if errors.As(err, &many) {
		return many, true
	}
	var one aid.Error
	if errors.As(err, &one) {
		return aid.Errors{one}, true
	}
	return nil, false
}

// Repeated tells whether a step had been carried out by the same request before, and its result then.
func Repeated(err error) (result string, yes bool) {
	var repeated *store.RepeatedError
	if errors.As(err, &repeated) {
		return repeated.Result, true
	}
	return "", false
}

// CaseID returns the id of the case that the citizen is logged in to, and keeps that they looked at it. Access that was closed since they logged in, or a sekretessmarkering, is aid.ErrForbidden.
func (v *Visit) CaseID(what string) (aid.ID, error) {
	id := v.Session.CaseID
	if !v.Admitted() {
		return "", aid.ErrForbidden
	}
	v.Read(id, what)
	return id, nil
}

// Admitted tells whether a citizen's page may show the case that its visitor is logged in to, as the register said when the visit
// began: access, no sekretessmarkering and, of a representative, an authority that holds today. It keeps no read.
func (v *Visit) Admitted() bool {
	if v.Admits != nil {
		return v.Admits.May
	}
	if v.Acts() {
		return false // nobody has asked whether the authority holds
	}
	may, err := v.Register().CitizenAccess(v.Ctx(), v.Session.CaseID, v.Actor().ID)
	return err == nil && may && v.Actor().Kind == aid.ByCitizen
}

// Overview returns where the case stands that the citizen is logged in to; CaseID must have admitted them. It must not be
// changed: another visit may have been given the same.
func (v *Visit) Overview() (aid.Overview, error) {
	if v.Admits != nil {
		return v.Tenant.overviews.of(*v.Admits)
	}
	return v.Register().Overview(v.Ctx(), v.Session.CaseID)
}

// Case returns the whole case that the citizen is logged in to, on the terms of CaseID.
func (v *Visit) Case(what string) (aid.Case, error) {
	id, err := v.CaseID(what)
	if err != nil {
		return aid.Case{}, err
	}
	return v.Register().Case(v.Ctx(), id)
}

// Read keeps that the visitor looked at a part of a case; soon, not before the page is shown.
func (v *Visit) Read(caseID aid.ID, what string) {
	v.Tenant.Reads.Add(aid.CaseRead{CaseID: caseID, By: v.Actor(), At: v.Now, What: what})
}

// ReasonNeeded says that a member of staff must give a reason before the case opens.
type ReasonNeeded struct{ Case aid.Case }

// Error implements error.
func (r *ReasonNeeded) Error() string { return "a reason is needed to open the case" }

// StaffCase opens a case for the member of staff who is logged in, and keeps the read before it returns. One who is not
// assigned and has given no reason gets *ReasonNeeded; a protected case is aid.ErrForbidden to all but those assigned.
func (v *Visit) StaffCase(id aid.ID, what string) (aid.Case, error) {
	c, err := v.Register().Case(v.Ctx(), id)
	if err != nil {
		return c, err
	}
	may, err := v.Desk().MayOpen(v.Ctx(), *v.Session.Staff, c)
	switch {
	case err != nil:
		return c, err
	case !may && (c.HasProtected() || !v.Session.Staff.MayHandle()):
		return c, aid.ErrForbidden
	case !may:
		return c, &ReasonNeeded{Case: c}
	}
	return c, v.keepRead(c, what)
}
