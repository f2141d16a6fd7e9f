// Package navet asks the population register (folkbokföringen) about one number at a time, by the tax agency's service epersondata,
// version 4, operation personpostXML.
//
// It is read leniently and believed strictly. Elements and attributes that are not known are passed over, wherever they stand, and
// namespaces are not asked for. But a number counts as not in the register only where the answer plainly holds no post, and as somebody's
// only where the one post is about that number. A mark of protection that cannot be understood protects.
//
// Of the post only the number and its state, the marks and the deregistration are read; names, addresses and relatives are passed over. Nothing is kept,
// and nothing of an answer is ever part of an error.
//
// Sources: the WSDL of personpostXML 4.0, Epersondata.xsd, and Navetavisering.xsd as published with them and as of 7_2.28. What none of
// them prints is marked as unconfirmed where it stands.
//
// The simulator in navet/sim speaks the same protocol and shares no code with this package, so that neither can hide the other's faults.
package navet
