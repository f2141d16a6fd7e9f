package citizen

import "bistand/web/site"

// applyRoutes are the pages where a household applies and signs.
var applyRoutes = []site.Route{
	{Pattern: "GET /ansok/{manad}", Policy: site.Citizen, Handler: applyStart},
	{Pattern: "POST /ansok/{manad}", Policy: site.Citizen, Handler: beginDraft},
	{Pattern: "GET /ansok/utkast/{id}", Policy: site.Citizen, Handler: withDraft(hub)},
	{Pattern: "GET /ansok/utkast/{id}/hushall", Policy: site.Citizen, Handler: showSection(householdSection)},
	{Pattern: "POST /ansok/utkast/{id}/hushall", Policy: site.Citizen, Handler: saveSection(householdSection)},
	{Pattern: "GET /ansok/utkast/{id}/boende", Policy: site.Citizen, Handler: showSection(housingSection)},
	{Pattern: "POST /ansok/utkast/{id}/boende", Policy: site.Citizen, Handler: saveSection(housingSection)},
	{Pattern: "GET /ansok/utkast/{id}/inkomster", Policy: site.Citizen, Handler: showSection(incomesSection)},
	{Pattern: "POST /ansok/utkast/{id}/inkomster", Policy: site.Citizen, Handler: saveSection(incomesSection)},
	{Pattern: "GET /ansok/utkast/{id}/utgifter", Policy: site.Citizen, Handler: showSection(expensesSection)},
	{Pattern: "POST /ansok/utkast/{id}/utgifter", Policy: site.Citizen, Handler: saveSection(expensesSection)},
	{Pattern: "GET /ansok/utkast/{id}/bilagor", Policy: site.Citizen, Handler: withDraft(attachments)},
	{Pattern: "POST /ansok/utkast/{id}/bilagor", Policy: site.Citizen.WithUpload(), Handler: withDraft(addAttachments)},
	{Pattern: "POST /ansok/utkast/{id}/bilagor/ta-bort", Policy: site.Citizen, Handler: withDraft(removeAttachment)},
	{Pattern: "POST /ansok/utkast/{id}/bilagor/vrid", Policy: site.Citizen, Handler: withDraft(turnAttachment)},
	{Pattern: "POST /ansok/utkast/{id}/bilagor/ateranvand", Policy: site.Citizen, Handler: withDraft(reuseAttachments)},
	{Pattern: "POST /ansok/utkast/{id}/bilagor/lamnat", Policy: site.Citizen, Handler: withDraft(handInOtherwise)},
	{Pattern: "GET /ansok/utkast/{id}/kontrollera", Policy: site.Citizen, Handler: withDraft(checkAnswers)},
	{Pattern: "POST /ansok/utkast/{id}/kontrollera", Policy: site.Citizen, Handler: withDraft(freeze)},
	{Pattern: "GET /ansok/underskrift/{id}", Policy: site.Citizen, Handler: withFrozen(signing)},
	{Pattern: "POST /ansok/underskrift/{id}/avsta", Policy: site.Citizen, Handler: withFrozen(refuseToSign)},
	{Pattern: "POST /ansok/underskrift/{id}/andra", Policy: site.Citizen, Handler: withFrozen(takeBack)},
	{Pattern: "POST /ansok/underskrift/{id}/bankid", Policy: site.Citizen.WithLimit(), Handler: withFrozen(startSigning)},
	{Pattern: "GET /ansok/underskrift/{id}/bankid/{order}", Policy: site.Citizen, Handler: whileOpen(signFlow.Show)},
	{Pattern: "GET /ansok/underskrift/{id}/bankid/{order}/qr.svg", Policy: site.Citizen, Handler: whileOpen(signFlow.QR)},
	{Pattern: "GET /ansok/underskrift/{id}/bankid/{order}/lage", Policy: site.Citizen, Handler: whileOpen(signFlow.State)},
	{Pattern: "POST /ansok/underskrift/{id}/bankid/{order}/avbryt", Policy: site.Citizen.WithoutKey(), Handler: whileOpen(signFlow.Cancel)},
	{Pattern: "GET /ansok/underskrift/{id}/bankid/{order}/klar", Policy: site.Citizen, Handler: finishSigning},
	{Pattern: "GET /ansok/kvitto/{id}", Policy: site.Citizen, Handler: receipt},
}
