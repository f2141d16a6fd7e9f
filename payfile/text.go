package payfile

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// bankByte marks the ASCII characters that Swedish banks take in a payment file. Among the others only åäö ÅÄÖ are
// taken. None of them needs escaping in XML.
var bankByte = func() (set [utf8.RuneSelf]bool) {
	for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/-?:().,'+ " {
		set[c] = true
	}
	return set
}()

// bankRune tells whether the bank takes the character as it is.
func bankRune(r rune) bool {
	if r < utf8.RuneSelf {
		return bankByte[r]
	}
	return strings.ContainsRune("åäöÅÄÖ", r)
}

// spellings are the characters that have a customary spelling within the bank's set but no such base letter.
var spellings = map[rune]string{
	'æ': "ä", 'Æ': "Ä", 'ø': "ö", 'Ø': "Ö", 'ß': "ss", 'đ': "d", 'Đ': "D", 'ł': "l", 'Ł': "L", 'œ': "oe", 'Œ': "OE",
	'þ': "th", 'Þ': "Th", 'ð': "d", 'Ð': "D", 'ı': "i", 'ħ': "h", 'Ħ': "H", 'ə': "e", 'Ə': "E", 'ʻ': "'", 'ʼ': "'",
	'’': "'", '‘': "'", '`': "'", '´': "'", '"': "'", '”': "'", '“': "'", '–': "-", '—': "-", '‐': "-", '_': "-",
	'&': "+", '@': "(at)", ';': ",", '\\': "/", '[': "(", ']': ")", '{': "(", '}': ")", '!': ".",
}

// appendText appends text in the bank's characters: others are spelt within the set, or become a space; runs of
// spaces become one; at most limit characters are kept. The same text always gives the same bytes.
func appendText(dst []byte, text string, limit int) []byte {
	if len(text) <= limit && isPlain(text) {
		return append(dst, text...)
	}
	start, count, gap := len(dst), 0, false
	put := func(r rune) {
		if r == ' ' {
			gap = true
			return
		}
		if gap && len(dst) > start && count < limit {
			dst = append(dst, ' ')
			count++
		}
		gap = false
		if count < limit {
			dst = utf8.AppendRune(dst, r)
			count++
		}
	}
	for _, r := range norm.NFC.String(text) {
		if bankRune(r) {
			put(r)
			continue
		}
		for _, s := range spell(r) {
			put(s)
		}
	}
	for len(dst) > start && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// isPlain tells whether appendText would leave the text as it is: the bank's characters, single spaces, none at either
// end. It reads bytes, since nearly every name passes here.
func isPlain(text string) bool {
	before := byte(' ')
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == 0xC3 && i+1 < len(text) { // the first of the two bytes of åäö ÅÄÖ
			i++
			switch text[i] {
			case 0xA5, 0xA4, 0xB6, 0x85, 0x84, 0x96:
				before = c
				continue
			}
			return false
		}
		if c >= utf8.RuneSelf || !bankByte[c] || (c == ' ' && before == ' ') {
			return false
		}
		before = c
	}
	return before != ' ' || text == ""
}

// spell writes a character that is not in the bank's set within it: its customary spelling, its base letter, nothing
// for a loose mark, or a space.
func spell(r rune) string {
	if s, ok := spellings[r]; ok {
		return s
	}
	if unicode.In(r, unicode.Mn, unicode.Cf) { // a mark on the letter before; a joiner or a sign of direction
		return ""
	}
	for _, base := range norm.NFKD.String(string(r)) {
		if bankRune(base) {
			return string(base)
		}
		if s, ok := spellings[base]; ok {
			return s
		}
	}
	return " "
}

// bankText is appendText for a whole text.
func bankText(text string, limit int) string {
	return string(appendText(nil, text, limit))
}

// benefitWords are what betrays that a payment is ekonomiskt bistånd, folded as fold does. A payee's bank statement
// is read by others: a landlord's staff, a dentist's accountant.
// law: OSL 26:1
var benefitWords = []string{"bistand", "forsorjning", "social", "soc.bidrag", "socbidrag", "riksnorm"}

// disclosesBenefit tells whether a text that third parties read speaks of the benefit.
func disclosesBenefit(text string) bool {
	var room [4 * maxName]byte
	folded := fold(room[:0], text)
	for _, word := range benefitWords {
		if bytes.Contains(folded, []byte(word)) {
			return true
		}
	}
	return false
}

// fold appends the text in lower case without the marks on its letters, so that "BISTÅND" and "bistand" are the same.
func fold(dst []byte, text string) []byte {
	for _, r := range norm.NFKD.String(text) {
		if r < utf8.RuneSelf {
			dst = append(dst, byte(unicode.ToLower(r)))
		}
	}
	return dst
}

// validID tells whether text can be an id in the file: 1 to 35 characters of the bank's ASCII set without spaces, no
// slash first, last or doubled. Ids come back from the bank and must be the same then, so nothing is respelt.
func validID(text string) bool {
	if text == "" || len(text) > maxID || text[0] == '/' || text[len(text)-1] == '/' {
		return false
	}
	for i := range len(text) {
		c := text[i]
		if c >= utf8.RuneSelf || c == ' ' || !bankByte[c] || (c == '/' && text[i-1] == '/') {
			return false
		}
	}
	return true
}
