// Package sim is an SSBTEK of one's own for demonstrations and tests: the SOAP service of version 10 over mutual TLS, with a
// public-key infrastructure made when it starts, and a page on plain HTTP that shows who asked what and turns trouble on.
//
// It holds questions to the rules of the XSD and of the sources behind it: LEFI's codes and its two years, CSN's two months back
// and one ahead and its 31 characters of a case number. What the sources know of a person is set with Set, all of it at once, each
// payment with its day: as the clock goes on, what was planned becomes paid, and what is not yet known becomes known. It shares
// no code with the client.
//
// Its fault codes, and the status texts that no schema lists, are its own; the real service's are unconfirmed.
package sim
