package aid

import (
	"slices"
	"strings"
	"time"
)

// ApplicationKind (typ av ansökan) is first application, monthly renewal, or a single need.
type ApplicationKind string

// The kinds of application.
const (
	First         ApplicationKind = "first"         // nyansökan
	Renewal       ApplicationKind = "renewal"       // återansökan, månadsansökan
	Supplementary ApplicationKind = "supplementary" // kompletterande ansökan: a single need beside the month's application
)

// OfMonth tells whether the application is for a whole month's support, of which a month has one, rather than for a single
// need beside it.
func (k ApplicationKind) OfMonth() bool { return k != Supplementary }

// Draft (utkast) is an application being filled in: the only thing about an application that may change.
// Version counts every save; a save against an older version is ErrConflict.
type Draft struct {
	ID        ID
	CaseID    ID
	Month     Month
	Version   int
	Content   Content
	UpdatedAt time.Time
	UpdatedBy ID // person
	FrozenAs  ID // the application now out for signature; empty while free to change
}

// Content (ansökans innehåll) is what a household applies for: what is shown, frozen, hashed and signed.
type Content struct {
	Month       Month           `json:"month"`
	Kind        ApplicationKind `json:"kind,omitempty"` // empty = Renewal; see KindOf
	Household   Household       `json:"household"`
	Housing     Housing         `json:"housing"`
	Occupations []Occupation    `json:"occupations,omitempty"`
	Incomes     []Income        `json:"incomes"`
	NoIncome    map[ID]bool     `json:"no_income,omitempty"` // adults who state that they had no income at all
	Assets      []Asset         `json:"assets,omitempty"`
	NoAssets    bool            `json:"no_assets,omitempty"` // the household states that it owns nothing of the kind
	Expenses    []Expense       `json:"expenses"`
	Account     *Account        `json:"account,omitempty"`
	Elsewhere   *Elsewhere      `json:"elsewhere,omitempty"`
	Changed     []ChangeTopic   `json:"changed,omitempty"` // ticked; empty while nobody has answered
	Changes     string          `json:"changes"`           // what has changed since last month, in the applicant's words
	Attachments []AttachmentRef `json:"attachments"`       // in the order handed in

	// What is not part of what is signed: sections that the applicant has gone through, and sections that hold the answers of
	// an earlier month.
	Done    map[string]bool `json:"done,omitempty"`
	Carried map[string]bool `json:"carried,omitempty"`
}

// KindOf is the kind of application; what was filled in before there were several is a monthly one.
func (c Content) KindOf() ApplicationKind {
	if c.Kind == "" {
		return Renewal
	}
	return c.Kind
}

// Signed is the content without what is not part of what is signed.
func (c Content) Signed() Content {
	c.Done, c.Carried = nil, nil
	return c
}

// Housing (boende) is how the household lives. Who else lives there is Household.Others.
type Housing struct {
	Form     HousingForm `json:"form"`
	Landlord string      `json:"landlord,omitempty"`
	Rooms    int         `json:"rooms,omitempty"`    // without the kitchen; 0 = not stated
	Contract Contract    `json:"contract,omitempty"` // empty = not stated
}

// Contract (kontrakt) is a stable code from Contracts: in whose name the home is rented or owned.
type Contract string

// Contracts lists the codes in the order shown.
var Contracts = []Contract{"own", "other", "none"}

// HousingForm (boendeform) is a stable code from HousingForms.
type HousingForm string

// HousingForms lists the forms of housing in the order shown. Source: the public list of Sundsvall's e-service.
var HousingForms = []HousingForm{"rental", "sublet", "lodger", "owned_flat", "owned_house", "rented_house", "with_parents", "none"}

// Income (inkomst) is money that an adult states to have received.
type Income struct {
	Kind     IncomeKind `json:"kind"`
	PersonID ID         `json:"person"`
	Amount   Ore        `json:"amount"` // net, after tax
	Note     string     `json:"note,omitempty"`
}

// IncomeKind (slag av inkomst) is a stable code from IncomeKinds.
type IncomeKind string

// IncomeKinds lists the kinds of income in the order shown: the incomes that reduce the support by the application leaflet
// of Lund 2015 and the guidelines of Höganäs 2016, with Swish deposits as Borlänge asks for them, and three that Sundsvall's
// public form and desk list: rent from a lodger, support from another municipality, and a surplus carried from the month before.
var IncomeKinds = []IncomeKind{
	"salary", "swish", "sickness_benefit", "parental_benefit", "pension", "elderly_support", "care_allowance", "annuity",
	"unemployment_benefit", "activity_support", "maintenance", "child_pension", "child_benefit", "housing_benefit",
	"study_support", "tax_refund", "amf_insurance", "interest", "retroactive", "lodger_rent", "other_municipality", "surplus",
	"other_income",
}

// StatedIncomeKinds lists the kinds that an applicant may state: all but a surplus, which the municipality carries over from
// its own calculation of the month before.
var StatedIncomeKinds = slices.DeleteFunc(slices.Clone(IncomeKinds), func(k IncomeKind) bool { return k == "surplus" })

// Expense (utgift) is a cost that the household applies for beside the norm.
type Expense struct {
	Kind   ExpenseKind `json:"kind"`
	Amount Ore         `json:"amount"`
	Note   string      `json:"note,omitempty"`
}

// ExpenseKind (slag av utgift) is a stable code from ExpenseKinds.
type ExpenseKind string

// ExpenseKinds lists the kinds of expense in the order shown: those of Lund 2015 (skälig faktisk kostnad) and then those that
// Höganäs 2016 grants on special grounds.
// law: SoL 12:7
var ExpenseKinds = []ExpenseKind{
	"housing", "electricity", "home_insurance", "work_travel", "union_fee", "unemployment_insurance",
	"doctor", "medicine", "medical_travel", "dental", "childcare", "glasses", "infant_equipment", "visits", "home_equipment", "tv",
	"debt", "home_care_fee", "other_expense",
}

// IsOtherNeed tells whether the expense is livsföring i övrigt rather than one of the costs that belong to försörjningsstöd.
// law: SoL 12:1
func (k ExpenseKind) IsOtherNeed() bool {
	switch k {
	case "housing", "electricity", "home_insurance", "work_travel", "union_fee", "unemployment_insurance":
		return false
	}
	return true
}

// AssetKind (slag av tillgång) is a stable code from AssetKinds.
type AssetKind string

// AssetKinds lists the kinds of asset that come before support, in the order shown (Lund 2015 and Höganäs 2016).
var AssetKinds = []AssetKind{"bank", "securities", "property", "company", "vehicle", "other_asset"}

// Authorities lists those who are asked about incomes, as stable codes.
// Source: the answers that SSBTEK gathers for the municipalities.
var Authorities = []string{"social_insurance", "pensions", "study_support", "tax", "employment", "unemployment_fund", "migration"}

// AttachmentKinds lists what can be handed in, in the order shown.
// Source: what municipalities ask for with an application (Lund 2015, Höganäs 2016): statements of accounts, and proof of
// incomes, of what the dwelling costs and of other expenses.
var AttachmentKinds = []string{"bank_statement", "rent", "electricity", "income", "receipt", "dental_proposal", "other"}

// HandInWays lists how something can be handed in beside the service: brought to the office, or by post.
var HandInWays = []string{"office", "post"}

// AttachmentRef (bilaga) is the name of an attachment and the hash of its content, so that a signature covers the file too.
// The files of one kind are one document, its pages in the order handed in. What was handed in otherwise has a way and a day
// in place of a file.
type AttachmentRef struct {
	ID        ID     `json:"id"`
	Kind      string `json:"kind"` // one of AttachmentKinds
	Name      string `json:"name"`
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"media_type,omitempty"` // not stated in what was applied for before it was kept here
	Way       string `json:"way,omitempty"`        // one of HandInWays
	On        Date   `json:"on,omitzero"`          // the day it was handed in that way
}

// IsFile tells a file from what was handed in otherwise.
func (a AttachmentRef) IsFile() bool { return a.Way == "" }

// IsPicture tells whether the file can be turned and shown small.
func (a AttachmentRef) IsPicture() bool { return strings.HasPrefix(a.MediaType, "image/") }

// PaperDocument (handling) is the files and papers of one kind, as one document.
type PaperDocument struct {
	Kind  string
	Parts []AttachmentRef
}

// Documents gathers attachments into documents, by the order of AttachmentKinds; kinds that are not among these come last.
func Documents(list []AttachmentRef) []PaperDocument {
	var documents []PaperDocument
	add := func(kind string) {
		doc := PaperDocument{Kind: kind}
		for _, a := range list {
			if a.Kind == kind {
				doc.Parts = append(doc.Parts, a)
			}
		}
		if len(doc.Parts) > 0 {
			documents = append(documents, doc)
		}
	}
	for _, kind := range AttachmentKinds {
		add(kind)
	}
	for _, a := range list {
		known := slices.ContainsFunc(documents, func(d PaperDocument) bool { return d.Kind == a.Kind })
		if !known {
			add(a.Kind)
		}
	}
	return documents
}

// Attachment (bilaga, underlag) is a file that someone handed in to a case.
type Attachment struct {
	AttachmentRef
	CaseID     ID
	UploadedBy ID
	UploadedAt time.Time
}

// ScanResult (genomsökningens utfall) is what came of looking a file through for viruses.
type ScanResult string

// The results. A file that no scanner has looked through is never called clean.
const (
	ScanClean    ScanResult = "clean"
	ScanInfected ScanResult = "infected"
	NotScanned   ScanResult = "not_scanned"
)

// Scan (virusgenomsökning) is what a scanner said of an attachment, or that none has said anything.
type Scan struct {
	AttachmentID ID
	Result       ScanResult
	Found        string // the name of the virus
	Version      string // of the scanner and its signatures
	At           time.Time
}

// Application (ansökan) is a frozen draft: its content can never change, and signatures point at its hash.
type Application struct {
	ID          ID
	CaseID      ID
	Month       Month
	Kind        ApplicationKind
	Reason      string // code: "norm" = enligt norm
	OnBehalf    string // code: "own" = i egen sak
	Origin      Origin
	Content     Content
	ContentHash string // SHA-256 of the canonical content, lower-case hex
	FrozenAt    time.Time
	FrozenBy    ID
	Required    []ID // adults whose signatures it takes
	Signatures  []Signature
	Refusal     *SignatureRefusal // set when an adult refused to sign
	Late        []Attachment      // papers that came after it, in the order they came
	Enough      *Sufficient       // set when a caseworker said that it can be decided without the papers it lacks
	Answered    Date              // when what staff have asked about it came, or must come at the latest; no day where nothing was asked
	VoidedAt    time.Time         // zero while it stands
	Registered  Date              // the day it came in: all signatures there; no day before
	DecidedOn   Date
	PaidOn      Date
}

// Origin (ursprung) is the way in which a fact came into the register.
type Origin string

// The origins.
const (
	FromPortal Origin = "portal"
	FromPaper  Origin = "paper"
	Imported   Origin = "imported" // history from an earlier system, shown as it was
)

// ApplicationStatus (status) is what the applicant is shown.
type ApplicationStatus string

// The statuses, in order. The last three are the words of Lund's user guide.
const (
	Voided         ApplicationStatus = "voided"
	RefusedToSign  ApplicationStatus = "refused_to_sign"
	AwaitSignature ApplicationStatus = "await_signature"
	Registered     ApplicationStatus = "registered" // Registrerad
	Decided        ApplicationStatus = "decided"    // Beslutad
	Paid           ApplicationStatus = "paid"       // Utbetald
)

// Status is read off the facts.
func (a Application) Status() ApplicationStatus {
	switch {
	case !a.PaidOn.IsZero():
		return Paid
	case !a.DecidedOn.IsZero():
		return Decided
	case !a.Registered.IsZero():
		return Registered
	case !a.VoidedAt.IsZero():
		return Voided
	case a.Refusal != nil:
		return RefusedToSign
	}
	return AwaitSignature
}

// HasSigned tells whether the person has signed this frozen content.
func (a Application) HasSigned(person ID) bool {
	for _, s := range a.Signatures {
		if s.PersonID == person {
			return true
		}
	}
	return false
}

// AwaitsSignatureOf tells whether the person must sign and has not.
func (a Application) AwaitsSignatureOf(person ID) bool {
	if a.Status() != AwaitSignature {
		return false
	}
	for _, id := range a.Required {
		if id == person {
			return !a.HasSigned(person)
		}
	}
	return false
}

// Signature (underskrift) is one person's verified signature of one frozen content.
type Signature struct {
	ApplicationID ID
	PersonID      ID
	ContentHash   string
	SignedAt      time.Time
	Visible       string // the text the person saw in the app
	Hidden        string // JSON with purpose, application id and content hash
	Answer        []byte // the whole answer of the identity service, as received
}

// SignatureRefusal (vägran att skriva under) is an adult's no, with the reason.
type SignatureRefusal struct {
	PersonID ID
	Reason   string
	At       time.Time
}

// OwnPart is the content without what another adult has stated of themselves: their incomes, their occupation and their account.
// What is the household's own, its home, costs and assets, belongs to each.
func (c Content) OwnPart(person ID) Content {
	c = c.Signed()
	others := func(id ID) bool { return id != "" && id != person }
	c.Incomes = slices.DeleteFunc(slices.Clone(c.Incomes), func(i Income) bool { return others(i.PersonID) })
	c.Occupations = slices.DeleteFunc(slices.Clone(c.Occupations), func(o Occupation) bool { return others(o.PersonID) })
	none := map[ID]bool{}
	if c.NoIncome[person] {
		none[person] = true
	}
	c.NoIncome = none
	if c.Account != nil && others(c.Account.PersonID) {
		c.Account = nil
	}
	return c
}
