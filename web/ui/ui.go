// Package ui holds the pieces that every page is made of: layouts, cards, fields, lists, tables and the picture of a
// calculation. They are templ functions over typed structs; they decide nothing and compute no amount, and every word
// comes from the page or from lang. Each takes a Ctx first.
//
// Each that pages call stands under //go:noinline. A component is a function that does no more than make a closure, so the
// compiler puts it where it is called, and the whole of its body with it: forty-odd copies of ButtonFor. For all of them that is
// 1.7 MB of program. Those that only this package calls may be inlined: that costs little, and the closure then needs no memory.
package ui

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/lang"
)

// Ctx is what every piece is handed first. It is one word, since each of them takes it and keeps it until it is written.
type Ctx struct{ *Here }

// Here is what every piece needs to know of the page it stands on.
type Here struct {
	L    *lang.Lang
	Site *Site
	Path string // path and query of the page, to come back to when the language is changed
	// Form is the id of the form that a change of language sends, where coming back would lose what has been typed. The languages
	// are then buttons of it, as the field "sprak", at the end of the page: the form's own button must stay its first.
	Form string
	Now  time.Time // when the page is shown
}

// Site is what is the same on all pages of one municipality. It is made once, when the municipality is opened.
type Site struct {
	Municipality string       // "Lunds kommun"
	Phone        string       // the number every page shows; empty where none is known
	CSS, JS      string       // addresses of the style sheet and the script
	UploadJS     string       // address of the script of pages that take in files
	Languages    []*lang.Lang // offered to the public
	QuickExit    string       // address of the outside page that "leave this page quickly" leads to; empty hides the button
	hours        hourWords
	pieces       Stencils // of pages for those who are logged in
}

// Link is a text that leads somewhere.
type Link struct {
	Text, Href string
	Count      int // shown beside the text when above zero
}

// Acting says on every page for whom someone acts, and leads to where they say so.
type Acting struct {
	Text   string
	Change Link
}

// Page is what a layout needs beside the content of the page itself. Only Title is required.
type Page struct {
	Title    string     // stands in <title> and as the only h1
	NoH1     bool       // the content brings its own h1
	Lead     string     // a sentence under the h1
	Nav      []Link     // navigation; empty hides it
	Current  string     // Href of the Link in Nav that the page belongs to
	User     string     // name of the person logged in; empty hides the menu
	Menu     []Link     // under the person's own name: profile, log-ins …
	LogOut   string     // address that logs out by POST; the last entry of the menu
	Acting   *Acting    // for whom the person acts; nil where for themselves
	Login    string     // address of the log-in, shown when no User is
	Crumbs   []Link     // staff pages: the way here, the last without Href
	Back     string     // address of "Tillbaka" above the heading
	Print    bool       // offer "Skriv ut"
	Flash    []Notice   // what has just happened, above the heading
	Errors   aid.Errors // faults of the form on the page: summary above the heading, "Fel:" before the title
	Fault    bool       // an error page: "Fel:" before the title
	Footer   []Link     // further links at the bottom
	Script   bool       // load the script; SessionLeft does too
	NoJSWait int        // seconds after which a browser without scripts loads NoJSNext; 0 = never
	NoJSNext string
	Exit     bool // offer to leave quickly though nobody is logged in; where someone is, it is always offered
	// SessionLeft is the number of seconds until the log-in ends for lack of use; 0 shows no warning. SessionEnd is
	// where the browser goes then.
	SessionLeft   int
	SessionEnd    string
	SessionEndsAt string // "13.05": told to browsers without scripts, which cannot count
	// Frame names what Nav, Menu, Footer, LogOut and SessionEnd are together, where they are the same on many pages in a language;
	// what stands around the main part of such pages is then kept. Counts in Nav may differ.
	Frame  string
	left   string // in the place of SessionLeft: a hole for it
	framed bool   // it is being made into a frame: counts are holes
}

// secondsLeft is SessionLeft as it is written.
func (p Page) secondsLeft() string {
	if p.left != "" {
		return p.left
	}
	return strconv.Itoa(p.SessionLeft)
}

// fullTitle is "Sida – Mitt försörjningsstöd – Kommun", with "Fel:" first where something must be put right.
func (p Page) fullTitle(c Ctx, service string) string {
	title := p.Title + " – " + service + " – " + c.Site.Municipality
	if p.Fault || len(p.Errors) > 0 {
		return c.L.T("page.error_title", "title", title)
	}
	return title
}

// exits tells whether the page has the button that leaves it quickly.
func (p Page) exits(c Ctx) bool { return c.Site.QuickExit != "" && (p.Exit || p.User != "") }

// home is where the name of the service leads: the first entry of the navigation, or elsewhere where there is none.
func home(p Page, elsewhere string) templ.SafeURL {
	if len(p.Nav) > 0 {
		return templ.SafeURL(p.Nav[0].Href)
	}
	return templ.SafeURL(elsewhere)
}

// LanguageHref returns the address that changes the language and comes back to the page.
func (c Ctx) LanguageHref(code string) templ.SafeURL {
	return templ.SafeURL("/sprak/" + code + "?till=" + url.QueryEscape(c.Path))
}

// ErrorText returns the words for a fault, "error." + its code, with its arguments put in. A fault that only staff can
// meet has its words under "staff.error.".
func (c Ctx) ErrorText(e aid.Error) string {
	args := make([]string, 0, 2*len(e.Args))
	for name, value := range e.Args {
		args = append(args, name, value)
	}
	if key := "staff.error." + e.Code; c.L.Has(key) {
		return c.L.T(key, args...)
	}
	return c.L.T("error."+e.Code, args...)
}

// FieldError returns the words for the first fault of a field, and "" where it has none.
func (c Ctx) FieldError(errs aid.Errors, field string) string {
	for _, e := range errs {
		if e.Field == field {
			return c.ErrorText(e)
		}
	}
	return ""
}

// fieldID is the id of a field's control, so that the error summary can lead to it.
func fieldID(name string) string { return "f-" + name }

// describedBy lists the ids of the hint and the error of a field, for aria-describedby.
func describedBy(f Field) string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, fieldID(f.Name)+"-h")
	}
	if f.Error != "" {
		ids = append(ids, fieldID(f.Name)+"-e")
	}
	return strings.Join(ids, " ")
}

// telHref is the tel: address of a telephone number as people write it.
func telHref(phone string) templ.SafeURL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
	return templ.SafeURL("tel:" + digits)
}
