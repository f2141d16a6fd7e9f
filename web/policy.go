package web

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/site"
	"bistand/web/staff"
)

// What a request is refused for before its handler sees it. Each has its own page.
var (
	errOrigin  = errors.New("the form was sent from another site")
	errForm    = errors.New("the form cannot be read or has no key")
	errNoLogin = errors.New("a log-in is needed")
	errTooMany = errors.New("too many orders from one address")
	errFollows = errors.New("a representative who may only follow would act")
)

// serve holds the visit to the route's policy and hands it over. This is the one place where policies are enforced.
func (s *Server) serve(v *site.Visit, route site.Route) error {
	// A form from elsewhere is refused before anything is looked up: it must not even keep a log-in alive.
	changes := v.R.Method != http.MethodGet && v.R.Method != http.MethodHead
	if changes {
		if err := s.checkOrigin(v); err != nil {
			return err
		}
	}
	if err := s.findSession(v, route.Policy); err != nil {
		return err
	}
	// An address names things by ids and short words: what cannot be written names nothing, and must reach neither a database nor a header.
	if site.Readable(v.R.URL.Path) != v.R.URL.Path {
		return aid.ErrNotFound
	}
	if !route.Policy.Allows(v.Session) {
		return s.refuse(v, route.Policy, changes)
	}
	if route.Policy.Kind == site.CitizensOnly {
		// Who comes for several people says first for whom; there is no case of theirs until then.
		if v.Session.CaseID == "" && !route.Policy.Early {
			if changes {
				return aid.ErrForbidden
			}
			return v.Redirect(chooseFor(v))
		}
		// The one place where a representative who may only follow is held back. What a form would have done is not begun.
		if changes && !route.Policy.Own && !v.Actor().MayAct() {
			return errFollows
		}
	}
	// The limit comes after the policy, so that those who are not let in cannot use up the turns of their neighbours.
	if route.Policy.Limited && !s.limits.allow(v.Client.Addr, v.Now) {
		return errTooMany
	}
	makeQueryReadable(v.R)
	if changes && keptOnly(v.R) && v.Session != nil {
		return keepUnsent(v, v.Actor(), route.Policy)
	}
	// Only now is the body read: whoever may not use the route costs no more than their headers.
	if changes {
		if err := readForm(v, route.Policy); err != nil {
			return err
		}
	}
	// A page may keep a read, a receipt or a log-in. Who asks for its head alone has read nothing, and brings about nothing.
	if v.R.Method == http.MethodHead {
		return nil
	}
	err := route.Handler(v)
	var reason *site.ReasonNeeded
	if errors.As(err, &reason) && route.Policy.Kind == site.StaffOnly {
		return staff.ReasonPage(v, reason.Case)
	}
	return err
}

// refuse sends a visitor who is not logged in to the log-in, and refuses all others.
func (s *Server) refuse(v *site.Visit, policy site.Policy, changes bool) error {
	if v.Session != nil {
		return aid.ErrForbidden // logging in again would not help: they are someone else here
	}
	if changes && v.Ended != nil && policy.Allows(v.Ended) {
		return keepUnsent(v, v.Ended.Actor, policy)
	}
	if changes {
		return errNoLogin // a redirect would drop what was typed without a word
	}
	return v.Redirect(loginFor(v, policy))
}

// chooseFor is the address where one says for whom one comes, which leads on afterwards.
func chooseFor(v *site.Visit) string {
	till, ok := site.LocalPath(v.R.URL.RequestURI())
	if !ok || till == "/start" {
		return site.ChooseHref
	}
	return site.ChooseHref + "?till=" + url.QueryEscape(till)
}

// loginFor is the address of the log-in, which leads back afterwards.
func loginFor(v *site.Visit, policy site.Policy) string {
	address := "/logga-in"
	if policy.Kind == site.StaffOnly {
		return "/handlaggning" + address
	}
	if till, ok := site.LocalPath(v.R.URL.RequestURI()); ok {
		address += "?till=" + url.QueryEscape(till)
	}
	return address
}

// checkOrigin refuses what another site makes a browser send. Browsers that say where a request comes from (Sec-Fetch-Site)
// are believed; others name the origin, which must be ours to the letter. A program that is no browser says neither.
func (s *Server) checkOrigin(v *site.Visit) error {
	r := v.R
	if err := s.origins.Check(r); err != nil {
		return errors.Join(errOrigin, err)
	}
	switch origin := r.Header.Get("Origin"); {
	case origin == "", strings.EqualFold(origin, v.Origin):
		return nil
	// Privacy settings make some browsers hide the origin of a form; they say where it comes from all the same.
	case origin == "null" && r.Header.Get("Sec-Fetch-Site") == "same-origin":
		return nil
	}
	return errOrigin
}

// readForm reads the form of a POST and wants its key. A body that may be a file, or is a piece of one, is left to the handler,
// within its limit and with more time.
func readForm(v *site.Visit, policy site.Policy) error {
	if limit := bodyLimit(policy); limit != formLimit {
		v.R.Body = http.MaxBytesReader(v.W, v.R.Body, limit)
		connection := http.NewResponseController(v.W)
		until, _ := v.Ctx().Deadline() // set by page
		return errors.Join(connection.SetReadDeadline(until), connection.SetWriteDeadline(until.Add(writeTime)))
	}
	v.R.Body = http.MaxBytesReader(v.W, v.R.Body, formLimit)
	if policy.Unknown {
		return readPlainForm(v)
	}
	err := v.R.ParseForm()
	if strings.HasPrefix(v.R.Header.Get("Content-Type"), "multipart/form-data") {
		err = v.R.ParseMultipartForm(formLimit)
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case err != nil:
		return errors.Join(errForm, err)
	}
	makeReadable(v.R.PostForm)
	makeReadable(v.R.Form)
	if policy.Keyless {
		return nil
	}
	ok, err := v.CheckKey(v.R.PostFormValue("nyckel"))
	if !ok {
		return errForm
	}
	return err
}

// bodyLimit is the largest body of a POST, in bytes.
func bodyLimit(policy site.Policy) int64 {
	switch {
	case policy.Upload:
		return site.UploadLimit
	case policy.Piece:
		return casework.PieceSize
	}
	return formLimit
}

// readPlainForm reads a form whose sender nobody knows: fields without files, in their order. Why one cannot be read is not
// told, since that would quote it in the log. A blank field is as one that is not there, and the address is left out of it.
func readPlainForm(v *site.Visit) error {
	b := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(b)
	b.Reset()
	_, err := b.ReadFrom(v.R.Body)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return tooLarge
	} else if err != nil || !isPlainForm(v.R.Header.Get("Content-Type")) {
		return errForm
	}
	v.Typed = make([]site.Typed, 0, usualFields)
	for pair := range strings.SplitSeq(b.String(), "&") {
		name, value, _ := strings.Cut(pair, "=")
		if value == "" {
			continue
		}
		name, err := url.QueryUnescape(name)
		if err != nil {
			return errForm
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return errForm
		}
		v.Typed = append(v.Typed, site.Typed{Name: name, Value: site.Readable(value)})
	}
	return nil
}

// usualFields is how many fields a form has at most, as a rule.
const usualFields = 16

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// isPlainForm tells whether a body is a form as browsers send one without files.
func isPlainForm(contentType string) bool {
	const plain = "application/x-www-form-urlencoded"
	if contentType == plain {
		return true // as nearly always
	}
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && kind == plain
}
