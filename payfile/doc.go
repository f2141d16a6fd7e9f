// Package payfile speaks with the municipality's bank: it writes payment files (ISO 20022 pain.001.001.03), reads the
// bank's answers (pain.002), checks Swedish account numbers, and carries files over SFTP. Its simulator is in sim/.
//
// The life of a file: Write makes the bytes of a Batch, the same bytes each time; Bank.Upload hands them over;
// Bank.FetchReports brings the answers; ReadStatus reads one, Resolve tells what it means for each payment, and
// Bank.Ack takes it away once it is stored. Only settlement (ACSC) makes a payment executed.
//
// Sources: the published schemas of pain.001.001.03 and pain.002.001.03; Bankföreningen's Common Interpretation for
// the Swedish use of them. What differs between banks, and must be agreed with one before the first live file:
// whether plusgiro is named BBAN (as here) or PGNR, whether bankgiro payments need a bankgiro number as the debtor's
// account, whether the payee's town is wanted, and what becomes of the fifth digit of Swedbank's 8xxx clearing
// numbers (dropped here).
//
// A person's name, account and amount never stand in an error of this package.
package payfile
