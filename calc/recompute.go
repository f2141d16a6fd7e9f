package calc

import (
	"encoding/json"
	"errors"
	"fmt"

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
	return b.Input, err == nil && len(c.Basis) > 0
}

// ErrNoBasis is returned for a calculation that was kept without its basis, or by another version of the arithmetic: it
// cannot be made again, and is as it is.
var ErrNoBasis = errors.New("the calculation has no basis to be made again from")

// Recompute makes a kept calculation again from its basis and from the rule files that it names, each found by its hash. What
// it returns has the same case, maker and time as the one kept, so that the two can be compared whole.
func Recompute(kept aid.Calculation, file func(hash string) ([]byte, bool)) (aid.Calculation, error) {
	if len(kept.Basis) == 0 {
		return kept, ErrNoBasis
	}
	var b Basis
	if err := json.Unmarshal(kept.Basis, &b); err != nil {
		return kept, fmt.Errorf("read the basis of calculation %s: %w", kept.ID, err)
	}
	if b.Engine != engine {
		return kept, ErrNoBasis
	}
	files := map[string][]byte{}
	for _, r := range kept.Rules {
		text, ok := file(r.Hash)
		if !ok {
			return kept, fmt.Errorf("find rule file %s with the hash %s of calculation %s: %w", r.File, r.Hash, kept.ID, aid.ErrNotFound)
		}
		files[r.File] = text
	}
	set, err := rules.FromFiles(files)
	if err != nil {
		return kept, fmt.Errorf("read the rule files of calculation %s: %w", kept.ID, err)
	}
	if set, err = set.WithConfirmed(b.Confirmed); err != nil {
		return kept, fmt.Errorf("confirm the figures of calculation %s: %w", kept.ID, err)
	}
	guidelines, _ := set.GuidelinesOn(b.Municipality, b.Input.Month.First())
	again, err := Calculate(set, guidelines, b.Input)
	if err != nil {
		return kept, fmt.Errorf("make calculation %s again: %w", kept.ID, err)
	}
	again.ID, again.CaseID, again.ApplicationID, again.Origin = kept.ID, kept.CaseID, kept.ApplicationID, kept.Origin
	again.MadeBy, again.MadeByName, again.MadeAt, again.Basis = kept.MadeBy, kept.MadeByName, kept.MadeAt, kept.Basis
	return again, nil
}

// Same tells whether two calculations say the same to the öre, line by line.
func Same(a, b aid.Calculation) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
