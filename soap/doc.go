// Package soap calls services of SOAP 1.1, document/literal, over mutual TLS: what Swedish authorities' services have in common,
// and their clients with each other. What is asked, and what an answer means, is the clients' own.
//
// A question goes to the one address that is configured, by no proxy and after no redirect, and is never repeated by itself. Nothing
// that an answer holds is ever part of an error, but for a code of a fault that plainly is a code.
//
// The simulators share no code with this package, so that neither can hide the other's faults.
package soap
