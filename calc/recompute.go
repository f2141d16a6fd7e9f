package calc

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"bistand/aid"
	"bistand/rules"
)

// engine is the version of the arithmetic: a basis written by another one is not held against this one's answer.
const engine = 1

// Basis (underlag) is all that a calculation was made from beside the rule files, as it is kept with the calculation.
type Basis struct {
	Engine       int                  `json:"engine"`
	Municipality string               `json:"municipality,omitempty"` // kommunkod of the guidelines; empty where there were none
	Input        Input                `json:"input"`
	Confirmed    []rules.Confirmation `json:"confirmed,omitempty"` // figures of the norm that the municipality had confirmed
}

// Keep writes the basis of a calculation for keeping with it.
func Keep(b Basis) (json.RawMessage, error) {
	b.Engine = engine
	text, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("write the basis of a calculation: %w", err)
	}
	return text, nil
}

// InputOf reads back what a kept calculation was made from; none where its basis was not kept.
func InputOf(c aid.Calculation) (Input, bool) {
	var b Basis
	err := json.Unmarshal(c.Basis, &b)
	return b.Input, err == nil
}

// ErrNoBasis is returned for a calculation that was kept without its basis, or by another version of the arithmetic: it
// cannot be made again, and is as it is.
var ErrNoBasis = errors.New("the calculation has no basis to be made again from")

// Recomputer (omräknare) makes kept calculations again. Between two it remembers the rules that it has read, since most
// calculations of a register follow the same few files. It is not for use by several at once.
type Recomputer struct {
	file func(hash string) ([]byte, bool)
	sets map[string]*rules.Set // by the names and hashes of the files
}

// maxSets is how many sets of rule files are remembered: bounds the memory of a run over a whole register.
const maxSets = 64

// NewRecomputer makes one that finds rule files by their hash.
func NewRecomputer(file func(hash string) ([]byte, bool)) *Recomputer {
	return &Recomputer{file: file, sets: map[string]*rules.Set{}}
}

// Recompute makes one kept calculation again: see Recomputer.Again.
func Recompute(kept aid.Calculation, file func(hash string) ([]byte, bool)) (aid.Calculation, error) {
	return NewRecomputer(file).Again(kept)
}

// Again makes a kept calculation again from its basis and from the rule files that it names, each found by its hash. What it
// returns has the same case, maker and time as the one kept, so that the two can be compared whole. ErrNoBasis where that
// cannot be done; *NoRuleFile where a file is not to be found.
func (r *Recomputer) Again(kept aid.Calculation) (aid.Calculation, error) {
	b, used, err := r.Origin(kept)
	if err != nil {
		return kept, err
	}
	again, err := Calculate(used.Set, used.Guidelines, b.Input)
	if err != nil {
		return kept, fmt.Errorf("make calculation %s again: %w", kept.ID, err)
	}
	again.ID, again.CaseID, again.ApplicationID, again.Origin = kept.ID, kept.CaseID, kept.ApplicationID, kept.Origin
	again.MadeBy, again.MadeByName, again.MadeAt, again.Basis = kept.MadeBy, kept.MadeByName, kept.MadeAt, kept.Basis
	return again, nil
}

// NoRuleFile is the error for a calculation of which a rule file is not to be found.
type NoRuleFile struct{ Rule aid.RuleRef }

// Error implements error.
func (e *NoRuleFile) Error() string {
	return fmt.Sprintf("no rule file %s with the hash %s", e.Rule.File, e.Rule.Hash)
}

// Origin returns what a kept calculation was made from, and the rules that it was made by.
func (r *Recomputer) Origin(kept aid.Calculation) (Basis, Rules, error) {
	var b Basis
	if len(kept.Basis) == 0 {
		return b, Rules{}, ErrNoBasis
	}
	if err := json.Unmarshal(kept.Basis, &b); err != nil {
		return b, Rules{}, fmt.Errorf("read the basis of calculation %s: %w", kept.ID, err)
	}
	if b.Engine != engine {
		return b, Rules{}, ErrNoBasis
	}
	set, err := r.set(kept.Rules)
	if err != nil {
		return b, Rules{}, err
	}
	if set, err = set.WithConfirmed(b.Confirmed); err != nil {
		return b, Rules{}, fmt.Errorf("confirm the figures of calculation %s: %w", kept.ID, err)
	}
	used := Rules{Set: set}
	used.Guidelines, _ = set.GuidelinesOn(b.Municipality, b.Input.Month.First())
	return b, used, nil
}

// set reads the rule files that a calculation names.
func (r *Recomputer) set(refs []aid.RuleRef) (*rules.Set, error) {
	var key strings.Builder
	for _, ref := range refs {
		key.WriteString(ref.File + " " + ref.Hash + "\n")
	}
	if set, ok := r.sets[key.String()]; ok {
		return set, nil
	}
	files := map[string][]byte{}
	for _, ref := range refs {
		text, ok := r.file(ref.Hash)
		if !ok {
			return nil, &NoRuleFile{ref}
		}
		files[ref.File] = text
	}
	set, err := rules.FromFiles(files)
	if err != nil {
		return nil, fmt.Errorf("read kept rule files: %w", err)
	}
	if len(r.sets) >= maxSets {
		clear(r.sets)
	}
	r.sets[key.String()] = set
	return set, nil
}

// Same tells whether two calculations say the same to the öre, line by line.
func Same(a, b aid.Calculation) bool { return alike(a, b) }

// alike tells whether two things are written the same, as they would be kept. What cannot be written is like nothing.
func alike(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// Departure (avvikelse) is the first thing that two calculations do not have alike.
type Departure struct {
	What        string // "line 3 cost housing", "result"; never a name
	Kept, Again aid.Ore
}

// FirstDeparture finds the first line in which a calculation made again differs from the one kept, else the first sum. Where
// all amounts are the same it is something else of a line, or of the calculation, and both amounts are alike.
func FirstDeparture(kept, again aid.Calculation) Departure {
	at := func(c aid.Calculation, i int) *aid.Line {
		if i < len(c.Lines) {
			return &c.Lines[i]
		}
		return nil
	}
	for i := range max(len(kept.Lines), len(again.Lines)) {
		k, a := at(kept, i), at(again, i)
		if alike(k, a) {
			continue
		}
		l := cmp.Or(k, a)
		d := Departure{What: fmt.Sprintf("line %d %s %s", i+1, l.Kind, l.Code)}
		if k != nil {
			d.Kept = k.Amount
		}
		if a != nil {
			d.Again = a.Amount
		}
		return d
	}
	for _, d := range []Departure{
		{"norm", kept.Norm, again.Norm},
		{"costs", kept.Costs, again.Costs},
		{"other needs", kept.OtherNeeds, again.OtherNeeds},
		{"incomes", kept.Incomes, again.Incomes},
		{"result", kept.Result, again.Result},
	} {
		if d.Kept != d.Again {
			return d
		}
	}
	return Departure{"something else than an amount", kept.Result, again.Result}
}
