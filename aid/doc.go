// Package aid holds what things are in a municipality's register of ekonomiskt bistånd: persons, cases,
// applications, calculations, decisions and payments, with their states and the predicates that say who may do what.
// It imports nothing of the program's own, reads no clock and does no I/O.
package aid
