// Package sim is a BankID of one's own for demonstrations and tests: the relying-party API (v6.0) over mutual TLS with a
// public-key infrastructure made when it starts, and a "phone" on plain HTTP with which a person or a program plays the app.
//
// It keeps BankID's rules: the request's type and lengths, one live order per person, 30 seconds to pick an order up and
// three minutes to complete it, a scanned code no older than five seconds, and terminal answers that can be read once.
// What it signs are true XML signatures with certificates and a revocation answer, so the client needs no test mode.
// It shares no code with the client.
//
// The phone: GET /phone shows a form; with ?code= (the QR code's text, a start token or a start link) it picks the order up
// and shows the text to be signed. POST /phone takes the fields
//
//	code    the QR code's text, or the start token
//	person  twelve digits, one of the persons the simulator was started with
//	action  approve, cancel, or what else is to happen: any hint of BankID's (those of a pending order leave it pending),
//	        pending:CODE or failed:CODE for a hint of one's own making, or the name of a flaw in the evidence (see Flaws)
//	risk    optional: low (as when left out), moderate or high
//	ip      optional: the address of the device that the app runs on; else the order's own endUserIp
//
// and answers 200 when it did as told, 4xx otherwise. POST /mode with the field mode switches between the modes of trouble.
package sim
