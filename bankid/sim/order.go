package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bistand/aid"
)

// openRequest is the request of auth and sign. Pointers tell an empty member, which BankID refuses, from an absent one.
type openRequest struct {
	EndUserIP   string            `json:"endUserIp"`
	Visible     *string           `json:"userVisibleData"`
	Format      *string           `json:"userVisibleDataFormat"`
	Hidden      *string           `json:"userNonVisibleData"`
	ReturnURL   *string           `json:"returnUrl"`
	ReturnRisk  bool              `json:"returnRisk"`
	Web         map[string]string `json:"web"`
	App         map[string]string `json:"app"`
	Requirement *struct {
		PersonalNumber      *string  `json:"personalNumber"`
		PINCode             bool     `json:"pinCode"`
		MRTD                bool     `json:"mrtd"`
		CardReader          *string  `json:"cardReader"`
		CertificatePolicies []string `json:"certificatePolicies"`
		Risk                *string  `json:"risk"`
	} `json:"requirement"`
}

// check holds a request to BankID's rules. Lengths count characters of base64.
func (r openRequest) check(kind string) *apiError {
	mostVisible, mostHidden := 1500, 1500
	if kind == "sign" {
		mostVisible, mostHidden = 40_000, 200_000
	}
	if _, err := netip.ParseAddr(r.EndUserIP); err != nil {
		return invalid("endUserIp")
	}
	switch {
	case kind == "sign" && r.Visible == nil, !fits(r.Visible, mostVisible, true):
		return invalid("userVisibleData")
	case !fits(r.Hidden, mostHidden, false):
		return invalid("userNonVisibleData")
	case r.Format != nil && *r.Format != "plaintext" && *r.Format != "simpleMarkdownV1":
		return invalid("userVisibleDataFormat")
	case r.ReturnURL != nil && (*r.ReturnURL == "" || len(*r.ReturnURL) > 512):
		return invalid("returnUrl")
	case r.Web != nil && r.App != nil:
		return invalid("web and app")
	case !knownMembers(r.Web, "referringDomain", "userAgent", "deviceIdentifier"):
		return invalid("web")
	case !knownMembers(r.App, "appIdentifier", "deviceOS", "deviceModelName", "deviceIdentifier"):
		return invalid("app")
	}
	return r.checkRequirement()
}

// checkRequirement holds the limits on who may complete the order to BankID's rules.
func (r openRequest) checkRequirement() *apiError {
	q := r.Requirement
	if q == nil {
		return nil
	}
	if q.PersonalNumber != nil {
		if _, err := aid.ParsePersonnummer(*q.PersonalNumber); err != nil || len(*q.PersonalNumber) != 12 {
			return invalid("requirement.personalNumber")
		}
	}
	switch {
	case q.Risk != nil && *q.Risk != "low" && *q.Risk != "moderate":
		return invalid("requirement.risk")
	case q.CardReader != nil && *q.CardReader != "class1" && *q.CardReader != "class2":
		return invalid("requirement.cardReader")
	case q.CardReader != nil && !slices.Contains(q.CertificatePolicies, policyCard):
		return invalid("requirement.cardReader without a policy for cards")
	}
	return nil
}

// fits tells whether a text is absent, or base64 of 1 to most characters and, where it is to be shown, UTF-8.
func fits(text *string, most int, shown bool) bool {
	if text == nil {
		return true
	}
	raw, err := base64.StdEncoding.DecodeString(*text)
	return err == nil && *text != "" && len(*text) <= most && (!shown || utf8.Valid(raw))
}

// knownMembers tells whether an object is absent, or has at least one member and only known ones.
func knownMembers(object map[string]string, names ...string) bool {
	for name := range object {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return object == nil || len(object) > 0
}

// person returns the twelve digits that the order is limited to, or nothing.
func (r openRequest) person() string {
	if r.Requirement == nil || r.Requirement.PersonalNumber == nil {
		return ""
	}
	return *r.Requirement.PersonalNumber
}

// order is one order, from its opening until its terminal answer has been read.
type order struct {
	ref, autoStart, qrToken, qrSecret string

	kind    string // "auth" or "sign"
	request openRequest
	opened  time.Time

	pickedUp time.Time // zero until the phone has it
	pickedBy string    // the code by which it was picked up
	handle   string    // what the phone's own form calls it by from then on
	holder   string    // twelve digits of the person whose phone has it, once known

	status     string // "pending", "failed" or "complete"
	hint       string
	completion *completion
}

// fail ends the order. Its answer waits to be read once.
func (o *order) fail(hint string) { o.status, o.hint = "failed", hint }

// visible returns the text to show, decoded.
func (o *order) visible() string {
	if o.request.Visible == nil {
		return ""
	}
	text, _ := base64.StdEncoding.DecodeString(*o.request.Visible) // checked when the order was opened
	return string(text)
}

// settle lets time do its work on every order. The caller holds the lock, as for all below.
func (s *Server) settle() {
	now := s.now()
	s.orders = slices.DeleteFunc(s.orders, func(o *order) bool { return now.Sub(o.opened) > forgetAfter })
	for _, o := range s.orders {
		switch {
		case o.status != "pending":
		case o.pickedUp.IsZero() && now.Sub(o.opened) >= pickUpWithin:
			o.fail("startFailed")
		case !o.pickedUp.IsZero() && now.Sub(o.pickedUp) >= completeWithin:
			o.fail("expiredTransaction")
		}
	}
}

// byRef finds an order by the relying party's name of it; nil where it has been read, cancelled or never made.
func (s *Server) byRef(ref string) *order {
	for _, o := range s.orders {
		if o.ref == ref {
			return o
		}
	}
	return nil
}

// liveOf finds a person's live order; nobody has none.
func (s *Server) liveOf(person string) *order {
	for _, o := range s.orders {
		if o.status == "pending" && person != "" && (o.holder == person || o.request.person() == person) {
			return o
		}
	}
	return nil
}

// forget drops an order, as after its terminal answer has been read.
func (s *Server) forget(gone *order) {
	s.orders = slices.DeleteFunc(s.orders, func(o *order) bool { return o == gone })
}

// qrFresh is how old a scanned code may be. A code may also seem a little early, since the relying party counts its
// seconds from when our answer reached it.
const qrFresh = 5 * time.Second

// Why the phone refuses a code.
const (
	codeFits    = ""
	codeUnknown = "Koden är okänd."
	codeForged  = "QR-kodens kontrollsumma stämmer inte."
	codeOld     = "QR-koden är för gammal."
	codeTaken   = "En annan app har redan tagit ärendet."
	codeEnded   = "Ärendet är avslutat."
)

// bare takes the start token out of a start link, and leaves all else as it is.
func bare(code string) string {
	code = strings.TrimSpace(code)
	if link, err := url.Parse(code); err == nil && link.Query().Has("autostarttoken") {
		return link.Query().Get("autostarttoken")
	}
	return code
}

// find looks an order up by what the phone has scanned or been started with, and tells why it may not have it.
func (s *Server) find(code string) (*order, string) {
	if code = bare(code); code == "" {
		return nil, codeUnknown
	}
	for _, o := range s.orders {
		switch {
		case code == o.handle, code == o.pickedBy: // the phone that has it
		case code == o.autoStart, strings.HasPrefix(code, "bankid."+o.qrToken+"."):
			if reason := s.mayPickUp(o, code); reason != codeFits {
				return nil, reason
			}
		default:
			continue
		}
		if o.status != "pending" {
			return nil, codeEnded
		}
		return o, codeFits
	}
	return nil, codeUnknown
}

// mayPickUp judges a code that is new to the order. A QR code must carry the right checksum over its second, and be fresh.
func (s *Server) mayPickUp(o *order, code string) string {
	if !o.pickedUp.IsZero() {
		return codeTaken
	}
	if code == o.autoStart {
		return codeFits
	}
	second, sum, _ := strings.Cut(strings.TrimPrefix(code, "bankid."+o.qrToken+"."), ".")
	mac := hmac.New(sha256.New, []byte(o.qrSecret))
	mac.Write([]byte(second))
	if !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(sum)) {
		return codeForged
	}
	n, err := strconv.Atoi(second)
	if err != nil || n < 0 {
		return codeForged
	}
	age := s.now().Sub(o.opened.Add(time.Duration(n) * time.Second))
	if age > qrFresh || age < -time.Second {
		return codeOld
	}
	return codeFits
}

// pickUp hands the order to the phone.
func (s *Server) pickUp(o *order, code string) {
	if o.pickedUp.IsZero() {
		o.pickedUp, o.pickedBy, o.handle = s.now(), bare(code), s.token()
		o.hint = "userSign"
	}
}
