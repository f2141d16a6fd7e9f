// Package staff holds the pages of those who handle cases: the queue, the case, the calculation, the decision, the payments,
// the papers and the log.
package staff

import (
	"slices"

	"bistand/aid"
	"bistand/web/site"
)

// Routes returns every route of the staff's side. A role only opens the door: whether a case opens is asked case by case
// (Visit.StaffCase), and each step asks once more whether its role may.
func Routes() []site.Route {
	return slices.Concat(deskRoutes(), appealRoutes, wrongPaymentRoutes)
}

// everyone is each role that staff may have.
var everyone = []aid.Role{aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer, aid.Auditor, aid.Administrator}

func deskRoutes() []site.Route {
	return []site.Route{
		{Pattern: "GET /handlaggning", Policy: site.Staff(everyone...), Handler: home},
		{Pattern: "GET " + site.StaffUnsentPage, Policy: site.Staff(everyone...), Handler: unsentSide.Show},
		{Pattern: "POST " + site.StaffUnsentPage + "/{id}/kasta", Policy: site.Staff(everyone...), Handler: unsentSide.Discard},
		{Pattern: "GET /handlaggning/min-sida", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer), Handler: ownPage},
		{Pattern: "POST /handlaggning/min-sida/kontakt", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer), Handler: stateContact},
		{Pattern: "POST /handlaggning/min-sida/borta", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer), Handler: stateAbsence},
		{Pattern: "POST /handlaggning/min-sida/borta/avsluta", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer), Handler: endAbsence},
		{Pattern: "GET /handlaggning/sok", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer), Handler: search},
		{Pattern: "POST /handlaggning/sok", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer).WithoutKey(), Handler: searchPerson},

		{Pattern: "GET /handlaggning/arende/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer), Handler: theCase},
		{Pattern: "POST /handlaggning/arende/{id}/oppna", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.PaymentOfficer), Handler: openCase},
		{Pattern: "POST /handlaggning/arende/{id}/atkomst", Policy: site.Staff(aid.Caseworker, aid.Administrator), Handler: setAccess},
		{Pattern: "GET /handlaggning/atkomst", Policy: site.Staff(aid.Administrator), Handler: access},

		{Pattern: "GET /handlaggning/arende/{id}/dokument", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: documents},
		{Pattern: "POST /handlaggning/arende/{id}/dokument", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: writeDocument},
		{Pattern: "POST /handlaggning/arende/{id}/dokument/publicera", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: publishDocument},
		{Pattern: "GET /handlaggning/arende/{id}/journal", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: journal},
		{Pattern: "POST /handlaggning/arende/{id}/journal", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: writeNote},
		{Pattern: "POST /handlaggning/arende/{id}/journal/publicera", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: publishNote},

		{Pattern: "GET /handlaggning/meddelanden", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: inbox},
		{Pattern: "GET /handlaggning/arende/{id}/meddelanden/{person}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: thread},
		{Pattern: "POST /handlaggning/arende/{id}/meddelanden/{person}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: answerMessage},
		{Pattern: "POST /handlaggning/arende/{id}/meddelanden/{person}/klart", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: settleMessages},
		{Pattern: "GET /handlaggning/arende/{id}/anmalt", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: showReported},
		{Pattern: "POST /handlaggning/arende/{id}/anmalt", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: takeNote},
		{Pattern: "GET /handlaggning/las-allt/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: showRecord},
		{Pattern: "POST /handlaggning/las-allt/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: answerRecord},
		{Pattern: "GET /handlaggning/post", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: post},
		{Pattern: "GET /handlaggning/post/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: showLetter},
		{Pattern: "POST /handlaggning/post/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: tellMessages},
		{Pattern: "GET /handlaggning/post/begaran/{id}/{person}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: showPost(requestLetter)},
		{Pattern: "POST /handlaggning/post/begaran/{id}/{person}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: tellPost(requestLetter)},
		{Pattern: "GET /handlaggning/post/beslut/{id}/{person}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: showPost(decisionLetter)},
		{Pattern: "POST /handlaggning/post/beslut/{id}/{person}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: tellPost(decisionLetter)},
		{Pattern: "GET /handlaggning/synpunkter", Policy: site.Staff(aid.Administrator, aid.DecisionMaker), Handler: feedback},
		{Pattern: "POST /handlaggning/synpunkter", Policy: site.Staff(aid.Administrator, aid.DecisionMaker), Handler: handleFeedback},

		{Pattern: "GET /handlaggning/ansokan/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: application},
		{Pattern: "GET /handlaggning/ansokan/{id}/kontroller", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: inquiry},
		{Pattern: "POST /handlaggning/ansokan/{id}/kontroller", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: askAuthorities},
		{Pattern: "GET /handlaggning/ansokan/{id}/begar", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: ask},
		{Pattern: "POST /handlaggning/ansokan/{id}/begar", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: sendAsk},
		{Pattern: "GET /handlaggning/arende/{id}/begar", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: askCase},
		{Pattern: "POST /handlaggning/arende/{id}/begar", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: sendAskCase},
		{Pattern: "GET /handlaggning/begaran/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: request},
		{Pattern: "POST /handlaggning/begaran/{id}/tid", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: extendRequest},
		{Pattern: "POST /handlaggning/begaran/{id}/avsluta", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: endRequest},
		{Pattern: "POST /handlaggning/arende/{id}/alla-underlag", Policy: site.Staff(aid.DecisionMaker), Handler: requireEvidence},
		{Pattern: "POST /handlaggning/arende/{id}/alla-underlag/upphav", Policy: site.Staff(aid.DecisionMaker), Handler: endEvidence},
		{Pattern: "GET /handlaggning/stickprov", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker, aid.Administrator, aid.Auditor), Handler: spotChecks},
		{Pattern: "POST /handlaggning/stickprov/bind", Policy: site.Staff(aid.DecisionMaker, aid.Administrator), Handler: bindSpotChecks},
		{Pattern: "POST /handlaggning/stickprov/lotta", Policy: site.Staff(aid.DecisionMaker, aid.Administrator), Handler: drawSpotChecks},

		{Pattern: "GET /handlaggning/arende/{id}/ny-ansokan", Policy: site.Staff(aid.Caseworker), Handler: newPaper},
		{Pattern: "POST /handlaggning/arende/{id}/ny-ansokan", Policy: site.Staff(aid.Caseworker).WithUpload(), Handler: registerPaper},
		{Pattern: "POST /handlaggning/filer/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker).WithPiece(), Handler: (*site.Visit).TakePiece},
		{Pattern: "GET /handlaggning/ansokan/{id}/kvitto", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: paperReceipt},
		{Pattern: "GET /handlaggning/arende/{id}/skydd", Policy: site.Staff(aid.Caseworker), Handler: protection},
		{Pattern: "POST /handlaggning/arende/{id}/skydd", Policy: site.Staff(aid.Caseworker), Handler: setProtection},
		{Pattern: "POST /handlaggning/arende/{id}/skydd/fraga", Policy: site.Staff(aid.Caseworker).WithoutKey(), Handler: askPopulation},
		{Pattern: "POST /handlaggning/arende/{id}/skydd/utse", Policy: site.Staff(aid.Caseworker), Handler: nameFor},
		{Pattern: "POST /handlaggning/arende/{id}/skilj", Policy: site.Staff(aid.Caseworker), Handler: endMember},
		{Pattern: "GET /handlaggning/arende/{id}/ombud", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: representatives},
		{Pattern: "POST /handlaggning/arende/{id}/ombud", Policy: site.Staff(aid.Caseworker), Handler: registerRepresentative},
		{Pattern: "POST /handlaggning/arende/{id}/ombud/avsluta", Policy: site.Staff(aid.Caseworker), Handler: endRepresentative},
		{Pattern: "POST /handlaggning/arende/{id}/flyttar-in", Policy: site.Staff(aid.Caseworker), Handler: moveIn},
		{Pattern: "POST /handlaggning/ansokan/{id}/racker", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: sayEnough},
		{Pattern: "POST /handlaggning/ansokan/{id}/konto", Policy: site.Staff(aid.Caseworker), Handler: useAccount},
		{Pattern: "GET /handlaggning/bilagor/{id}", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: attachment},
		{Pattern: "GET /handlaggning/ansokan/{id}/berakning", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: calculation},
		{Pattern: "POST /handlaggning/ansokan/{id}/berakning", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: calculate},
		{Pattern: "GET /handlaggning/ansokan/{id}/beslut", Policy: site.Staff(aid.Caseworker, aid.DecisionMaker), Handler: decision},
		{Pattern: "POST /handlaggning/ansokan/{id}/beslut", Policy: site.Staff(aid.DecisionMaker), Handler: decide},

		{Pattern: "GET /handlaggning/betalningar", Policy: site.Staff(aid.PaymentOfficer), Handler: payments},
		{Pattern: "POST /handlaggning/betalningar/{id}/godkann", Policy: site.Staff(aid.PaymentOfficer), Handler: approvePayment},
		{Pattern: "POST /handlaggning/betalningar/{id}/stoppa", Policy: site.Staff(aid.PaymentOfficer), Handler: stopPayment},
		{Pattern: "POST /handlaggning/betalningar/fil", Policy: site.Staff(aid.PaymentOfficer), Handler: sendPayments},
		{Pattern: "POST /handlaggning/betalningar/bank", Policy: site.Staff(aid.PaymentOfficer).WithoutKey(), Handler: readBank},
		{Pattern: "GET /handlaggning/betalningar/fil/{id}", Policy: site.Staff(aid.PaymentOfficer), Handler: paymentFile},
		{Pattern: "GET /handlaggning/betalningar/fil/{id}/xml", Policy: site.Staff(aid.PaymentOfficer), Handler: paymentFileContent},

		{Pattern: "GET /handlaggning/normen", Policy: site.Staff(aid.Administrator, aid.DecisionMaker), Handler: norm},
		{Pattern: "POST /handlaggning/normen/foresla", Policy: site.Staff(aid.Administrator, aid.DecisionMaker), Handler: proposeFigures},
		{Pattern: "POST /handlaggning/normen/svara", Policy: site.Staff(aid.Administrator, aid.DecisionMaker), Handler: answerFigures},
		{Pattern: "POST /handlaggning/normen/aterta", Policy: site.Staff(aid.Administrator, aid.DecisionMaker), Handler: withdrawFigure},

		{Pattern: "GET /handlaggning/logg", Policy: site.Staff(aid.Auditor), Handler: auditLog},
	}
}
