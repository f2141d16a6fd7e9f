package casework

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"bistand/aid"
	"bistand/store"
)

// Identity is the e-identification service (BankID).
type Identity interface {
	// Start makes an order. An error that a person should be told of has a TextKey() string.
	Start(ctx context.Context, ask IdentityRequest) (IdentityOrder, error)
	// Collect asks how an order is getting on. A final answer can be had once only: store it before using it.
	Collect(ctx context.Context, orderRef string, otherDevice bool) (IdentityAnswer, error)
	Cancel(ctx context.Context, orderRef string) error
	// Verify holds a stored completed answer against what was asked: signature, chain, revocation, person, content, risk.
	Verify(answer []byte, asked IdentityRequest, at time.Time) (aid.Person, error)
	// Device returns the network address of the device that a stored completed answer was given on; empty where it says none.
	Device(answer []byte) string
	// QR draws the code of an order as SVG, as it is at an instant.
	QR(w io.Writer, order IdentityOrder, started, now time.Time, label string) error
	// Links returns the addresses that open the app on the same device, for telephones and for computers.
	Links(autoStartToken string) (mobile, desktop string)
}

// IdentityRequest is what a person is asked to do in the app.
type IdentityRequest struct {
	Purpose   aid.OrderPurpose
	Visible   string           // shown in the app
	Hidden    string           // signed but not shown
	Person    aid.Personnummer // who must do it; no number for a log-in
	Client    Client
	ReturnURL string
}

// Client is the browser that asks.
type Client struct {
	Browser   string // hash of the browser's own cookie: an order belongs to the browser that started it
	Addr      string
	UserAgent string
	Domain    string
	Language  string // that the person chose in it just before they logged in; empty where they chose none
	Nonce     string // what the app brought the browser back with; empty where the browser waited by itself
}

// IdentityOrder is an order as the service made it.
type IdentityOrder struct{ OrderRef, AutoStartToken, QRToken, QRSecret string }

// IdentityAnswer is how an order is getting on.
type IdentityAnswer struct {
	Status  aid.OrderStatus
	Hint    string
	TextKey string // what to tell the person
	Raw     []byte // the whole answer, kept before it is used
	Restart bool   // nobody picked the order up: a new one may be started in its place
}

// The times of an order: how often the service is asked, and how long the QR page goes on starting new orders.
const (
	collectEvery = 1500 * time.Millisecond
	qrPatience   = 3 * time.Minute
)

// OrderFor describes the order to start: a log-in, or a person's signature of an application or an appeal.
type OrderFor struct {
	Purpose     aid.OrderPurpose
	Object      aid.ID     // the application, or the draft of the appeal
	Person      aid.ID     // who has to sign
	Deputy      aid.Deputy // who signs for them, where someone does
	OtherDevice bool
	Visible     string // text in the person's own language, municipality and act named
	ReturnURL   string // where the app leads the same device afterwards, with {order} and {nonce} in it
	Client      Client
}

// StartOrder starts an order and keeps it before the browser is told of it.
func (d *Desk) StartOrder(ctx context.Context, ask OrderFor) (aid.Order, error) {
	o := aid.Order{
		ID: d.newID(), Browser: ask.Client.Browser, Purpose: ask.Purpose, PersonID: ask.Person, ObjectID: ask.Object,
		OtherDevice: ask.OtherDevice, Visible: ask.Visible, FirstStartedAt: d.Now(), Status: aid.OrderPending, ReturnNonce: d.nonce(),
	}
	if ask.Deputy.Authority != "" {
		if !ask.Deputy.MayAct {
			return o, aid.ErrForbidden
		}
		o.PersonID = ask.Deputy.ID // they use their own app
	}
	var err error
	if o.Hidden, err = d.toSign(ctx, ask); err != nil {
		return o, err
	}
	if ask.Person != "" {
		if err := d.openTo(ctx, o.PersonID, ask.Person); err != nil {
			return o, err
		}
	}
	if err := d.order(ctx, &o, ask.Client, ask.ReturnURL); err != nil {
		return o, err
	}
	return o, d.Register.Work(ctx, func(tx *store.Tx) error { return tx.AddOrder(o) })
}

// order asks the service for an order and fills it in.
func (d *Desk) order(ctx context.Context, o *aid.Order, client Client, returnURL string) error {
	request, err := d.request(ctx, *o)
	if err != nil {
		return err
	}
	request.Client = client
	if returnURL != "" && !o.OtherDevice {
		request.ReturnURL = strings.NewReplacer("{order}", string(o.ID), "{nonce}", o.ReturnNonce).Replace(returnURL)
	}
	made, err := d.Identity.Start(ctx, request)
	if err != nil {
		return err
	}
	o.OrderRef, o.AutoStartToken, o.QRToken, o.QRSecret = made.OrderRef, made.AutoStartToken, made.QRToken, made.QRSecret
	o.StartedAt = d.Now()
	return nil
}

// request rebuilds what was asked of the person from the order as kept.
func (d *Desk) request(ctx context.Context, o aid.Order) (IdentityRequest, error) {
	request := IdentityRequest{Purpose: o.Purpose, Visible: o.Visible, Hidden: o.Hidden}
	if o.PersonID == "" {
		return request, nil
	}
	person, err := d.Register.Person(ctx, o.PersonID)
	request.Person = person.Personnummer
	return request, err
}

// nonce is 128 random bits as text.
func (d *Desk) nonce() string {
	b := make([]byte, 16)
	if _, err := io.ReadFull(d.Random, b); err != nil {
		panic(fmt.Sprintf("read randomness for a nonce: %v", err))
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// FollowOrder asks the service how an order is getting on, not more often than it may be asked, and keeps the answer before
// anyone is told. While a QR code is up and nobody has scanned it, a new order takes the place of one that ran out.
// It returns the order and the key of the text to show.
func (d *Desk) FollowOrder(ctx context.Context, id aid.ID, client Client) (aid.Order, string, error) {
	o, err := d.Register.Order(ctx, id, client.Browser)
	if err != nil {
		return o, "", err
	}
	if o.Status != aid.OrderPending || d.Now().Sub(o.CollectedAt) < collectEvery {
		return o, o.ErrorKey, nil
	}
	answer, err := d.Identity.Collect(ctx, o.OrderRef, o.OtherDevice)
	if err != nil {
		return d.noAnswer(ctx, o, err)
	}
	o.CollectedAt, o.Status, o.Hint, o.ErrorKey, o.Answer = d.Now(), answer.Status, answer.Hint, answer.TextKey, answer.Raw
	if answer.Restart && o.OtherDevice && d.Now().Sub(o.FirstStartedAt) < qrPatience {
		o.Status, o.Hint, o.ErrorKey, o.Answer = aid.OrderPending, "", "bankid.rfa1", nil
		if err := d.order(ctx, &o, client, ""); err != nil {
			return d.end(ctx, o, err) // the old order's last answer has been read: there is nothing left to ask about
		}
	}
	err = d.saveProgress(ctx, &o)
	return o, o.ErrorKey, err
}

// saveProgress keeps how an order is getting on. Two pages may ask at the same time, and a final answer is given once: what
// came to an end meanwhile stands, and o becomes it, unless this answer is the completed one.
func (d *Desk) saveProgress(ctx context.Context, o *aid.Order) error {
	return d.Register.Work(ctx, func(tx *store.Tx) error {
		kept, err := tx.Order(ctx, o.ID, o.Browser)
		if err != nil {
			return err
		}
		if kept.Status != aid.OrderPending && o.Status != aid.OrderComplete {
			*o = kept
			return nil
		}
		return tx.SaveOrder(*o)
	})
}

// noAnswer ends an order that the service refused, and tells the key of what to say. A service that does not answer leaves it
// pending: it may answer next time.
func (d *Desk) noAnswer(ctx context.Context, o aid.Order, failure error) (aid.Order, string, error) {
	var refused interface{ Final() bool }
	if !errors.As(failure, &refused) || !refused.Final() {
		slog.WarnContext(ctx, "the identification service does not answer", "error", failure)
		return o, textKey(failure), nil
	}
	return d.end(ctx, o, failure)
}

// end ends an order by a failure, and tells the key of what to say.
func (d *Desk) end(ctx context.Context, o aid.Order, failure error) (aid.Order, string, error) {
	o.Status, o.ErrorKey, o.CollectedAt = aid.OrderFailed, textKey(failure), d.Now()
	err := d.saveProgress(ctx, &o)
	return o, o.ErrorKey, err
}

// textKey is the key of what a person is told of an error.
func textKey(err error) string {
	var told interface{ TextKey() string }
	if errors.As(err, &told) {
		return told.TextKey()
	}
	return "bankid.rfa5"
}

// DrawQR draws the code of a pending order of this browser as it is this second.
func (d *Desk) DrawQR(ctx context.Context, w io.Writer, id aid.ID, client Client, label string) error {
	o, err := d.Register.Order(ctx, id, client.Browser)
	if err != nil {
		return err
	}
	if o.Status != aid.OrderPending || !o.OtherDevice {
		return aid.ErrNotFound
	}
	made := IdentityOrder{AutoStartToken: o.AutoStartToken, QRToken: o.QRToken, QRSecret: o.QRSecret}
	return d.Identity.QR(w, made, o.StartedAt, d.Now(), label)
}

// CancelOrder gives up an order that the person has left.
func (d *Desk) CancelOrder(ctx context.Context, id aid.ID, client Client) error {
	o, err := d.Register.Order(ctx, id, client.Browser)
	if err != nil || o.Status != aid.OrderPending {
		return err
	}
	if err := d.Identity.Cancel(ctx, o.OrderRef); err != nil {
		slog.WarnContext(ctx, "an order could not be cancelled", "error", err)
	}
	o.Status, o.ErrorKey = aid.OrderFailed, "bankid.rfa3"
	return d.saveProgress(ctx, &o)
}

// LogIn turns a completed identification into a log-in, once, in the browser that started it: see admit.
func (d *Desk) LogIn(ctx context.Context, id aid.ID, client Client, language, tokenHash string) (aid.Session, error) {
	o, person, _, err := d.completed(ctx, id, client, aid.ToLogIn)
	if err != nil {
		return aid.Session{}, err
	}
	o.UsedAt = d.Now()
	return d.admit(ctx, person.Personnummer, "", client, language, tokenHash, func(tx *store.Tx) error { return tx.SaveOrder(o) })
}

// LogInVouched logs in the person whose number an e-identification service other than BankID vouches for, on the terms of
// LogIn. Means is what the service is called.
func (d *Desk) LogInVouched(ctx context.Context, number aid.Personnummer, means string, client Client, language, tokenHash string) (aid.Session, error) {
	return d.admit(ctx, number, means, client, language, tokenHash, func(*store.Tx) error { return nil })
}

// admit lets in a person who has identified themselves. The person, the case and the refusals are those of Choices, and the population register
// has its say. Where there is more than one choice the log-in is on no case until TurnTo. What has served is marked so whether or not they
// are let in.
func (d *Desk) admit(ctx context.Context, number aid.Personnummer, means string, client Client, language, tokenHash string, served func(*store.Tx) error) (aid.Session, error) {
	var none aid.Session
	who, choices, err := d.letIn(ctx, number)
	if err != nil {
		return none, errors.Join(err, d.Register.Work(ctx, served))
	}
	profile, err := d.Register.Profile(ctx, who.ID)
	if err != nil {
		return none, err
	}
	// What someone chose by hand just before is meant for the pages that follow, on whatever device; the profile is about messages, and stays.
	if chosen := cmp.Or(client.Language, profile.Reads()); chosen != "" {
		language = chosen
	}
	self := aid.Actor{Kind: aid.ByCitizen, ID: who.ID, Name: who.Name()}
	session := aid.Session{
		ID: d.newID(), Actor: self, Self: self, Language: language, Means: means, StartedAt: d.Now(), SeenAt: d.Now(), UserAgent: client.UserAgent, RemoteAddr: client.Addr,
	}
	if len(choices) == 1 {
		session.Actor, session.CaseID = choices[0].actor(), choices[0].Case.ID
	}
	marked := false
	err = d.Register.Work(ctx, func(tx *store.Tx) error {
		if err := served(tx); err != nil {
			return err
		}
		if marked, err = anyProtected(ctx, tx, session.Self.ID, session.Actor.ID); marked || err != nil {
			return err
		}
		if client.Language != "" && client.Language != profile.Pages {
			err = tx.KeepPageLanguage(who.ID, client.Language)
		}
		return errors.Join(err, tx.AddSession(session, tokenHash))
	})
	if err == nil && marked { // while the population register was asked
		return none, aid.ErrForbidden
	}
	return session, err
}

// anyProtected tells whether any of some people has a sekretessmarkering.
func anyProtected(ctx context.Context, tx *store.Tx, people ...aid.ID) (bool, error) {
	for _, id := range people {
		if p, err := tx.Person(ctx, id); err != nil || p.Protected {
			return p.Protected, err
		}
	}
	return false, nil
}

// letIn returns who has identified themselves and their Choices, once the population register has been asked about them and, where the only choice
// is someone else's case, about that person too.
func (d *Desk) letIn(ctx context.Context, number aid.Personnummer) (who aid.Person, choices []Entry, err error) {
	if choices, err = d.Choices(ctx, number); err != nil {
		return who, nil, err
	}
	if who, err = d.Register.PersonByNumber(ctx, number); err != nil {
		return who, nil, err
	}
	about := []aid.ID{who.ID}
	if len(choices) == 1 {
		about = append(about, choices[0].Person.ID)
	}
	return who, choices, d.openTo(ctx, about...)
}

// FinishSignature adds the signature of a completed order to its application, once verified, and with it that the order has
// served. It returns the application without its content.
func (d *Desk) FinishSignature(ctx context.Context, r Request, id aid.ID, client Client) (aid.Application, error) {
	ctx = context.WithoutCancel(ctx) // who has signed has signed, though their browser goes away
	o, err := d.signed(ctx, r, id, client, aid.ToSign)
	if err != nil {
		return aid.Application{}, err
	}
	a, err := d.Register.ApplicationState(ctx, o.ObjectID)
	if err != nil {
		return a, err
	}
	// For whom, and by what authority, was signed too: a representative may have turned to someone else since.
	if asked, err := HiddenData(a, r.Actor.ID, r.Actor.Deputy); err != nil || asked != o.Hidden {
		return a, errors.Join(err, aid.ErrForbidden)
	}
	signature := aid.Signature{ApplicationID: a.ID, PersonID: r.Actor.ID, ContentHash: a.ContentHash, SignedAt: d.Now(), Visible: o.Visible, Hidden: o.Hidden, Answer: o.Answer}
	r.Key = "order:" + string(o.ID) // the order serves once
	err = d.addSignature(ctx, r, &a, signature, func(tx *store.Tx) error { return tx.UseOrder(o.ID, o.UsedAt) })
	var repeated *store.RepeatedError
	switch {
	case err == nil && !a.Registered.IsZero() && len(a.Signatures) < len(a.Required): // someone signed since it was read
		return d.Register.ApplicationState(ctx, a.ID)
	case !errors.As(err, &repeated):
		return a, err
	}
	if err := d.Register.Work(ctx, func(tx *store.Tx) error { return tx.SaveOrder(o) }); err != nil && !errors.Is(err, aid.ErrConflict) {
		return a, err
	}
	return d.Register.ApplicationState(ctx, a.ID)
}

// signed returns a finished order to sign, about to be used, that was completed by the very person it was made for, who asks.
func (d *Desk) signed(ctx context.Context, r Request, id aid.ID, client Client, purpose aid.OrderPurpose) (aid.Order, error) {
	o, person, asked, err := d.completed(ctx, id, client, purpose)
	if err == nil && (asked.Person != person.Personnummer || r.Actor.Doer().ID != o.PersonID || !r.Actor.MayAct()) {
		err = aid.ErrForbidden
	}
	o.UsedAt = d.Now()
	return o, err
}

// completed returns a finished order of this browser and who completed it, verified anew from the stored answer, and what
// had been asked.
func (d *Desk) completed(ctx context.Context, id aid.ID, client Client, purpose aid.OrderPurpose) (o aid.Order, person aid.Person, asked IdentityRequest, err error) {
	if o, err = d.Register.Order(ctx, id, client.Browser); err != nil {
		return o, person, asked, err
	}
	if o.Status != aid.OrderComplete || o.Purpose != purpose || !o.UsedAt.IsZero() {
		return o, person, asked, aid.ErrConflict
	}
	if !o.OtherDevice && !d.cameBack(o, client) {
		return o, person, asked, &elsewhereError{}
	}
	if asked, err = d.request(ctx, o); err != nil {
		return o, person, asked, err
	}
	person, err = d.Identity.Verify(o.Answer, asked, o.CollectedAt)
	return o, person, asked, err
}

// cameBack tells whether an order for the same device was completed there. Someone may send a start link to another person and
// wait for them to approve: so either the app led this very browser back, or it ran at the browser's own network address.
func (d *Desk) cameBack(o aid.Order, client Client) bool {
	if subtle.ConstantTimeCompare([]byte(client.Nonce), []byte(o.ReturnNonce)) == 1 {
		return true
	}
	device := d.Identity.Device(o.Answer)
	return device != "" && device == client.Addr
}

// elsewhereError is an order for the same device that was completed on another.
type elsewhereError struct{}

// Error implements error.
func (*elsewhereError) Error() string { return "the app ran on another device than the browser" }

// TextKey is the key of what the person is told.
func (*elsewhereError) TextKey() string { return "bankid.another_device" }
