package main

import (
	"strings"
	"testing"

	"bistand/aid"
	"bistand/payfile"
)

// TestInventedAccountsCanBePaidTo holds the invented account numbers against the banks' check digits: a payment file takes
// no others.
func TestInventedAccountsCanBePaidTo(t *testing.T) {
	people := []demoPerson{guideList, guideDetail}
	for _, h := range demoHouseholds {
		people = append(people, h.people...)
	}
	for _, p := range people {
		if p.account == "" {
			continue
		}
		clearing, account, _ := strings.Cut(p.account, " ")
		if check := payfile.CheckAccount(aid.ToAccount, clearing, account); check.Verdict != payfile.Valid {
			t.Errorf("%s %s: account %s is %s: %s", p.given, p.family, p.account, check.Verdict, check.Code)
		}
	}
}
