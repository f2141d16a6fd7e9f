package lang

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// maxLIX is how hard the public's Swedish may be to read on average: below 40 counts as easy.
const maxLIX = 40

// maxSentence is how many words the public's Swedish may have to a sentence on average.
const maxSentence = 15

// longSentence is how many words no sentence may go beyond, neither the public's nor the staff's.
const longSentence = 25

// officialese are words that say in an office's way what plain Swedish says better, as they begin.
var officialese = []string{
	"avseende", "beaktande", "bifoga", "dylik", "ej", "enär", "erfordra", "erhåll", "erlägg", "felaktighet", "föreligg", "föranled",
	"förfoga", "gällande", "härmed", "härvid", "icke", "inkomma", "inkommit", "inneha", "innevarande", "jämlikt", "jämväl",
	"medelst", "nedan angiv", "ombesörj", "ovan nämn", "ovanstående", "samtlig", "såvida", "tillhandahåll", "tillse", "tillställ",
	"underlåt", "vederbörande", "vänligen", "åberopa", "återkoppla",
}

// english are words that have a Swedish one.
var english = []string{"cookie", "email", "e-mail", "feedback", "login", "logout", "online", "support", "upload"}

// words splits a text into words; what stands for a placeholder counts as one short word.
func words(text string) []string {
	return strings.FieldsFunc(placeholder.ReplaceAllString(text, "x"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-'
	})
}

// sentences splits a text where a sentence ends: at . ? ! or : before a space or the end, and at a new line.
func sentences(text string) []string {
	var found []string
	begin := 0
	add := func(end int) {
		if len(words(text[begin:end])) > 0 {
			found = append(found, text[begin:end])
		}
		begin = end
	}
	for i, r := range text {
		next := i + utf8.RuneLen(r)
		ends := strings.ContainsRune(".?!:", r) && (next == len(text) || text[next] == ' ' || text[next] == '\n')
		if ends && !strings.HasSuffix(text[:next], " kl.") && !strings.HasSuffix(text[:next], " kap.") || r == '\n' {
			add(next)
		}
	}
	add(len(text))
	return found
}

// lix is Carl-Hugo Björnsson's readability index: words a sentence, and the percentage of words above six letters.
func lix(allSentences, allWords []string) float64 {
	long := 0
	for _, w := range allWords {
		if utf8.RuneCountInString(w) > 6 {
			long++
		}
	}
	n := float64(len(allWords))
	return n/float64(len(allSentences)) + 100*float64(long)/n
}

// running tells whether a text is running text and no label: it has an end of a sentence.
func running(text string) bool { return strings.ContainsAny(text, ".?!") && len(words(text)) > 2 }

// swedish returns the Swedish texts by key, plural forms apart: the public's, or the staff's.
func swedish(t *testing.T, staff bool) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for key, e := range load(t).For("sv").texts {
		if strings.HasPrefix(key, staffPrefix) == staff && !strings.HasPrefix(key, "language.") {
			texts[key] = e.other
		}
	}
	return texts
}

func TestLIX(t *testing.T) {
	text := "Du får pengar för november 2026. Utbetalningen kommer fredag kl. 12.00."
	if got := sentences(text); len(got) != 2 {
		t.Fatalf("%q", got)
	}
	// 12 words in 2 sentences; november and Utbetalningen are long: 6 + 100*2/12.
	if got := lix(sentences(text), words(text)); got < 22.6 || got > 22.7 {
		t.Errorf("%.2f", got)
	}
	if got := sentences("Ett\n\nTvå {amount}: tre?"); len(got) != 3 {
		t.Errorf("%q", got)
	}
}

func TestThePublicsSwedishIsEasyToRead(t *testing.T) {
	texts := swedish(t, false)
	var allSentences, allWords []string
	hardness := map[string]float64{}
	for key, text := range texts {
		if !running(text) {
			continue
		}
		s, w := sentences(text), words(text)
		allSentences, allWords = append(allSentences, s...), append(allWords, w...)
		hardness[key] = lix(s, w)
	}
	if len(hardness) < 100 {
		t.Fatalf("only %d texts", len(hardness))
	}
	hardest := slices.SortedFunc(maps.Keys(hardness), func(a, b string) int {
		return cmp.Or(cmp.Compare(hardness[b], hardness[a]), strings.Compare(a, b))
	})
	for _, key := range hardest[:10] {
		t.Logf("LIX %.0f: %s: %s", hardness[key], key, texts[key])
	}
	index, length := lix(allSentences, allWords), float64(len(allWords))/float64(len(allSentences))
	t.Logf("%d texts, %d sentences of %.1f words, LIX %.1f", len(hardness), len(allSentences), length, index)
	if index >= maxLIX {
		t.Errorf("LIX is %.1f, want below %d", index, maxLIX)
	}
	if length > maxSentence {
		t.Errorf("a sentence has %.1f words on average, want at most %d", length, maxSentence)
	}
}

func TestNoSentenceIsTooLong(t *testing.T) {
	for _, staff := range []bool{false, true} {
		for key, text := range swedish(t, staff) {
			for _, s := range sentences(text) {
				if n := len(words(s)); n > longSentence {
					t.Errorf("%s: %d words: %s", key, n, s)
				}
			}
		}
	}
}

// wordBegins tells whether a word of the text begins with the beginning, or is it, where that has under four letters.
func wordBegins(text, beginning string) bool {
	text = " " + strings.Join(words(strings.ToLower(text)), " ") + " "
	if utf8.RuneCountInString(beginning) < 4 {
		beginning += " "
	}
	return strings.Contains(text, " "+beginning)
}

func TestSwedishIsPlain(t *testing.T) {
	if !wordBegins("Uppgifterna ska inkomma snarast.", "inkom") || wordBegins("Inkomster", "inkomma") || wordBegins("Jag ejar", "ej") {
		t.Fatal("words are not found as they ought to be")
	}
	for _, staff := range []bool{false, true} {
		for key, text := range swedish(t, staff) {
			for _, beginning := range slices.Concat(officialese, english) {
				if wordBegins(text, beginning) {
					t.Errorf("%s has the word %q: %s", key, beginning, text)
				}
			}
		}
	}
}

// Most municipalities give no telephone number. Only texts that stand where a number stands may ask people to ring.
func TestNoTextPresumesATelephone(t *testing.T) {
	withNumber := []string{"footer.help", "fault.call"}
	for key, text := range swedish(t, false) {
		if !slices.Contains(withNumber, key) && slices.ContainsFunc(words(text), func(w string) bool { return w == "Ring" || w == "ring" || w == "ringa" }) {
			t.Errorf("%s: %s", key, text)
		}
	}
}
