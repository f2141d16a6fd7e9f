package site

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
)

// The cookies, all of them needed for the service to work. The names of the first two make browsers hold to their terms:
// only from this very host, only over a safe connection, for every path.
const (
	SessionCookie  = "__Host-session"    // the log-in; ends with the browser
	BrowserCookie  = "__Host-webblasare" // the browser, which orders with the app belong to
	LanguageCookie = "sprak"
)

// chosenLasts is how long a language that was clicked on before a log-in is meant for that log-in: someone else may use the browser next.
const chosenLasts = 15 * time.Minute

// LanguageValue is the value of the cookie for a language. Where it is meant for the next log-in it tells when it was chosen.
func LanguageValue(code string, forLogIn bool, now time.Time) string {
	if !forLogIn {
		return code
	}
	return code + "." + strconv.FormatInt(now.Unix(), 36)
}

// ReadLanguage reads such a value: the language, and whether it is still meant for a log-in.
func ReadLanguage(value string, now time.Time) (code string, forLogIn bool) {
	code, at, _ := strings.Cut(value, ".")
	seconds, err := strconv.ParseInt(at, 36, 64)
	since := now.Sub(time.Unix(seconds, 0))
	return code, err == nil && since >= 0 && since < chosenLasts
}

// ChooseHref is where someone who comes for several people says for whom.
const ChooseHref = "/for-vem"

// RefusedHref is the page of every refusal.
const RefusedHref = "/logga-in/kontakt"

// HashToken is what is kept of a cookie's token: the token itself never leaves the browser.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// RandomToken is n random bytes as text.
func RandomToken(random io.Reader, n int) string {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		panic("read randomness for a token: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// SetHostCookie sets a cookie on the strictest terms. No age ends it with the browser, a negative one takes it away.
func (v *Visit) SetHostCookie(name, value string, age time.Duration) {
	http.SetCookie(v.W, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age / time.Second), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// LogIn turns a completed order into a log-in under a new token; one that the browser had before ends.
func (v *Visit) LogIn(order aid.ID) error {
	token := RandomToken(v.Desk().Random, 32)
	s, err := v.Desk().LogIn(v.Ctx(), order, v.Client, v.L.Code(), HashToken(token))
	if err != nil {
		return err
	}
	return v.take(s, token)
}

// LogInVouched logs in the person whose number the other e-identification service vouches for, on the terms of LogIn.
func (v *Visit) LogInVouched(number aid.Personnummer) error {
	token := RandomToken(v.Desk().Random, 32)
	s, err := v.Desk().LogInVouched(v.Ctx(), number, v.Tenant.OtherEID.Name, v.Client, v.L.Code(), HashToken(token))
	if err != nil {
		return err
	}
	return v.take(s, token)
}

// LogInStaff logs in a member of staff with the roles of this log-in, on the terms of LogIn.
func (v *Visit) LogInStaff(staff aid.Staff) error {
	token := RandomToken(v.Desk().Random, 32)
	who := aid.Actor{Kind: aid.ByStaff, ID: staff.ID, Name: staff.Name}
	s := aid.Session{
		ID: aid.NewID(v.Now, v.Desk().Random), Actor: who, Self: who, Staff: &staff,
		Language: "sv", StartedAt: v.Now, SeenAt: v.Now, UserAgent: v.Client.UserAgent, RemoteAddr: v.Client.Addr,
	}
	if err := v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.AddSession(s, HashToken(token)) }); err != nil {
		return err
	}
	return v.take(s, token)
}

// take gives the browser a new log-in and ends the one it had.
func (v *Visit) take(s aid.Session, token string) error {
	// A log-in never goes on under a token from before it: someone may have planted that token.
	if err := v.endSession(); err != nil {
		return err
	}
	v.Session = &s
	v.SetHostCookie(SessionCookie, token, 0)
	return nil
}

// endSession ends the log-in of this visit, where there is one.
func (v *Visit) endSession() error {
	if v.Session == nil {
		return nil
	}
	return v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.EndSession(v.Session.ID, v.Now) })
}

// LogOut ends this log-in.
func (v *Visit) LogOut() error {
	if err := v.endSession(); err != nil {
		return err
	}
	v.Session = nil
	v.SetHostCookie(SessionCookie, "", -time.Second)
	return nil
}

// LogOutEverywhere ends every log-in of the person or member of staff, this one too.
func (v *Visit) LogOutEverywhere() error {
	if v.Session != nil {
		err := v.Register().Work(v.Ctx(), func(tx *store.Tx) error { return tx.EndSessions(v.Self().ID, v.Now) })
		if err != nil {
			return err
		}
	}
	return v.LogOut()
}

// ShutOut ends the log-in of someone to whom the e-service has closed meanwhile, and leads to the page of every refusal.
func (v *Visit) ShutOut() error {
	if err := v.LogOut(); err != nil {
		return err
	}
	return v.Redirect(RefusedHref)
}

// SessionLeft is the number of seconds until the log-in ends if nothing more is done; 0 when nobody is logged in. It is meant
// for ui.Page.SessionLeft.
func (v *Visit) SessionLeft() int {
	if v.Session == nil {
		return 0
	}
	ends := v.Session.SeenAt.Add(aid.SessionIdle)
	if longest := v.Session.StartedAt.Add(aid.SessionLongest); longest.Before(ends) {
		ends = longest
	}
	return max(int(ends.Sub(v.Now)/time.Second), 1)
}

// Note logs an error that the page itself tells of. Errors hold no personal data.
func (v *Visit) Note(err error) {
	slog.WarnContext(v.Ctx(), "a visit met an error", "municipality", v.Tenant.Municipality.Slug, "route", v.R.Pattern, "error", err)
}
