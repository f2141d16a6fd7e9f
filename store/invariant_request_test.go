package store_test

import "bistand/store/storetest"

const (
	requestColumns = "id, case_id, application_id, kind, person_id, month, why, until, items, asked_by, asked_name, at, seq, sum"
	seedColumns    = "month, commitment, percent, bound_by, bound_name, at, seq, sum"
)

// requestAttempts break what holds for requests, spot checks and the loss of the simpler way. "hers" asks the applicant alone.
func requestAttempts(r *storetest.Register) []attempt {
	asked := is("id", r.Asked.ID)
	hers := copyOf("completion_request", requestColumns, asked, row{"id": "hers", "person_id": r.Applicant.ID})
	request := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "completion_request", like: asked, legal: row{"id": "new"}, broken: broken, says: says}
	}
	check := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, before: []string{copyOf("spot_seed", seedColumns, is("month", r.Draw.Month), row{"month": "2026-12", "commitment": r.Draw.PopulationHash})},
			table: "completion_request", like: is("id", r.SpotCheck.ID), legal: row{"id": "new", "case_id": string(r.Case.ID), "kind": "completion", "month": ""}, broken: broken, says: says,
		}
	}
	answer := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, before: []string{hers}, table: "completion", like: is("request_id", r.Asked.ID),
			legal: row{"id": "new", "request_id": "hers"}, broken: broken, says: says,
		}
	}
	end := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, table: "completion_end", like: is("request_id", r.SpotCheck.ID),
			legal: row{"request_id": string(r.Asked.ID), "outcome": "accepted"}, broken: broken, says: says,
		}
	}
	return append([]attempt{
		request("a completion says why", "check constraint", row{"why": ""}),
		request("a request asks for something", "check constraint", row{"items": "[]"}),
		request("a request has a last day", "check constraint", row{"until": ""}),
		request("a request by someone", "foreign key", row{"asked_by": "nobody"}),
		request("a request of a known kind", "check constraint", row{"kind": "order"}),
		request("a request on an application of its case", "its adults", row{"application_id": string(r.Imported.ID)}),
		request("a request to an adult of the case", "its adults", row{"person_id": string(r.Son.ID)}),
		request("nothing is asked in a closed case", "closed case", row{"case_id": string(r.Closed.ID)}),
		check("a spot check of a draw that was made", "comes of a draw", row{"kind": "spot_check", "month": "2026-12"}),
		check("one spot check a month", "unique constraint", row{"kind": "spot_check", "month": r.SpotCheck.Month.String()}),
		check("a completion is of no draw", "check constraint", row{"month": "2026-11"}),
		answer("answered by whom it asks", "whom it asks", row{"person_id": string(r.CoApplicant.ID)}),
		answer("no answer by a stranger", "whom it asks", row{"person_id": string(r.Protected.ID)}),
		answer("no answer to what has ended", "ended request", row{"request_id": string(r.SpotCheck.ID)}),
		answer("an answer says something", "check constraint", row{"text": ""}),
		answer("an answer with a file has a file", "check constraint", row{"way": "file"}),
		answer("an answer with a file of its case", "file of its own case", row{"way": "file", "attachment_id": "other"}),
		end("a request ends once", "unique constraint", row{"request_id": string(r.SpotCheck.ID)}),
		end("no remark on a completion", "only a spot check", row{"outcome": "remark"}),
		end("a withdrawal says why", "check constraint", row{"outcome": "withdrawn", "reason": ""}),
	}, evidenceAttempts(r, hers)...)
}

// evidenceAttempts break what holds for more time, for draws, and for the loss of the simpler way.
func evidenceAttempts(r *storetest.Register, hers string) []attempt {
	more := func(invariant, says string, broken row) attempt {
		return attempt{
			invariant: invariant, before: []string{hers}, table: "completion_extension", like: is("request_id", r.SpotCheck.ID),
			legal: row{"id": "new", "request_id": "hers"}, broken: broken, says: says,
		}
	}
	regime := func(invariant, says string, broken row) attempt {
		return attempt{invariant: invariant, table: "full_evidence", like: is("id", r.Evidence.ID), legal: row{"id": "new"}, broken: broken, says: says}
	}
	draw := func(invariant, says string, broken row) attempt {
		seed := copyOf("spot_seed", seedColumns, is("month", r.Draw.Month), row{"month": "2027-01", "commitment": r.Draw.PopulationHash})
		return attempt{invariant: invariant, before: []string{seed}, table: "spot_draw", like: is("month", r.Draw.Month), legal: row{"month": "2027-01"}, broken: broken, says: says}
	}
	return []attempt{
		more("an extension gives more time", "more time", row{"until": r.Asked.Until.String()}),
		more("no more time for what has ended", "more time", row{"request_id": string(r.SpotCheck.ID), "until": "2030-01-01"}),
		regime("proof of everything has a reason", "check constraint", row{"reason": ""}),
		regime("proof of everything has an end", "check constraint", row{"through_month": "2026-01"}),
		regime("the simpler way is lost after repeated remarks", "repeated remarks", row{"case_id": string(r.Closed.ID)}),
		draw("a draw is made of a bound seed", "foreign key", row{"month": "2027-02"}),
		draw("a month is drawn once", "unique constraint", row{"month": r.Draw.Month.String()}),
		draw("no more are drawn than could be", "check constraint", row{"drawn": 1}),
		{
			invariant: "seen by whom it asks", before: []string{hers}, table: "completion_seen", like: is("request_id", r.Asked.ID),
			legal: row{"request_id": "hers"}, broken: row{"person_id": string(r.CoApplicant.ID), "request_id": "hers"}, says: "whom it asks",
		},
		{
			invariant: "a seed is bound for a known rate", table: "spot_seed", like: is("month", r.Draw.Month),
			legal: row{"month": "2027-01", "commitment": r.Draw.PopulationHash}, broken: row{"percent": 0}, says: "check constraint",
		},
	}
}
