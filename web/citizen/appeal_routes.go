package citizen

import "bistand/web/site"

// appealRoutes are the pages where a person appeals a decision and follows what comes of it.
var appealRoutes = []site.Route{
	{Pattern: "GET /overklaga", Policy: site.Citizen, Handler: appeals},
	{Pattern: "POST /overklaga", Policy: site.Citizen, Handler: beginAppeal},
	{Pattern: "GET /overklaga/utkast/{id}", Policy: site.Citizen, Handler: withAppealDraft(checkAppeal)},
	{Pattern: "GET /overklaga/utkast/{id}/andra", Policy: site.Citizen, Handler: showAppealStep(changeStep)},
	{Pattern: "POST /overklaga/utkast/{id}/andra", Policy: site.Citizen, Handler: saveAppealStep(changeStep)},
	{Pattern: "GET /overklaga/utkast/{id}/varfor", Policy: site.Citizen, Handler: showAppealStep(whyStep)},
	{Pattern: "POST /overklaga/utkast/{id}/varfor", Policy: site.Citizen, Handler: saveAppealStep(whyStep)},
	{Pattern: "GET /overklaga/utkast/{id}/sent", Policy: site.Citizen, Handler: showAppealStep(lateStep)},
	{Pattern: "POST /overklaga/utkast/{id}/sent", Policy: site.Citizen, Handler: saveAppealStep(lateStep)},
	{Pattern: "GET /overklaga/utkast/{id}/filer", Policy: site.Citizen, Handler: withAppealDraft(appealFiles)},
	{Pattern: "POST /overklaga/utkast/{id}/filer", Policy: site.Citizen.WithUpload(), Handler: withAppealDraft(addAppealFiles)},
	{Pattern: "POST /overklaga/utkast/{id}/filer/ta-bort", Policy: site.Citizen, Handler: withAppealDraft(removeAppealFile)},
	{Pattern: "GET /overklaga/utkast/{id}/skriv-ut", Policy: site.Citizen, Handler: withAppealDraft(appealLetter)},
	{Pattern: "POST /overklaga/utkast/{id}/bankid", Policy: site.Citizen.WithLimit(), Handler: withAppealDraft(startAppealSigning)},
	{Pattern: "GET /overklaga/utkast/{id}/bankid/{order}", Policy: site.Citizen, Handler: whileOpen(appealFlow.Show)},
	{Pattern: "GET /overklaga/utkast/{id}/bankid/{order}/qr.svg", Policy: site.Citizen, Handler: whileOpen(appealFlow.QR)},
	{Pattern: "GET /overklaga/utkast/{id}/bankid/{order}/lage", Policy: site.Citizen, Handler: whileOpen(appealFlow.State)},
	{Pattern: "POST /overklaga/utkast/{id}/bankid/{order}/avbryt", Policy: site.Citizen.WithoutKey(), Handler: whileOpen(appealFlow.Cancel)},
	{Pattern: "GET /overklaga/utkast/{id}/bankid/{order}/klar", Policy: site.Citizen, Handler: finishAppealSigning},
	{Pattern: "POST /overklaga/utkast/{id}/ta-bort", Policy: site.Citizen, Handler: dropAppeal},
	{Pattern: "GET /overklaganden/{id}", Policy: site.Citizen, Handler: withAppeal(showAppeal)},
	{Pattern: "GET /overklaganden/{id}/kvitto", Policy: site.Citizen, Handler: withAppeal(appealReceipt)},
	{Pattern: "POST /overklaganden/{id}/ta-tillbaka", Policy: site.Citizen, Handler: withAppeal(withdrawAppeal)},
}
