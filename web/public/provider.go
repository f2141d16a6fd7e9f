package public

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"bistand/aid"
	"bistand/store"
	"bistand/web/site"
)

// providerLasts is how long the way to a log-in service and back may take.
const providerLasts = 15 * time.Minute

// keepLogin keeps a log-in that is about to be sent to its service, bound to this browser.
func keepLogin(v *site.Visit, side store.Side, kept site.Kept, till string) error {
	return v.Register().Work(v.Ctx(), func(tx *store.Tx) error {
		return tx.AddProviderLogin(store.ProviderLogin{
			State: kept.State, Browser: v.Client.Browser, Side: side, Nonce: kept.Nonce, Verifier: kept.Verifier, Till: till, At: v.Now,
		})
	})
}

// broughtBack is a log-in whose answer the browser brings from its service.
type broughtBack struct {
	answer url.Values
	kept   site.Kept
	till   string // where the person was going
}

// takeLogin takes out the log-in that the browser brings an answer to, before the answer is used: one that is brought back twice
// finds nothing the second time. Too late, in another browser or by the back button it is aid.ErrNotFound: there is nothing to
// explain, only to begin anew. The answer is a secret, so no link of the page that follows carries it on.
func takeLogin(v *site.Visit, side store.Side) (broughtBack, error) {
	back := broughtBack{answer: v.R.URL.Query()}
	v.R.URL.RawQuery = ""
	var taken store.ProviderLogin
	err := v.Register().Work(v.Ctx(), func(tx *store.Tx) (err error) {
		taken, err = tx.TakeProviderLogin(side, back.answer.Get("state"), v.Client.Browser)
		return err
	})
	if err == nil && v.Now.Sub(taken.At) > providerLasts {
		err = aid.ErrNotFound
	}
	back.kept = site.Kept{State: taken.State, Nonce: taken.Nonce, Verifier: taken.Verifier, StartedAt: taken.At}
	back.till = taken.Till
	return back, err
}

// otherHref begins a log-in with another e-identification, for someone on their way somewhere.
func otherHref(till string) string {
	if till == "/" {
		return "/logga-in/annan"
	}
	return "/logga-in/annan?till=" + url.QueryEscape(till)
}

// byEID is what is said of logging in: one text where BankID is the only way in, and where there is another one that names it.
func byEID(v *site.Visit, bankIDAlone, either string, fields ...string) string {
	if other := v.Tenant.OtherEID; other != nil {
		return v.L.T(either, append(fields, "name", other.Name)...)
	}
	return v.L.T(bankIDAlone, fields...)
}

// startOther sends the browser to the service for e-identifications other than BankID. The way there is a link, as it is for
// staff: browsers hold the pages' policy for forms against the redirect too.
func startOther(v *site.Visit) error {
	if v.Tenant.OtherEID == nil {
		return aid.ErrNotFound
	}
	if _, closed := v.Tenant.Municipality.ClosedAt(v.Now); closed {
		return showClosed(v)
	}
	address, kept, err := v.Tenant.OtherEID.Login.Start(v.Ctx())
	if err != nil {
		return loginFlow.Failed(v, err)
	}
	till := back(v)
	if till == "/" {
		till = ""
	}
	if err := keepLogin(v, store.CitizenSide, kept, till); err != nil {
		return err
	}
	return v.Redirect(address)
}

// finishOther turns the service's answer into a log-in, once, in the browser that was sent there. From there on it is the same
// as with BankID: who is let in, what those are told who are not, and where it leads.
func finishOther(v *site.Visit) error {
	if v.Tenant.OtherEID == nil {
		return aid.ErrNotFound
	}
	login, err := takeLogin(v, store.CitizenSide)
	if errors.Is(err, aid.ErrNotFound) {
		return v.Redirect("/logga-in")
	}
	if err != nil {
		return err
	}
	if _, closed := v.Tenant.Municipality.ClosedAt(v.Now); closed {
		return showClosed(v)
	}
	number, err := v.Tenant.OtherEID.Login.Finish(v.Ctx(), login.answer, login.kept)
	if err != nil {
		return loginFlow.Failed(v, err)
	}
	if err := v.LogInVouched(number); err != nil {
		return notLetIn(v, err)
	}
	return goOn(v, login.till)
}

// notLetIn is the same to the byte whatever the cause, and names none: someone may be looking on, and that a person is in a
// register, or has a sekretessmarkering, is secret.
func notLetIn(v *site.Visit, err error) error {
	if !errors.Is(err, aid.ErrForbidden) {
		return err
	}
	return refused(v)
}

// refused is the page by itself: for whom it has come about while they were logged in.
func refused(v *site.Visit) error {
	return v.RenderStatus(http.StatusForbidden, refusedPage(v, loginFrame(v, "login.refused")))
}

// goOn leads whom a log-in has let in to where they were going, and else to their start or what they left unsent.
func goOn(v *site.Visit, till string) error {
	if till != "" && till != "/" {
		return v.Redirect(till)
	}
	return v.RedirectToUnsent(site.UnsentPage, "/start")
}
