package web

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"bistand/aid"
	"bistand/web/site"
	"bistand/web/ui"
)

// fault is what the one error page says: its status, and the name of its words ("fault." + name + ".title").
type fault struct {
	status int
	name   string
	text   string // in place of the name's own text
}

// faultOf tells which page an error is shown by.
func faultOf(v *site.Visit, err error) fault {
	var tooLarge *http.MaxBytesError
	var told interface{ TextKey() string }
	var reason *site.ReasonNeeded
	faults, mendable := site.Faults(err)
	// What a step says for certain comes before what may lie behind it: a missing row is 404 on a slow day too.
	switch {
	case errors.Is(err, aid.ErrNotFound):
		return fault{status: http.StatusNotFound, name: "not_found"}
	case errors.Is(err, errUnsent):
		return fault{status: http.StatusUnauthorized, name: "unsent"}
	case errors.Is(err, errNoLogin):
		return fault{status: http.StatusUnauthorized, name: "login"}
	case errors.Is(err, errForm), errors.Is(err, errOrigin):
		return fault{status: statusOf(err), name: "bad_request"}
	case errors.Is(err, errFollows):
		return fault{status: http.StatusForbidden, name: "follows"}
	case errors.Is(err, site.ErrTurned):
		return fault{status: http.StatusConflict, name: "turned"}
	case errors.Is(err, aid.ErrForbidden), errors.As(err, &reason):
		return fault{status: http.StatusForbidden, name: "forbidden"}
	case errors.Is(err, aid.ErrConflict):
		return fault{status: http.StatusConflict, name: "conflict"}
	case errors.As(err, &tooLarge):
		return fault{status: http.StatusRequestEntityTooLarge, name: "too_large"}
	case errors.Is(err, errTooMany):
		return fault{status: http.StatusTooManyRequests, name: "busy"}
	// A form ought to show its own faults; one that reaches us is at least told in words.
	case mendable:
		return fault{status: http.StatusUnprocessableEntity, name: "invalid", text: v.UI().ErrorText(faults[0])}
	case errors.As(err, &told) && v.L.Has(told.TextKey()):
		return fault{status: http.StatusServiceUnavailable, name: "unavailable", text: v.L.T(told.TextKey())}
	case errors.Is(err, errClosed), errors.Is(err, context.DeadlineExceeded), !answers(v):
		return fault{status: http.StatusServiceUnavailable, name: "unavailable"}
	}
	return fault{status: http.StatusInternalServerError, name: "server"}
}

// statusOf tells a form from elsewhere from one that cannot be read.
func statusOf(err error) int {
	if errors.Is(err, errOrigin) {
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

// answers tells whether the register answers at once: if not, that is why a page failed.
func answers(v *site.Visit) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.Ctx()), time.Second)
	defer cancel()
	return v.Register().Ping(ctx) == nil
}

// fail shows the error page and logs the error under the number that the page names.
func (s *Server) fail(v *site.Visit, a *answer, err error) {
	if errors.Is(err, context.Canceled) && errors.Is(v.Ctx().Err(), context.Canceled) {
		slog.InfoContext(v.Ctx(), "a visitor went away", "municipality", v.Tenant.Municipality.Slug, "route", v.R.Pattern)
		return // a line that breaks is nobody's fault, and nobody is there to be told
	}
	f := faultOf(v, err)
	// The number is all that joins the page to the log: neither names the person or what they were looking at. The route is
	// logged as a pattern, since addresses hold the ids of cases.
	number := errorNumber(v.Desk().Random)
	level := slog.LevelInfo
	if f.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	slog.Log(v.Ctx(), level, "a visit met an error", "number", number, "status", f.status,
		"municipality", v.Tenant.Municipality.Slug, "route", v.R.Pattern, "error", err)
	if a.begun {
		return // half an answer has gone; the reader sees it break off
	}
	// A handler may have prepared a file to download before it failed.
	for _, name := range []string{"Content-Disposition", "Content-Length", "ETag", "Last-Modified"} {
		a.Header().Del(name)
	}
	if f.status == http.StatusTooManyRequests || f.status == http.StatusServiceUnavailable {
		a.Header().Set("Retry-After", "60")
	}
	if err := v.RenderStatus(f.status, faultPage(v, f, faultFrame(v, f), number)); err != nil {
		slog.ErrorContext(v.Ctx(), "the error page cannot be shown", "number", number, "error", err)
		a.WriteHeader(f.status)
	}
}

// errorNumber is what a person can read out on the telephone.
func errorNumber(random io.Reader) string {
	b := make([]byte, 4)
	if _, err := io.ReadFull(random, b); err != nil {
		return "00000000"
	}
	return strings.ToUpper(hex.EncodeToString(b))
}

// faultFrame is the page around an error: like the visitor's other pages, without what a visit may no longer have.
func faultFrame(v *site.Visit, f fault) ui.Page {
	page := ui.Page{Title: v.L.T("fault." + f.name + ".title"), Fault: true}
	switch {
	case f.status == http.StatusUnauthorized && isStaff(v.R):
		page.Login = "/handlaggning/logga-in"
	case f.status == http.StatusUnauthorized:
		page.Login = "/logga-in"
	case v.Session != nil:
		page.User, page.LogOut, page.Script = v.Self().Name, "/logga-ut", true
		if v.Acts() { // whose authority may be over: for whom is said on the page that asks
			page.Menu = []ui.Link{{Text: v.L.T("act.change"), Href: site.ChooseHref}}
		}
	}
	return page
}

// way leads on from the error page: to the log-in where its frame has one, and from there to what was kept, or else to the start.
func way(v *site.Visit, frame ui.Page) ui.Link {
	if frame.Login != "" {
		return ui.Link{Text: v.L.T("action.log_in"), Href: frame.Login}
	}
	return ui.Link{Text: v.L.T("action.to_start"), Href: "/"}
}

// mayTryAgain tells whether the page offers to send the form once more: it had been read, and the fault is ours.
func (f fault) mayTryAgain(v *site.Visit) bool {
	return f.status >= http.StatusInternalServerError && v.Session != nil && len(v.R.PostForm) > 0
}

// words are those of the fault.
func (f fault) words(v *site.Visit) string {
	if f.text != "" {
		return f.text
	}
	return v.L.T("fault." + f.name + ".text")
}
