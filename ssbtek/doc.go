// Package ssbtek asks the authorities about one adult at a time through SSBTEK, version 10: the service by which a municipality
// asks the social insurance agency (for the pensions agency too), the board of study support, the employment service, the
// unemployment funds, the tax agency, the transport agency and the migration agency at once.
//
// It is read leniently and believed strictly. Elements that are not known are passed over, and namespaces, zones of dates and
// spellings that differ between the authorities are taken as they come. But an authority counts as having answered only where
// its own code plainly says so; everything else is aid.Unchecked, since absence of data is never absence of income. A source
// that cannot be read takes no other with it.
//
// Nothing is kept, and nothing that an authority wrote about a person is ever part of an error. Only what an investigation needs
// is read: names, addresses, children and decisions are passed over.
//
// Sources: the WSDL and XSDs of Sammansatt Bastjänst v10 (2025-01-30), the OpenAPI of LEFI v9, and CSN's Schemabeskrivning
// Kommunfråga v4.0 (2022-10-14). What none of them prints is marked as unconfirmed where it stands.
//
// The simulator in ssbtek/sim speaks the same protocol and shares no code with this package, so that neither can hide the
// other's faults.
package ssbtek
