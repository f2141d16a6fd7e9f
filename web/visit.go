package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/lang"
	"bistand/store"
	"bistand/web/site"
)

// formLimit is the largest body of a form without files, in bytes.
const formLimit = 64 << 10

// cookieYear is how long the cookies of the browser and of its language last.
const cookieYear = 365 * 24 * time.Hour

// touchEvery is how often the use of a log-in is written down.
const touchEvery = time.Minute

// page answers one route: it makes the visit, asks what the policy asks, and shows the error page for what goes wrong.
func (s *Server) page(t *site.Tenant, route site.Route) http.HandlerFunc {
	above := aboveForm(route.Pattern)
	return func(w http.ResponseWriter, r *http.Request) {
		if !route.Policy.Unknown { // which waits for nothing
			limit := pageTime
			if route.Policy.Upload || route.Policy.Piece {
				limit = uploadTime
			}
			// Whatever a handler waits for, the register or an outside service, ends with the visit.
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			r = r.WithContext(ctx)
		}
		answer := &answer{ResponseWriter: w}
		v := s.visit(t, answer, r, route.Policy)
		v.Above = above
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the very value, as net/http has it
					panic(p)
				}
				s.fail(v, answer, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		if err := s.serve(v, route); err != nil {
			s.fail(v, answer, err)
		} else if err := sentNow(v, answer); err != nil {
			s.fail(v, answer, err)
		} else if answer.status == http.StatusSeeOther {
			v.CloseUploads()
		}
	}
}

// answer remembers whether the answer has begun, after which no error page can be shown, and with which status.
type answer struct {
	http.ResponseWriter
	begun  bool
	status int
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	a.begun, a.status = true, status
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	a.begun = true
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// visit makes the visit of a request, before anyone is known to be logged in.
func (s *Server) visit(t *site.Tenant, w http.ResponseWriter, r *http.Request, policy site.Policy) *site.Visit {
	v := &site.Visit{W: w, R: r, Tenant: t, Now: t.Desk.Now(), Origin: s.origin(r)}
	if policy.Unknown {
		v.L = s.language(v)
		if policy.Limited {
			v.Client.Addr = s.clientAddr(r) // for its turn, and for nothing else
		}
		return v
	}
	v.Client = casework.Client{
		Browser: s.browser(v), Addr: s.clientAddr(r), UserAgent: cut(r.UserAgent(), 200), Domain: hostName(r.Host),
	}
	if r.URL.RawQuery != "" {
		v.Client.Nonce = r.URL.Query().Get("retur")
	}
	_, v.Client.Language = chosenLanguage(v)
	v.L = s.language(v)
	return v
}

// origin is the scheme and host by which browsers reach a request's address.
func (s *Server) origin(r *http.Request) string {
	if s.config.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// browser returns the hash of the browser's cookie, and gives one to a browser that has none.
func (s *Server) browser(v *site.Visit) string {
	// 22 characters are the 128 bits that we gave; anything else was not made here.
	if cookie, err := v.R.Cookie(site.BrowserCookie); err == nil && len(cookie.Value) == 22 {
		return site.HashToken(cookie.Value)
	}
	token := site.RandomToken(v.Desk().Random, 16)
	v.SetHostCookie(site.BrowserCookie, token, cookieYear)
	return site.HashToken(token)
}

// clientAddr is the network address of the browser. Behind proxies that are trusted it is the last one that they were told
// of and that is none of them.
func (s *Server) clientAddr(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	trusted := func(text string) bool {
		addr, err := netip.ParseAddr(text)
		return err == nil && slices.ContainsFunc(s.config.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
	}
	// Read from the end: each proxy adds the address that it saw, and only what stands before ours was written by others.
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && trusted(host); i-- {
		addr, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		host = addr.Unmap().String()
	}
	return host
}

// cut is the beginning of a text, at most n bytes.
func cut(text string, n int) string {
	if len(text) > n {
		text = text[:n]
	}
	return strings.ToValidUTF8(text, "")
}

// language is what the reader has chosen, or else what the browser asks for, or else the municipality's first. Staff pages
// are in Swedish.
func (s *Server) language(v *site.Visit) *lang.Lang {
	if isStaff(v.R) {
		return v.Tenant.Languages.For("sv")
	}
	if code, _ := chosenLanguage(v); code != "" {
		return v.Tenant.Language(code)
	}
	if header := v.R.Header.Get("Accept-Language"); header != "" {
		return v.Tenant.Language(v.Tenant.Languages.Match(cut(header, 500)).Code())
	}
	return v.Tenant.Language("")
}

// chosenLanguage is the language that someone chose in this browser, where the municipality offers it, and the same where it is meant for the next
// log-in; each empty for none.
func chosenLanguage(v *site.Visit) (code, forLogIn string) {
	cookie, err := v.R.Cookie(site.LanguageCookie)
	if err != nil {
		return "", ""
	}
	code, fresh := site.ReadLanguage(cookie.Value, v.Now)
	switch {
	case !v.Tenant.Offers(code):
		return "", ""
	case fresh:
		return code, code
	}
	return code, ""
}

// isStaff tells whether a request is for the staff's side.
func isStaff(r *http.Request) bool {
	return r.URL.Path == "/handlaggning" || strings.HasPrefix(r.URL.Path, "/handlaggning/")
}

// findSession finds the log-in of the visit. One that has ended is none. Its cookie is taken away, unless it ended by itself:
// another tab may still send what was filled in, and it is kept for them.
func (s *Server) findSession(v *site.Visit, policy site.Policy) error {
	if policy.Unknown {
		return nil
	}
	cookie, err := v.R.Cookie(site.SessionCookie)
	if err != nil || cookie.Value == "" {
		return nil
	}
	var found aid.Session
	if hash := site.HashToken(cookie.Value); policy.Kind == site.CitizensOnly {
		var admits store.Admission
		admits, err = v.Register().Admission(v.Ctx(), hash, v.Today())
		found, v.Admits = admits.Session, &admits
	} else {
		found, err = v.Register().Session(v.Ctx(), hash)
	}
	if errors.Is(err, aid.ErrNotFound) || err == nil && !found.Alive(v.Now) {
		if err == nil && found.EndedAt.IsZero() {
			v.Ended = &found
			return nil
		}
		v.SetHostCookie(site.SessionCookie, "", -time.Second)
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the log-in: %w", err)
	}
	v.Session = &found
	if !isStaff(v.R) && v.Tenant.Offers(found.Language) {
		v.L = v.Tenant.Language(found.Language)
	}
	// Written at most once a minute, or every picture of a code would be a write.
	if v.Now.Sub(found.SeenAt) < touchEvery {
		return nil
	}
	err = v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.SeeSession(found.ID, v.Now) })
	if err != nil {
		return fmt.Errorf("keep that the log-in is in use: %w", err)
	}
	v.Session.SeenAt = v.Now
	return nil
}
