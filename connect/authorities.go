package connect

import (
	"cmp"
	"context"

	"bistand/aid"
	"bistand/casework"
	"bistand/ssbtek"
)

// Authorities asks the authorities through SSBTEK.
type Authorities struct{ Client *ssbtek.Client }

// automatic is who the authorities are told asks where the signatures on an application do: no caseworker has.
const automatic = "Automatisk kontroll"

// Ask puts one question about one person to all who are named.
func (a Authorities) Ask(ctx context.Context, q casework.AuthorityQuestion) ([]aid.Report, error) {
	return a.Client.Ask(ctx, ssbtek.Question{
		Person: q.Person, Case: q.Case, Caseworker: cmp.Or(q.Caseworker, automatic), From: q.From, Until: q.Until, Sources: q.Of,
	})
}
