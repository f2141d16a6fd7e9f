package ssbtek

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bistand/aid"
)

// maxName is the longest text of an authority's that is kept, in characters.
const maxName = 120

// plain is a text without the space around it.
func plain(text string) string { return strings.TrimSpace(text) }

// name returns an authority's text on one line, of a length that a page can show.
func name(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if r := []rune(text); len(r) > maxName {
		text = string(r[:maxName])
	}
	return text
}

// joined writes the texts that say something, each once.
func joined(between string, texts ...string) string {
	var kept []string
	for _, t := range texts {
		if t = plain(t); t != "" && (len(kept) == 0 || kept[len(kept)-1] != t) {
			kept = append(kept, t)
		}
	}
	return name(strings.Join(kept, between))
}

// readBool reads xsd:boolean; false for what is neither.
func readBool(text string) (value, read bool) {
	switch plain(text) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// readAmount reads kronor, with or without decimals. More than two are rounded to the nearest öre: LEFI's amounts are doubles,
// which some writers end in …99999. Amounts beyond aid.MaxAmount are not read.
func readAmount(text string) (aid.Ore, bool) {
	text = strings.Replace(plain(text), ",", ".", 1)
	if text == "" || strings.Trim(text, "0123456789.+-eE") != "" {
		return 0, false
	}
	kronor, err := strconv.ParseFloat(text, 64)
	if err != nil || math.Abs(kronor) > float64(aid.MaxAmount/aid.Kronor) {
		return 0, false
	}
	return aid.Ore(math.Round(kronor * float64(aid.Kronor))), true
}

// readOptionalAmount is readAmount, with 0 for an authority that does not say.
func readOptionalAmount(text string) (aid.Ore, bool) {
	if plain(text) == "" {
		return 0, true
	}
	return readAmount(text)
}

// readDate reads "2016-11-18", with or without a zone or a time after it, and "20161118". A zone moves no day: it is the day
// that the authority means.
func readDate(text string) (aid.Date, bool) {
	text = plain(text)
	if len(text) == 8 && strings.Trim(text, "0123456789") == "" {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	if len(text) < 10 || len(text) > 10 && !strings.ContainsRune("Z+-T", rune(text[10])) {
		return aid.Date{}, false
	}
	d, err := aid.ParseDate(text[:10])
	return d, err == nil && d.Year >= 1900 && d.Year < 9999
}

// readMonth reads a day that LEFI writes as a month ("2022-09").
func readMonth(text string) (aid.Month, bool) {
	m, err := aid.ParseMonth(plain(text))
	return m, err == nil && m.Year >= 1900 && m.Year < 9999
}

// readWeek reads CSN's year and week ("202635") by ISO 8601, and returns its Monday.
func readWeek(text string) (monday aid.Date, read bool) {
	text = plain(text)
	if len(text) != 6 || strings.Trim(text, "0123456789") != "" {
		return aid.Date{}, false
	}
	year, _ := strconv.Atoi(text[:4])
	week, _ := strconv.Atoi(text[4:])
	if year < 1900 || year >= 9999 || week < 1 {
		return aid.Date{}, false
	}
	fourth := aid.Date{Year: year, Month: time.January, Day: 4} // always in the first week
	monday = fourth.AddDays(-(int(fourth.Weekday())+6)%7 + 7*(week-1))
	y, w := monday.Time().ISOWeek()
	return monday, y == year && w == week
}

// period returns two days as a period, or none where they are no period. A time without an end has only its first day.
func period(from, until aid.Date) (aid.Date, aid.Date) {
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		return aid.Date{}, aid.Date{}
	}
	return from, until
}

// readNumber reads a whole number from 0 to most; 0 for anything else.
func readNumber(text string, most int) int {
	n, err := strconv.Atoi(plain(text))
	if err != nil || n < 0 || n > most {
		return 0
	}
	return n
}

// parseXML reads a document that a source has put inside another.
func parseXML(text string, into any, charset func(string, io.Reader) (io.Reader, error)) bool {
	decoder := xml.NewDecoder(strings.NewReader(text))
	decoder.CharsetReader = charset
	return decoder.Decode(into) == nil
}

// latin1 reads the two encodings beside UTF-8 that Swedish authorities have used.
func latin1(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "iso-8859-1", "iso-8859-15", "windows-1252", "latin1":
		raw, err := io.ReadAll(in)
		runes := make([]rune, len(raw))
		for i, b := range raw {
			runes[i] = rune(b)
		}
		return strings.NewReader(string(runes)), err
	}
	return nil, errors.New("an encoding that is not known")
}

// decoded is for a document that was a text inside another and has already been decoded, whatever its first line says.
func decoded(_ string, in io.Reader) (io.Reader, error) { return in, nil }
