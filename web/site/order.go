package site

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"bistand/aid"
	"bistand/casework"
	"bistand/web/ui"
)

// OrderFlow is the pages of one kind of order with the app, a log-in or a signature. A side makes one as a variable and lists
// its handlers among its routes; {order} is the order's id:
//
//	{Pattern: "POST /x", Policy: site.Citizen.WithLimit(), Handler: begin},                      // ends with flow.Start
//	{Pattern: "GET /x/{order}", Policy: site.Citizen, Handler: flow.Show},                       // code or link; renews itself without scripts
//	{Pattern: "GET /x/{order}/qr.svg", Policy: site.Citizen, Handler: flow.QR},                  // a new picture each second
//	{Pattern: "GET /x/{order}/lage", Policy: site.Citizen, Handler: flow.State},                 // what the script asks for
//	{Pattern: "POST /x/{order}/avbryt", Policy: site.Citizen.WithoutKey(), Handler: flow.Cancel},
//	{Pattern: "GET /x/{order}/klar", Policy: site.Citizen, Handler: done},                       // uses the order, by casework
//
// The last is the side's own: it calls Desk.LogIn or Desk.FinishSignature with v.Client, and where that fails flow.Failed.
// It changes something on a GET, so that it works without scripts. That is safe: an order serves once, only in the browser
// that started it, and it says itself what is done; a link from elsewhere cannot bring about anything else.
type OrderFlow struct {
	Purpose aid.OrderPurpose
	Page    func(v *Visit) ui.Page // title and navigation
	Again   func(v *Visit) string  // where to begin anew, and where a cancelled order leads
}

// Start starts an order and leads to its page, address + "/" + its id, or shows why it could not be started. To whom the e-service has closed
// meanwhile is logged out. Client and
// return address are filled in here.
func (f OrderFlow) Start(v *Visit, address string, ask casework.OrderFor) error {
	ask.Purpose, ask.Client = f.Purpose, v.Client
	onward := ""
	if till, ok := LocalPath(v.R.PostFormValue("till")); ok {
		onward = "till=" + url.QueryEscape(till)
	}
	ask.ReturnURL = v.Origin + address + "/{order}?retur={nonce}&" + onward
	o, err := v.Desk().StartOrder(v.Ctx(), ask)
	switch {
	case errors.Is(err, casework.ErrShut):
		return v.ShutOut()
	case err != nil:
		return f.Failed(v, err)
	}
	return v.Redirect(strings.TrimSuffix(address+"/"+string(o.ID)+"?"+onward, "?"))
}

// Failed shows what a person is told of an error of the identification service, which is out of order unless the error has a
// Status() int of its own; any other error is returned.
func (f OrderFlow) Failed(v *Visit, err error) error {
	var told interface{ TextKey() string }
	if !errors.As(err, &told) {
		return err
	}
	v.Note(err)
	view := ui.OrderView{Failed: true, Text: v.orderText(told.TextKey(), "bankid.rfa22"), Again: f.Again(v)}
	status := http.StatusServiceUnavailable
	var own interface{ Status() int }
	if errors.As(err, &own) {
		status = own.Status()
	}
	return v.RenderStatus(status, OrderPage(v.UI(), f.Page(v), view))
}

// Show is the order's page. Without scripts it loads itself anew every other second, and so shows a fresh code each time.
func (f OrderFlow) Show(v *Visit) error {
	o, text, err := f.follow(v)
	switch {
	case err != nil:
		return err
	case !o.UsedAt.IsZero(): // someone has gone back in the browser
		return v.Redirect(f.Again(v))
	case o.Status == aid.OrderComplete:
		return v.Redirect(v.orderAddress(o) + "/klar" + v.orderQuery())
	}
	view := ui.OrderView{Address: v.orderAddress(o), Query: v.orderQuery(), Text: text, Failed: o.Status == aid.OrderFailed, Again: f.Again(v)}
	page := f.Page(v)
	if !view.Failed {
		page.Script, page.NoJSWait, page.NoJSNext = true, 2, view.Address+view.Query
	}
	if !o.OtherDevice {
		view.App = v.appLink(o)
	}
	return v.Render(OrderPage(v.UI(), page, view))
}

// QR draws the order's code as it is this second.
func (f OrderFlow) QR(v *Visit) error {
	id, err := v.Path("order")
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "image/svg+xml")
	return v.Desk().DrawQR(v.Ctx(), v.W, id, v.Client, v.L.T("login.qr_alt"))
}

// State tells the script what to say, or where to go next.
func (f OrderFlow) State(v *Visit) error {
	o, text, err := f.follow(v)
	if err != nil {
		return err
	}
	answer := struct {
		Done bool   `json:"done"`
		Text string `json:"text"`
		Next string `json:"next,omitempty"`
	}{o.Status == aid.OrderComplete, text, ""}
	switch o.Status {
	case aid.OrderComplete:
		answer.Next = v.orderAddress(o) + "/klar" + v.orderQuery()
	case aid.OrderFailed:
		answer.Next = v.orderAddress(o)
	}
	v.W.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(v.W).Encode(answer)
}

// Cancel gives the order up.
func (f OrderFlow) Cancel(v *Visit) error {
	id, err := v.Path("order")
	if err != nil {
		return err
	}
	if err := v.Desk().CancelOrder(v.Ctx(), id, v.Client); err != nil {
		return err
	}
	return v.Redirect(f.Again(v))
}

// follow asks how the order of the address is getting on. An order of another browser, purpose or person is not found.
func (f OrderFlow) follow(v *Visit) (aid.Order, string, error) {
	id, err := v.Path("order")
	if err != nil {
		return aid.Order{}, "", err
	}
	o, key, err := v.Desk().FollowOrder(v.Ctx(), id, v.Client)
	if err != nil {
		return o, "", err
	}
	if o.Purpose != f.Purpose || o.PersonID != "" && o.PersonID != v.Actor().Doer().ID {
		return o, "", aid.ErrNotFound
	}
	switch {
	case o.Status == aid.OrderFailed:
		return o, v.orderText(key, "bankid.rfa22"), nil
	case key == "" && o.OtherDevice:
		key = "bankid.rfa1"
	case key == "":
		key = "bankid.rfa13"
	}
	return o, v.orderText(key, "bankid.rfa21"), nil
}

// orderText is the text of a key, and that of another where there is none.
func (v *Visit) orderText(key, otherwise string) string {
	if !v.L.Has(key) {
		key = otherwise
	}
	return v.L.T(key)
}

// orderAddress is the address of the order's page, read off the address visited.
func (v *Visit) orderAddress(o aid.Order) string {
	before, _, _ := strings.Cut(v.R.URL.Path, "/"+string(o.ID))
	return before + "/" + string(o.ID)
}

// orderQuery carries on what the app brought the browser back with, and where the person was going.
func (v *Visit) orderQuery() string {
	asked, kept := v.R.URL.Query(), url.Values{}
	for _, name := range []string{"retur", "till"} {
		if asked.Has(name) {
			kept.Set(name, asked.Get(name))
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + kept.Encode()
}

// appLink opens the app on this device: phones and tablets have another way than computers.
func (v *Visit) appLink(o aid.Order) string {
	mobile, desktop := v.Desk().Identity.Links(o.AutoStartToken)
	for _, word := range []string{"Mobi", "Android", "iPhone", "iPad"} {
		if strings.Contains(v.Client.UserAgent, word) {
			return mobile
		}
	}
	return desktop
}
