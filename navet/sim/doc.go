// Package sim is a population register of one's own for demonstrations and tests: the tax agency's service epersondata, version 4,
// operation personpostXML, over mutual TLS, with keys made when it starts, and a page on plain HTTP that shows who was asked about and
// turns trouble on.
//
// It holds questions to the rules of Epersondata.xsd. Only numbers that were set are in the register. It shares no code with the client.
//
// Unconfirmed, and its own: the numbers of its fault codes, whose fault a wrong question is said to be, in which element a
// samordningsnummer stands, and that the post of someone who is shielded has no address at all; the real one is known to have a mediation
// address at most.
package sim
