// Package citizen holds the pages of those who have a case: following it, and applying.
package citizen

import (
	"slices"

	"bistand/web/site"
)

// Routes returns every route of the citizens' side.
func Routes() []site.Route {
	return slices.Concat(chooseRoutes, followRoutes, talkRoutes, applyRoutes, appealRoutes, recoveryRoutes)
}

// chooseRoutes are where someone who comes for several people says for whom.
var chooseRoutes = []site.Route{
	{Pattern: "GET /for-vem", Policy: site.Citizen.BeforeChoice(), Handler: choose},
	{Pattern: "POST /for-vem", Policy: site.Citizen.BeforeChoice().WithoutKey().WithLimit(), Handler: turnTo},
}

// followRoutes are the pages that follow a case.
var followRoutes = []site.Route{
	{Pattern: "GET /start", Policy: site.Citizen, Handler: start},
	{Pattern: "GET /ansokningar", Policy: site.Citizen, Handler: applications},
	{Pattern: "GET /ansokningar/{id}", Policy: site.Citizen, Handler: application},
	{Pattern: "GET /ansokningar/{id}/berakning", Policy: site.Citizen, Handler: calculation},
	{Pattern: "GET /ansokningar/{id}/myndigheter", Policy: site.Citizen, Handler: inquiry},
	{Pattern: "GET /bilagor/{id}", Policy: site.Citizen, Handler: attachment},
	{Pattern: "GET /bilagor/{id}/liten", Policy: site.Citizen, Handler: smallAttachment},
	{Pattern: "GET /beslut", Policy: site.Citizen, Handler: decisions},
	{Pattern: "GET /beslut/{id}", Policy: site.Citizen, Handler: decision},
	{Pattern: "GET /utbetalningar", Policy: site.Citizen, Handler: payments},
	{Pattern: "GET /utbetalningar/{id}", Policy: site.Citizen, Handler: payment},
	{Pattern: "GET /dokument", Policy: site.Citizen, Handler: documents},
	{Pattern: "GET /dokument/{id}", Policy: site.Citizen, Handler: document},
	{Pattern: "GET /journalanteckningar", Policy: site.Citizen, Handler: notes},
	{Pattern: "GET /journalanteckningar/{id}", Policy: site.Citizen, Handler: note},
	{Pattern: "GET /kontakter", Policy: site.Citizen, Handler: contacts},
	{Pattern: "GET /mitt-arende", Policy: site.Citizen, Handler: theCase},
	{Pattern: "GET /begaran", Policy: site.Citizen, Handler: requests},
	{Pattern: "GET /begaran/{id}", Policy: site.Citizen, Handler: request},
	{Pattern: "GET /begaran/{id}/{sak}", Policy: site.Citizen, Handler: requestItem},
	{Pattern: "POST /begaran/{id}/{sak}/filer", Policy: site.Citizen.WithUpload(), Handler: answerWithFiles},
	{Pattern: "POST /begaran/{id}/{sak}/svar", Policy: site.Citizen, Handler: answerInWords},
	{Pattern: "GET /min-profil", Policy: site.Citizen, Handler: profile},
	{Pattern: "POST /min-profil", Policy: site.Citizen.OfOneself(), Handler: saveProfile},
	{Pattern: "GET /min-profil/kod/{vag}", Policy: site.Citizen, Handler: code},
	{Pattern: "POST /min-profil/kod/{vag}", Policy: site.Citizen.OfOneself(), Handler: sendCode},
	{Pattern: "POST /min-profil/kod/{vag}/bekrafta", Policy: site.Citizen.OfOneself(), Handler: confirmAddress},
	{Pattern: "GET /mina-inloggningar", Policy: site.Citizen, Handler: logins},
	{Pattern: "GET /hamta-uppgifter", Policy: site.Citizen, Handler: download},
	{Pattern: "GET /hamta-uppgifter/uppgifter.json", Policy: site.Citizen, Handler: downloadJSON},
	{Pattern: "POST /filer/{id}", Policy: site.Citizen.WithPiece(), Handler: takePiece},
	{Pattern: "GET /vem-har-last", Policy: site.Citizen, Handler: readers},
	{Pattern: "GET " + site.UnsentPage, Policy: site.Citizen, Handler: unsent},
	{Pattern: "POST " + site.UnsentPage + "/{id}/kasta", Policy: site.Citizen.OfOneself(), Handler: discardUnsent},
}

// talkRoutes are the pages where a person writes to the municipality.
var talkRoutes = []site.Route{
	{Pattern: "GET /meddelanden", Policy: site.Citizen, Handler: messages},
	{Pattern: "GET /meddelanden/nytt", Policy: site.Citizen, Handler: newMessage},
	{Pattern: "POST /meddelanden/nytt", Policy: site.Citizen.WithUpload(), Handler: sendMessage},
	{Pattern: "GET /anmal-andring", Policy: site.Citizen, Handler: changes},
	{Pattern: "POST /anmal-andring", Policy: site.Citizen.WithUpload(), Handler: reportChange},
	{Pattern: "GET /anmal-andring/{id}", Policy: site.Citizen, Handler: change},
	{Pattern: "GET /mina-uppgifter", Policy: site.Citizen, Handler: register},
	{Pattern: "GET /mina-uppgifter/las-allt", Policy: site.Citizen, Handler: record},
	{Pattern: "POST /mina-uppgifter/las-allt", Policy: site.Citizen, Handler: askToRead},
	{Pattern: "GET /mina-uppgifter/yttrande", Policy: site.Citizen, Handler: commentOn(registerSubject)},
	{Pattern: "POST /mina-uppgifter/yttrande", Policy: site.Citizen, Handler: saveComment(registerSubject)},
	{Pattern: "GET /ansokningar/{id}/berakning/yttrande", Policy: site.Citizen, Handler: commentOn(calculationSubject)},
	{Pattern: "POST /ansokningar/{id}/berakning/yttrande", Policy: site.Citizen, Handler: saveComment(calculationSubject)},
	{Pattern: "GET /beslut/{id}/yttrande", Policy: site.Citizen, Handler: commentOn(decisionSubject)},
	{Pattern: "POST /beslut/{id}/yttrande", Policy: site.Citizen, Handler: saveComment(decisionSubject)},
	{Pattern: "GET /dokument/{id}/yttrande", Policy: site.Citizen, Handler: commentOn(documentSubject)},
	{Pattern: "POST /dokument/{id}/yttrande", Policy: site.Citizen, Handler: saveComment(documentSubject)},
	{Pattern: "GET /journalanteckningar/{id}/yttrande", Policy: site.Citizen, Handler: commentOn(noteSubject)},
	{Pattern: "POST /journalanteckningar/{id}/yttrande", Policy: site.Citizen, Handler: saveComment(noteSubject)},
}
