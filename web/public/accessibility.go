package public

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"bistand/aid"
)

// statement is how far the service can be used by everyone, as found when it was last tried. It is the data that
// /tillganglighet is made from; whoever finds or mends a fault changes the file.
// Source: lag (2018:1937) om tillgänglighet till digital offentlig service.
type statement struct {
	Status   string   `json:"status"` // "fully", "partly" or "not": helt, delvis, inte förenlig
	Method   string   `json:"method"` // "self" or "third_party"
	Assessed aid.Date `json:"assessed"`
	Updated  aid.Date `json:"updated"`
	Faults   []flaw   `json:"faults"`
}

// flaw is one known fault, with its words under "a11y.fault." in lang.
type flaw struct {
	Code string `json:"code"`
	WCAG string `json:"wcag"` // the point that it breaks; empty where none alone
}

//go:embed accessibility.json
var statementFile []byte

// theStatement is read once; a test holds the file.
var theStatement = func() statement {
	s, err := readStatement(statementFile)
	if err != nil {
		panic("read the accessibility statement: " + err.Error())
	}
	return s
}()

// What the statement has words for.
var (
	statuses = []string{"fully", "partly", "not"}
	methods  = []string{"self", "third_party"}
	flaws    = []string{"qr_reload", "translations", "untried"}
)

func readStatement(data []byte) (s statement, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err = d.Decode(&s); err != nil {
		return s, err
	}
	if !slices.Contains(statuses, s.Status) || !slices.Contains(methods, s.Method) {
		return s, fmt.Errorf("no words for the status %q or the method %q", s.Status, s.Method)
	}
	for _, f := range s.Faults {
		if !slices.Contains(flaws, f.Code) {
			return s, fmt.Errorf("no words for the fault %q", f.Code)
		}
	}
	return s, nil
}
