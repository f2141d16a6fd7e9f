package aid

import (
	"encoding/json"
	"time"
)

// Calculation (normberäkning) is a frozen calculation for a household and a month: every line with its amount, its rule
// and its reason. Result = Norm + Costs + OtherNeeds − Incomes, rounded; positive is a shortfall (normunderskott), negative a
// surplus. Incomes holds incomes and assets less what the work incentive leaves out.
// law: SoL 12:7
type Calculation struct {
	ID            ID        `json:"id"`
	CaseID        ID        `json:"case"`
	ApplicationID ID        `json:"application"`
	Month         Month     `json:"month"`
	Origin        Origin    `json:"origin"`
	Lines         []Line    `json:"lines"`
	Norm          Ore       `json:"norm"`
	Costs         Ore       `json:"costs"`       // approved costs of SoL 12:7 item 2
	OtherNeeds    Ore       `json:"other_needs"` // approved livsföring i övrigt, SoL 12:1
	Incomes       Ore       `json:"incomes"`
	Result        Ore       `json:"result"`
	Rules         []RuleRef `json:"rules"` // every file used, once
	MadeBy        ID        `json:"made_by"`
	MadeByName    string    `json:"made_by_name"`
	MadeAt        time.Time `json:"made_at"`

	// Basis is everything that the calculation was made from beside the rule files, as the engine wrote it: with the files of
	// Rules it gives the same calculation again. Empty for imported history.
	Basis json.RawMessage `json:"basis,omitempty"`
}

// Unconfirmed tells whether any line rests on a figure that no source prints and that nobody has confirmed.
func (c Calculation) Unconfirmed() bool {
	for _, l := range c.Lines {
		if l.State != Sourced && l.State != Confirmed {
			return true
		}
	}
	return false
}

// LineKind (slag av rad) is the sum that a line belongs to.
type LineKind string

// The kinds of line, in the order in which they are shown.
const (
	PersonalCosts LineKind = "personal"  // personliga kostnader
	CommonCosts   LineKind = "common"    // gemensamma hushållskostnader
	Cost          LineKind = "cost"      // skälig kostnad enligt SoL 12:7 p. 2
	OtherNeed     LineKind = "other"     // livsföring i övrigt enligt SoL 12:1
	IncomeLine    LineKind = "income"    // inkomst, drawn off
	AssetLine     LineKind = "asset"     // tillgång, drawn off
	IncentiveLine LineKind = "incentive" // jobbstimulans: what is left out of the incomes, so added
)

// Line (rad) is one line of a calculation. Amount is what counts and is never negative; the kind says whether it is added
// or drawn off. For costs Claimed is what was applied for; for incomes Claimed is what the applicant stated.
type Line struct {
	Kind    LineKind          `json:"kind"`
	Code    string            `json:"code"`             // age band, household size, ExpenseKind or IncomeKind
	Who     string            `json:"who,omitempty"`    // name of the member it concerns
	Person  ID                `json:"person,omitempty"` // id of the member it concerns
	Claimed Ore               `json:"claimed"`
	Amount  Ore               `json:"amount"`
	Note    string            `json:"note,omitempty"` // the caseworker's reason where Amount differs from Claimed
	State   CellState         `json:"state"`
	Rule    RuleRef           `json:"rule"`
	Law     string            `json:"law"`     // "SoL 12:7"
	Explain string            `json:"explain"` // key of the sentence that explains the line, in lang/
	Args    map[string]string `json:"args,omitempty"`
	Marks   []Mark            `json:"marks,omitempty"`
}

// Mark (anmärkning) is one thing more to be said of a line: how a month's figure became this amount, or what wants a look.
type Mark struct {
	Code string            `json:"code"` // the sentence "mark.CODE" in lang/
	Args map[string]string `json:"args,omitempty"`
}

// RuleRef (regelhänvisning) is the rule file that gave a figure, and the place in it.
type RuleRef struct {
	File    string `json:"file,omitempty"`    // "riksnorm/2026.toml"
	Section string `json:"section,omitempty"` // "personal.child.7-10"
	Hash    string `json:"hash,omitempty"`    // SHA-256 of the file, lower-case hex
	Source  string `json:"source,omitempty"`  // title of the printed source
}

// CellState (uppgiftens ställning) is how far a figure is backed by a source.
type CellState string

// The states of a figure.
const (
	Sourced   CellState = "sourced"   // printed by a source, or stated by a person
	Confirmed CellState = "confirmed" // two people of the municipality have confirmed or entered it against the ordinance
	Computed  CellState = "computed"  // computed by a published rule; must be confirmed before it carries a decision
	Missing   CellState = "missing"   // no source and no rule: cannot be used
)
