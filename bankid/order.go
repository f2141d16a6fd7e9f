package bankid

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"

	"bistand/aid"
)

// OrderRequest is what the user is asked to do, and by whom. For Auth the texts may be left out.
type OrderRequest struct {
	EndUserIP   string      // address of the user's browser, from a trusted proxy
	Visible     string      // shown in the app: who asks, and what for
	Markdown    bool        // Visible is in BankID's simpleMarkdownV1
	Hidden      []byte      // signed but not shown
	ReturnURL   string      // where the app sends the browser on the same device; holds a nonce in its fragment
	ReturnRisk  bool        // ask for the risk of the transaction
	Web         *Web        // the browser, for BankID's risk assessment
	Requirement Requirement // limits on who may complete the order, and how
}

// Web describes the browser that started an order. At least one member is set.
type Web struct {
	ReferringDomain  string `json:"referringDomain,omitempty"`  // our own registrable domain, in punycode
	UserAgent        string `json:"userAgent,omitempty"`        // as the browser sent it
	DeviceIdentifier string `json:"deviceIdentifier,omitempty"` // a long-lived cookie or its hash; never the session cookie
}

// Requirement limits who may complete an order. The zero value sets no limit.
type Requirement struct {
	PersonalNumber      aid.Personnummer // only this person's BankID
	PINCode             bool             // the code must be typed even where a fingerprint would do
	MRTD                bool             // a passport or identity card must be read
	CertificatePolicies []string         // accepted policy OIDs; any entry drops BankID's defaults
	Risk                Risk             // the highest risk accepted: RiskLow or RiskModerate
}

// Risk is BankID's assessment of an order.
type Risk string

// The risks. No value means not asked for, or not assessed.
const (
	RiskLow      Risk = "low"
	RiskModerate Risk = "moderate"
	RiskHigh     Risk = "high"
)

// RequestError tells which field of an order's request BankID would refuse. It is a fault of the program, not of the user.
type RequestError struct{ Field, Reason string }

// Error implements error.
func (e *RequestError) Error() string { return "make a BankID order: " + e.Field + ": " + e.Reason }

// lengthLimits are the longest texts, counted in characters of base64.
type lengthLimits struct {
	visible, hidden int
	needsVisible    bool
}

// The limits of the two orders, and of a return address in characters.
var (
	authLimits = lengthLimits{visible: 1500, hidden: 1500}
	signLimits = lengthLimits{visible: 40_000, hidden: 200_000, needsVisible: true}
)

const maxReturnURL = 512

// wireOrder is an order's request as sent. No member is sent empty: BankID refuses an empty string.
type wireOrder struct {
	EndUserIP   string           `json:"endUserIp"`
	Visible     string           `json:"userVisibleData,omitempty"`
	Format      string           `json:"userVisibleDataFormat,omitempty"`
	Hidden      string           `json:"userNonVisibleData,omitempty"`
	ReturnURL   string           `json:"returnUrl,omitempty"`
	ReturnRisk  bool             `json:"returnRisk,omitempty"`
	Web         *Web             `json:"web,omitempty"`
	Requirement *wireRequirement `json:"requirement,omitempty"`
}

type wireRequirement struct {
	PersonalNumber      string   `json:"personalNumber,omitempty"`
	PINCode             bool     `json:"pinCode,omitempty"`
	MRTD                bool     `json:"mrtd,omitempty"`
	CertificatePolicies []string `json:"certificatePolicies,omitempty"`
	Risk                Risk     `json:"risk,omitempty"`
}

// wire checks the request and writes it as BankID wants it.
func (r OrderRequest) wire(limits lengthLimits) (*wireOrder, error) {
	w := &wireOrder{
		EndUserIP:  r.EndUserIP,
		Visible:    base64.StdEncoding.EncodeToString([]byte(r.Visible)),
		Hidden:     base64.StdEncoding.EncodeToString(r.Hidden),
		ReturnURL:  r.ReturnURL,
		ReturnRisk: r.ReturnRisk,
		Web:        r.Web,
	}
	if r.Markdown {
		w.Format = "simpleMarkdownV1"
	}
	if _, err := netip.ParseAddr(r.EndUserIP); err != nil {
		return nil, &RequestError{"endUserIp", "is no IP address"}
	}
	switch {
	case limits.needsVisible && w.Visible == "":
		return nil, &RequestError{"userVisibleData", "is needed"}
	case len(w.Visible) > limits.visible:
		return nil, &RequestError{"userVisibleData", fmt.Sprintf("is longer than %d as base64", limits.visible)}
	case !utf8.ValidString(r.Visible):
		return nil, &RequestError{"userVisibleData", "is not UTF-8"}
	case len(w.Hidden) > limits.hidden:
		return nil, &RequestError{"userNonVisibleData", fmt.Sprintf("is longer than %d as base64", limits.hidden)}
	case len(r.ReturnURL) > maxReturnURL:
		return nil, &RequestError{"returnUrl", fmt.Sprintf("is longer than %d", maxReturnURL)}
	case r.Web != nil && *r.Web == Web{}:
		return nil, &RequestError{"web", "is empty"}
	case r.Requirement.Risk != "" && r.Requirement.Risk != RiskLow && r.Requirement.Risk != RiskModerate:
		return nil, &RequestError{"requirement.risk", "is neither low nor moderate"}
	}
	w.Requirement = r.Requirement.wire()
	return w, nil
}

// wire leaves a requirement out altogether where it sets no limit.
func (r Requirement) wire() *wireRequirement {
	if r.PersonalNumber.IsZero() && !r.PINCode && !r.MRTD && len(r.CertificatePolicies) == 0 && r.Risk == "" {
		return nil
	}
	return &wireRequirement{r.PersonalNumber.Full(), r.PINCode, r.MRTD, r.CertificatePolicies, r.Risk}
}

// Order is an order that BankID has accepted. It is kept on the server, bound to the browser's session: Ref and QRSecret
// never leave it. The JSON form is for storing.
type Order struct {
	Ref            string    `json:"orderRef"`
	AutoStartToken string    `json:"autoStartToken"`
	QRStartToken   string    `json:"qrStartToken"`
	QRSecret       string    `json:"qrStartSecret"`
	Started        time.Time `json:"started,omitzero"` // when BankID's answer arrived
}

// String keeps the tokens out of logs.
func (o Order) String() string { return "BankID order started " + o.Started.Format(time.RFC3339) }

// parseOrder reads the answer to auth and sign.
func parseOrder(raw []byte) (Order, error) {
	var o Order
	if err := json.Unmarshal(raw, &o); err != nil {
		return Order{}, fmt.Errorf("read the order: %w", err)
	}
	if o.Ref == "" || o.AutoStartToken == "" || o.QRStartToken == "" || o.QRSecret == "" {
		return Order{}, errors.New("read the order: a token is missing")
	}
	return o, nil
}

// QR returns the text of the QR code to show at an instant. It changes every second and is worth nothing a few seconds
// later, so it must be drawn anew each second and never ahead of time.
func (o Order) QR(now time.Time) string {
	seconds := max(0, int64(now.Sub(o.Started)/time.Second))
	t := strconv.FormatInt(seconds, 10)
	mac := hmac.New(sha256.New, []byte(o.QRSecret))
	mac.Write([]byte(t))
	return "bankid." + o.QRStartToken + "." + t + "." + hex.EncodeToString(mac.Sum(nil))
}

// MobileLink opens the app on the phone or tablet that shows the page.
func (o Order) MobileLink() string {
	return "https://app.bankid.com/?autostarttoken=" + url.QueryEscape(o.AutoStartToken)
}

// DesktopLink opens the app on the computer that shows the page.
func (o Order) DesktopLink() string {
	return "bankid:///?autostarttoken=" + url.QueryEscape(o.AutoStartToken)
}
