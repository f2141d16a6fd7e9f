// Package bankid identifies people and has them sign with BankID: a client of the relying-party API (v6.0), the drawing of
// its animated QR code, and the check of every signature and revocation answer before anything counts as signed.
//
// The protocol as written here comes from the published documentation of the BankID relying-party API; the layout of the
// signature from the published samples. The package keeps nothing: orders live with the caller, bound to the session of
// the browser that started them, and neither an order reference nor a QR secret may ever reach a browser.
//
// The simulator in bankid/sim speaks the same protocol and shares no code with this package, so that neither can hide
// the other's faults.
package bankid
